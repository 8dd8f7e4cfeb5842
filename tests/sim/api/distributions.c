/*
 * distributions.c — distributions: created, listed, deleted, and their status over time. It must not know how one is
 * changed (distribution_updates.c).
 */
#include "api/distributions.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "api/distribution_caching.h"
#include "api/distribution_catalogue.h"
#include "api/distribution_certificates.h"
#include "api/distribution_origins.h"
#include "api/distribution_waf.h"
#include "api/home_region.h"
#include "api/instances.h"
#include "api/subdomain_associations.h"
#include "api/subdomain_names.h"
#include "digest.h"
#include "families.h"
#include "memory.h"
#include "operations.h"
#include "tags.h"

/* Source: the table of quotas of the guide, distributions in an account. */
enum { MOST_DISTRIBUTIONS = 20 };

static const char in_progress[] = "InProgress", deployed[] = "Deployed", word_deployed[] = "deployed";

struct resource *distribution_find(struct call *call)
{
    return home_region_check(call, "Distribution") ? call_find(call, &distribution_kind, "distributionName")
                                                   : NULL;
}

static bool check_deployed(struct call *call, const struct resource *distribution)
{
    return !strcmp(resource_string(distribution, "status"), deployed) ||
           call_fail(call, FAILURE_OPERATION, "OperationFailure",
                     "The distribution %s has the status %s, which does not allow this operation. Please try "
                     "again in a few minutes.",
                     resource_name(distribution), resource_string(distribution, "status"));
}

struct resource *distribution_find_deployed(struct call *call, const char *member)
{
    struct resource *distribution = home_region_check(call, "Distribution")
                                        ? call_find(call, &distribution_kind, member)
                                        : NULL;
    return distribution && check_deployed(call, distribution) ? distribution : NULL;
}

/* ---- status ------------------------------------------------------------------------------------------------------ */

/* It is deployed some time after the end of the operation. */
void distribution_deploy(struct call *call, struct resource *distribution)
{
    resource_set(distribution, "status", json_string(in_progress));
    resource_plan(call->region, distribution, word_deployed,
                  call->now_ms + call->options->operation_ms + call->options->operation_ms / 2);
}

static void transition(struct resource *distribution, const char *word)
{
    if (!strcmp(word, word_deployed))
        resource_set(distribution, "status", json_string(deployed));
    subdomain_distribution_transition(distribution, word);
    if (!strcmp(word, "bundle-free"))
        resource_set(distribution, "ableToUpdateBundle", json_true());
    if (!strcmp(word, "reset-end")) {
        json_object_set_new(json_object_get(distribution->hidden, "reset"), "status",
                            json_string("Completed"));
        resource_changed(distribution);
    }
}

/* ---- what a creation and a change share -------------------------------------------------------------------------- */

static void set_copy(struct resource *distribution, const char *member, const json_t *value)
{
    if (value)
        resource_set(distribution, member, json_deep_copy(value));
}

void distribution_set(struct call *call, struct resource *distribution)
{
    const json_t *settings = json_object_get(call->input, "cacheBehaviorSettings"),
                 *pages = json_object_get(call->input, "customErrorResponses");
    set_copy(distribution, "defaultCacheBehavior", json_object_get(call->input, "defaultCacheBehavior"));
    set_copy(distribution, "cacheBehaviors", json_object_get(call->input, "cacheBehaviors"));
    set_copy(distribution, "viewerMinimumTlsProtocolVersion",
             json_object_get(call->input, "viewerMinimumTlsProtocolVersion"));
    if (settings)
        resource_set(distribution, "cacheBehaviorSettings", distribution_settings(settings));
    if (call_string(call, "defaultRootObject"))
        json_object_set_new(distribution->hidden, "defaultRootObject",
                            json_string(call_string(call, "defaultRootObject")));
    if (pages)
        json_object_set_new(distribution->hidden, "customErrorResponses", distribution_error_pages(pages));
    resource_changed(distribution);
}

/* A read of one distribution shows these, a list does not. */
static void print_more(const struct call *call, const struct resource *distribution, struct text *out)
{
    const char *root = json_string_value(json_object_get(distribution->hidden, "defaultRootObject"));
    const json_t *pages = json_object_get(distribution->hidden, "customErrorResponses");
    if (!call_string(call, "distributionName"))
        return;
    if (root && *root) {
        text_add(out, ",\"defaultRootObject\":");
        text_add_json(out, root);
    }
    text_add(out, ",\"customErrorResponses\":");
    if (pages)
        text_add_json_value(out, pages);
    else
        text_add(out, "[]");
}

const struct resource *distribution_of_origin(const char *region_name, const char *name)
{
    const struct resource *distribution;
    for (size_t at = 0; (distribution = region_next(world_region(HOME_REGION), &distribution_kind, &at));) {
        const json_t *origin = json_object_get(distribution->document, "origin");
        if (!strcmp(json_string_value(json_object_get(origin, "name")), name) &&
            !strcmp(json_string_value(json_object_get(origin, "regionName")), region_name))
            return distribution;
    }
    return NULL;
}

/* ---- creation ---------------------------------------------------------------------------------------------------- */

static bool check_quota(struct call *call)
{
    int count = 0;
    for (size_t at = 0; region_next(call->region, &distribution_kind, &at);)
        count++;
    return count < MOST_DISTRIBUTIONS ||
           call_fail_input(call, "You have reached the maximum number of distributions: %d",
                           MOST_DISTRIBUTIONS);
}

