/*
 * addresses.c — public and private addresses from ranges that are not routed, and CIDR blocks in the form of
 * the service's responses. It must not know what the addresses are used for.
 */
#include "addresses.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "memory.h"

void address_public(uint64_t number, char out[16])
{
    static const char *const documentation[] = {"203.0.113", "198.51.100", "192.0.2"};
    uint64_t block = number / 254;
    if (block < 3) {
        snprintf(out, 16, "%s.%u", documentation[block], (unsigned)(number % 254) + 1);
        return;
    }
    unsigned rest = (unsigned)((number - 3 * 254) % (1 << 17));
    snprintf(out, 16, "198.%u.%u.%u", 18 + (rest >> 16), (rest >> 8) & 255, rest & 255);
}

void address_private(uint64_t number, char out[16])
{
    unsigned low = (unsigned)(number % (16 * 254));
    snprintf(out, 16, "172.26.%u.%u", low / 254, low % 254 + 1);
}

void address_ipv6(const char *seed, char out[40])
{
    char id[37];
    digest_uuid(seed, id);
    snprintf(out, 40, "2001:db8:%.4s:%.4s:%.4s:%.4s:%.4s:%.4s", id, id + 4, id + 9, id + 14, id + 19,
             id + 24);
}

char *cidr_normalize(const char *cidr, bool ipv6)
{
    const char *slash = strchr(cidr, '/');
    unsigned bits = ipv6 ? 128 : 32, length = bits;
    if (slash) {
        size_t digits = strspn(slash + 1, "0123456789");
        if (digits == 0 || digits > 3 || slash[1 + digits])
            return NULL;
        length = (unsigned)strtoul(slash + 1, NULL, 10);
        if (length > bits)
            return NULL;
    }
    char *address = slash ? memory_copy_bytes(cidr, (size_t)(slash - cidr)) : memory_copy(cidr);
    unsigned char raw[16] = {0};
    int family = ipv6 ? AF_INET6 : AF_INET;
    bool fine = inet_pton(family, address, raw) == 1;
    free(address);
    if (!fine)
        return NULL;
    for (unsigned bit = length; bit < bits; bit++)
        raw[bit / 8] &= (unsigned char)~(0x80U >> (bit % 8));
    char printed[INET6_ADDRSTRLEN];
    inet_ntop(family, raw, printed, sizeof printed);
    return memory_format("%s/%u", printed, length);
}
