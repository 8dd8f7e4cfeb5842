/*
 * dns.h — the DNS as the issuer of certificates sees it: the zones of the account, and what a test says that
 * another DNS has. It must not know certificates.
 */
#ifndef SIM_API_DNS_H
#define SIM_API_DNS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Records are {"name", "type", "value"} as a certificate shows them. The world is locked in every call. */

/* Whether the record of a domain exists: in a zone of the account, or outside. */
bool dns_has(const char *domain, const json_t *record);

/* Another DNS has the records of this domain, or of all for "*", from now on, or has them no more. */
void dns_set_outside(const char *domain, bool is_present);

/* Whether the account has a zone for the name. */
bool dns_has_zone(const char *name);

/*
 * The service adds the record to the zone of its name; an equal one stays. False: another entry is in its way,
 * there is no zone any more, or a test forbids it.
 */
bool dns_add(const json_t *record, int64_t now_ms);

/* Whether the service may add records to this zone, from now on. */
void dns_permit_adding(const char *zone, bool is_permitted);

#endif
