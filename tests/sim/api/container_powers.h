/*
 * container_powers.h — the powers of container services. It must not know any service.
 */
#ifndef SIM_API_CONTAINER_POWERS_H
#define SIM_API_CONTAINER_POWERS_H

/* The names, ended by NULL. */
extern const char *const container_power_names[];

/* The monthly price of one node with this power; 0 for a name that is none. */
double container_power_usd(const char *name);

#endif
