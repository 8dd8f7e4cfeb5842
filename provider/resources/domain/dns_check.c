/*
 * dns_check.c — what is wrong with a name or a target, and what to write instead. Must not know zones of Lightsail.
 * Source: the Route 53 guide, "Supported DNS record types" and "DNS domain name format".
 */
#include "resources/domain/dns_form.h"
#include "resources/domain/dns_text.h"

enum { MOST_NAME = 253, MOST_LABEL = 63, HIGHEST_NUMBER = 65535 };

static bool is_label(struct str label)
{
    for (size_t i = 0; i < label.len; i++) {
        char c = label.data[i];
        bool is_inner = i > 0 && i + 1 < label.len;
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_' && !(c == '-' && is_inner))
            return false;
    }
    return label.len > 0 && label.len <= MOST_LABEL;
}

static bool is_name(struct str name)
{
    struct str label, rest = name;
    while (str_cut(rest, '.', &label, &rest)) {
        if (!is_label(label))
            return false;
    }
    return is_label(rest) && name.len <= MOST_NAME;
}

static bool is_ascii(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    }
    return true;
}

bool dns_check_name(struct arena *mem, struct str name, struct str zone, struct err *err)
{
    struct str full = zone.data != NULL ? dns_full_name(mem, name, zone) : dns_plain_name(mem, name);
    struct str below = str_starts_with(full, STR("*.")) ? str_slice(full, 2, full.len) : full;
    bool is_none = full.len == 0 || str_eqc(full, "*"); /* of a zone that is not known yet */
    if (str_eqc(name, "@")) {
        fail_at(err, ERR_USER, "name", "'@' is not a name");
        return fail_hint(err, "For the domain itself, write name = \"\".");
    }
    if (!is_ascii(name)) {
        fail_at(err, ERR_USER, "name", "'%.*s' has letters that are not ASCII", STR_ARG(name));
        return fail_hint(err, "Write it in the form that DNS has for it (Punycode), such as xn--bcher-kva.");
    }
    if (!is_none && !is_name(below)) {
        fail_at(err, ERR_USER, "name", "'%.*s' is not a name in DNS", STR_ARG(name));
        return fail_hint(err,
                         "Labels have 1 to 63 letters, digits, '-' and '_', with dots between them, and no "
                         "'-' at their ends. A wildcard is the whole first label: *.www.");
    }
    if (zone.data == NULL || str_eq(full, zone) ||
        str_ends_with(full, str_printf(mem, ".%.*s", STR_ARG(zone))))
        return true;
    fail_at(err, ERR_USER, "name", "'%.*s' is not in the domain %.*s", STR_ARG(name), STR_ARG(zone));
    return fail_hint(err, "A dot at the end means a complete name. Remove it, or end the name with '.%.*s'.",
                     STR_ARG(zone));
}

/* ---- targets ---- */

static bool wrong(struct err *err, struct str type, struct str target, const char *remedy)
{
    fail_at(err, ERR_USER, "target", "'%.*s' is not the target of a record of the type %.*s", STR_ARG(target),
            STR_ARG(type));
    return fail_hint(err, "%s", remedy);
}

/* So many numbers, then a host. */
static bool is_numbers_and_host(struct str target, int numbers)
{
    struct str part, rest = target;
    for (; numbers > 0; numbers--) {
        int64_t number;
        if (!str_cut(rest, ' ', &part, &rest) || part.len > 5 || !str_to_int64(part, &number) || number < 0 ||
            number > HIGHEST_NUMBER)
            return false;
    }
    return is_name(rest);
}

static bool check_text(struct str target, struct err *err)
{
    size_t bytes;
    if (dns_text_is_valid(target, &bytes))
        return true;
    if (bytes > DNS_MOST_STRING_BYTES)
        fail_at(err, ERR_USER, "target", "a string of the TXT record has %zu bytes, more than %d", bytes,
                DNS_MOST_STRING_BYTES);
    else
        fail_at(err, ERR_USER, "target", "the quotes of the TXT record are not complete");
    return fail_hint(err,
                     "Write the text without quotes, and the provider puts it into quotes and splits it. Or "
                     "write provider::lightsail::txt_record(text).");
}

static bool check_alias(struct str type, struct str form, struct err *err)
{
    if (!str_eqc(type, "A") && !str_eqc(type, "AAAA")) {
        fail_at(err, ERR_USER, "is_alias", "a record of the type %.*s cannot be an alias", STR_ARG(type));
        return fail_hint(err, "Only A and AAAA records can. Remove is_alias.");
    }
    return (is_name(form) && !dns_is_address(STR("A"), form)) ||
           wrong(err, type, form,
                 "An alias points to the DNS name of a load balancer, a distribution or a container service. "
                 "For an IP address, remove is_alias.");
}

bool dns_check_target(struct arena *mem, struct str type, struct str target, bool is_alias, struct err *err)
{
    struct str form = dns_target(mem, type, target, is_alias);
    if (is_alias)
        return check_alias(type, form, err);
    if (str_eqc(type, "TXT"))
        return check_text(form, err);
    if (str_eqc(type, "A"))
        return dns_is_address(type, form) ||
               wrong(err, type, target,
                     "Write an IPv4 address such as 192.0.2.1. For the DNS name of a load balancer, a "
                     "distribution or a container service, set is_alias = true.");
    if (str_eqc(type, "AAAA"))
        return dns_is_address(type, form) ||
               wrong(err, type, target, "Write an IPv6 address such as 2001:db8::1.");
    if (str_eqc(type, "MX"))
        return is_numbers_and_host(form, 1) ||
               wrong(err, type, target, "Write a priority and a host, such as \"10 mail.example.com\".");
    if (str_eqc(type, "SRV"))
        return is_numbers_and_host(form, 3) ||
               wrong(err, type, target,
                     "Write priority, weight, port and host, such as \"1 10 5269 xmpp.example.com\".");
    if (str_eqc(type, "SOA"))
        return true;
    return is_name(form) || wrong(err, type, target, "Write the name of a host, such as www.example.com.");
}
