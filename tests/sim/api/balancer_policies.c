/*
 * balancer_policies.c — the TLS policies of load balancers, as a fixed table. It must not know who has one.
 */
#include "api/balancer_policies.h"

#include <string.h>

#include "families.h"

/* Source: the guide, "Configuring TLS security policies on your Amazon Lightsail load balancers". */
static const struct policy {
    const char *name, *description, *protocols, *ciphers;
} policies[] = {
    {"TLS-2016-08", "The default policy, for clients that do not support newer protocols",
     "[\"TLSv1\",\"TLSv1.1\",\"TLSv1.2\"]",
     "[\"ECDHE-ECDSA-AES128-GCM-SHA256\",\"ECDHE-RSA-AES128-GCM-SHA256\",\"ECDHE-ECDSA-AES128-SHA256\","
     "\"ECDHE-RSA-AES128-SHA256\",\"ECDHE-ECDSA-AES128-SHA\",\"ECDHE-RSA-AES128-SHA\","
     "\"ECDHE-ECDSA-AES256-GCM-SHA384\",\"ECDHE-RSA-AES256-GCM-SHA384\",\"AES128-GCM-SHA256\",\"AES128-SHA\","
     "\"AES256-GCM-SHA384\",\"AES256-SHA\"]"},
    {"TLS-FS-1-2-Res-2019-08", "A policy with forward secrecy and only TLS 1.2", "[\"TLSv1.2\"]",
     "[\"ECDHE-ECDSA-AES128-GCM-SHA256\",\"ECDHE-RSA-AES128-GCM-SHA256\",\"ECDHE-ECDSA-AES128-SHA256\","
     "\"ECDHE-RSA-AES128-SHA256\",\"ECDHE-ECDSA-AES256-GCM-SHA384\",\"ECDHE-RSA-AES256-GCM-SHA384\"]"},
};
enum { POLICIES = sizeof policies / sizeof policies[0] };

bool balancer_policy_exists(const char *name)
{
    for (int i = 0; i < POLICIES; i++)
        if (!strcmp(policies[i].name, name))
            return true;
    return false;
}

const char *balancer_policy_default(void)
{
    return policies[0].name;
}

static bool get_policies(struct call *call)
{
    uint64_t after;
    size_t count = 0;
    if (!page_begin(call, "tlsPolicies", &after))
        return false;
    for (uint64_t i = after; i < POLICIES; i++) {
        if (!page_next(call, &count)) {
            page_end(call, i);
            return true;
        }
        text_format(
            &call->out,
            "{\"name\":\"%s\",\"isDefault\":%s,\"description\":\"%s\",\"protocols\":%s,\"ciphers\":%s}",
            policies[i].name, i == 0 ? "true" : "false", policies[i].description, policies[i].protocols,
            policies[i].ciphers);
    }
    page_end(call, 0);
    return true;
}

static const struct api balancer_policies_api[] = {
    {.name = "GetLoadBalancerTlsPolicies", .handle = get_policies, .input = page_members},
    {0},
};
const struct family balancer_policies_family = {.api = balancer_policies_api};
