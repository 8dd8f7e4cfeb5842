/*
 * port_spec.c — "tcp/22=203.0.113.0/24" and back: a firewall rule as users write it. Knows the form of
 * PortInfo; must not send anything.
 */
#include "cli/port_spec.h"

#include <arpa/inet.h>
#include <stdio.h>

enum { MAX_PORT = 65535 };

static bool parse_number(struct str text, int64_t least, int64_t most, int64_t *ret_number)
{
    return str_to_int64(text, ret_number) && *ret_number >= least && *ret_number <= most && text.len <= 5;
}

static bool parse_ports(struct str text, json_t *port_info, struct err *err)
{
    struct str first, last;
    int64_t from, to;
    if (!str_cut(text, '-', &first, &last))
        first = last = text;
    if (!parse_number(first, 0, MAX_PORT, &from) || !parse_number(last, 0, MAX_PORT, &to) || from > to)
        return fail(err, ERR_USER, "'%.*s' is not a port or range of ports from 0 to 65535", STR_ARG(text));
    json_object_set_new(port_info, "fromPort", json_integer(from));
    json_object_set_new(port_info, "toPort", json_integer(to));
    return true;
}

/* "icmp" is all types; "icmp/8" is one. */
static bool parse_icmp(struct str text, json_t *port_info, struct err *err)
{
    int64_t type = -1;
    if (text.len > 0 && !parse_number(text, 0, 255, &type))
        return fail(err, ERR_USER, "'%.*s' is not an ICMP type from 0 to 255", STR_ARG(text));
    json_object_set_new(port_info, "fromPort", json_integer(type));
    json_object_set_new(port_info, "toPort", json_integer(-1));
    return true;
}

static bool parse_protocol(struct str text, json_t *port_info, struct err *err)
{
    struct str protocol, ports;
    if (!str_cut(text, '/', &protocol, &ports)) {
        protocol = text;
        ports = STR("");
    }
    json_object_set_new(port_info, "protocol", json_new_str(protocol));
    if (str_eqc(protocol, "tcp") || str_eqc(protocol, "udp"))
        return parse_ports(ports, port_info, err);
    if (str_eqc(protocol, "icmp") || str_eqc(protocol, "icmpv6"))
        return parse_icmp(ports, port_info, err);
    if (!str_eqc(protocol, "all"))
        return fail(err, ERR_USER, "'%.*s' is not a protocol; use tcp, udp, icmp, icmpv6 or all",
                    STR_ARG(protocol));
    json_object_set_new(port_info, "fromPort", json_integer(0));
    json_object_set_new(port_info, "toPort", json_integer(MAX_PORT));
    return ports.len == 0 || fail(err, ERR_USER, "'all' is every port of every protocol and takes no port");
}

static void append(json_t *object, const char *member, struct str text)
{
    if (json_object_get(object, member) == NULL)
        json_object_set_new(object, member, json_array());
    json_array_append_new(json_object_get(object, member), json_new_str(text));
}

static bool parse_source(struct str source, json_t *port_info, struct err *err)
{
    struct str address, bits;
    char text[INET6_ADDRSTRLEN];
    unsigned char binary[sizeof(struct in6_addr)];
    int64_t prefix = 0;
    if (str_eqc(source, "lightsail-connect")) {
        append(port_info, "cidrListAliases", source);
        return true;
    }
    bool has_prefix = str_cut(source, '/', &address, &bits);
    if (!has_prefix)
        address = source;
    bool is_ipv6 = str_find(address, ':', 0) < address.len;
    snprintf(text, sizeof text, "%.*s", STR_ARG(address));
    if (address.len >= sizeof text || inet_pton(is_ipv6 ? AF_INET6 : AF_INET, text, binary) != 1 ||
        (has_prefix && !parse_number(bits, 0, is_ipv6 ? 128 : 32, &prefix)))
        return fail(err, ERR_USER,
                    "'%.*s' is not an address, a range like 203.0.113.0/24, or lightsail-connect",
                    STR_ARG(source));
    append(port_info, is_ipv6 ? "ipv6Cidrs" : "cidrs", source);
    return true;
}

static bool parse_sources(struct str sources, json_t *port_info, struct err *err)
{
    for (bool more = true; more;) {
        struct str source, rest;
        more = str_cut(sources, ',', &source, &rest);
        TRY(parse_source(more ? source : sources, port_info, err));
        sources = rest;
    }
    return true;
}

bool port_spec_parse(const char *text, json_t **ret_port_info, struct err *err)
{
    struct str ports, sources;
    bool has_sources = str_cut(str_c(text), '=', &ports, &sources);
    *ret_port_info = json_object();
    if (parse_protocol(has_sources ? ports : str_c(text), *ret_port_info, err) &&
        (!has_sources || parse_sources(sources, *ret_port_info, err)))
        return true;
    json_decref(*ret_port_info);
    *ret_port_info = NULL;
    return false;
}

/* ---- the reverse ---- */

struct port_name port_name(const json_t *port)
{
    struct port_name name;
    struct str protocol = json_member_text(port, "protocol");
    long long from = json_integer_value(json_object_get(port, "fromPort"));
    long long to = json_integer_value(json_object_get(port, "toPort"));
    bool has_ports = str_eqc(protocol, "tcp") || str_eqc(protocol, "udp");
    bool is_icmp = str_starts_with(protocol, STR("icmp"));
    if (str_eqc(protocol, "-1")) /* a form in which the service may return "all" */
        protocol = STR("all");
    if (has_ports && from != to)
        snprintf(name.text, sizeof name.text, "%.*s/%lld-%lld", STR_ARG(protocol), from, to);
    else if (has_ports || (is_icmp && from >= 0))
        snprintf(name.text, sizeof name.text, "%.*s/%lld", STR_ARG(protocol), from);
    else
        snprintf(name.text, sizeof name.text, "%.*s", STR_ARG(protocol));
    return name;
}

static void print_list(const json_t *port, const char *member)
{
    const json_t *items = json_object_get(port, member);
    for (size_t i = 0; i < json_array_size(items); i++)
        printf(" %s", json_string_value(json_array_get(items, i)));
}

void firewall_print(const json_t *port_states)
{
    for (size_t i = 0; i < json_array_size(port_states); i++) {
        const json_t *port = json_array_get(port_states, i);
        printf("firewall     %s from", port_name(port).text);
        print_list(port, "cidrs");
        print_list(port, "ipv6Cidrs");
        print_list(port, "cidrListAliases");
        putchar('\n');
    }
    if (json_array_size(port_states) == 0)
        puts("firewall     all ports closed");
}
