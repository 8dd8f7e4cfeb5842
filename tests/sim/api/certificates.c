/*
 * certificates.c — certificates for container services and distributions: created, listed, deleted, used.
 * It must not know how one is validated (certificate_states.c).
 */
#include "api/certificates.h"

#include <string.h>

#include "api/certificate_names.h"
#include "api/certificate_states.h"
#include "api/containers.h"
#include "api/distributions.h"
#include "families.h"
#include "operations.h"
#include "regions.h"
#include "tags.h"

/* Source: the table of quotas of the guide. */
enum { MOST_ACTIVE = 10 };

/* ---- who uses a certificate -------------------------------------------------------------------------------------- */

static bool uses(const struct resource *user, const char *name)
{
    const char *certificate = user->kind == &distribution_kind ? resource_string(user, "certificateName")
                                                               : NULL;
    return (user->kind == &container_service_kind &&
            json_object_get(json_object_get(user->document, "publicDomainNames"), name)) ||
           (certificate && !strcmp(certificate, name));
}

/* The next service or distribution that has domain names of the certificate. */
static const struct resource *next_user(const struct region *region, const char *name, size_t *at)
{
    const struct resource *user;
    while ((user = region_next(region, NULL, at)))
        if (uses(user, name))
            break;
    return user;
}

bool certificate_check_use(struct call *call, const char *name, const json_t *domains)
{
    const struct resource *certificate = region_find_kind(call->region, &certificate_kind, name);
    if (!certificate)
        return call_fail_input(call, "The certificate does not exist: %s", name);
    if (!certificate_is_issued(certificate))
        return call_fail_input(call,
                               "The certificate %s is not valid: its status is %s. A certificate must be "
                               "validated before its domain names can be used.",
                               name, resource_string(certificate, "status"));
    for (size_t i = 0; i < json_array_size(domains); i++) {
        const char *domain = json_string_value(json_array_get(domains, i));
        if (!certificate_names_have(json_object_get(certificate->document, "subjectAlternativeNames"),
                                    domain))
            return call_fail_input(call, "The domain name %s is not one of the certificate %s", domain, name);
    }
    return true;
}

/* ---- responses --------------------------------------------------------------------------------------------------- */

static json_t *detail_of(const struct region *region, const struct resource *certificate)
{
    json_t *detail = json_deep_copy(certificate->document);
    int users = 0;
    for (size_t at = 0; next_user(region, resource_name(certificate), &at);)
        users++;
    json_object_del(detail, "location");
    json_object_del(detail, "resourceType");
    json_object_set_new(detail, "inUseResourceCount", json_integer(users));
    json_object_set_new(detail, "eligibleToRenew",
                        json_string(certificate_is_issued(certificate) && users > 0 ? "ELIGIBLE"
                                                                                    : "INELIGIBLE"));
    return detail;
}

static void print(struct call *call, const struct resource *certificate, bool with_detail)
{
    json_t *summary = json_pack("{s:s, s:s, s:s, s:O}", "certificateArn", resource_string(certificate, "arn"),
                                "certificateName", resource_name(certificate), "domainName",
                                resource_string(certificate, "domainName"), "tags",
                                json_object_get(certificate->document, "tags"));
    if (with_detail)
        json_object_set_new(summary, "certificateDetail", detail_of(call->region, certificate));
    text_add_json_value(&call->out, summary);
    json_decref(summary);
}

/* ---- operations -------------------------------------------------------------------------------------------------- */

/* One that is validated, or may still be, counts. */
static bool is_active(const struct resource *certificate)
{
    const char *status = resource_string(certificate, "status");
    return !strcmp(status, "PENDING_VALIDATION") || !strcmp(status, "ISSUED") || !strcmp(status, "INACTIVE");
}

static bool check_quota(struct call *call)
{
    int count = 0;
    const struct resource *certificate;
    for (size_t at = 0; (certificate = region_next(call->region, &certificate_kind, &at));)
        count += is_active(certificate);
    return count < MOST_ACTIVE ||
           call_fail_input(call, "You have reached the maximum number of certificates: %d", MOST_ACTIVE);
}

