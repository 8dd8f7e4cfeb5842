/*
 * identity.c — the values that find a resource again: the identity attributes of its schema and the region.
 * Knows identities as values; must not know any resource. Source: protocol section 4.14.
 */
#include "runtime/engine.h"
#include "tf/msgpack.h"
#include "tf/statejson.h"

struct identity_entry {
    struct identity_entry *next;
    const struct resource *resource;
    struct object_desc object;
    struct type type;
};

static const char region_doc[] = "AWS region. Default: the region of the provider.";

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct attr_desc *)a)->name, ((const struct attr_desc *)b)->name);
}

static struct identity_entry *make_entry(struct arena *mem, const struct resource *resource)
{
    const struct schema_desc *schema = resource->schema;
    struct identity_entry *entry = arena_new_object(mem, struct identity_entry);
    struct attr_desc *attrs = arena_new_array(mem, struct attr_desc, schema->identity_count + 1);
    size_t count = 0;
    for (; count < schema->identity_count; count++) {
        attrs[count] = *object_attr(schema->object, str_c(schema->identity[count]));
        attrs[count].flags = ATTR_REQUIRED;
    }
    if (schema->in_aws)
        attrs[count++] = (struct attr_desc){.name = STR("region"),
                                            .type = &type_string,
                                            .flags = ATTR_OPTIONAL,
                                            .doc = region_doc};
    qsort(attrs, count, sizeof attrs[0], by_name);
    struct type_member *members = arena_new_array(mem, struct type_member, count);
    for (size_t i = 0; i < count; i++)
        members[i] = (struct type_member){attrs[i].name, attrs[i].type};
    entry->resource = resource;
    entry->type = (struct type){.kind = TYPE_OBJECT, .members = members, .count = count};
    entry->object = (struct object_desc){.name = schema->object->name,
                                         .attrs = attrs,
                                         .count = count,
                                         .type = &entry->type};
    return entry;
}

const struct object_desc *runtime_identity_object(struct runtime *runtime, const struct resource *resource)
{
    pthread_mutex_lock(&runtime->lock);
    struct identity_entry *entry = runtime->identities;
    while (entry != NULL && entry->resource != resource)
        entry = entry->next;
    if (entry == NULL) {
        entry = make_entry(runtime->mem, resource);
        entry->next = runtime->identities;
        runtime->identities = entry;
    }
    pthread_mutex_unlock(&runtime->lock);
    return &entry->object;
}

/* The region of the call. Before the provider is configured (a move), the region of the ARN. */
static struct value region_of(const struct call *c, const struct value *state)
{
    struct str fixed = engine_fixed_region(c);
    struct str region = fixed.len > 0       ? fixed
                        : c->client != NULL ? call_region(c)
                                            : engine_state_region(state);
    return region.len > 0 ? value_string(region) : value_null(&type_string);
}

struct identity engine_identity(struct runtime *runtime, struct call *c, const struct resource *resource,
                                const struct value *state, struct identity fallback)
{
    if (!value_is_known(*state))
        return fallback;
    const struct object_desc *object = runtime_identity_object(runtime, resource);
    struct value *items = arena_new_array(c->mem, struct value, object->count);
    for (size_t i = 0; i < object->count; i++) {
        const struct value *v = value_member(state, object->attrs[i].name);
        bool is_region = str_eq(object->attrs[i].name, STR("region"));
        /* A part of a path may be empty: the name of a domain itself is "" in its zone. */
        bool may_be_empty = !is_region && resource->schema->id_is_path;
        items[i] = v != NULL && value_is_known(*v) && (v->text.len > 0 || may_be_empty) ? *v
                   : is_region                                                          ? region_of(c, state)
                               : value_null(object->attrs[i].type);
        bool is_open = v != NULL && value_is_unknown(*v);
        if (is_open || (!is_region && !value_is_known(items[i])))
            return fallback; /* an incomplete object has no identity yet */
    }
    struct value identity = value_object(object->type, items);
    struct identity answer = {.given = true};
    return engine_encode(c, &identity, object, &answer.value.msgpack) ? answer : fallback;
}

struct str engine_identity_region(struct runtime *runtime, struct call *c, const struct resource *resource,
                                  struct identity identity)
{
    const struct object_desc *object = runtime_identity_object(runtime, resource);
    struct value value;
    struct err ignored;
    if (!identity.given || !msgpack_decode(c->mem, identity.value.msgpack, object->type, &value, &ignored) ||
        !value_is_known(value))
        return (struct str){NULL, 0};
    const struct value *region = value_member(&value, STR("region"));
    return region != NULL && value_is_known(*region) ? region->text : (struct str){NULL, 0};
}

bool engine_import_identity(struct runtime *runtime, struct call *c, const struct resource *resource,
                            struct identity identity, struct value *ret_identity)
{
    const struct object_desc *object = runtime_identity_object(runtime, resource);
    if (!engine_decode(c, identity.value, object, "the identity", ret_identity))
        return false;
    for (size_t i = 0; value_is_known(*ret_identity) && i < object->count; i++) {
        const struct value *v = &ret_identity->items[i];
        bool is_region = str_eq(object->attrs[i].name, STR("region"));
        if (!is_region && !value_is_known(*v))
            diag_error(c->mem, &c->diags, (struct path){0}, STR("Incomplete identity"),
                       "The identity of %s needs '%.*s'.", resource->schema->type_name,
                       STR_ARG(object->attrs[i].name));
    }
    if (!value_is_known(*ret_identity))
        diag_error(c->mem, &c->diags, (struct path){0}, STR("Incomplete identity"),
                   "Give an ID or an identity to import.");
    const struct value *region = value_member(ret_identity, STR("region"));
    return c->diags.error_count == 0 &&
           engine_enter_region(c, region != NULL && value_is_known(*region) ? region->text : STR(""));
}

void runtime_upgrade_identity(struct runtime *runtime, struct call *c,
                              const struct upgrade_identity_request *in, struct identity *ret_identity)
{
    *ret_identity = (struct identity){.given = false};
    const struct resource *resource = engine_resource(runtime, c, in->type_name);
    struct value identity, nothing = value_null(&type_dynamic);
    if (resource == NULL)
        return;
    const struct object_desc *object = runtime_identity_object(runtime, resource);
    if (in->version > IDENTITY_VERSION) {
        diag_error(c->mem, &c->diags, (struct path){0}, STR("Identity of a newer provider"),
                   "The stored identity of %s has version %lld, but this provider supports version %d. "
                   "Install the newer provider again.",
                   resource->schema->type_name, (long long)in->version, IDENTITY_VERSION);
        return;
    }
    if (!statejson_decode(c->mem, in->json, object->type, &identity, &c->err)) {
        engine_report(c, "Cannot read the stored identity of", &nothing);
        return;
    }
    ret_identity->given = engine_encode(c, &identity, object, &ret_identity->value.msgpack);
}
