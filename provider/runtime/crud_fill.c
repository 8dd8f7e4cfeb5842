/*
 * crud_fill.c — reads an object of the API into the state of a record. Makes no request; must not know any
 * resource.
 */
#include "runtime/auto_snapshot.h"
#include "runtime/crud_parts.h"
#include "runtime/tags.h"

struct str crud_name(const struct call *c, const void *model)
{
    const struct tf_string *first = crud_field(c, model, c->schema->identity[0]);
    if (ls_kind_row(crud_of(c)->kind)->within == NULL)
        return first->v;
    const struct tf_string *name = crud_field(c, model, c->schema->identity[1]);
    return str_printf(c->mem, "%.*s,%.*s", STR_ARG(first->v), STR_ARG(name->v));
}

void crud_add_name(enum ls_kind kind, struct str name, json_t *in)
{
    const struct ls_kind_row *row = ls_kind_row(kind);
    struct str container, own = name;
    if (row->within != NULL && str_cut(name, ',', &container, &own))
        json_object_set_new(in, row->within, json_new_str(container));
    json_object_set_new(in, row->by, json_new_str(own));
}

void crud_name_item(enum ls_kind kind, json_t *item)
{
    const char *inside = ls_kind_row(kind)->inside;
    if (inside != NULL)
        json_object_update(item, json_object_get(item, inside));
    json_t *name = json_object_get(item, ls_kind_name_at(kind));
    if (name != NULL && json_object_get(item, "name") == NULL)
        json_object_set(item, "name", name);
}

struct str crud_snapshot_hour(const struct call *c, const void *model)
{
    const struct attr_desc *attr = object_attr(c->schema->object, STR("auto_snapshot"));
    const struct tf_objects *wanted = attr != NULL ? (const void *)((const char *)model + attr->offset)
                                                   : NULL;
    if (wanted == NULL || !TF_IS_KNOWN(*wanted) || wanted->count == 0)
        return (struct str){NULL, 0};
    const struct tf_string *hour = bind_field(wanted->v, &attr->nested->attrs[0]);
    return hour->v;
}

/* ---- responses ---- */

static void fill_snapshots(struct call *c, const json_t *object, void *state)
{
    const struct attr_desc *attr = object_attr(c->schema->object, STR("auto_snapshot"));
    const json_t *add_on = auto_snapshot_of(object);
    if (attr == NULL)
        return;
    struct tf_objects *found = bind_field(state, attr);
    *found = (struct tf_objects){0};
    if (!auto_snapshot_is_on(add_on))
        return;
    *found = (struct tf_objects){TF_KNOWN, 1, NULL, arena_alloc(c->mem, attr->nested->size_bytes)};
    struct tf_string *hour = bind_field(found->v, &attr->nested->attrs[0]);
    *hour = tf_string(str_copy(c->mem, auto_snapshot_hour(add_on)));
}

bool crud_fill(struct call *c, const json_t *object, const void *prior, void *state)
{
    const struct tf_strings *tags = crud_field(c, prior, "tags"),
                            *tags_all = crud_field(c, prior, "tags_all");
    api_fill(c, c->schema->object, object, state);
    fill_snapshots(c, object, state);
    if (tags_all != NULL)
        tags_read(c, json_object_get(object, "tags"), tags, tags_all, crud_field(c, state, "tags"),
                  crud_field(c, state, "tags_all"));
    return crud_of(c)->fill == NULL || crud_of(c)->fill(c, object, prior, state);
}
