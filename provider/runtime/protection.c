/*
 * protection.c — `deletion_protection`: while the state has true, nothing deletes the object. Knows the
 * attribute and the ways in which Terraform deletes; must not know any resource.
 */
#include "runtime/engine.h"

static const struct str attribute = STR("deletion_protection");

bool engine_is_protected(const struct value *state)
{
    const struct value *v = value_is_known(*state) ? value_member(state, attribute) : NULL;
    return v != NULL && value_is_known(*v) && v->type->kind == TYPE_BOOL && v->boolean;
}

void engine_report_protection(struct call *c, const struct value *object, const char *doing)
{
    struct str title = engine_title(c, "Cannot delete the protected", object);
    diag_error(c->mem, &c->diags, path_attribute(c->mem, (struct path){0}, attribute), title,
               "%s would delete the object, and the state has deletion_protection = true. To delete it, set "
               "deletion_protection = false and apply first. To keep it, undo the change, or use a "
               "`removed` block with `destroy = false`.",
               doing);
}

bool engine_refuse_deletion(struct call *c, const struct value *prior, const char *doing)
{
    if (!engine_is_protected(prior))
        return false;
    engine_report_protection(c, prior, doing);
    return true;
}
