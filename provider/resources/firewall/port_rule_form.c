/*
 * port_rule_form.c — firewall rules from and to their written forms: Terraform's fields, the API's JSON, text
 * for messages. Knows which rules Lightsail accepts and how to report errors in them; must not know instances
 * or requests.
 */
#include <stdlib.h>

#include "resources/firewall/port_rule.h"

enum { MAX_PORT = 65535, MAX_ICMP = 255 };

static const char *const protocol_names[] = {
    [PORT_TCP] = "tcp",       [PORT_UDP] = "udp", [PORT_ICMP] = "icmp",
    [PORT_ICMPV6] = "icmpv6", [PORT_ALL] = "all",
};

/* ---- text ---- */

static void print_ports(struct buf *out, const struct port_rule *rule)
{
    bool icmp = rule->protocol == PORT_ICMP || rule->protocol == PORT_ICMPV6;
    if (icmp && rule->from >= 0)
        buf_printf(out, " type %d", rule->from);
    if (icmp && rule->to >= 0)
        buf_printf(out, " code %d", rule->to);
    if (icmp || rule->protocol == PORT_ALL)
        return;
    buf_printf(out, " %d", rule->from);
    if (rule->to != rule->from)
        buf_printf(out, "-%d", rule->to);
}

struct str port_rule_print_ports(struct arena *mem, const struct port_rule *rule)
{
    struct buf out = buf_new(mem, 64);
    buf_printf(&out, "%s", protocol_names[rule->protocol]);
    print_ports(&out, rule);
    return buf_str(&out);
}

struct str port_rule_print(struct arena *mem, const struct port_rule *rule)
{
    struct buf out = buf_new(mem, 64 * 1024);
    buf_add(&out, port_rule_print_ports(mem, rule));
    buf_printf(&out, rule->anyone                ? " from anyone"
                     : port_rule_is_closed(rule) ? " from no address"
                                                 : " from ");
    for (size_t i = 0; i < rule->cidr_count; i++)
        buf_printf(&out, "%s%.*s", i > 0 ? ", " : "", STR_ARG(cidr_print(mem, rule->cidrs[i])));
    for (size_t i = 0; i < rule->alias_count; i++)
        buf_printf(&out, "%s%.*s", i > 0 || rule->cidr_count > 0 ? ", " : "", STR_ARG(rule->aliases[i]));
    return buf_str(&out);
}

static void describe_strings(struct buf *out, const char *name, const struct tf_strings *strings)
{
    if (strings->is != TF_KNOWN)
        return;
    buf_printf(out, ", %s = [", name);
    for (size_t i = 0; i < strings->count; i++)
        buf_printf(out, "%s\"%.*s\"", i > 0 ? ", " : "", STR_ARG(strings->v[i].v));
    buf_addc(out, ']');
}

/* The rule as the user wrote it, so that it can be found in the configuration. */
static struct str describe(struct arena *mem, const struct port_fields *fields)
{
    struct buf out = buf_new(mem, 600);
    buf_printf(&out, "{ protocol = \"%.*s\"", STR_ARG(fields->protocol.v));
    if (TF_IS_KNOWN(fields->from_port))
        buf_printf(&out, ", from_port = %lld", (long long)fields->from_port.v);
    if (TF_IS_KNOWN(fields->to_port))
        buf_printf(&out, ", to_port = %lld", (long long)fields->to_port.v);
    describe_strings(&out, "cidrs", &fields->cidrs);
    describe_strings(&out, "ipv6_cidrs", &fields->ipv6_cidrs);
    describe_strings(&out, "cidr_list_aliases", &fields->cidr_list_aliases);
    buf_printf(&out, " }");
    return buf_str(&out);
}

/* ---- parsing the configuration ---- */

bool port_fields_known(const struct port_fields *fields)
{
    return TF_IS_KNOWN(fields->protocol) && !TF_IS_UNKNOWN(fields->from_port) &&
           !TF_IS_UNKNOWN(fields->to_port) && !TF_IS_UNKNOWN(fields->cidrs) &&
           !TF_IS_UNKNOWN(fields->ipv6_cidrs) && !TF_IS_UNKNOWN(fields->cidr_list_aliases);
}

static bool parse_protocol(struct str text, enum port_protocol *ret)
{
    for (int i = PORT_TCP; i <= PORT_ALL; i++) {
        if (str_eqc(text, protocol_names[i])) {
            *ret = (enum port_protocol)i;
            return true;
        }
    }
    *ret = PORT_ALL;
    return str_eq(text, STR("-1"));
}

static bool in_range(const struct tf_int *port, int64_t least, int64_t most)
{
    return !TF_IS_KNOWN(*port) || (port->v >= least && port->v <= most);
}

