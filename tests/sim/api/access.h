/*
 * access.h — GetInstanceAccessDetails: a temporary key, a certificate for it, and the keys of the host.
 * It must not know how keys are made; ssh_keys.c does.
 */
#ifndef SIM_ACCESS_H
#define SIM_ACCESS_H

/* Frees the temporary key, which is made once for the whole program. */
void access_free(void);

#endif
