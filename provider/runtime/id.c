/*
 * id.c — the computed attribute `id`, which schemac adds to every resource and data source: the text that
 * finds the object again. Knows identities as values; must not know any resource.
 */
#include "runtime/engine.h"

static const struct str name = STR("id");

static void add_part(struct buf *text, const struct value *part, bool is_path)
{
    struct str shown = part->type->kind != TYPE_BOOL ? part->text
                       : part->boolean               ? STR("true")
                                                     : STR("false");
    if (is_path)
        buf_add_encoded(text, shown);
    else
        buf_add(text, shown);
}

/* The attributes of the identity, joined by commas or slashes: the import ID. */
static struct value of_resource(struct call *c, const struct value *object)
{
    struct buf text = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < c->schema->identity_count; i++) {
        const struct value *part = value_member(object, str_c(c->schema->identity[i]));
        if (value_is_unknown(*part))
            return value_unknown(&type_string);
        if (value_is_null(*part))
            return value_null(&type_string);
        if (i > 0)
            buf_addc(&text, c->schema->id_is_path ? '/' : ',');
        add_part(&text, part, c->schema->id_is_path);
    }
    return value_string(buf_str(&text));
}

/* A data source of one object has its name, one of many objects the region. */
static struct value of_data_source(const struct call *c, const struct value *object)
{
    const struct resource *viewed = c->schema->viewed;
    const struct value *asked = value_member(object, viewed != NULL ? str_c(viewed->schema->identity[0])
                                                                    : STR("name"));
    return asked != NULL ? *asked : value_string(call_region(c));
}

struct value engine_with_id(struct call *c, const struct value *object)
{
    if (!value_is_known(*object) || object_attr(c->schema->object, name) == NULL)
        return *object;
    return value_with_member(c->mem, object, name,
                             c->schema->identity_count > 0 ? of_resource(c, object)
                                                           : of_data_source(c, object));
}
