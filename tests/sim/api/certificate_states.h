/*
 * certificate_states.h — what happens to a certificate over time: the records of its validation, its issue, its
 * end and its renewal. It must not know who uses one.
 */
#ifndef SIM_API_CERTIFICATE_STATES_H
#define SIM_API_CERTIFICATE_STATES_H

#include "world.h"

/* The first state of a new certificate, and what follows by itself: records at records_ms, then a time-out. */
void certificate_begin(struct region *region, struct resource *certificate, int64_t now_ms,
                       int64_t records_ms);

/* Applies a planned word. */
void certificate_transition(struct resource *certificate, const char *word);

/* The validation succeeds: ISSUED, for thirteen months. */
void certificate_issue(struct region *region, struct resource *certificate, int64_t now_ms);

/*
 * The certificate gets another state, with the reason of a failure or of a revocation (may be NULL). False: it
 * is no state of a certificate.
 */
bool certificate_end(struct region *region, struct resource *certificate, const char *status,
                     const char *reason, int64_t now_ms);

/*
 * The state of its renewal, with a reason (may be NULL); "Success" makes it valid for another thirteen months.
 * False: it is no state of a renewal.
 */
bool certificate_renew(struct region *region, struct resource *certificate, const char *status,
                       const char *reason, int64_t now_ms);

/* The words of CertificateStatus; ends with NULL. */
extern const char *const certificate_statuses[];

#endif
