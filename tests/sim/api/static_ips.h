/*
 * static_ips.h — addresses that stay: allocated, attached, detached, released.
 * It must not know what an instance does with its address; instances.c does.
 */
#ifndef SIM_STATIC_IPS_H
#define SIM_STATIC_IPS_H

#include "kind.h"

extern const struct kind static_ip_kind;

#endif
