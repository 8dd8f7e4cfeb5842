/*
 * balancer_certificates.c — the certificates of load balancers: created, listed, attached, deleted. It must not
 * know how one is validated (certificate_states.c).
 */
#include "api/balancer_certificates.h"

#include <stdlib.h>
#include <string.h>

#include "api/certificate_names.h"
#include "api/certificate_states.h"
#include "api/load_balancers.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "tags.h"

/* Source: the text of CreateLoadBalancerTlsCertificate. */
enum { MOST_CERTIFICATES = 2 };

/* ---- those of a load balancer ------------------------------------------------------------------------------------ */

static bool is_of(const struct resource *certificate, const struct resource *balancer)
{
    return !strcmp(resource_string(certificate, "loadBalancerName"), resource_name(balancer));
}

static struct resource *next_of(const struct region *region, const struct resource *balancer, size_t *at)
{
    struct resource *certificate;
    while ((certificate = region_next(region, &balancer_certificate_kind, at)))
        if (is_of(certificate, balancer))
            break;
    return certificate;
}

static bool is_attached(const struct resource *certificate)
{
    return json_is_true(json_object_get(certificate->document, "isAttached"));
}

struct resource *balancer_certificate_attached(const struct region *region, const struct resource *balancer)
{
    struct resource *certificate;
    for (size_t at = 0; (certificate = next_of(region, balancer, &at));)
        if (is_attached(certificate))
            break;
    return certificate;
}

void balancer_certificates_print_summaries(const struct call *call, const struct resource *balancer,
                                           struct text *out)
{
    json_t *summaries = json_array();
    const struct resource *certificate;
    for (size_t at = 0; (certificate = next_of(call->region, balancer, &at));)
        json_array_append_new(summaries, json_pack("{s:s, s:b}", "name", resource_name(certificate),
                                                   "isAttached", (int)is_attached(certificate)));
    text_add_json_value(out, summaries);
    json_decref(summaries);
}

/* The certificate of the input, which is one of this load balancer; NULL after call_fail. */
static struct resource *find_of(struct call *call, const struct resource *balancer)
{
    struct resource *certificate = call_find(call, &balancer_certificate_kind, "certificateName");
    if (!certificate || is_of(certificate, balancer))
        return certificate;
    call_fail_not_found(call, &balancer_certificate_kind, resource_name(certificate));
    return NULL;
}

/* ---- creation ---------------------------------------------------------------------------------------------------- */

bool balancer_certificate_check_new(struct call *call, const struct balancer_certificate_order *order)
{
    json_t *names = certificate_names(call, order->domain, order->others);
    json_decref(names);
    return names && call_check_new_name(call, order->name);
}

/* Both objects have an operation, each of which names the other. */
static void add_pair(struct call *call, const char *type, const struct resource *balancer,
                     const char *certificate_name, bool is_done)
{
    (is_done ? operation_add_done : operation_add)(call, type, &balancer_certificate_kind, certificate_name,
                                                   "all", resource_name(balancer));
    (is_done ? operation_add_done : operation_add)(call, type, &load_balancer_kind, resource_name(balancer),
                                                   "all", certificate_name);
}

void balancer_certificate_create(struct call *call, const struct resource *balancer,
                                 const struct balancer_certificate_order *order)
{
    json_t *names = certificate_names(call, order->domain, order->others);
    json_t *members = json_pack("{s:s, s:b, s:O, s:o, s:s, s:[]}", "loadBalancerName",
                                resource_name(balancer), "isAttached", 0, "domainName",
                                json_array_get(names, 0), "subjectAlternativeNames", names, "keyAlgorithm",
                                "RSA-2048", "tags");
    char *support = memory_format("certificate/%s", order->name);
    struct resource *certificate = kind_create(call, &balancer_certificate_kind, order->name, NULL, support,
                                               members);
    free(support);
    certificate_begin(call->region, certificate, call->now_ms, call->now_ms + call->options->operation_ms);
    add_pair(call, "CreateLoadBalancerTlsCertificate", balancer, order->name, true);
}

static bool create_certificate(struct call *call)
{
    struct balancer_certificate_order order = {.name = call_string(call, "certificateName"),
                                               .domain = call_string(call, "certificateDomainName"),
                                               .others = json_object_get(call->input,
                                                                         "certificateAlternativeNames")};
    const struct resource *balancer = load_balancer_find_active(call);
    if (!balancer)
        return false;
    if (json_array_size(json_object_get(call->input, "tags")) > 0)
        return call_fail_input(call, "Tagging is not supported for the resource type %s",
                               balancer_certificate_kind.api);
    int count = 0;
    for (size_t at = 0; next_of(call->region, balancer, &at);)
        count++;
    if (count >= MOST_CERTIFICATES)
        return call_fail_input(call, "The load balancer %s has the maximum number of certificates: %d",
                               resource_name(balancer), MOST_CERTIFICATES);
    if (!balancer_certificate_check_new(call, &order))
        return false;
    balancer_certificate_create(call, balancer, &order);
    return operations_answer(call);
}

