/*
 * certificate_names.c — which domain names a certificate can have, and what the plan of a new one knows of its
 * validation. Makes no request; must not know which kind of certificate it is.
 */
#include "resources/certificate/certificate_names.h"

#include <stdlib.h>
#include <string.h>

#include "gen/certificate.h"
#include "tf/pattern.h"

enum { MOST_NAMES = 10 }; /* the domain name and nine more */

static int compare(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct certificate_names certificate_names_of(struct call *c, const void *model)
{
    const struct tf_strings *others = crud_field(c, model, "subject_alternative_names");
    struct tf_string domain = crud_text(c, model, "domain_name");
    size_t most = TF_IS_KNOWN(*others) ? others->count + 1 : 1, count = 0;
    struct certificate_names names = {.is_known = !TF_IS_UNKNOWN(domain) && !TF_IS_UNKNOWN(*others),
                                      .v = arena_new_array(c->mem, struct str, most)};
    if (TF_IS_KNOWN(domain))
        names.v[count++] = domain.v;
    for (size_t i = 0; i + 1 < most; i++) {
        names.is_known = names.is_known && !TF_IS_UNKNOWN(others->v[i]);
        if (TF_IS_KNOWN(others->v[i]))
            names.v[count++] = others->v[i].v;
    }
    qsort(names.v, count, sizeof *names.v, compare);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !str_eq(names.v[i], names.v[names.count - 1]))
            names.v[names.count++] = names.v[i];
    }
    return names;
}

bool certificate_names_equal(const struct certificate_names *a, const struct certificate_names *b)
{
    bool is_equal = a->is_known && b->is_known && a->count == b->count;
    for (size_t i = 0; is_equal && i < a->count; i++)
        is_equal = str_eq(a->v[i], b->v[i]);
    return is_equal;
}

/* ---- the configuration ---- */

static bool has_capital(struct str name)
{
    bool has = false;
    for (size_t i = 0; i < name.len; i++)
        has = has || (name.data[i] >= 'A' && name.data[i] <= 'Z');
    return has;
}

static void check_name(struct call *c, const char *attribute, struct tf_string name)
{
    const char *ignored;
    if (!TF_IS_KNOWN(name))
        return;
    if (memchr(name.v.data, '*', name.v.len) != NULL)
        call_error(
            c, attribute, "Wildcard on a certificate",
            "'%.*s' has a wildcard, and Lightsail certificates have none. Write each domain name, such as "
            "www.example.com, into subject_alternative_names: %d names are possible.",
            STR_ARG(name.v), MOST_NAMES);
    else if (str_ends_with(name.v, STR(".")))
        call_error(c, attribute, "Dot at the end of a domain name",
                   "Remove the dot at the end of '%.*s': the names of a certificate have none.",
                   STR_ARG(name.v));
    else if (has_capital(name.v))
        call_error(c, attribute, "Domain name with capital letters",
                   "Write '%.*s' in lower case, for example with lower(…): a certificate has its names so.",
                   STR_ARG(name.v));
    else if (!pattern_match("domain_name", name.v, &ignored) || memchr(name.v.data, '.', name.v.len) == NULL)
        call_error(
            c, attribute, "Not a domain name",
            "'%.*s' is not a domain name such as www.example.com. Write a name with other letters in its "
            "form with xn--.",
            STR_ARG(name.v));
}

bool certificate_validate(struct call *c, const void *config)
{
    const struct tf_strings *others = crud_field(c, config, "subject_alternative_names");
    struct certificate_names names = certificate_names_of(c, config);
    check_name(c, "domain_name", crud_text(c, config, "domain_name"));
    for (size_t i = 0; TF_IS_KNOWN(*others) && i < others->count; i++)
        check_name(c, "subject_alternative_names", others->v[i]);
    if (names.count > MOST_NAMES)
        call_error(
            c, "subject_alternative_names", "Too many domain names",
            "A certificate has at most %d domain names with its domain_name, and these are %zu. Make another "
            "certificate for some of them.",
            MOST_NAMES, names.count);
    return true;
}

/* ---- the plan ---- */

/* Elements of which only the domain name is known: the key of a map, or the member of a set. */
static void plan_records(struct call *c, void *planned, const char *attribute,
                         const struct certificate_names *names)
{
    const struct attr_desc *attr = object_attr(c->schema->object, str_c(attribute));
    if (attr == NULL)
        return;
    size_t size_bytes = attr->nested->size_bytes;
    struct tf_objects all = {.is = TF_KNOWN,
                             .count = names->count,
                             .keys = names->v,
                             .v = arena_alloc_array(c->mem, names->count, size_bytes)};
    for (size_t i = 0; i < names->count; i++) {
        for (size_t k = 0; k < attr->nested->count; k++) {
            const struct attr_desc *member = &attr->nested->attrs[k];
            struct tf_string *text = bind_field((char *)all.v + i * size_bytes, member);
            *text = str_eqc(member->name, "domain_name") ? tf_string(names->v[i])
                                                         : (struct tf_string){.is = TF_UNKNOWN};
        }
    }
    if (attr->nesting != NESTING_MAP)
        all.keys = NULL;
    *(struct tf_objects *)bind_field(planned, attr) = all;
}

static void plan_creation(struct call *c, const struct plan *plan)
{
    const struct tf_strings *others = crud_field(c, plan->config, "subject_alternative_names");
    struct tf_string domain = crud_text(c, plan->config, "domain_name");
    struct certificate_names names = certificate_names_of(c, plan->config);
    if (TF_IS_NULL(domain))
        call_error(c, "domain_name", "Domain name missing",
                   "A new certificate needs its primary domain name: set domain_name, such as example.com.");
    if (!names.is_known || names.count == 0)
        return;
    if (TF_IS_NULL(*others)) {
        struct tf_string *only = arena_new_array(c->mem, struct tf_string, 1);
        *only = domain;
        *(struct tf_strings *)crud_field(c, plan->planned,
                                         "subject_alternative_names") = (struct tf_strings){.is = TF_KNOWN,
                                                                                            .count = 1,
                                                                                            .v = only};
    }
    plan_records(c, plan->planned, "validation_records", &names);
    plan_records(c, plan->planned, "domain_validation_options", &names);
    plan_records(c, plan->planned, "domain_validation_records", &names);
}

/* The set may contain the domain name or not: the same names are no change. */
bool certificate_plan(struct call *c, struct plan *plan)
{
    if (plan->prior == NULL) {
        plan_creation(c, plan);
        return true;
    }
    struct certificate_names before = certificate_names_of(c, plan->prior),
                             after = certificate_names_of(c, plan->planned);
    bool is_same = tf_string_equal(crud_text(c, plan->prior, "domain_name"),
                                   crud_text(c, plan->planned, "domain_name")) &&
                   certificate_names_equal(&before, &after);
    if (is_same)
        *(struct tf_strings *)crud_field(c, plan->planned, "subject_alternative_names") = *(
            const struct tf_strings *)crud_field(c, plan->prior, "subject_alternative_names");
    return true;
}
