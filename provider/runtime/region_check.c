/*
 * region_check.c — the names of a run by kind, each with its regions. Must not know which resources refer to
 * them.
 */
#include "runtime/region_check.h"

static struct str group_of(struct call *c, enum ls_kind kind, struct str name)
{
    return str_printf(c->mem, "planned/%s/%.*s", ls_kind_row(kind)->name, STR_ARG(name));
}

void region_note(struct call *c, enum ls_kind kind, struct tf_string name)
{
    if (TF_IS_KNOWN(name) && c->client != NULL && c->provider->walk != NULL)
        call_made(c, group_of(c, kind, name.v), call_region(c));
}

bool region_planned(struct call *c, enum ls_kind kind, struct str name)
{
    return c->provider->walk != NULL && call_has_made(c, group_of(c, kind, name), call_region(c));
}

/* A region in which this run has planned an object of the name, if it has planned none in this region. */
static bool is_elsewhere(struct call *c, enum ls_kind kind, struct str name, struct str *ret_region)
{
    const struct str *regions;
    size_t count = call_made_of(c, group_of(c, kind, name), &regions);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(regions[i], call_region(c)))
            return false;
        *ret_region = regions[i];
    }
    return count > 0;
}

static const struct str told = STR("told");

/* An object that cannot be read does not count as missing. */
static bool is_missing_here(struct call *c, enum ls_kind kind, struct str name)
{
    json_t *object;
    if (api_view(c, kind, name, LS_REFRESH, &object))
        return false;
    struct err err = c->err;
    c->err = (struct err){0};
    struct str group = str_printf(c->mem, "unchecked/%s", ls_kind_row(kind)->name);
    if (err.kind != ERR_NOT_FOUND && !call_has_made(c, group, told)) {
        call_made(c, group, told);
        call_warn(
            c, "", "Some references could not be checked",
            "Whether each %s that is named exists could not be checked, so the apply will report a wrong "
            "name: %s",
            ls_kind_row(kind)->noun, err.text);
    }
    return err.kind == ERR_NOT_FOUND;
}

/* Whether the plan has a new name that this run has not planned in this region, so that only a read can
 * find the object. */
static bool is_open(struct call *c, const struct plan *plan, enum ls_kind kind, struct tf_string wanted,
                    struct tf_string before)
{
    bool is_new = TF_IS_KNOWN(wanted) && !tf_string_equal(wanted, before);
    return is_new && !plan->is_final && c->client != NULL && c->provider->walk != NULL &&
           !region_planned(c, kind, wanted.v);
}

static void refuse(struct call *c, const struct plan *plan, enum ls_kind kind, const char *attribute,
                   struct str name)
{
    struct str region, other = STR("");
    if (is_elsewhere(c, kind, name, &region))
        other = str_printf(c->mem,
                           "This configuration has one in %.*s: a reference works only inside a region. ",
                           STR_ARG(region));
    call_error(
        c, attribute, str_printf(c->mem, "Unknown %s", ls_kind_row(kind)->noun).data,
        "There is no %s '%.*s' in %.*s. %.*s%sUse the name of an existing one. If this apply creates it, "
        "refer to it, so that it is created first: %s = lightsail_%s.<label>.id.",
        ls_kind_row(kind)->noun, STR_ARG(name), STR_ARG(call_region(c)), STR_ARG(other),
        plan->is_replacement ? "The old object would be deleted, and the new one refused. " : "", attribute,
        ls_kind_row(kind)->name);
}

void refers_check(struct call *c, const struct plan *plan, enum ls_kind kind, const char *attribute,
                  struct tf_string wanted, struct tf_string before)
{
    if (is_open(c, plan, kind, wanted, before) && is_missing_here(c, kind, wanted.v))
        refuse(c, plan, kind, attribute, wanted.v);
}

void region_check(struct call *c, const struct plan *plan, enum ls_kind kind, const char *attribute,
                  struct tf_string wanted, struct tf_string before)
{
    struct str region = {NULL, 0}, here = call_region(c);
    if (!is_open(c, plan, kind, wanted, before) ||
        (!is_elsewhere(c, kind, wanted.v, &region) && !plan->is_replacement) ||
        !is_missing_here(c, kind, wanted.v))
        return;
    if (plan->is_replacement)
        refuse(c, plan, kind, attribute, wanted.v);
    else
        call_warn(
            c, attribute, "Two regions?",
            "%.*s has no %s '%.*s', but this configuration has one in %.*s. If this is the one you mean, "
            "set region = \"%.*s\" here. If this apply creates one in %.*s, refer to it, so that it is "
            "created first: %s = lightsail_%s.<label>.id.",
            STR_ARG(here), ls_kind_row(kind)->noun, STR_ARG(wanted.v), STR_ARG(region), STR_ARG(region),
            STR_ARG(here), attribute, ls_kind_row(kind)->name);
}
