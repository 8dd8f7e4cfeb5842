/*
 * cidr.h — IPv4 and IPv6 address blocks in one form, so that two spellings of the same block compare equal.
 * Pure; must not know what a block is used for.
 */
#ifndef RESOURCES_CIDR_H
#define RESOURCES_CIDR_H

#include "base/arena.h"
#include "base/str.h"

/* Host bits are zero: 10.0.0.5/8 is 10.0.0.0/8. */
struct cidr {
    bool is_ipv6;
    uint8_t bytes[16]; /* network order; an IPv4 block uses the first four */
    int bits;          /* prefix length */
};

/* Parses "10.0.0.0/8", "10.0.0.5" (one address), "2001:DB8::/32". False when it is not a block of that
 * family. */
bool cidr_parse(struct str text, bool is_ipv6, struct cidr *ret) MUST_USE;
/* The canonical text, always with the prefix length: 10.0.0.5/32, 2001:db8::/32. */
struct str cidr_print(struct arena *mem, struct cidr cidr);
/* Order for sorting: IPv4 first, then by address, then the larger block. 0 when equal. */
int cidr_compare(struct cidr a, struct cidr b);
/* Whether every address of `inner` is in `outer`. */
bool cidr_covers(struct cidr outer, struct cidr inner);
/* Whether both have an address in common. */
bool cidr_overlaps(struct cidr a, struct cidr b);
/* Whether it is 0.0.0.0/0 or ::/0. */
bool cidr_is_everything(struct cidr cidr);

#endif