static bool create_certificate(struct call *call)
{
    const char *name = call_string(call, "certificateName");
    json_t *names;
    if (!call_check_new_name(call, name) || !check_quota(call) || !tags_check(call, 0) ||
        !(names = certificate_names(call, call_string(call, "domainName"),
                                    json_object_get(call->input, "subjectAlternativeNames"))))
        return false;
    json_t *members = json_pack("{s:O, s:o, s:s}", "domainName", json_array_get(names, 0),
                                "subjectAlternativeNames", names, "keyAlgorithm", "RSA-2048");
    struct resource *certificate = kind_create(call, &certificate_kind, name, NULL, name, members);
    certificate_begin(call->region, certificate, call->now_ms, call->now_ms + call->options->operation_ms);
    operation_add_for(call, "CreateCertificate", certificate, NULL);
    operations_answer(call);
    call->out.length--; /* the closing brace comes later */
    text_add(&call->out, ",\"certificate\":");
    print(call, certificate, false);
    text_add(&call->out, "}");
    return true;
}

static bool before_delete(struct call *call, struct resource *certificate)
{
    size_t at = 0;
    const struct resource *user = next_user(call->region, resource_name(certificate), &at);
    return !user || call_fail_input(call,
                                    "The certificate %s cannot be deleted because it is in use by the "
                                    "%s %s",
                                    resource_name(certificate),
                                    user->kind == &distribution_kind ? "distribution" : "container service",
                                    resource_name(user));
}

static bool is_wanted(const struct call *call, const struct resource *certificate)
{
    const char *name = call_string(call, "certificateName");
    const json_t *statuses = json_object_get(call->input, "certificateStatuses");
    return (!name || !strcmp(name, resource_name(certificate))) &&
           (json_array_size(statuses) == 0 ||
            certificate_names_have(statuses, resource_string(certificate, "status")));
}

static bool check_statuses(struct call *call)
{
    const json_t *statuses = json_object_get(call->input, "certificateStatuses");
    for (size_t i = 0; i < json_array_size(statuses); i++) {
        const char *status = json_string_value(json_array_get(statuses, i));
        const char *const *word = certificate_statuses;
        while (*word && strcmp(*word, status) != 0)
            word++;
        if (!*word)
            return call_fail_input(call,
                                   "1 validation error detected: Value '%s' at 'certificateStatuses' failed "
                                   "to satisfy constraint: Member must satisfy enum value set",
                                   status);
    }
    return true;
}

static bool get_certificates(struct call *call)
{
    uint64_t after, last = 0;
    const struct resource *certificate;
    size_t count = 0, at = 0;
    if (!check_statuses(call) ||
        (call_string(call, "certificateName") && !call_find(call, &certificate_kind, "certificateName")) ||
        !page_begin(call, certificate_kind.list_member, &after))
        return false;
    while ((certificate = region_next(call->region, &certificate_kind, &at))) {
        if (certificate->sequence <= after || !is_wanted(call, certificate))
            continue;
        if (!page_next(call, &count)) {
            page_end(call, last);
            return true;
        }
        print(call, certificate, call_true(call, "includeCertificateDetails"));
        last = certificate->sequence;
    }
    page_end(call, 0);
    return true;
}

static void transition(struct resource *certificate, const char *word)
{
    const json_t *location = json_object_get(certificate->document, "location");
    const struct region_row *row = regions_find(json_string_value(json_object_get(location, "regionName")));
    size_t at = 0;
    certificate_transition(certificate, word,
                           next_user(world_region(row->name), resource_name(certificate), &at) != NULL);
}

const struct kind certificate_kind = {
    .api = "Certificate",
    .plural = "certificates",
    .name_member = "certificateName",
    .member = "certificate",
    .list_member = "certificates",
    .taggable = true,
    .before_delete = before_delete,
    .delete_is_done = true,
    .transition = transition,
};

#define CERTIFICATE REQUIRED("certificateName", STRING)

static const struct api certificates_api[] = {
    {.name = "CreateCertificate",
     .handle = create_certificate,
     .input = INPUT(CERTIFICATE, REQUIRED("domainName", STRING), OPTIONAL("subjectAlternativeNames", STRINGS),
                    TAGS)},
    API_DELETE("DeleteCertificate", certificate_kind, CERTIFICATE),
    {.name = "GetCertificates",
     .shows = OF_MANY,
     .one_with = "certificateName",
     .handle = get_certificates,
     .input = INPUT(OPTIONAL("certificateStatuses", STRINGS), OPTIONAL("includeCertificateDetails", BOOLEAN),
                    OPTIONAL("certificateName", STRING), OPTIONAL("pageToken", STRING))},
    {0},
};
const struct family certificates_family = {.kinds = {&certificate_kind}, .api = certificates_api};
