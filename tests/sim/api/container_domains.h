/*
 * container_domains.h — the public domain names of a container service: certificate name to list of domains.
 */
#ifndef SIM_API_CONTAINER_DOMAINS_H
#define SIM_API_CONTAINER_DOMAINS_H

#include "call.h"

/* Whether the map publicDomainNames of the input may be added to those of the service (NULL: a new one). */
bool container_domains_check(struct call *call, const struct resource *service);

/*
 * Adds a map to those of the service: a certificate with an empty list is removed, and one that is not in the
 * map stays. map may be NULL.
 */
void container_domains_set(struct resource *service, const json_t *map);

#endif
