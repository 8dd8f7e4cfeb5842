/*
 * container_domains.c — the rules of the domain names of a container service that need no request. Knows the
 * block of the record; must not know which certificates exist.
 */
#include "resources/container/container_domains.h"

enum { MOST_DOMAINS = 4 }; /* the quota of a service */

size_t container_certificates(const struct container_service *model,
                              const struct container_service_public_domain_names_certificate **ret)
{
    bool has_block = TF_IS_KNOWN(model->public_domain_names) && model->public_domain_names.count > 0;
    *ret = has_block ? model->public_domain_names.v[0].certificate.v : NULL;
    return has_block && TF_IS_KNOWN(model->public_domain_names.v[0].certificate)
               ? model->public_domain_names.v[0].certificate.count
               : 0;
}

/* The names that came before. */
struct seen {
    const struct tf_string *names[64];
    size_t count;
};

/* Whether a known name was seen before. An unknown one is never the same as another. */
static bool is_seen(struct seen *seen, const struct tf_string *name, bool (*is_same)(struct str, struct str))
{
    if (!TF_IS_KNOWN(*name))
        return false;
    for (size_t i = 0; i < seen->count; i++) {
        if (is_same(seen->names[i]->v, name->v))
            return true;
    }
    if (seen->count < sizeof seen->names / sizeof seen->names[0])
        seen->names[seen->count++] = name;
    return false;
}

static void check_certificate(struct call *c, struct seen *certificates, const struct tf_string *name)
{
    if (is_seen(certificates, name, str_eq))
        call_error(c, "public_domain_names", "Certificate twice",
                   "The certificate '%.*s' has two blocks. Write all of its domain names into one.",
                   STR_ARG(name->v));
}

static void check_domain(struct call *c, struct seen *domains, const struct tf_string *name)
{
    if (is_seen(domains, name, str_eq_nocase))
        call_error(
            c, "public_domain_names", "Domain name twice",
            "The service has the domain name '%.*s' twice. Remove it from one of the lists: it uses one "
            "certificate.",
            STR_ARG(name->v));
}

bool container_service_validate(struct call *c, const void *config)
{
    const struct container_service_public_domain_names_certificate *all;
    struct seen certificates = {.count = 0}, domains = {.count = 0};
    size_t count = container_certificates(config, &all), total = 0;
    for (size_t i = 0; i < count; i++) {
        const struct tf_strings *names = &all[i].domain_names;
        check_certificate(c, &certificates, &all[i].certificate_name);
        total += TF_IS_KNOWN(*names) ? names->count : 0;
        for (size_t k = 0; TF_IS_KNOWN(*names) && k < names->count; k++)
            check_domain(c, &domains, &names->v[k]);
    }
    if (total > MOST_DOMAINS)
        call_error(
            c, "public_domain_names", "Too many domain names",
            "A container service can have %d domain names of your own, and these are %zu. Remove some, "
            "or put a distribution in front of the service.",
            MOST_DOMAINS, total);
    return true;
}
