/*
 * name_check.c — one name, one thing. Knows what this walk has planned and read under a name; must not know kinds.
 *
 * A plan does not say which resource it is of. Those of a change are told apart by what they change; those of a creation by Terraform's way
 * to have each resource validated before it is planned: a second plan of the same name without a second validation is the first one again.
 */
#include "resources/catalogue/name_check.h"

#include "resources/catalogue/catalogue.h"
#include "runtime/region_check.h"

static const char planned[] = "planned ";

/* Another resource than this one: "planned lightsail_instance arn:…", without an ARN for what is only created. */
static struct str note_of(struct call *c, struct str id)
{
    return str_printf(c->mem, "%s%s %.*s", planned, c->schema->type_name, STR_ARG(id));
}

/* The creation is one of several of the same type. */
static bool is_one_of_several(struct call *c, struct str name)
{
    struct str group = str_printf(c->mem, "created %s/%.*s", c->schema->type_name,
                                  STR_ARG(call_name_notes(c, name)));
    int64_t number = walk_tally(c->provider->walk, group, 1);
    bool is_another = call_validations(c, name) >= number;
    if (!is_another)
        walk_tally(c->provider->walk, group, -1);
    return is_another && number > 1;
}

/* The type of another resource of this name that was planned before; data NULL when there is none. */
static struct str other_type(struct call *c, struct str name, struct str id)
{
    struct str mine = note_of(c, id), type = {NULL, 0}, rest;
    const struct str *notes;
    size_t count = call_made_of(c, call_name_notes(c, name), &notes);
    for (size_t i = 0; i < count; i++) {
        if (str_starts_with(notes[i], str_c(planned)) && !str_eq(notes[i], mine))
            str_cut(str_slice(notes[i], sizeof planned - 1, notes[i].len), ' ', &type, &rest);
    }
    call_made(c, call_name_notes(c, name), mine);
    return type.len == 0 && id.len == 0 && is_one_of_several(c, name) ? str_c(c->schema->type_name) : type;
}

static void check_others(struct call *c, struct str name, struct str id)
{
    struct str other = other_type(c, name, id);
    if (other.len > 0)
        call_error(
            c, "name", "Two resources of one name",
            "This configuration has %s '%.*s' and %.*s '%.*s' in %.*s, where a name is unique over all "
            "kinds of Lightsail resources. Give one of them another name; with count or for_each, "
            "make count.index or each.key a part of it.",
            c->schema->type_name, STR_ARG(name), STR_ARG(other), STR_ARG(name), STR_ARG(call_region(c)));
}

/* What this walk has read is in nobody's way: it is what is replaced, or the configuration knows what becomes of it. */
static bool check_free(struct call *c, const struct plan *plan, struct str name)
{
    const struct catalogue *names;
    if (call_name_is_held(c, name))
        return true;
    TRY(catalogue_list_for_check(c, CATALOGUE_NAMES, &names));
    if (catalogue_find(names, name) == NULL)
        return true;
    if (plan->is_refreshed)
        call_error(c, "name", "Name in use",
                   "Something in %.*s is named '%.*s' already, and a name is unique over all kinds of "
                   "Lightsail resources. What is replaced would be deleted, and the new one refused. Write "
                   "another name.",
                   STR_ARG(call_region(c)), STR_ARG(name));
    else
        call_warn(c, "name", "Name in use?",
                  "Something in %.*s is named '%.*s' already. Without a refresh nobody knows whether this "
                  "configuration has made it: if not, what is replaced is deleted, and the new one refused.",
                  STR_ARG(call_region(c)), STR_ARG(name));
    return true;
}

bool name_check(struct call *c, const struct plan *plan, enum ls_kind kind, struct tf_string name)
{
    region_note(c, kind, name);
    if (!TF_IS_KNOWN(name) || c->client == NULL || c->provider->walk == NULL || plan->is_final)
        return true;
    check_others(c, name.v, plan->id);
    return !plan->is_replacement || check_free(c, plan, name.v);
}
