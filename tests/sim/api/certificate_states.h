/*
 * certificate_states.h — what happens to a certificate over time: the records of its validation, its issue, its
 * end and its renewal; for certificates of both kinds. It must not know who uses one.
 */
#ifndef SIM_API_CERTIFICATE_STATES_H
#define SIM_API_CERTIFICATE_STATES_H

#include "kind.h"

/*
 * A new certificate: its records appear at records_ms. What the service does after each step takes as long as
 * that.
 */
void certificate_begin(struct region *region, struct resource *certificate, int64_t now_ms,
                       int64_t records_ms);

/* transition of both kinds; in_use: only one that is used is renewed. */
void certificate_transition(struct resource *certificate, const char *word, bool in_use);

/* The DNS has changed: certificates that wait for it, in all regions, are checked a step later. */
void certificates_recheck(int64_t now_ms);

/* The validation succeeds. */
void certificate_issue(struct region *region, struct resource *certificate, int64_t now_ms);
bool certificate_is_issued(const struct resource *certificate);

/*
 * The certificate gets another state, with the reason of a failure or of a revocation (may be NULL). False: it
 * is no state of a certificate.
 */
bool certificate_end(struct region *region, struct resource *certificate, const char *status,
                     const char *reason, int64_t now_ms);

/*
 * The state of its renewal, in the words of either kind, with a reason (may be NULL); "Success" makes it valid
 * for another thirteen months. False: it is no state of a renewal.
 */
bool certificate_renew(struct region *region, struct resource *certificate, const char *status,
                       const char *reason, int64_t now_ms);

/* The words of CertificateStatus; ends with NULL. */
extern const char *const certificate_statuses[];

#endif
