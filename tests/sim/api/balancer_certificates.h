/*
 * balancer_certificates.h — the certificates of load balancers: created, listed, attached, deleted. It must not
 * know how one is validated (certificate_states.c).
 */
#ifndef SIM_API_BALANCER_CERTIFICATES_H
#define SIM_API_BALANCER_CERTIFICATES_H

#include "kind.h"

extern const struct kind balancer_certificate_kind;

struct balancer_certificate_order {
    const char *name, *domain;
    const json_t *others; /* the alternative names; NULL: none */
};

/* Checks its name and its domain names; false after call_fail. */
bool balancer_certificate_check_new(struct call *call, const struct balancer_certificate_order *order);

/* Creates it after this check, with two operations. */
void balancer_certificate_create(struct call *call, const struct resource *balancer,
                                 const struct balancer_certificate_order *order);

/* All of a load balancer are deleted, each with two operations. */
void balancer_certificates_delete_all(struct call *call, const struct resource *balancer);

/* The attached one; NULL when there is none. */
struct resource *balancer_certificate_attached(const struct region *region, const struct resource *balancer);

/* Prints tlsCertificateSummaries, an array. */
void balancer_certificates_print_summaries(const struct call *call, const struct resource *balancer,
                                           struct text *out);

#endif