static bool parse_transport_ports(const struct port_fields *f, struct port_rule *ret, struct err *err)
{
    if (!TF_IS_KNOWN(f->from_port))
        return fail_at(err, ERR_USER, "from_port", "%s needs from_port, 0 to %d",
                       protocol_names[ret->protocol], MAX_PORT);
    if (!in_range(&f->from_port, 0, MAX_PORT))
        return fail_at(err, ERR_USER, "from_port", "from_port must be 0 to %d", MAX_PORT);
    if (!in_range(&f->to_port, 0, MAX_PORT))
        return fail_at(err, ERR_USER, "to_port", "to_port must be 0 to %d", MAX_PORT);
    ret->from = (int)f->from_port.v;
    ret->to = TF_IS_KNOWN(f->to_port) ? (int)f->to_port.v : ret->from;
    if (ret->from > ret->to)
        return fail_at(err, ERR_USER, "to_port",
                       "the range is reversed: write from_port = %d and to_port = %d", ret->to, ret->from);
    return true;
}

static bool parse_icmp_ports(const struct port_fields *f, struct port_rule *ret, struct err *err)
{
    if (!in_range(&f->from_port, -1, MAX_ICMP))
        return fail_at(err, ERR_USER, "from_port",
                       "%s has no ports: from_port is the ICMP type, 0 to %d, or -1 for any",
                       protocol_names[ret->protocol], MAX_ICMP);
    if (!in_range(&f->to_port, -1, MAX_ICMP))
        return fail_at(err, ERR_USER, "to_port",
                       "%s has no ports: to_port is the ICMP code, 0 to %d, or -1 for any",
                       protocol_names[ret->protocol], MAX_ICMP);
    ret->from = TF_IS_KNOWN(f->from_port) ? (int)f->from_port.v : -1;
    ret->to = TF_IS_KNOWN(f->to_port) ? (int)f->to_port.v : -1;
    if (ret->from == -1 && ret->to != -1)
        return fail_at(err, ERR_USER, "to_port", "a code needs a type: set from_port, or leave to_port out");
    return true;
}

static bool parse_all_ports(const struct port_fields *f, struct port_rule *ret, struct err *err)
{
    ret->from = 0;
    ret->to = MAX_PORT;
    bool from_fits = !TF_IS_KNOWN(f->from_port) || f->from_port.v == 0 || f->from_port.v == -1;
    bool to_fits = !TF_IS_KNOWN(f->to_port) || f->to_port.v == MAX_PORT || f->to_port.v == -1;
    if (!from_fits || !to_fits)
        return fail_at(err, ERR_USER, from_fits ? "to_port" : "from_port",
                       "'all' opens every port: leave from_port and to_port out, or use tcp or udp");
    return true;
}

static bool parse_ports(const struct port_fields *f, struct port_rule *ret, struct err *err)
{
    if (!parse_protocol(f->protocol.v, &ret->protocol))
        return fail_at(err, ERR_USER, "protocol",
                       "'%.*s' is not a protocol: use tcp, udp, icmp, icmpv6 or all", STR_ARG(f->protocol.v));
    if (ret->protocol == PORT_ALL)
        return parse_all_ports(f, ret, err);
    if (ret->protocol == PORT_ICMP || ret->protocol == PORT_ICMPV6)
        return parse_icmp_ports(f, ret, err);
    return parse_transport_ports(f, ret, err);
}

static bool parse_cidr(struct str text, bool is_ipv6, struct cidr *ret, struct err *err)
{
    struct cidr other;
    if (cidr_parse(text, is_ipv6, ret))
        return true;
    const char *member = is_ipv6 ? "ipv6_cidrs" : "cidrs";
    if (cidr_parse(text, !is_ipv6, &other))
        return fail_at(err, ERR_USER, member, "'%.*s' is an %s block: it belongs in %s", STR_ARG(text),
                       is_ipv6 ? "IPv4" : "IPv6", is_ipv6 ? "cidrs" : "ipv6_cidrs");
    return fail_at(err, ERR_USER, member, "'%.*s' is not an %s address or block: write it like %s",
                   STR_ARG(text), is_ipv6 ? "IPv6" : "IPv4",
                   is_ipv6 ? "2001:db8::7 or 2001:db8::/32" : "203.0.113.7 or 203.0.113.0/24");
}

static int compare_cidrs(const void *a, const void *b)
{
    return cidr_compare(*(const struct cidr *)a, *(const struct cidr *)b);
}

static size_t sort_cidrs(struct cidr *cidrs, size_t count)
{
    size_t kept = 0;
    qsort(cidrs, count, sizeof *cidrs, compare_cidrs);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || cidr_compare(cidrs[kept - 1], cidrs[i]) != 0)
            cidrs[kept++] = cidrs[i];
    }
    return kept;
}

