/*
 * crud_plan.c — the plan checks of a record: tags, names, references. Sends requests only for references;
 * must not know any resource.
 */
#include "runtime/crud_parts.h"
#include "runtime/region_check.h"
#include "runtime/tags.h"

bool crud_validate(struct call *c, const void *config)
{
    const struct tf_strings *tags = crud_field(c, config, "tags");
    if (tags != NULL)
        tags_validate(c, "tags", tags);
    return crud_of(c)->validate == NULL || crud_of(c)->validate(c, config);
}

static struct tf_string text_at(const struct attr_desc *attr, const void *model)
{
    const struct tf_string *text = model != NULL ? (const void *)((const char *)model + attr->offset) : NULL;
    return text != NULL ? *text : (struct tf_string){0};
}

static void check_references(struct call *c, const struct plan *plan)
{
    const struct object_desc *desc = c->schema->object;
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        if (attr->refers != 0)
            refers_check(c, plan, (enum ls_kind)attr->refers, attr->name.data, text_at(attr, plan->config),
                         text_at(attr, plan->prior));
    }
}

static bool check_name(struct call *c, const struct plan *plan)
{
    const struct crud *crud = crud_of(c);
    struct tf_string name = crud_text(c, plan->planned, c->schema->identity[0]);
    if (ls_kind_row(crud->kind)->within == NULL)
        return crud->name_check(c, plan, crud->kind, name);
    if (TF_IS_KNOWN(name) && TF_IS_KNOWN(crud_text(c, plan->planned, c->schema->identity[1])))
        region_note(c, crud->kind, tf_string(crud_name(c, plan->planned)));
    return true;
}

bool crud_modify_plan(struct call *c, struct plan *plan)
{
    const struct crud *crud = crud_of(c);
    const struct tf_strings *tags = crud_field(c, plan->planned, "tags");
    struct tf_strings *tags_all = crud_field(c, plan->planned, "tags_all");
    if (tags_all != NULL)
        tags_plan(c, tags, tags_all);
    TRY(check_name(c, plan));
    check_references(c, plan);
    return crud->plan == NULL || crud->plan(c, plan);
}

bool crud_plan_destroy(struct call *c, const void *prior)
{
    return crud_of(c)->may_delete == NULL || crud_of(c)->may_delete(c, prior);
}
