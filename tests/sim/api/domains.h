/*
 * domains.h — DNS zones: created, read, deleted. It must not know what their entries may be.
 */
#ifndef SIM_API_DOMAINS_H
#define SIM_API_DOMAINS_H

#include "kind.h"

extern const struct kind domain_kind;

/* The region that has them all. */
#define DOMAINS_REGION "us-east-1"

/* False after call_fail outside of this region. Otherwise the name in the input is written as names are. */
bool domain_enter(struct call *call);

/* The zone of the input, after domain_enter(); NULL after call_fail. */
struct resource *domain_find(struct call *call);

/* So many zones an account may have, as a test sets it. The world is locked. */
void domain_set_quota(int most);

/* Whether the service made this entry itself: it can be neither changed nor deleted. */
bool domain_owns_entry(const struct resource *domain, const json_t *entry);

/* The id of an entry: a hash of what it contains, which the function writes into it. */
void domain_entry_identify(json_t *entry);

#define DOMAIN REQUIRED("domainName", STRING)

#endif
