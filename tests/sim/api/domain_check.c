/*
 * domain_check.c — what an entry of a DNS zone may be: its name, its type, its target, and what it cannot stand
 * beside. It must not know which operation asks.
 */
#include "api/domain_check.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "host_names.h"
#include "memory.h"

/* ---- targets ----------------------------------------------------------------------------------------------------- */

enum { LONGEST_PART = 255, HIGHEST_NUMBER = 65535 };

static bool is_address(const char *target, int family)
{
    unsigned char raw[16];
    return inet_pton(family, target, raw) == 1;
}

static bool is_host(const char *target)
{
    char *host = host_name_copy(target);
    bool fine = host_name_is_valid(host, LABELS_OF_RECORDS) && host[0] != '*';
    free(host);
    return fine;
}

/* "10 mail.example.com": so many numbers, then a host. */
static bool is_numbers_and_host(const char *target, int numbers)
{
    for (; numbers > 0; numbers--) {
        size_t digits = strspn(target, "0123456789");
        if (digits == 0 || digits > 5 || target[digits] != ' ' || strtoul(target, NULL, 10) > HIGHEST_NUMBER)
            return false;
        target += digits + 1;
    }
    return is_host(target);
}

/* One or more strings in quotes, each of at most 255 bytes, with a space between two of them. */
static bool is_quoted(const char *target)
{
    for (;;) {
        if (*target++ != '"')
            return false;
        size_t length = 0;
        for (; *target && *target != '"'; target++, length++)
            if (*target == '\\' && target[1])
                target++;
        if (*target != '"' || length > LONGEST_PART)
            return false;
        target++;
        if (!*target)
            return true;
        if (*target++ != ' ')
            return false;
    }
}

/* "ns-1.awsdns-1.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400" */
static bool is_authority(const char *target)
{
    int words = 1;
    for (const char *at = target; *at; at++)
        words += *at == ' ';
    return words == 7;
}

static bool fits(const char *type, const char *target)
{
    if (!strcmp(type, "A"))
        return is_address(target, AF_INET);
    if (!strcmp(type, "AAAA"))
        return is_address(target, AF_INET6);
    if (!strcmp(type, "MX"))
        return is_numbers_and_host(target, 1);
    if (!strcmp(type, "SRV"))
        return is_numbers_and_host(target, 3);
    if (!strcmp(type, "TXT"))
        return is_quoted(target);
    if (!strcmp(type, "SOA"))
        return is_authority(target);
    return is_host(target);
}

/* What an alias may point to: a load balancer, a distribution, a container service. */
static bool is_alias_target(const char *target)
{
    static const char *const zones[] = {"elb.amazonaws.com", "cloudfront.net", "cs.amazonlightsail.com"};
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++)
        if (host_name_is_in(target, zones[i]) && strcmp(target, zones[i]) != 0)
            return true;
    return false;
}

static bool check_target(struct call *call, const char *type, const char *target, bool is_alias)
{
    if (!is_alias)
        return fits(type, target) ||
               call_fail_input(call, "The target is not valid for an entry of the type %s: %s", type, target);
    if (strcmp(type, "A") != 0 && strcmp(type, "AAAA") != 0)
        return call_fail_input(call, "An entry of the type %s cannot be an alias", type);
    char *host = host_name_copy(target);
    bool fine = is_alias_target(host);
    free(host);
    return fine || call_fail_input(call,
                                   "The target of an alias must be a load balancer, a distribution or a "
                                   "container service: %s",
                                   target);
}

/* ---- the entry of the input -------------------------------------------------------------------------------------- */

static bool check_type(struct call *call, const char *type)
{
    static const char *const types[] = {"A", "AAAA", "CNAME", "MX", "NS", "SOA", "SRV", "TXT"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (!strcmp(types[i], type))
            return true;
    return call_fail_input(call, "The type of the domain entry is not valid: %s", type);
}

static bool check_name(struct call *call, const char *zone, const char *name)
{
    if (!host_name_is_valid(name, LABELS_OF_RECORDS))
        return call_fail_input(call, "The name of the domain entry is not valid: %s", name);
    return host_name_is_in(name, zone) ||
           call_fail_input(call, "The name of the domain entry must be %s or end in .%s: %s", zone, zone,
                           name);
}

/* Targets are names, except for these types. */
static bool is_kept(const char *type)
{
    return !strcmp(type, "TXT") || !strcmp(type, "SOA") || !strcmp(type, "A") || !strcmp(type, "AAAA");
}

json_t *domain_entry_of_input(struct call *call, const struct resource *domain)
{
    const json_t *input = json_object_get(call->input, "domainEntry");
    const char *type = json_string_value(json_object_get(input, "type"));
    const char *target = json_string_value(json_object_get(input, "target"));
    const char *given = json_string_value(json_object_get(input, "name"));
    bool is_alias = json_is_true(json_object_get(input, "isAlias"));
    if (!type || !target || !given) {
        call_fail_input(call, "The domain entry must have a name, a type and a target");
        return NULL;
    }
    char *name = host_name_copy(given), *host = host_name_copy(target);
    json_t *entry = NULL;
    if (check_type(call, type) && check_name(call, resource_name(domain), name) &&
        check_target(call, type, target, is_alias))
        entry = json_pack("{s:s, s:s, s:b, s:s}", "name", name, "target",
                          is_kept(type) && !is_alias ? target : host, "isAlias", is_alias, "type", type);
    free(name);
    free(host);
    return entry;
}

/* ---- what it stands beside --------------------------------------------------------------------------------------- */

static bool is_same(const json_t *entry, const json_t *other, const char *member)
{
    return json_equal(json_object_get(entry, member), json_object_get(other, member));
}

static bool has_type(const json_t *entry, const char *type)
{
    return !strcmp(json_string_value(json_object_get(entry, "type")), type);
}

static bool check_two(struct call *call, const json_t *entry, const json_t *other)
{
    const char *name = json_string_value(json_object_get(entry, "name"));
    const char *type = json_string_value(json_object_get(entry, "type"));
    if (is_same(entry, other, "type") && is_same(entry, other, "target"))
        return call_fail_input(call, "The domain entry already exists: %s %s %s", name, type,
                               json_string_value(json_object_get(entry, "target")));
    if (has_type(entry, "CNAME") || has_type(other, "CNAME"))
        return call_fail_input(call,
                               "An entry of the type %s for %s is not permitted because a CNAME entry "
                               "cannot stand beside another one: there is one of the type %s",
                               type, name, json_string_value(json_object_get(other, "type")));
    if (!is_same(entry, other, "type"))
        return true;
    if (has_type(entry, "SOA"))
        return call_fail_input(call, "The zone has a SOA entry already");
    if (json_is_true(json_object_get(entry, "isAlias")) || json_is_true(json_object_get(other, "isAlias")))
        return call_fail_input(call,
                               "An alias cannot stand beside another entry of the type %s with the name %s",
                               type, name);
    return true;
}

bool domain_entry_check_beside(struct call *call, const json_t *entries, const json_t *entry,
                               const json_t *except)
{
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *other = json_array_get(entries, i);
        if (other != except && is_same(entry, other, "name") && !check_two(call, entry, other))
            return false;
    }
    return true;
}
