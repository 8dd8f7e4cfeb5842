/*
 * static_ips.h — addresses that stay: allocated, attached, detached, released.
 * It must not know what an instance does with its address; instances.c does.
 */
#ifndef SIM_STATIC_IPS_H
#define SIM_STATIC_IPS_H

#include "call.h"

bool allocate_static_ip(struct call *call);
bool release_static_ip(struct call *call);
bool attach_static_ip(struct call *call);
bool detach_static_ip(struct call *call);
bool get_static_ip(struct call *call);
bool get_static_ips(struct call *call);

#endif
