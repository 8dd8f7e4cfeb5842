/*
 * name_check.c — checks that a name is used once. Knows what this run has planned and read under a name; must
 * not know kinds.
 *
 * A plan request does not say which resource it is for. Plans of a change differ in the object that they
 * change. Plans of a creation are counted against validations, because Terraform validates each resource
 * before it plans it: a second plan of the same name without a second validation is for the same resource.
 */
#include "resources/catalogue/name_check.h"

#include "resources/catalogue/catalogue.h"
#include "runtime/region_check.h"

static const char planned[] = "planned ";

/* A plan of another resource than this one: "planned lightsail_instance arn:…", without an ARN for one
 * that is created. */
static struct str note_of(struct call *c, struct str id)
{
    return str_printf(c->mem, "%s%s %.*s", planned, c->schema->type_name, STR_ARG(id));
}

/* The creation is one of several of the same type and name. */
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

/* The type of another resource of this name that was planned before; data NULL when there is none. `mine` is
 * the note of this one, which is added. */
static struct str other_type(struct call *c, struct str name, struct str mine)
{
    struct str type = {NULL, 0}, rest;
    const struct str *notes;
    size_t count = call_made_of(c, call_name_notes(c, name), &notes);
    for (size_t i = 0; i < count; i++) {
        if (str_starts_with(notes[i], str_c(planned)) && !str_eq(notes[i], mine))
            str_cut(str_slice(notes[i], sizeof planned - 1, notes[i].len), ' ', &type, &rest);
    }
    call_made(c, call_name_notes(c, name), mine);
    return type;
}

static void refuse_twice(struct call *c, const char *attribute, const char *type, struct str other,
                         struct str name)
{
    call_error(c, attribute, "Two resources with the same name",
               "This configuration has %s '%.*s' and %.*s '%.*s' in %.*s, where names are unique among all "
               "kinds of Lightsail resources. Give one of them another name. With count or for_each, make "
               "count.index or each.key a part of the name.",
               type, STR_ARG(name), STR_ARG(other), STR_ARG(name), STR_ARG(call_region(c)));
}

static void check_others(struct call *c, struct str name, struct str id)
{
    struct str other = other_type(c, name, note_of(c, id));
    if (other.len == 0 && id.len == 0 && is_one_of_several(c, name))
        other = str_c(c->schema->type_name);
    if (other.len > 0)
        refuse_twice(c, c->schema->identity[0], c->schema->type_name, other, name);
}

/* An object that this run has read is no conflict: it is the object that is replaced, or the configuration
 * manages it. */
static bool check_free(struct call *c, const struct plan *plan, struct str name)
{
    const struct catalogue *names;
    if (call_name_is_held(c, name))
        return true;
    TRY(catalogue_list_for_check(c, CATALOGUE_NAMES, &names));
    if (catalogue_find(names, name) == NULL)
        return true;
    if (plan->is_refreshed)
        call_error(c, c->schema->identity[0], "Name in use",
                   "An object in %.*s already has the name '%.*s', and names are unique among all kinds of "
                   "Lightsail resources. The old object would be deleted, and the new one refused. Choose "
                   "another name.",
                   STR_ARG(call_region(c)), STR_ARG(name));
    else
        call_warn(c, c->schema->identity[0], "Name may be in use",
                  "An object in %.*s already has the name '%.*s'. Without a refresh, the provider cannot "
                  "know whether this configuration created it. If not, the old object is deleted, and the "
                  "new one refused.",
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

bool name_check_more(struct call *c, const struct plan *plan, enum ls_kind kind, const char *attribute,
                     struct tf_string owner, struct tf_string name)
{
    const struct catalogue *names;
    region_note(c, kind, name);
    if (!TF_IS_KNOWN(name) || c->client == NULL || c->provider->walk == NULL || plan->is_final)
        return true;
    struct str mine = str_printf(c->mem, "%s%s %.*s", planned, attribute, STR_ARG(owner.v));
    struct str other = other_type(c, name.v, mine);
    if (other.len > 0)
        refuse_twice(c, attribute, attribute, other, name.v);
    TRY(catalogue_list_for_check(c, CATALOGUE_NAMES, &names));
    if (catalogue_find(names, name.v) != NULL)
        call_error(c, attribute, "Name in use",
                   "An object in %.*s already has the name '%.*s', and names are unique among all kinds of "
                   "Lightsail resources. Choose another name.",
                   STR_ARG(call_region(c)), STR_ARG(name.v));
    return true;
}
