/*
 * distribution_certificates.c — the certificate of a distribution and the domain names that come from it. It must
 * not know how one is validated.
 */
#include "api/distribution_certificates.h"

#include <string.h>

#include "api/certificate_names.h"
#include "api/certificates.h"
#include "api/distributions.h"
#include "families.h"
#include "operations.h"

const char *const distribution_tls_versions[] = {"TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019",
                                                 "TLSv1.2_2021", NULL};

static const json_t *names_of(const struct call *call, const char *certificate_name)
{
    const struct resource *certificate = region_find_kind(call->region, &certificate_kind, certificate_name);
    return certificate ? json_object_get(certificate->document, "subjectAlternativeNames") : NULL;
}

/* A domain name leads to one distribution only, as in CloudFront. */
static bool check_names_free(struct call *call, const json_t *names, const struct resource *mine)
{
    const struct resource *other;
    for (size_t at = 0; (other = region_next(call->region, &distribution_kind, &at));) {
        const json_t *taken = json_object_get(other->document, "alternativeDomainNames");
        for (size_t i = 0; other != mine && i < json_array_size(names); i++) {
            const char *name = json_string_value(json_array_get(names, i));
            if (certificate_names_have(taken, name))
                return call_fail_input(call, "The domain name %s is in use by the distribution %s", name,
                                       resource_name(other));
        }
    }
    return true;
}

bool distribution_certificate_check(struct call *call, const struct resource *distribution)
{
    const char *name = call_string(call, "certificateName");
    if (name && distribution && json_object_get(distribution->document, "subdomain"))
        return call_fail_input(call, "The distribution %s has a subdomain and cannot have a certificate",
                               resource_name(distribution));
    return !name || (certificate_check_use(call, name, NULL) &&
                     check_names_free(call, names_of(call, name), distribution));
}

void distribution_certificate_set(struct call *call, struct resource *distribution, const char *name)
{
    const json_t *names = name ? names_of(call, name) : NULL;
    if (name)
        json_object_set_new(distribution->document, "certificateName", json_string(name));
    else
        json_object_del(distribution->document, "certificateName");
    resource_set(distribution, "alternativeDomainNames", names ? json_deep_copy(names) : json_array());
}

static bool answer(struct call *call, struct resource *distribution, const char *details)
{
    distribution_deploy(call, distribution);
    operation_add_for(call, call->operation, distribution, details);
    return operation_answer(call);
}

static bool attach(struct call *call)
{
    struct resource *distribution = distribution_find_deployed(call, "distributionName");
    if (!distribution || !distribution_certificate_check(call, distribution))
        return false;
    distribution_certificate_set(call, distribution, call_string(call, "certificateName"));
    return answer(call, distribution, call_string(call, "certificateName"));
}

static bool detach(struct call *call)
{
    struct resource *distribution = distribution_find_deployed(call, "distributionName");
    if (!distribution)
        return false;
    if (!resource_string(distribution, "certificateName"))
        return call_fail_input(call, "No certificate is attached to the distribution %s",
                               resource_name(distribution));
    distribution_certificate_set(call, distribution, NULL);
    return answer(call, distribution, NULL);
}

static const struct api distribution_certificates_api[] = {
    {.name = "AttachCertificateToDistribution",
     .handle = attach,
     .input = INPUT(DISTRIBUTION, REQUIRED("certificateName", NAME))},
    {.name = "DetachCertificateFromDistribution", .handle = detach, .input = INPUT(DISTRIBUTION)},
    {0},
};
const struct family distribution_certificates_family = {.api = distribution_certificates_api};
