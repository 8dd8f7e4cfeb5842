/*
 * load_balancers.c — load balancers: created, changed, read, deleted. It must not know the health of their
 * instances, nor how their certificates are validated.
 */
#include "api/load_balancers.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "api/balancer_attributes.h"
#include "api/balancer_certificates.h"
#include "api/balancer_policies.h"
#include "api/balancer_targets.h"
#include "api/instances.h"
#include "digest.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "tags.h"

/* Source: the text of CreateLoadBalancer; the ports of a listener. */
enum { MOST_BALANCERS = 10, HIGHEST_PORT = 65535 };

struct resource *load_balancer_find(struct call *call)
{
    return call_find(call, &load_balancer_kind, "loadBalancerName");
}

struct resource *load_balancer_find_active(struct call *call)
{
    struct resource *balancer = load_balancer_find(call);
    if (!balancer || strcmp(resource_string(balancer, "state"), "provisioning") != 0)
        return balancer;
    call_fail(call, FAILURE_OPERATION, "OperationFailure",
              "The load balancer %s is being created. Please try again in a few minutes.",
              resource_name(balancer));
    return NULL;
}

void load_balancer_set_https(struct resource *balancer, bool is_possible)
{
    resource_set(balancer, "protocol", json_string(is_possible ? "HTTP_HTTPS" : "HTTP"));
    resource_set(balancer, "publicPorts", is_possible ? json_pack("[i, i]", 80, 443) : json_pack("[i]", 80));
    if (!is_possible)
        resource_set(balancer, "httpsRedirectionEnabled", json_false());
}

/* ---- creation ---------------------------------------------------------------------------------------------------- */

static bool check_quota(struct call *call)
{
    int count = 0;
    for (size_t at = 0; region_next(call->region, &load_balancer_kind, &at);)
        count++;
    return count < MOST_BALANCERS ||
           call_fail_input(call, "You have reached the maximum number of load balancers: %d", MOST_BALANCERS);
}

static bool check_new(struct call *call)
{
    const char *name = call_string(call, "loadBalancerName"), *path = call_string(call, "healthCheckPath");
    const char *policy = call_string(call, "tlsPolicyName");
    json_int_t port = json_integer_value(json_object_get(call->input, "instancePort"));
    if (!isalpha((unsigned char)name[0]))
        return call_fail_input(call, "The name of a load balancer must begin with a letter: %s", name);
    if (port < 1 || port > HIGHEST_PORT)
        return call_fail_input(call, "instancePort must be from 1 to %d", HIGHEST_PORT);
    return call_check_new_name(call, name) && check_quota(call) && tags_check(call, 0) &&
           (!path || balancer_check_health_path(call, path)) &&
           (!policy || balancer_check_policy(call, policy));
}

static json_t *members_of(const struct call *call, const char *name)
{
    const char *path = call_string(call, "healthCheckPath"), *type = call_string(call, "ipAddressType");
    const char *policy = call_string(call, "tlsPolicyName");
    char id[37], *dns_name = NULL;
    char *seed = memory_format("balancer/%s/%llu", name,
                               (unsigned long long)world_last_number(COUNTER_THINGS));
    digest_uuid(seed, id);
    free(seed);
    dns_name = memory_format("%.8s%.4s%.4s-%.9s.%s.elb.amazonaws.com", id, id + 9, id + 14, id + 24,
                             call->region_name);
    json_t *members = json_pack("{s:s, s:s, s:s, s:[i], s:s, s:O, s:{s:s, s:s}, s:s, s:b, s:s}", "dnsName",
                                dns_name, "state", "provisioning", "protocol", "HTTP", "publicPorts", 80,
                                "healthCheckPath", path ? path : "/", "instancePort",
                                json_object_get(call->input, "instancePort"), "configurationOptions",
                                "SessionStickinessEnabled", "false",
                                "SessionStickiness_LB_CookieDurationSeconds", "86400", "ipAddressType",
                                type ? type : "dualstack", "httpsRedirectionEnabled", 0, "tlsPolicyName",
                                policy ? policy : balancer_policy_default());
    free(dns_name);
    return members;
}

