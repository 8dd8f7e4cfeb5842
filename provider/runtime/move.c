/*
 * move.c — passes a `moved` block across providers to the translation of the resource. Knows addresses and
 * versions only.
 */
#include "runtime/move.h"

#include "runtime/crud.h"
#include "runtime/engine.h"

/* "registry.terraform.io/hashicorp/aws", or "hashicorp/aws" of any other host. */
static bool is_provider(struct str address, const char *wanted)
{
    struct str host, rest;
    return str_eqc(address, wanted) || (str_cut(address, '/', &host, &rest) && str_eqc(rest, wanted));
}

/* After `terraform state replace-provider`, a state of another provider's resources has our address. */
static bool is_own_address(const struct runtime *runtime, struct str address)
{
    const struct provider_type *own = runtime->registry->provider;
    struct str rest = address, part;
    while (str_cut(rest, '/', &part, &rest))
        continue;
    return own != NULL && str_eqc(rest, own->schema->type_name);
}

/* First the moves in the resource's C file, then those in its record; NULL after the last. */
static const struct state_move *move_at(const struct resource *resource, size_t number)
{
    const struct crud *crud = resource->schema->crud;
    if (number < resource->move_count)
        return &resource->moves[number];
    number -= resource->move_count;
    return crud != NULL && number < crud->move_count ? &crud->moves[number] : NULL;
}

static const struct state_move *find_move(const struct runtime *runtime, const struct resource *resource,
                                          const struct move_request *in)
{
    const struct state_move *move;
    for (size_t i = 0; (move = move_at(resource, i)) != NULL; i++) {
        if (str_eqc(in->source_type, move->type_name) && (is_provider(in->source_provider, move->provider) ||
                                                          is_own_address(runtime, in->source_provider)))
            return move;
    }
    return NULL;
}

static void refuse_source(struct call *c, const struct resource *resource, const struct move_request *in)
{
    struct buf known = buf_new(c->mem, 4096);
    const struct state_move *move;
    for (size_t i = 0; (move = move_at(resource, i)) != NULL; i++)
        buf_printf(&known, "%s%s of %s", i > 0 ? ", " : "", move->type_name, move->provider);
    struct str list = buf_str(&known);
    diag_error(c->mem, &c->diags, (struct path){0}, STR("Cannot move from this resource type"),
               "%s cannot take over the state of %.*s (%.*s). It supports: %.*s. Otherwise remove the old "
               "resource from the state with a 'removed' block and import it.",
               resource->schema->type_name, STR_ARG(in->source_type), STR_ARG(in->source_provider),
               STR_ARG(list.len > 0 ? list : STR("nothing")));
}

/* ---- several sources of one target ---- */

/* Terraform sends all moves of a run to one process, so the earlier moves are known. */
struct moved_entry {
    struct moved_entry *next;
    const struct resource *resource;
    struct str target; /* identity, encoded */
    struct str source; /* type and id */
};

/* The source that was moved to the same object before, or `source` itself. */
static struct str first_source(struct runtime *runtime, const struct resource *resource, struct str target,
                               struct str source)
{
    pthread_mutex_lock(&runtime->lock);
    struct moved_entry *entry = runtime->moved;
    while (entry != NULL && (entry->resource != resource || !str_eq(entry->target, target)))
        entry = entry->next;
    if (entry == NULL) {
        entry = arena_new_object(runtime->mem, struct moved_entry);
        *entry = (struct moved_entry){runtime->moved, resource, str_copy(runtime->mem, target),
                                      str_copy(runtime->mem, source)};
        runtime->moved = entry;
    }
    pthread_mutex_unlock(&runtime->lock);
    return entry->source;
}

/* Two Terraform resources for one object would undo each other's changes forever. */
static bool check_sole_source(struct runtime *runtime, struct call *c, const struct resource *resource,
                              const struct state_move *move, const json_t *source, struct identity target)
{
    struct str name = str_printf(c->mem, "%s '%.*s'", move->type_name,
                                 STR_ARG(json_member_text(source, "id")));
    struct str first = target.given ? first_source(runtime, resource, target.value.msgpack, name) : name;
    if (str_eq(first, name))
        return true;
    diag_error(c->mem, &c->diags, (struct path){0}, STR("Two resources become one"),
               "%.*s and %.*s both describe the same %s. %s", STR_ARG(first), STR_ARG(name),
               resource->schema->type_name,
               move->merge_hint != NULL
                   ? move->merge_hint
                   : "Move only one of them, and remove the other from the state with a 'removed' block.");
    return false;
}

void runtime_move(struct runtime *runtime, struct call *c, const struct move_request *in,
                  struct move_response *ret)
{
    *ret = (struct move_response){.identity.given = false};
    const struct resource *resource = engine_resource(runtime, c, in->target_type);
    json_t *source = NULL;
    if (resource == NULL)
        return;
    const struct state_move *move = find_move(runtime, resource, in);
    if (move == NULL) {
        refuse_source(c, resource, in);
        return;
    }
    if (in->source_version > move->newest_version) {
        diag_error(
            c->mem, &c->diags, (struct path){0}, STR("Cannot move from this schema version"),
            "The state of %.*s has schema version %lld, but this provider supports versions up to %lld.",
            STR_ARG(in->source_type), (long long)in->source_version, (long long)move->newest_version);
        return;
    }
    enum { MAX_SOURCE_BYTES = 64 * 1024 * 1024 };
    void *state = engine_model(c, resource->schema->object, NULL);
    bool good = json_parse(c->mem, in->source_json, MAX_SOURCE_BYTES, &source, &c->err) &&
                (json_is_object(source) ||
                 fail(&c->err, ERR_PROTOCOL, "the source state is not an object")) &&
                (move->move != NULL ? move->move(c, source, in->source_version, state)
                                    : move_by_names(c, move, source, state));
    if (!good) {
        engine_report(c,
                      str_printf(c->mem, "Cannot move %.*s to %s", STR_ARG(in->source_type),
                                 resource->schema->type_name)
                          .data,
                      NULL);
        return;
    }
    struct value bound = bind_to_value(c->mem, state, resource->schema->object);
    struct value local = engine_local_defaults(c, resource->schema->object, &bound);
    /* Since version 6, hashicorp/aws stores the region of every resource. */
    struct str told = json_member_text(source, "region"), of_arn = engine_state_region(&local),
               fixed = engine_fixed_region(c);
    struct value in_region = engine_with_region_if_null(c, &local,
                                                        fixed.len > 0  ? fixed
                                                        : told.len > 0 ? told
                                                                       : of_arn);
    struct value moved = engine_with_id(c, &in_region);
    struct identity none = {.given = false}, identity = engine_identity(runtime, c, resource, &moved, none);
    if (check_sole_source(runtime, c, resource, move, source, identity) &&
        engine_encode(c, &moved, resource->schema->object, &ret->state))
        ret->identity = identity;
}
