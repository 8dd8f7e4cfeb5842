/*
 * fetch.h — gets credentials from their source: files, programs, services. Knows what each kind of source
 * needs; must not know how long the credentials are kept.
 */
#ifndef AWS_FETCH_H
#define AWS_FETCH_H

#include "aws/source.h"
#include "aws/sts.h"

/*
 * The credentials, and all responses received for them, are in scope.mem, which wipes them. `sts.http`, its
 * user agent and its clock serve every kind of source. The base credentials of a role are fetched first.
 * Errors: ERR_CREDENTIALS and those of the network, with the source's name before the text; ERR_STOPPED and
 * ERR_TIMEOUT when the deadline ends.
 */
bool fetch_credentials(const struct source *source, const struct sts *sts, struct aws_scope scope,
                       struct credentials *ret_credentials, struct err *err) MUST_USE;

#endif
