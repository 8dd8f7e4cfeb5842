/*
 * addresses.h — public and private addresses from ranges that are not routed, and CIDR blocks in the form of
 * the service's responses. It must not know what the addresses are used for.
 */
#ifndef SIM_ADDRESSES_H
#define SIM_ADDRESSES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The number-th public IPv4 address: first the ranges for documentation, then the one for benchmarks. Each is
 * given once.
 */
void address_public(uint64_t number, char out[16]);
void address_private(uint64_t number, char out[16]);
void address_ipv6(const char *seed, char out[40]);

/*
 * "192.0.2.44" becomes "192.0.2.44/32" and "192.0.2.44/24" becomes "192.0.2.0/24"; the same for IPv6.
 * NULL when it is no address of that family. The caller frees the result.
 */
char *cidr_normalize(const char *cidr, bool ipv6);

#endif
