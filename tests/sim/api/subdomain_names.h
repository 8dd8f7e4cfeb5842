/*
 * subdomain_names.h — the names below amazonlightsail.com: their form, who has them, reservations. It must not know
 * what a subdomain leads to.
 */
#ifndef SIM_API_SUBDOMAIN_NAMES_H
#define SIM_API_SUBDOMAIN_NAMES_H

#include "call.h"

#define SUBDOMAIN REQUIRED("subdomainName", STRING)
#define SUBDOMAIN_ZONE "amazonlightsail.com"

/* The form of a name, and whether the account can create it; false after call_fail. */
bool subdomain_name_check(struct call *call, const char *name);
bool subdomain_name_check_free(struct call *call, const char *name);

/* Whether the account can create it: the same as a question. */
bool subdomain_name_is_free(struct call *call, const char *name);

/* The label before the zone: "mysite" of "blog.mysite", and of "mysite". */
const char *subdomain_top(const char *name);

/* The reservation of a name ends, because it was created. */
void subdomain_name_use(const char *name);

/* A deleted name that other accounts cannot create for a month; it counts until then. */
void subdomain_name_lock(const char *name, int64_t now_ms);
int subdomain_names_locked(int64_t now_ms);

/* From now on another account has the name, or not any more. */
void subdomain_name_set_foreign(const char *name, bool is_foreign);

#endif
