/*
 * dns_form.c — names and targets in their one form. Must not know what is wrong with others (dns_check.c).
 */
#include "resources/domain/dns_form.h"

#include <arpa/inet.h>

#include "resources/domain/dns_text.h"

/* ---- names ---- */

struct str dns_plain_name(struct arena *mem, struct str name)
{
    struct str plain = str_lower(mem, str_trim(name));
    if (plain.len > 1 && plain.data[plain.len - 1] == '.')
        plain.len--;
    /* Route 53, which has the zones of Lightsail, shows a wildcard in octal. */
    if (str_starts_with(plain, STR("\\052.")))
        plain = str_printf(mem, "*%.*s", STR_ARG(str_slice(plain, 4, plain.len)));
    return plain;
}

static bool is_in(struct str name, struct str zone)
{
    return str_eq(name, zone) ||
           (name.len > zone.len && name.data[name.len - zone.len - 1] == '.' && str_ends_with(name, zone));
}

struct str dns_full_name(struct arena *mem, struct str name, struct str zone)
{
    bool is_complete = name.len > 0 && name.data[name.len - 1] == '.';
    struct str plain = dns_plain_name(mem, name);
    if (plain.len == 0)
        return zone;
    return is_complete || is_in(plain, zone) ? plain
                                             : str_printf(mem, "%.*s.%.*s", STR_ARG(plain), STR_ARG(zone));
}

struct str dns_relative_name(struct str name, struct str zone)
{
    if (str_eq(name, zone))
        return STR("");
    return is_in(name, zone) ? str_slice(name, 0, name.len - zone.len - 1) : name;
}

bool dns_is_validation(struct str name, struct str type, struct str target)
{
    return str_eqc(type, "CNAME") && str_starts_with(name, STR("_")) &&
           str_ends_with(target, STR(".acm-validations.aws"));
}

/* ---- targets ---- */

bool dns_is_address(struct str type, struct str target)
{
    unsigned char bytes[16];
    char text[INET6_ADDRSTRLEN];
    if (target.len == 0 || target.len >= sizeof text || memchr(target.data, '\0', target.len) != NULL)
        return false;
    memcpy(text, target.data, target.len);
    text[target.len] = '\0';
    return inet_pton(str_eqc(type, "AAAA") ? AF_INET6 : AF_INET, text, bytes) == 1;
}

static struct str address(struct arena *mem, struct str type, struct str target)
{
    unsigned char bytes[16];
    char text[INET6_ADDRSTRLEN];
    int family = str_eqc(type, "AAAA") ? AF_INET6 : AF_INET;
    if (inet_pton(family, str_z(mem, target), bytes) != 1 ||
        inet_ntop(family, bytes, text, sizeof text) == NULL)
        return target;
    return str_copy(mem, str_c(text));
}

/* Parts with one space between them; the numbers before a host without leading zeros. */
static struct str fields(struct arena *mem, struct str target)
{
    struct buf text = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t at = 0; at < target.len;) {
        size_t end = at;
        while (end < target.len && target.data[end] != ' ' && target.data[end] != '\t')
            end++;
        struct str part = str_slice(target, at, end);
        while (part.len > 1 && part.data[0] == '0' && end < target.len)
            part = str_slice(part, 1, part.len);
        if (part.len > 0)
            buf_printf(&text, "%s%.*s", text.len > 0 ? " " : "", STR_ARG(part));
        at = end + 1;
    }
    return buf_str(&text);
}

struct str dns_target(struct arena *mem, struct str type, struct str target, bool is_alias)
{
    struct str trimmed = str_trim(target);
    if (str_eqc(type, "TXT"))
        return dns_text_form(mem, target);
    if ((str_eqc(type, "A") || str_eqc(type, "AAAA")) && !is_alias)
        return address(mem, type, trimmed);
    if (str_eqc(type, "SOA"))
        return fields(mem, trimmed);
    bool has_numbers = str_eqc(type, "MX") || str_eqc(type, "SRV");
    return dns_plain_name(mem, has_numbers ? fields(mem, trimmed) : trimmed);
}

/* ---- IDs ---- */

static int hex(char c)
{
    static const char digits[] = "0123456789ABCDEF0123456789abcdef";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at != NULL ? (int)((at - digits) % 16) : -1;
}

struct str dns_decoded(struct arena *mem, struct str text)
{
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < text.len; i++) {
        bool is_code = text.data[i] == '%' && i + 2 < text.len && hex(text.data[i + 1]) >= 0 &&
                       hex(text.data[i + 2]) >= 0;
        buf_addc(&out, is_code ? (char)(hex(text.data[i + 1]) * 16 + hex(text.data[i + 2])) : text.data[i]);
        i += is_code ? 2 : 0;
    }
    return out.len > 0 ? buf_str(&out) : STR("");
}
