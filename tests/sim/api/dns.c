/*
 * dns.c — the DNS as the issuer of certificates sees it: the zones of the account, and what a test says that
 * another DNS has. It must not know certificates.
 */
#include "api/dns.h"

#include <stdlib.h>
#include <string.h>

#include "api/domains.h"
#include "history.h"
#include "host_names.h"

static json_t *outside, *closed_zones; /* sets of names */

static void put(json_t **set, const char *name, bool is_in)
{
    if (!*set)
        *set = json_object();
    if (is_in)
        json_object_set_new(*set, name, json_true());
    else
        json_object_del(*set, name);
}

void dns_set_outside(const char *domain, bool is_present)
{
    put(&outside, domain, is_present);
}

void dns_permit_adding(const char *zone, bool is_permitted)
{
    put(&closed_zones, zone, !is_permitted);
}

/* The zone with the longest name that the name is in; NULL when there is none. */
static struct resource *zone_of(const char *name)
{
    const struct region *region = world_region(DOMAINS_REGION);
    struct resource *found = NULL, *zone;
    char *host = host_name_copy(name);
    for (size_t at = 0; (zone = region_next(region, &domain_kind, &at));)
        if (host_name_is_in(host, resource_name(zone)) &&
            (!found || strlen(resource_name(zone)) > strlen(resource_name(found))))
            found = zone;
    free(host);
    return found;
}

bool dns_has_zone(const char *name)
{
    return zone_of(name) != NULL;
}

/* The record as an entry of a zone, without an id. */
static json_t *entry_of(const json_t *record)
{
    char *name = host_name_copy(json_string_value(json_object_get(record, "name")));
    char *value = host_name_copy(json_string_value(json_object_get(record, "value")));
    json_t *entry = json_pack("{s:s, s:s, s:b, s:O}", "name", name, "target", value, "isAlias", 0, "type",
                              json_object_get(record, "type"));
    free(name);
    free(value);
    return entry;
}

/* The first entry of a zone with the name of this one; NULL when there is none. */
static const json_t *entry_named(const struct resource *zone, const json_t *wanted)
{
    const json_t *entries = json_object_get(zone->document, "domainEntries");
    for (size_t i = 0; i < json_array_size(entries); i++)
        if (json_equal(json_object_get(json_array_get(entries, i), "name"), json_object_get(wanted, "name")))
            return json_array_get(entries, i);
    return NULL;
}

static bool is_equal(const json_t *entry, const json_t *wanted)
{
    return json_equal(json_object_get(entry, "type"), json_object_get(wanted, "type")) &&
           json_equal(json_object_get(entry, "target"), json_object_get(wanted, "target"));
}

bool dns_has(const char *domain, const json_t *record)
{
    if (json_object_get(outside, domain) || json_object_get(outside, "*"))
        return true;
    const struct resource *zone = zone_of(domain);
    json_t *wanted = entry_of(record);
    const json_t *entry = zone ? entry_named(zone, wanted) : NULL;
    bool found = entry && is_equal(entry, wanted);
    json_decref(wanted);
    return found;
}

bool dns_add(const json_t *record, int64_t now_ms)
{
    json_t *wanted = entry_of(record);
    struct resource *zone = zone_of(json_string_value(json_object_get(wanted, "name")));
    const json_t *entry = zone ? entry_named(zone, wanted) : NULL;
    bool is_open = zone && !json_object_get(closed_zones, resource_name(zone));
    bool fine = is_open && (!entry || is_equal(entry, wanted));
    if (fine && !entry) {
        history_note(zone, now_ms);
        domain_entry_identify(wanted);
        json_array_append(json_object_get(zone->document, "domainEntries"), wanted);
        resource_changed(zone);
    }
    json_decref(wanted);
    return fine;
}