static bool check_new(struct call *call)
{
    const char *name = call_string(call, "distributionName"), *type = call_string(call, "ipAddressType");
    if (type && !strcmp(type, "ipv6"))
        return call_fail_input(call, "The IP address type of a distribution is ipv4 or dualstack");
    const char *subdomain = call_string(call, "subdomainName");
    if (subdomain && call_string(call, "certificateName"))
        return call_fail_input(call, "subdomainName and certificateName cannot be used together");
    return call_check_new_name(call, name) && check_quota(call) && tags_check_values(call) &&
           tags_check(call, 0) && (!subdomain || subdomain_name_check(call, subdomain)) &&
           distribution_caching_check(call) && distribution_certificate_check(call, NULL);
}

static json_t *members_of(struct call *call, json_t *origin, const char *address, json_t *waf)
{
    char id[18];
    digest_short_id(call_string(call, "distributionName"), id);
    char *host = memory_format("d%.13s.cloudfront.net", id);
    const char *type = call_string(call, "ipAddressType");
    json_t *members = json_pack("{s:[], s:s, s:b, s:s, s:s, s:o, s:s, s:o, s:[], s:b, s:s, s:s, s:o}",
                                "alternativeDomainNames", "status", in_progress, "isEnabled", 1, "domainName",
                                host, "bundleId", call_string(call, "bundleId"), "origin", origin,
                                "originPublicDNS", address, "cacheBehaviorSettings",
                                distribution_settings(NULL), "cacheBehaviors", "ableToUpdateBundle", 1,
                                "ipAddressType", type ? type : "dualstack", "viewerMinimumTlsProtocolVersion",
                                "TLSv1.2_2021", "waf", waf);
    free(host);
    return members;
}

static struct resource *create(struct call *call, json_t *members)
{
    const char *name = call_string(call, "distributionName");
    char id[18], support[15] = "E";
    digest_short_id(name, id);
    for (size_t i = 0; i < sizeof support - 2; i++)
        support[i + 1] = (char)toupper((unsigned char)id[i]);
    struct resource *distribution = kind_create(call, &distribution_kind, name, NULL, support, members);
    distribution_set(call, distribution);
    distribution_certificate_set(call, distribution, call_string(call, "certificateName"));
    resource_plan(call->region, distribution, word_deployed, call->now_ms + call->options->pending_ms);
    return distribution;
}

/* The distribution is made even when its subdomain is not, but then the operation fails. */
static void add_operation(struct call *call, struct resource *distribution)
{
    const char *subdomain = call_string(call, "subdomainName"), *code = NULL, *details = NULL;
    if (!subdomain || subdomain_begin_with(call, distribution, subdomain,
                                           call->now_ms + call->options->pending_ms, &code, &details))
        operation_add_for(call, "CreateDistribution", distribution, NULL);
    else
        operation_add_failing(call, "CreateDistribution", &distribution_kind, resource_name(distribution),
                              resource_zone(distribution), code, details);
}

static bool create_distribution(struct call *call)
{
    const struct distribution_bundle *bundle;
    char *address = NULL;
    json_t *waf = NULL, *origin;
    if (!home_region_check(call, "Distribution") || !check_new(call) ||
        !(bundle = distribution_bundle_check(call)) || !(waf = distribution_waf_after(call, NULL, bundle)))
        return false;
    if (!(origin = distribution_origin_check(call, &address))) {
        json_decref(waf);
        return false;
    }
    struct resource *distribution = create(call, members_of(call, origin, address, waf));
    free(address);
    add_operation(call, distribution);
    operation_answer(call);
    call->out.length--; /* the closing brace comes later */
    text_add(&call->out, ",\"distribution\":");
    resource_print(distribution, &call->out);
    text_add(&call->out, "}");
    return true;
}

/* ---- other operations -------------------------------------------------------------------------------------------- */

static bool before_delete(struct call *call, struct resource *distribution)
{
    if (!check_deployed(call, distribution))
        return false;
    resource_set(distribution, "status", json_string(in_progress));
    subdomain_leave(call, distribution);
    return true;
}

static bool delete_distribution(struct call *call)
{
    return home_region_check(call, "Distribution") && kind_delete(call);
}

static bool get_distributions(struct call *call)
{
    if (!home_region_check(call, "Distribution"))
        return false;
    if (!call_string(call, "distributionName"))
        return kind_list(call);
    struct resource *distribution = distribution_find(call);
    if (!distribution)
        return false;
    text_add(&call->out, "{\"distributions\":[");
    kind_print(call, distribution);
    text_add(&call->out, "]}");
    return true;
}

const struct kind distribution_kind = {
    .api = "Distribution",
    .plural = "distributions",
    .name_member = "distributionName",
    .member = "distribution",
    .list_member = "distributions",
    .taggable = true,
    .tags_have_values = true,
    .before_delete = before_delete,
    .delete_takes_time = true,
    .delete_answers_one = true,
    .print_more = print_more,
    .transition = transition,
};

static const struct api distributions_api[] = {
    {.name = "CreateDistribution",
     .handle = create_distribution,
     .input = INPUT(DISTRIBUTION, PARTS("origin", STRUCTURE, distribution_origin_members, true),
                    REQUIRED("bundleId", STRING), CACHING_MEMBERS(true), WAF_MEMBERS, TAGS, TLS_MEMBERS,
                    WORD("ipAddressType", ip_address_types, false),
                    OPTIONAL("enablePrivateOriginAccess", BOOLEAN), OPTIONAL("subdomainName", STRING))},
    {.name = "DeleteDistribution",
     .handle = delete_distribution,
     .kind = &distribution_kind,
     .input = INPUT(OPTIONAL("distributionName", NAME))},
    {.name = "GetDistributions",
     .shows = OF_MANY,
     .one_with = "distributionName",
     .handle = get_distributions,
     .kind = &distribution_kind,
     .input = INPUT(OPTIONAL("distributionName", NAME), OPTIONAL("pageToken", STRING))},
    {0},
};
const struct family distributions_family = {.kinds = {&distribution_kind}, .api = distributions_api};
