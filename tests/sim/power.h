/*
 * power.h — starting, stopping and rebooting instances.
 * It must not know how an instance gets its addresses; instances.c does.
 */
#ifndef SIM_POWER_H
#define SIM_POWER_H

#include "call.h"

bool start_instance(struct call *call);
bool stop_instance(struct call *call);
bool reboot_instance(struct call *call);

#endif
