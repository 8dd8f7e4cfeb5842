/*
 * container_domains.h — the domain names of a container service in its configuration. Knows the block of the
 * record; must not know the API.
 */
#ifndef RESOURCES_CONTAINER_DOMAINS_H
#define RESOURCES_CONTAINER_DOMAINS_H

#include "gen/container_service.h"

/* The certificates of the block; returns their number, 0 when the block is missing or unknown. */
size_t container_certificates(const struct container_service *model,
                              const struct container_service_public_domain_names_certificate **ret);

#endif
