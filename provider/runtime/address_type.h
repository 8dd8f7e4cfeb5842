/*
 * address_type.h — changes the IP address type of an instance, a load balancer or a distribution. Knows SetIpAddressType; must
 * not know which types an object may have.
 */
#ifndef RUNTIME_ADDRESS_TYPE_H
#define RUNTIME_ADDRESS_TYPE_H

#include "runtime/api.h"

/* Sends the change and waits for its operations. arn: of the object. accepts_bundle: of an instance: its bundle may change. */
bool address_type_set(struct call *c, enum ls_kind kind, struct str name, struct str arn, struct str type,
                      bool accepts_bundle) MUST_USE;

#endif