static bool create_load_balancer(struct call *call)
{
    const char *name = call_string(call, "loadBalancerName");
    struct balancer_certificate_order order = {.name = call_string(call, "certificateName"),
                                               .domain = call_string(call, "certificateDomainName"),
                                               .others = json_object_get(call->input,
                                                                         "certificateAlternativeNames")};
    if (!check_new(call))
        return false;
    if (!order.name != !order.domain || (order.others && !order.name))
        return call_fail_input(call, "certificateName and certificateDomainName are only possible together");
    if (order.name && strcmp(order.name, name) == 0)
        return call_fail_input(call, "The request has the name %s twice: names are unique in a region", name);
    if (order.name && !balancer_certificate_check_new(call, &order))
        return false;
    char *support = memory_format("load-balancer/%s", name);
    struct resource *balancer = kind_create(call, &load_balancer_kind, name, NULL, support,
                                            members_of(call, name));
    free(support);
    resource_plan(call->region, balancer, "active", call->now_ms + call->options->pending_ms);
    operation_add_for(call, "CreateLoadBalancer", balancer, NULL);
    if (order.name)
        balancer_certificate_create(call, balancer, &order);
    return operations_answer(call);
}

/* ---- changes and deletion ---------------------------------------------------------------------------------------- */

bool load_balancer_set_ip_address_type(struct call *call)
{
    struct resource *balancer = call_find(call, &load_balancer_kind, "resourceName");
    const char *type = call_string(call, "ipAddressType");
    if (!balancer)
        return false;
    resource_set(balancer, "ipAddressType", json_string(type));
    operation_add_for(call, "SetIpAddressType", balancer, type);
    return operations_answer(call);
}

/* Its certificates go with it, also one that is attached. */
static bool delete_load_balancer(struct call *call)
{
    struct resource *balancer = load_balancer_find(call);
    if (!balancer)
        return false;
    operation_add_done(call, "DeleteLoadBalancer", &load_balancer_kind, resource_name(balancer),
                       resource_zone(balancer), NULL);
    balancer_certificates_delete_all(call, balancer);
    if (call->end == END_NEVER)
        resource_plan(call->region, balancer, WORD_GONE, call->now_ms);
    else
        resource_delete(call->region, balancer);
    return operations_answer(call);
}

/* ---- the kind ---------------------------------------------------------------------------------------------------- */

static void print_more(const struct call *call, const struct resource *balancer, struct text *out)
{
    text_add(out, ",\"instanceHealthSummary\":");
    balancer_targets_print(call, balancer, out);
    text_add(out, ",\"tlsCertificateSummaries\":");
    balancer_certificates_print_summaries(call, balancer, out);
}

static void transition(struct resource *balancer, const char *word)
{
    if (!strcmp(word, "active"))
        resource_set(balancer, "state", json_string("active"));
}

const struct kind load_balancer_kind = {
    .api = "LoadBalancer",
    .plural = "load_balancers",
    .name_member = "loadBalancerName",
    .member = "loadBalancer",
    .list_member = "loadBalancers",
    .taggable = true,
    .print_more = print_more,
    .state_has_more = true,
    .transition = transition,
};

static const struct api load_balancers_api[] = {
    {.name = "CreateLoadBalancer",
     .handle = create_load_balancer,
     .input = INPUT(BALANCER, REQUIRED("instancePort", INTEGER), OPTIONAL("healthCheckPath", STRING),
                    OPTIONAL("certificateName", NAME), OPTIONAL("certificateDomainName", STRING),
                    OPTIONAL("certificateAlternativeNames", STRINGS), TAGS,
                    WORD("ipAddressType", ip_address_types, false), OPTIONAL("tlsPolicyName", STRING))},
    {.name = "DeleteLoadBalancer", .handle = delete_load_balancer, .input = INPUT(BALANCER)},
    API_GET("GetLoadBalancer", load_balancer_kind, BALANCER),
    API_LIST("GetLoadBalancers", load_balancer_kind),
    {0},
};
const struct family load_balancers_family = {.kinds = {&load_balancer_kind}, .api = load_balancers_api};
