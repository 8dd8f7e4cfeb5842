/*
 * access.h — GetInstanceAccessDetails: a temporary key, a certificate for it, and the keys of the host.
 * It must not know how keys are made; ssh_keys.c does.
 */
#ifndef SIM_ACCESS_H
#define SIM_ACCESS_H

#include "call.h"

/* Makes the temporary key before the world is locked, once for the whole program. */
void access_prepare(struct call *call);
void access_free(void);

bool get_instance_access_details(struct call *call);

#endif
