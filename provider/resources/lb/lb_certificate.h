/*
 * lb_certificate.h — the name of a load balancer's certificate for reads, and whether this run has given it up. Must not
 * know domain names.
 */
#ifndef RESOURCES_LB_CERTIFICATE_H
#define RESOURCES_LB_CERTIFICATE_H

#include "runtime/api.h"

bool lb_certificate_is_attached(const json_t *certificate);
/* The attachment of the certificate ("lb,name") was destroyed: from now on this run may delete it while it is attached. */
void lb_certificate_give_up(struct call *c, struct str name);

#endif
