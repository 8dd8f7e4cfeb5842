/*
 * domains.c — DNS zones: created, read, deleted. It must not know what their entries may be.
 */
#include "api/domains.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "api/domain_delegation.h"
#include "api/home_region.h"
#include "digest.h"
#include "families.h"
#include "host_names.h"
#include "memory.h"
#include "operations.h"
#include "tags.h"

/* Source: the table of quotas of the guide. */
static int most_domains = 6;

void domain_set_quota(int most)
{
    most_domains = most;
}

bool domain_enter(struct call *call)
{
    if (!home_region_check(call, "Domain"))
        return false;
    const char *given = call_string(call, "domainName");
    if (!given)
        return true;
    char *name = host_name_copy(given);
    json_object_set_new(call->input, "domainName", json_string(name));
    free(name);
    return true;
}

struct resource *domain_find(struct call *call)
{
    return call_find(call, &domain_kind, "domainName");
}

/* ---- the entries of the service ---------------------------------------------------------------------------------- */

enum { SERVERS = 4 };

/* The numbers depend on the name: a zone that is created again has the same name servers. */
static char *name_server(const char *zone, int number)
{
    static const char *const tops[SERVERS] = {"com", "org", "net", "co.uk"};
    unsigned char digest[DIGEST_SIZE];
    digest_sha256(zone, strlen(zone), digest);
    return memory_format("ns-%d.awsdns-%02d.%s", number * 512 + digest[number] * 2, digest[number + 4] % 64,
                         tops[number]);
}

void domain_entry_identify(json_t *entry)
{
    unsigned char digest[DIGEST_SIZE];
    char *content = memory_format("%s/%s/%s/%d", json_string_value(json_object_get(entry, "name")),
                                  json_string_value(json_object_get(entry, "type")),
                                  json_string_value(json_object_get(entry, "target")),
                                  (int)json_is_true(json_object_get(entry, "isAlias")));
    digest_sha256(content, strlen(content), digest);
    free(content);
    uint32_t number = (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 | (uint32_t)digest[2] << 8 |
                      (uint32_t)digest[3];
    char *id = memory_format("%ld", (long)number - 0x80000000L);
    json_object_set_new(entry, "id", json_string(id));
    free(id);
}

static void add_own_entry(json_t *entries, const char *zone, const char *type, const char *target)
{
    json_t *entry = json_pack("{s:s, s:s, s:b, s:s}", "name", zone, "target", target, "isAlias", 0, "type",
                              type);
    domain_entry_identify(entry);
    json_array_append_new(entries, entry);
}

static json_t *own_entries(const char *zone)
{
    json_t *entries = json_array();
    char *first = name_server(zone, 0);
    char *authority = memory_format("%s. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400", first);
    add_own_entry(entries, zone, "SOA", authority);
    free(first);
    free(authority);
    for (int i = 0; i < SERVERS; i++) {
        char *server = name_server(zone, i);
        add_own_entry(entries, zone, "NS", server);
        free(server);
    }
    return entries;
}

bool domain_owns_entry(const struct resource *domain, const json_t *entry)
{
    json_t *entries = own_entries(resource_name(domain));
    bool found = false;
    for (size_t i = 0; i < json_array_size(entries); i++)
        found = found || json_equal(json_array_get(entries, i), entry);
    json_decref(entries);
    return found;
}

/* ---- operations -------------------------------------------------------------------------------------------------- */

static bool check_quota(struct call *call)
{
    int count = 0;
    for (size_t at = 0; region_next(call->region, &domain_kind, &at);)
        count++;
    return count < most_domains ||
           call_fail_input(call, "You have reached the maximum number of DNS zones: %d", most_domains);
}

static bool create_domain(struct call *call)
{
    if (!domain_enter(call))
        return false;
    const char *name = call_string(call, "domainName");
    if (!host_name_is_valid(name, LABELS_OF_HOSTS))
        return call_fail_input(call, "The domain name is not valid: %s", name);
    if (!call_check_free_name(call, name) || !check_quota(call) || !tags_check(call, 0))
        return false;
    char id[18];
    digest_short_id(name, id);
    char *zone = memory_format("hostedzone/Z%.13s", id);
    for (char *at = zone + strlen("hostedzone/Z"); *at; at++)
        *at = (char)(*at >= 'a' ? *at - 'a' + 'A' : *at);
    json_t *members = json_pack("{s:o}", "domainEntries", own_entries(name));
    struct resource *domain = kind_create(call, &domain_kind, name, NULL, zone, members);
    free(zone);
    domain_delegation_begin(call, domain);
    operation_add_done(call, "CreateDomain", &domain_kind, name, resource_zone(domain), NULL);
    return operation_answer(call);
}

static bool delete_domain(struct call *call)
{
    return domain_enter(call) && kind_delete(call);
}

static bool get_domain(struct call *call)
{
    return domain_enter(call) && kind_get(call);
}

static bool get_domains(struct call *call)
{
    return domain_enter(call) && kind_list(call);
}

const struct kind domain_kind = {
    .api = "Domain",
    .plural = "domains",
    .name_member = "domainName",
    .member = "domain",
    .list_member = "domains",
    .taggable = true,
    .is_global = true,
    .delete_is_done = true,
    .delete_answers_one = true,
    .transition = domain_delegation_transition,
};

static const struct api domains_api[] = {
    {.name = "CreateDomain", .handle = create_domain, .input = INPUT(DOMAIN, TAGS)},
    {.name = "DeleteDomain", .handle = delete_domain, .kind = &domain_kind, .input = INPUT(DOMAIN)},
    {.name = "GetDomain",
     .shows = OF_ONE,
     .handle = get_domain,
     .kind = &domain_kind,
     .input = INPUT(DOMAIN)},
    {.name = "GetDomains",
     .shows = OF_MANY,
     .handle = get_domains,
     .kind = &domain_kind,
     .input = page_members},
    {0},
};
const struct family domains_family = {.kinds = {&domain_kind}, .api = domains_api};
