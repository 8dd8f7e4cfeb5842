/*
 * seen.c — what this run has validated, read and planned so far. A plan needs to know which resource holds a
 * name, and whether an object is deleted for a creation. Knows names and ARNs as texts; must not know any
 * resource.
 */
#include "runtime/engine.h"

static bool has_walk(const struct call *c)
{
    return c->schema->in_aws && c->provider != NULL && c->provider->walk != NULL;
}

static struct str text_of(const struct value *object, struct str member)
{
    const struct value *v = value_is_known(*object) ? value_member(object, member) : NULL;
    bool is_text = v != NULL && value_is_known(*v) && v->type->kind == TYPE_STRING;
    return is_text ? v->text : (struct str){NULL, 0};
}

struct str engine_id(const struct call *c, const struct value *object)
{
    struct str arn = text_of(object, STR("arn"));
    return arn.len > 0 ? arn : engine_name(c, object);
}

/* Names are unique among all kinds in a region: an object that is found by its name holds it. A resource
 * without an ARN of its own is found by the name of another one. */
static struct str name_of(const struct call *c, const struct value *object)
{
    const struct schema_desc *schema = c->schema;
    bool holds_name = schema->identity_count > 0 && (strcmp(schema->identity[0], "name") == 0 ||
                                                     object_attr(schema->object, STR("arn")) != NULL);
    return holds_name ? engine_name(c, object) : (struct str){NULL, 0};
}

static struct str region_of(const struct call *c, const struct value *object)
{
    struct str region = text_of(object, STR("region"));
    return region.len > 0 ? region : call_region(c);
}

static struct str notes_on(struct call *c, const char *of, struct str region, struct str what)
{
    return str_printf(c->mem, "%s/%.*s/%.*s", of, STR_ARG(region), STR_ARG(what));
}

/* Objects that were read, and that no plan has handled yet. */
static struct str unplanned(struct call *c, const struct value *object)
{
    struct str name = engine_name(c, object);
    return notes_on(c, "unplanned", region_of(c, object),
                    str_printf(c->mem, "%s/%.*s", c->schema->type_name, STR_ARG(name)));
}

static struct str read_objects(struct call *c, struct str id)
{
    return notes_on(c, "read", STR(""), id);
}

static struct str validations(struct call *c, struct str region, struct str name)
{
    return notes_on(c, c->schema->type_name, region, name);
}

static const struct str held = STR("held"), protected_objects = STR("protected");

static void note_protection(struct call *c, const struct value *state, struct str id)
{
    if (id.len > 0 && engine_is_protected(state))
        call_made(c, protected_objects, id);
}

static bool is_protected(struct call *c, struct str id)
{
    return id.len > 0 && call_has_made(c, protected_objects, id);
}

static void note_name(struct call *c, const struct value *object)
{
    struct str name = name_of(c, object);
    if (name.len > 0)
        call_made(c, notes_on(c, "name", region_of(c, object), name), held);
}

/* ---- entrances ---- */

void engine_saw_config(struct call *c, const struct value *config)
{
    struct str name = name_of(c, config);
    if (has_walk(c) && name.len > 0)
        walk_tally(c->provider->walk, validations(c, region_of(c, config), name), 1);
}

void engine_saw_read(struct call *c, const struct value *state)
{
    struct str id = engine_id(c, state);
    if (!has_walk(c) || id.len == 0)
        return;
    call_made(c, read_objects(c, id), held);
    call_made(c, unplanned(c, state), id);
    note_name(c, state);
    note_protection(c, state, id);
}

void engine_saw_prior(struct call *c, const struct value *prior, struct plan *ret_plan)
{
    ret_plan->id = engine_id(c, prior);
    if (!has_walk(c))
        return;
    walk_unmade(c->provider->walk, unplanned(c, prior), ret_plan->id);
    note_name(c, prior);
    note_protection(c, prior, ret_plan->id);
}

void engine_saw_creation(struct call *c, const struct value *config, struct str replaced,
                         struct plan *ret_plan)
{
    const struct str *ids;
    if (!has_walk(c))
        return;
    ret_plan->id = replaced;
    ret_plan->is_refreshed = replaced.data == NULL || call_has_made(c, read_objects(c, replaced), held);
    size_t count = call_made_of(c, unplanned(c, config), &ids);
    ret_plan->is_replacement = replaced.data != NULL || count > 0;
    ret_plan->is_protected = is_protected(c, replaced);
    for (size_t i = 0; i < count; i++)
        ret_plan->is_protected |= is_protected(c, ids[i]);
}

struct str call_name_notes(struct call *c, struct str name)
{
    return notes_on(c, "name", call_region(c), name);
}

bool call_name_is_held(struct call *c, struct str name)
{
    return call_has_made(c, call_name_notes(c, name), held);
}

int64_t call_validations(struct call *c, struct str name)
{
    return walk_tally(c->provider->walk, validations(c, call_region(c), name), 0);
}
