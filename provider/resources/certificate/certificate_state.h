/*
 * certificate_state.h — a certificate of a distribution, a container service or a load balancer as the API reports it:
 * both kinds have the same members, except the place of their records and reasons. Must not know who uses one.
 */
#ifndef RESOURCES_CERTIFICATE_STATE_H
#define RESOURCES_CERTIFICATE_STATE_H

#include "runtime/api.h"

bool certificate_is_issued(const json_t *certificate);
/* Why it was not issued; "" when it has not failed. */
struct str certificate_reason(const json_t *certificate);
/* Whether its status cannot become ISSUED any more. */
bool certificate_has_ended(const json_t *certificate);
/* "\n  _1.www.example.com. CNAME _2.acm-validations.aws." for each domain name that is not validated. */
struct str certificate_missing_records(struct call *c, const json_t *certificate);

/*
 * Waits until the certificate is ISSUED. arn: the value of `certificate_arn`; known, it must be that of the certificate.
 * ret_object: the last read. An error names the status, the reason of a failure, the state of each domain name, and the
 * records of those that are not validated.
 */
bool certificate_wait_issued(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn,
                             json_t **ret_object) MUST_USE;

#endif
