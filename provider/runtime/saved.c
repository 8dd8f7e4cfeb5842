/*
 * saved.c — plans that were made while the provider had another region. Terraform reports the result as a
 * bug, and only after it has deleted the replaced object. Knows the contents of the plan file, and what the
 * plan of a creation stored in the private data; must not know any resource.
 */
#include "runtime/engine.h"
#include "tf/msgpack.h"

/* One planned object; name "" while it is not known. */
struct saved_thing {
    const char *type_name;
    struct str name, region;
};

static struct str text_of(struct arena *mem, const struct value *object, struct str member)
{
    const struct value *v = value_is_known(*object) ? value_member(object, member) : NULL;
    bool is_text = v != NULL && value_is_known(*v) && v->type->kind == TYPE_STRING;
    return is_text ? str_copy(mem, v->text) : STR("");
}

static struct str name_of(struct arena *mem, const struct schema_desc *schema, const struct value *object)
{
    return schema->identity_count > 0 ? text_of(mem, object, str_c(schema->identity[0])) : STR("");
}

static bool read_creation(struct arena *scratch, struct runtime *runtime,
                          const struct saved_creation *creation, struct saved_thing *ret)
{
    struct value planned;
    struct err ignored;
    for (size_t i = 0; i < runtime->registry->resource_count; i++) {
        const struct schema_desc *schema = runtime->registry->resources[i]->schema;
        if (!schema->in_aws || !str_eqc(creation->type_name, schema->type_name) ||
            !msgpack_decode(scratch, creation->planned, schema->object->type, &planned, &ignored))
            continue;
        *ret = (struct saved_thing){schema->type_name, name_of(runtime->mem, schema, &planned),
                                    text_of(runtime->mem, &planned, STR("region"))};
        return ret->region.len > 0;
    }
    return false;
}

void runtime_applies(struct runtime *runtime, const struct saved_creation *creations, size_t count)
{
    struct arena *scratch = arena_new();
    runtime->saved = arena_new_array(runtime->mem, struct saved_thing, count);
    for (size_t i = 0; i < count; i++)
        runtime->saved_count += read_creation(scratch, runtime, &creations[i],
                                              &runtime->saved[runtime->saved_count]);
    arena_free(scratch);
}

static bool refuse(struct call *c, struct str was, const char *what)
{
    struct str home = ls_client_region(c->provider->client);
    diag_error(c->mem, &c->diags, (struct path){0}, STR("Saved plan for another region"),
               "The region of the provider was %.*s when this plan was made, and is %.*s now. %s\n\nMake a "
               "new plan, with AWS_REGION=%.*s if you want that region (or with the setting that the region "
               "comes from: the argument region of the provider, AWS_DEFAULT_REGION, the profile). To make "
               "the region independent of the environment, set region = \"%.*s\" in the provider block.",
               STR_ARG(was), STR_ARG(home), what, STR_ARG(was), STR_ARG(was));
    return true;
}

static bool is_in_provider_region(struct call *c, const struct value *config)
{
    return c->schema->in_aws && c->provider != NULL && c->client != NULL && engine_fixed_region(c).len == 0 &&
           value_is_null(engine_region(c, config));
}

bool engine_refuse_saved(struct runtime *runtime, struct call *c, const struct value *config)
{
    struct str name = name_of(c->mem, c->schema, config), was = STR("");
    for (size_t i = 0; i < runtime->saved_count && is_in_provider_region(c, config); i++) {
        const struct saved_thing *thing = &runtime->saved[i];
        bool may_be = thing->name.len == 0 || name.len == 0 || str_eq(thing->name, name);
        if (!may_be || strcmp(thing->type_name, c->schema->type_name) != 0)
            continue;
        if (str_eq(thing->region, call_region(c)))
            return false;
        was = thing->region;
    }
    return was.len > 0 && refuse(c, was, "No object is created in a region that the plan does not have.");
}

/* ---- the deletion of a replacement ---- */

bool engine_refuse_other_home(struct call *c, struct str planned_private)
{
    struct str was = engine_private_home_region(planned_private);
    return c->provider != NULL && c->provider->client != NULL && was.len > 0 &&
           !str_eq(was, ls_client_region(c->provider->client)) &&
           refuse(c, was,
                  "The new one would be in another region than planned, so the old one is not "
                  "deleted.");
}