/* ---- use and deletion -------------------------------------------------------------------------------------------- */

static bool attach_certificate(struct call *call)
{
    struct resource *balancer = load_balancer_find_active(call);
    struct resource *certificate = balancer ? find_of(call, balancer) : NULL;
    if (!certificate)
        return false;
    if (!certificate_is_issued(certificate))
        return call_fail_input(call,
                               "The certificate %s is not valid: its status is %s. A certificate must be "
                               "validated before it can be attached.",
                               resource_name(certificate), resource_string(certificate, "status"));
    struct resource *old = balancer_certificate_attached(call->region, balancer);
    if (old)
        resource_set(old, "isAttached", json_false());
    resource_set(certificate, "isAttached", json_true());
    load_balancer_set_https(balancer, true);
    add_pair(call, call->operation, balancer, resource_name(certificate), true);
    return operations_answer(call);
}

static void begin_delete(struct call *call, struct resource *balancer, struct resource *certificate)
{
    if (is_attached(certificate))
        load_balancer_set_https(balancer, false);
    resource_set(certificate, "isAttached", json_false());
    add_pair(call, "DeleteLoadBalancerTlsCertificate", balancer, resource_name(certificate), false);
    resource_plan(call->region, certificate, WORD_GONE, call->now_ms + call->options->operation_ms);
}

static bool delete_certificate(struct call *call)
{
    struct resource *balancer = load_balancer_find(call);
    struct resource *certificate = balancer ? find_of(call, balancer) : NULL;
    if (!certificate)
        return false;
    if (is_attached(certificate) && !call_true(call, "force"))
        return call_fail_input(call,
                               "The certificate %s cannot be deleted because it is attached to the load "
                               "balancer %s",
                               resource_name(certificate), resource_name(balancer));
    begin_delete(call, balancer, certificate);
    return operations_answer(call);
}

void balancer_certificates_delete_all(struct call *call, const struct resource *balancer)
{
    struct resource *certificate;
    for (size_t at = 0; (certificate = next_of(call->region, balancer, &at));) {
        add_pair(call, "DeleteLoadBalancerTlsCertificate", balancer, resource_name(certificate), false);
        resource_plan(call->region, certificate, WORD_GONE, call->now_ms + call->options->operation_ms);
    }
}

/* ---- reads ------------------------------------------------------------------------------------------------------- */

static bool get_certificates(struct call *call)
{
    const struct resource *balancer = load_balancer_find(call);
    struct resource *certificate;
    if (!balancer)
        return false;
    text_add(&call->out, "{\"tlsCertificates\":[");
    bool first = true;
    for (size_t at = 0; (certificate = next_of(call->region, balancer, &at)); first = false) {
        text_add(&call->out, first ? "" : ",");
        resource_print(certificate, &call->out);
    }
    text_add(&call->out, "]}");
    return true;
}

/* ---- the kind ---------------------------------------------------------------------------------------------------- */

static void transition(struct resource *certificate, const char *word)
{
    certificate_transition(certificate, word, is_attached(certificate));
}

const struct kind balancer_certificate_kind = {
    .api = "LoadBalancerTlsCertificate",
    .plural = "load_balancer_tls_certificates",
    .name_member = "certificateName",
    .transition = transition,
};

#define CERTIFICATE REQUIRED("certificateName", NAME)

static const struct api balancer_certificates_api[] = {
    {.name = "CreateLoadBalancerTlsCertificate",
     .handle = create_certificate,
     .input = INPUT(BALANCER, CERTIFICATE, REQUIRED("certificateDomainName", STRING),
                    OPTIONAL("certificateAlternativeNames", STRINGS), TAGS)},
    {.name = "AttachLoadBalancerTlsCertificate",
     .handle = attach_certificate,
     .input = INPUT(BALANCER, CERTIFICATE)},
    {.name = "DeleteLoadBalancerTlsCertificate",
     .handle = delete_certificate,
     .input = INPUT(BALANCER, CERTIFICATE, OPTIONAL("force", BOOLEAN))},
    {.name = "GetLoadBalancerTlsCertificates",
     .shows = OF_ONE,
     .handle = get_certificates,
     .input = INPUT(BALANCER)},
    {0},
};
const struct family balancer_certificates_family = {.kinds = {&balancer_certificate_kind},
                                                    .api = balancer_certificates_api};
