/*
 * https_setup.h — the set-up of HTTPS on an instance: a certificate that a script gets and installs there. It must
 * not know what an instance is.
 */
#ifndef SIM_API_HTTPS_SETUP_H
#define SIM_API_HTTPS_SETUP_H

#include "kind.h"

/* Applies a planned word to the instance. */
void https_setup_transition(struct resource *instance, const char *word);

/* The next set-up of the instance fails, and its command says this. */
void https_setup_fail_next(struct resource *instance, const char *standard_error);

#endif
