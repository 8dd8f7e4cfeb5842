/*
 * cidr.c — parses, prints and compares address blocks. Knows the text forms of RFC 4632 and RFC 5952; must
 * not know firewalls.
 */
#include "resources/firewall/cidr.h"

#include <arpa/inet.h>

static int family(bool is_ipv6)
{
    return is_ipv6 ? AF_INET6 : AF_INET;
}

static int max_bits(bool is_ipv6)
{
    return is_ipv6 ? 128 : 32;
}

static bool parse_address(struct str text, struct cidr *cidr)
{
    char z[INET6_ADDRSTRLEN];
    if (text.len == 0 || text.len >= sizeof z || memchr(text.data, '\0', text.len) != NULL)
        return false;
    memcpy(z, text.data, text.len);
    z[text.len] = '\0';
    return inet_pton(family(cidr->is_ipv6), z, cidr->bytes) == 1;
}

/* Digits only: str_to_int64 would accept a sign. */
static bool parse_bits(struct str text, struct cidr *cidr)
{
    int64_t bits = 0;
    if (text.len == 0 || text.len > 3 || text.data[0] < '0' || text.data[0] > '9' ||
        !str_to_int64(text, &bits))
        return false;
    cidr->bits = (int)bits;
    return bits <= max_bits(cidr->is_ipv6);
}

static void clear_host_bits(struct cidr *cidr)
{
    for (int bit = cidr->bits; bit < 128; bit++)
        cidr->bytes[bit / 8] = (uint8_t)(cidr->bytes[bit / 8] & ~(0x80u >> (bit % 8)));
}

bool cidr_parse(struct str text, bool is_ipv6, struct cidr *ret)
{
    struct cidr cidr = {.is_ipv6 = is_ipv6, .bits = max_bits(is_ipv6)};
    struct str address = text, bits;
    bool has_bits = str_cut(text, '/', &address, &bits);
    if (!parse_address(has_bits ? address : text, &cidr) || (has_bits && !parse_bits(bits, &cidr)))
        return false;
    clear_host_bits(&cidr);
    *ret = cidr;
    return true;
}

struct str cidr_print(struct arena *mem, struct cidr cidr)
{
    char text[INET6_ADDRSTRLEN];
    inet_ntop(family(cidr.is_ipv6), cidr.bytes, text, sizeof text);
    return str_printf(mem, "%s/%d", text, cidr.bits);
}

int cidr_compare(struct cidr a, struct cidr b)
{
    if (a.is_ipv6 != b.is_ipv6)
        return a.is_ipv6 ? 1 : -1;
    int order = memcmp(a.bytes, b.bytes, sizeof a.bytes);
    return order != 0 ? order : a.bits - b.bits;
}

bool cidr_covers(struct cidr outer, struct cidr inner)
{
    if (outer.is_ipv6 != inner.is_ipv6 || outer.bits > inner.bits)
        return false;
    inner.bits = outer.bits;
    clear_host_bits(&inner);
    return cidr_compare(outer, inner) == 0;
}

bool cidr_overlaps(struct cidr a, struct cidr b)
{
    return cidr_covers(a, b) || cidr_covers(b, a);
}

bool cidr_is_everything(struct cidr cidr)
{
    return cidr.bits == 0;
}
