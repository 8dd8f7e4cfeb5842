/*
 * access.h — GetInstanceAccessDetails: a temporary key, a certificate for it, and the host keys. It must not
 * know how keys are generated; ssh_keys.c does.
 */
#ifndef SIM_ACCESS_H
#define SIM_ACCESS_H

/* Frees the temporary key, which is generated once for the whole program. */
void access_free(void);

#endif
