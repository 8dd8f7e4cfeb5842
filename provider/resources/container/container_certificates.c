/*
 * container_certificates.c — checks in the plan that the certificates of a container service exist, are issued and
 * have the domain names of the service, which the API would refuse in the middle of the apply. Knows what
 * GetCertificates reports; must not change the plan.
 */
#include "resources/certificate/certificate_check.h"
#include "resources/container/container_domains.h"
#include "runtime/region_check.h"

/* Terraform's paths cannot point into a set. */
static const char path[] = "public_domain_names[0].certificate";

/* ---- what is new ---- */

static bool has_name(const struct tf_strings *names, struct tf_string name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (tf_string_equal(names->v[i], name))
            return true;
    }
    return false;
}

/* The service has the certificate with these names, so they were accepted. */
static bool is_in_use(const struct container_service *prior,
                      const struct container_service_public_domain_names_certificate *wanted)
{
    const struct container_service_public_domain_names_certificate *all;
    size_t count = prior != NULL ? container_certificates(prior, &all) : 0;
    for (size_t i = 0; i < count; i++) {
        size_t same = 0;
        for (size_t k = 0; k < wanted->domain_names.count; k++)
            same += has_name(&all[i].domain_names, wanted->domain_names.v[k]);
        if (tf_string_equal(all[i].certificate_name, wanted->certificate_name) &&
            same == wanted->domain_names.count)
            return true;
    }
    return false;
}

/* ---- the checks of one certificate ---- */

static bool check(struct call *c, const struct container_service_public_domain_names_certificate *wanted)
{
    struct str name = wanted->certificate_name.v;
    struct certificate_use use = {path, "A container service", name, NULL,
                                  region_planned(c, LS_KIND_CERTIFICATE, name)};
    TRY(certificate_check_use(c, &use));
    if (use.certificate == NULL)
        return true;
    for (size_t i = 0; i < wanted->domain_names.count; i++) {
        if (TF_IS_KNOWN(wanted->domain_names.v[i]))
            certificate_check_covers(c, &use, wanted->domain_names.v[i].v);
    }
    return true;
}

bool container_service_plan(struct call *c, struct plan *plan)
{
    const struct container_service_public_domain_names_certificate *all;
    size_t count = container_certificates(plan->planned, &all);
    if (c->client == NULL || plan->is_final)
        return true; /* the region is not known yet; or the plan was checked before, and the service checks it */
    for (size_t i = 0; i < count; i++) {
        bool is_known = TF_IS_KNOWN(all[i].certificate_name) && TF_IS_KNOWN(all[i].domain_names);
        if (is_known && !is_in_use(plan->prior, &all[i]))
            TRY(check(c, &all[i]));
    }
    return true;
}
