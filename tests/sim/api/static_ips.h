/*
 * static_ips.h — static IPs: allocated, attached, detached, released. It must not know how an instance uses
 * its address; instances.c does.
 */
#ifndef SIM_STATIC_IPS_H
#define SIM_STATIC_IPS_H

#include "kind.h"

extern const struct kind static_ip_kind;

#endif
