/*
 * domain_check.h — what an entry of a DNS zone may be: its name, its type, its target, and what it cannot stand
 * beside. It must not know which operation asks.
 */
#ifndef SIM_API_DOMAIN_CHECK_H
#define SIM_API_DOMAIN_CHECK_H

#include "call.h"

/*
 * The entry of the input as it is stored: name, type, target and isAlias in the form of the responses, without
 * an id. NULL after call_fail. The caller owns it.
 */
json_t *domain_entry_of_input(struct call *call, const struct resource *domain);

/* False after call_fail when it cannot be added to these entries. except is one that it replaces; may be NULL. */
bool domain_entry_check_beside(struct call *call, const json_t *entries, const json_t *entry,
                               const json_t *except);

#endif
