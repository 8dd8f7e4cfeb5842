/*
 * move.c — dispatch of `moved` across providers to the resource's own translation. Knows addresses and versions only.
 */
#include "runtime/move.h"

#include "runtime/engine.h"

/* "registry.terraform.io/hashicorp/aws" and any other host's "hashicorp/aws". */
static bool is_provider(struct str address, const char *wanted)
{
    struct str host, rest;
    return str_eqc(address, wanted) || (str_cut(address, '/', &host, &rest) && str_eqc(rest, wanted));
}

static const struct state_move *find_move(const struct resource *resource, const struct move_request *in)
{
    for (size_t i = 0; i < resource->move_count; i++) {
        if (is_provider(in->source_provider, resource->moves[i].provider) && str_eqc(in->source_type, resource->moves[i].type_name))
            return &resource->moves[i];
    }
    return NULL;
}

static void refuse_source(struct call *c, const struct resource *resource, const struct move_request *in)
{
    struct buf known = buf_new(c->mem, 4096);
    for (size_t i = 0; i < resource->move_count; i++)
        buf_printf(&known, "%s%s of %s", i > 0 ? ", " : "", resource->moves[i].type_name, resource->moves[i].provider);
    struct str list = buf_str(&known);
    diag_error(c->mem, &c->diags, (struct path){0}, STR("Cannot move from this resource type"),
               "%s cannot take over the state of %.*s (%.*s). It can take over: %.*s. Otherwise remove the old object from the state with a "
               "'removed' block and import it.",
               resource->schema->type_name, STR_ARG(in->source_type), STR_ARG(in->source_provider),
               STR_ARG(list.len > 0 ? list : STR("nothing")));
}

void runtime_move(struct runtime *runtime, struct call *c, const struct move_request *in, struct move_response *ret)
{
    *ret = (struct move_response){.identity.given = false};
    const struct resource *resource = engine_resource(runtime, c, in->target_type);
    json_t *source = NULL;
    if (resource == NULL)
        return;
    const struct state_move *move = find_move(resource, in);
    if (move == NULL) {
        refuse_source(c, resource, in);
        return;
    }
    if (in->source_version > move->newest_version) {
        diag_error(c->mem, &c->diags, (struct path){0}, STR("Cannot move from this schema version"),
                   "The state of %.*s has schema version %lld; this provider understands versions up to %lld.", STR_ARG(in->source_type),
                   (long long)in->source_version, (long long)move->newest_version);
        return;
    }
    enum { MAX_SOURCE_BYTES = 64 * 1024 * 1024 };
    void *state = engine_model(c, resource->schema->object, NULL);
    bool good = json_parse(c->mem, in->source_json, MAX_SOURCE_BYTES, &source, &c->err) &&
                (json_is_object(source) || fail(&c->err, ERR_PROTOCOL, "the source state is not an object")) &&
                move->move(c, source, in->source_version, state);
    if (!good) {
        engine_report(c, str_printf(c->mem, "Cannot move %.*s to %s", STR_ARG(in->source_type), resource->schema->type_name).data, NULL);
        return;
    }
    struct value bound = bind_to_value(c->mem, state, resource->schema->object);
    struct value moved = engine_local_defaults(c, resource->schema->object, &bound);
    if (engine_encode(c, &moved, resource->schema->object, &ret->state))
        ret->identity = engine_identity(runtime, c, resource, &moved, ret->identity);
}