static size_t known_count(const struct tf_strings *strings)
{
    return strings->is == TF_KNOWN ? strings->count : 0;
}

static bool parse_cidrs(struct arena *mem, const struct port_fields *f, struct port_rule *ret,
                        struct err *err)
{
    size_t ipv4_count = known_count(&f->cidrs), ipv6_count = known_count(&f->ipv6_cidrs);
    struct cidr *cidrs = arena_new_array(mem, struct cidr, ipv4_count + ipv6_count);
    for (size_t i = 0; i < ipv4_count; i++)
        TRY(parse_cidr(f->cidrs.v[i].v, false, &cidrs[i], err));
    for (size_t i = 0; i < ipv6_count; i++)
        TRY(parse_cidr(f->ipv6_cidrs.v[i].v, true, &cidrs[ipv4_count + i], err));
    ret->cidrs = cidrs;
    ret->cidr_count = sort_cidrs(cidrs, ipv4_count + ipv6_count);
    return true;
}

static void parse_aliases(struct arena *mem, const struct tf_strings *strings, struct port_rule *ret)
{
    size_t count = known_count(strings);
    struct str *aliases = arena_new_array(mem, struct str, count);
    for (size_t i = 0; i < count; i++)
        aliases[i] = strings->v[i].v;
    qsort(aliases, count, sizeof *aliases, str_compare_items);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !str_eq(aliases[ret->alias_count - 1], aliases[i]))
            aliases[ret->alias_count++] = aliases[i];
    }
    ret->aliases = aliases;
}

/* A value that is not known must never count as "from anyone". */
static bool check_known(const struct port_fields *fields, struct err *err)
{
    return port_fields_known(fields) ||
           fail(err, ERR_USER, "a value is unknown, or an element of a set is null");
}

bool port_rule_parse(struct arena *mem, const struct port_fields *fields, struct port_rule *ret,
                     struct err *err)
{
    struct port_rule rule = {0};
    if (!check_known(fields, err) || !parse_ports(fields, &rule, err) ||
        !parse_cidrs(mem, fields, &rule, err))
        return fail_context(err, "rule %.*s", STR_ARG(describe(mem, fields)));
    parse_aliases(mem, &fields->cidr_list_aliases, &rule);
    /* An empty list is intentional: it must never allow all addresses. */
    rule.anyone = TF_IS_NULL(fields->cidrs) && TF_IS_NULL(fields->ipv6_cidrs) &&
                  TF_IS_NULL(fields->cidr_list_aliases);
    *ret = rule;
    return true;
}

/* ---- sets ---- */

static int compare_rules(const void *a, const void *b)
{
    const struct port_rule *x = a, *y = b;
    if (x->protocol != y->protocol)
        return (int)x->protocol - (int)y->protocol;
    return x->from != y->from ? x->from - y->from : x->to - y->to;
}

/* Sorts, and merges the rules for the same ports: AWS keeps one entry for them. */
static struct port_set make_set(struct arena *mem, struct port_rule *rules, size_t count)
{
    size_t kept = 0;
    qsort(rules, count, sizeof *rules, compare_rules);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && port_rule_same_ports(&rules[kept - 1], &rules[i]))
            rules[kept - 1] = port_rule_union(mem, &rules[kept - 1], &rules[i]);
        else
            rules[kept++] = rules[i];
    }
    return (struct port_set){rules, kept};
}

bool port_set_parse(struct arena *mem, const struct port_fields *fields, size_t count, struct port_set *ret,
                    struct err *err)
{
    struct port_rule *rules = arena_new_array(mem, struct port_rule, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        TRY(port_rule_parse(mem, &fields[i], &rules[kept], err));
        kept += !port_rule_is_closed(&rules[kept]);
    }
    *ret = make_set(mem, rules, kept);
    return true;
}

/* ---- JSON ---- */

static struct tf_strings strings_from_json(struct arena *mem, const json_t *array)
{
    struct tf_strings strings = {.is = TF_KNOWN, .count = json_array_size(array)};
    strings.v = arena_new_array(mem, struct tf_string, strings.count);
    for (size_t i = 0; i < strings.count; i++)
        strings.v[i] = tf_string(str_copy(mem, json_text(json_array_get(array, i))));
    return strings;
}

static int port_from_json(const json_t *port, const char *member)
{
    const json_t *number = json_object_get(port, member);
    return json_is_integer(number) ? (int)json_integer_value(number) : -1;
}

