/*
 * fetch.h — from a source to its keys: asks files, programs, services. Knows what each kind of source takes; must
 * not know how long the keys are kept.
 */
#ifndef AWS_FETCH_H
#define AWS_FETCH_H

#include "aws/source.h"
#include "aws/sts.h"

/*
 * The keys, and all that was asked on the way to them, in scope.mem, which wipes it. `sts.http`, its user agent and its clock serve every kind of source. A
 * role's base is fetched first. Errors: ERR_CREDENTIALS and those of the network, with the source's name before
 * the text; ERR_STOPPED and ERR_TIMEOUT when the deadline ends.
 */
bool fetch_credentials(const struct source *source, const struct sts *sts, struct aws_scope scope,
                       struct credentials *ret_credentials, struct err *err) MUST_USE;

#endif
