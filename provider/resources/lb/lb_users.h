/*
 * lb_users.h — what would be lost with a load balancer: the instances that it serves and its issued certificates. Must not
 * know who manages them, nor change anything.
 */
#ifndef RESOURCES_LB_USERS_H
#define RESOURCES_LB_USERS_H

#include "runtime/api.h"

/*
 * What the load balancer has now, in words: "the instances 'a' and 'b' and the certificate 'c'"; "" when there is nothing, or
 * no load balancer of the name. is_certain: what seems to be there is read again for as long as reads may lag. Errors:
 * those of the reads.
 */
bool lb_users(struct call *c, struct str name, bool is_certain, struct str *ret_users) MUST_USE;

#endif