/* Accepts any numbers: the values of AWS cannot be wrong, and a refresh must not fail because of them. */
static bool rule_from_json(struct arena *mem, const json_t *port, struct port_rule *ret, struct err *err)
{
    struct port_rule rule = {.from = port_from_json(port, "fromPort"), .to = port_from_json(port, "toPort")};
    struct port_fields sources = {
        .cidrs = strings_from_json(mem, json_object_get(port, "cidrs")),
        .ipv6_cidrs = strings_from_json(mem, json_object_get(port, "ipv6Cidrs")),
        .cidr_list_aliases = strings_from_json(mem, json_object_get(port, "cidrListAliases")),
    };
    struct str protocol = str_lower(mem, json_member_text(port, "protocol"));
    if (!parse_protocol(protocol, &rule.protocol))
        return fail(err, ERR_PROTOCOL, "a firewall rule in the response has the unknown protocol '%.*s'",
                    STR_ARG(protocol));
    if (rule.protocol == PORT_ALL) {
        rule.from = 0; /* whatever AWS sends there */
        rule.to = MAX_PORT;
    }
    if (!parse_cidrs(mem, &sources, &rule, err)) {
        err->kind = ERR_PROTOCOL;
        err->attribute[0] = '\0';
        return fail_context(err, "a firewall rule in the response cannot be parsed");
    }
    parse_aliases(mem, &sources.cidr_list_aliases, &rule);
    rule.anyone = rule.cidr_count == 0 && rule.alias_count == 0;
    *ret = rule;
    return true;
}

bool port_set_from_json(struct arena *mem, const json_t *ports, struct port_set *ret, struct err *err)
{
    size_t count = json_array_size(ports), kept = 0;
    struct port_rule *rules = arena_new_array(mem, struct port_rule, count);
    for (size_t i = 0; i < count; i++) {
        const json_t *port = json_array_get(ports, i);
        if (str_eq(json_member_text(port, "state"), STR("closed")))
            continue;
        TRY(rule_from_json(mem, port, &rules[kept], err));
        kept++;
    }
    *ret = make_set(mem, rules, kept);
    return true;
}

static void add_cidrs(struct arena *mem, json_t *out, const char *member, const struct port_rule *rule,
                      bool is_ipv6)
{
    json_t *texts = json_array();
    for (size_t i = 0; i < rule->cidr_count; i++) {
        if (rule->cidrs[i].is_ipv6 == is_ipv6)
            json_array_append_new(texts, json_new_str(cidr_print(mem, rule->cidrs[i])));
    }
    if (json_array_size(texts) > 0)
        json_object_set(out, member, texts);
    json_decref(texts);
}

json_t *port_rule_to_json(struct arena *mem, const struct port_rule *rule)
{
    json_t *out = json_pack("{s:i, s:i, s:s}", "fromPort", rule->from, "toPort", rule->to, "protocol",
                            protocol_names[rule->protocol]);
    add_cidrs(mem, out, "cidrs", rule, false);
    add_cidrs(mem, out, "ipv6Cidrs", rule, true);
    if (rule->alias_count > 0) {
        json_t *aliases = json_array();
        for (size_t i = 0; i < rule->alias_count; i++)
            json_array_append_new(aliases, json_new_str(rule->aliases[i]));
        json_object_set_new(out, "cidrListAliases", aliases);
    }
    return out;
}

json_t *port_set_to_json(struct arena *mem, const struct port_set *set)
{
    json_t *out = json_array();
    for (size_t i = 0; i < set->count; i++)
        json_array_append_new(out, port_rule_to_json(mem, &set->rules[i]));
    return out;
}

/* ---- fields ---- */

static struct tf_strings cidrs_to_strings(struct arena *mem, const struct port_rule *rule, bool is_ipv6)
{
    struct tf_strings strings = {0};
    strings.v = arena_new_array(mem, struct tf_string, rule->cidr_count);
    for (size_t i = 0; i < rule->cidr_count; i++) {
        if (rule->cidrs[i].is_ipv6 == is_ipv6)
            strings.v[strings.count++] = tf_string(cidr_print(mem, rule->cidrs[i]));
    }
    return strings.count > 0 ? (strings.is = TF_KNOWN, strings) : (struct tf_strings){0};
}

struct port_fields port_rule_to_fields(struct arena *mem, const struct port_rule *rule)
{
    struct port_fields fields = {
        .protocol = tf_string(str_c(protocol_names[rule->protocol])),
        .from_port = tf_int(rule->from),
        .to_port = tf_int(rule->to),
        .cidrs = cidrs_to_strings(mem, rule, false),
        .ipv6_cidrs = cidrs_to_strings(mem, rule, true),
    };
    if (rule->alias_count > 0) {
        fields.cidr_list_aliases = (struct tf_strings){.is = TF_KNOWN, .count = rule->alias_count};
        fields.cidr_list_aliases.v = arena_new_array(mem, struct tf_string, rule->alias_count);
        for (size_t i = 0; i < rule->alias_count; i++)
            fields.cidr_list_aliases.v[i] = tf_string(rule->aliases[i]);
    }
    return fields;
}
