/*
 * port_rule.c — firewall rules as values: comparing, merging, overlaps, printing. Parsing and requests are in
 * port_rule_form.c. Pure; must not know instances or requests.
 */
#include "resources/firewall/port_rule.h"

#include <stdlib.h>

/* The sources of a rule without source lists. */
static const struct cidr everything[] = {{.is_ipv6 = false, .bits = 0}, {.is_ipv6 = true, .bits = 0}};

static struct port_rule expand(const struct port_rule *rule)
{
    struct port_rule expanded = *rule;
    if (rule->anyone) {
        expanded.anyone = false;
        expanded.cidrs = everything;
        expanded.cidr_count = 2;
    }
    return expanded;
}

/* ---- ports ---- */

static int compare_ports(const struct port_rule *a, const struct port_rule *b)
{
    if (a->protocol != b->protocol)
        return (int)a->protocol - (int)b->protocol;
    return a->from != b->from ? a->from - b->from : a->to - b->to;
}

bool port_rule_same_ports(const struct port_rule *a, const struct port_rule *b)
{
    return compare_ports(a, b) == 0;
}

/* An ICMP type or code; -1 means any. */
static bool icmp_meets(int a, int b)
{
    return a == b || a == -1 || b == -1;
}

static bool ports_overlap(const struct port_rule *a, const struct port_rule *b)
{
    if (a->protocol != b->protocol)
        return false; /* AWS keeps an entry for each protocol, "all" too */
    if (a->protocol == PORT_ICMP || a->protocol == PORT_ICMPV6)
        return icmp_meets(a->from, b->from) && icmp_meets(a->to, b->to);
    return a->from <= b->to && b->from <= a->to;
}

/* ---- sources ---- */

static bool has_cidr(const struct port_rule *rule, struct cidr cidr)
{
    for (size_t i = 0; i < rule->cidr_count; i++) {
        if (cidr_compare(rule->cidrs[i], cidr) == 0)
            return true;
    }
    return false;
}

static bool covers_cidr(const struct port_rule *rule, struct cidr cidr)
{
    for (size_t i = 0; i < rule->cidr_count; i++) {
        if (cidr_covers(rule->cidrs[i], cidr))
            return true;
    }
    return false;
}

static bool has_alias(const struct port_rule *rule, struct str alias)
{
    for (size_t i = 0; i < rule->alias_count; i++) {
        if (str_eq(rule->aliases[i], alias))
            return true;
    }
    return false;
}

/* All addresses of the protocol's own family. AWS lists the other family or not, depending on the
 * addresses of the instance. */
static bool lets_everybody_in(const struct port_rule *rule)
{
    return rule->anyone || has_cidr(rule, everything[rule->protocol == PORT_ICMPV6]);
}

static bool only_everybody(const struct port_rule *rule)
{
    for (size_t i = 0; i < rule->cidr_count; i++) {
        if (!cidr_is_everything(rule->cidrs[i]))
            return false;
    }
    return rule->alias_count == 0 && lets_everybody_in(rule);
}

static bool sources_equal(const struct port_rule *a, const struct port_rule *b)
{
    if (a->anyone || b->anyone)
        return only_everybody(a) && only_everybody(b);
    if (a->cidr_count != b->cidr_count || a->alias_count != b->alias_count)
        return false;
    for (size_t i = 0; i < a->cidr_count; i++) {
        if (cidr_compare(a->cidrs[i], b->cidrs[i]) != 0)
            return false;
    }
    for (size_t i = 0; i < a->alias_count; i++) {
        if (!str_eq(a->aliases[i], b->aliases[i]))
            return false;
    }
    return true;
}

static bool sources_overlap(const struct port_rule *a, const struct port_rule *b)
{
    struct port_rule x = expand(a), y = expand(b);
    for (size_t i = 0; i < x.cidr_count; i++) {
        for (size_t j = 0; j < y.cidr_count; j++) {
            if (cidr_overlaps(x.cidrs[i], y.cidrs[j]))
                return true;
        }
    }
    for (size_t i = 0; i < x.alias_count; i++) {
        if (has_alias(&y, x.aliases[i]))
            return true;
    }
    return false;
}

/* ---- rules and sets ---- */

bool port_rules_equal(const struct port_rule *a, const struct port_rule *b)
{
    return port_rule_same_ports(a, b) && sources_equal(a, b);
}

bool port_rules_overlap(const struct port_rule *a, const struct port_rule *b)
{
    return ports_overlap(a, b) && sources_overlap(a, b);
}

bool port_sets_equal(const struct port_set *a, const struct port_set *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (!port_rules_equal(&a->rules[i], &b->rules[i]))
            return false;
    }
    return true;
}

const struct port_rule *port_set_find(const struct port_set *set, const struct port_rule *like)
{
    for (size_t i = 0; i < set->count; i++) {
        if (port_rule_same_ports(&set->rules[i], like))
            return &set->rules[i];
    }
    return NULL;
}

bool port_set_opens_tcp(const struct port_set *set, int port)
{
    for (size_t i = 0; i < set->count; i++) {
        const struct port_rule *rule = &set->rules[i];
        bool fits = rule->protocol == PORT_ALL ||
                    (rule->protocol == PORT_TCP && rule->from <= port && port <= rule->to);
        if (fits && !port_rule_is_closed(rule))
            return true;
    }
    return false;
}

bool port_rule_is_closed(const struct port_rule *rule)
{
    return !rule->anyone && rule->cidr_count == 0 && rule->alias_count == 0;
}

/* ---- changes to a shared entry ---- */

static int compare_cidrs(const void *a, const void *b)
{
    return cidr_compare(*(const struct cidr *)a, *(const struct cidr *)b);
}

struct port_rule port_rule_union(struct arena *mem, const struct port_rule *entry,
                                 const struct port_rule *rule)
{
    if (entry == NULL || port_rule_is_closed(entry))
        return *rule;
    struct port_rule a = expand(entry), b = expand(rule), both = b;
    struct cidr *cidrs = arena_new_array(mem, struct cidr, a.cidr_count + b.cidr_count);
    struct str *aliases = arena_new_array(mem, struct str, a.alias_count + b.alias_count);
    both.cidr_count = both.alias_count = 0;
    for (size_t i = 0; i < a.cidr_count; i++)
        cidrs[both.cidr_count++] = a.cidrs[i];
    for (size_t i = 0; i < b.cidr_count; i++) {
        if (!has_cidr(&a, b.cidrs[i]))
            cidrs[both.cidr_count++] = b.cidrs[i];
    }
    for (size_t i = 0; i < a.alias_count; i++)
        aliases[both.alias_count++] = a.aliases[i];
    for (size_t i = 0; i < b.alias_count; i++) {
        if (!has_alias(&a, b.aliases[i]))
            aliases[both.alias_count++] = b.aliases[i];
    }
    qsort(cidrs, both.cidr_count, sizeof *cidrs, compare_cidrs);
    qsort(aliases, both.alias_count, sizeof *aliases, str_compare_items);
    both.cidrs = cidrs;
    both.aliases = aliases;
    return both;
}

/* Keeps the sources of `rule` (expanded) for which `keep` is true. */
static struct port_rule filter(struct arena *mem, const struct port_rule *rule, const struct port_rule *other,
                               bool (*keep_cidr)(const struct port_rule *other, struct cidr cidr),
                               bool (*keep_alias)(const struct port_rule *other, struct str alias))
{
    struct port_rule kept = expand(rule);
    struct cidr *cidrs = arena_new_array(mem, struct cidr, kept.cidr_count);
    struct str *aliases = arena_new_array(mem, struct str, kept.alias_count);
    size_t cidr_count = 0, alias_count = 0;
    for (size_t i = 0; i < kept.cidr_count; i++) {
        if (keep_cidr(other, kept.cidrs[i]))
            cidrs[cidr_count++] = kept.cidrs[i];
    }
    for (size_t i = 0; i < kept.alias_count; i++) {
        if (keep_alias(other, kept.aliases[i]))
            aliases[alias_count++] = kept.aliases[i];
    }
    kept.cidrs = cidrs;
    kept.cidr_count = cidr_count;
    kept.aliases = aliases;
    kept.alias_count = alias_count;
    return kept;
}

static bool lacks_cidr(const struct port_rule *rule, struct cidr cidr)
{
    return !has_cidr(rule, cidr);
}

static bool lacks_alias(const struct port_rule *rule, struct str alias)
{
    return !has_alias(rule, alias);
}

struct port_rule port_rule_without(struct arena *mem, const struct port_rule *entry,
                                   const struct port_rule *rule)
{
    struct port_rule gone = expand(rule);
    return filter(mem, entry, &gone, lacks_cidr, lacks_alias);
}

struct port_rule port_rule_present(struct arena *mem, const struct port_rule *entry,
                                   const struct port_rule *rule)
{
    struct port_rule closed = *rule;
    closed.anyone = false;
    closed.cidr_count = closed.alias_count = 0;
    if (entry == NULL)
        return closed;
    if (rule->anyone)
        return lets_everybody_in(entry) ? *rule : closed;
    struct port_rule open = expand(entry);
    return filter(mem, rule, &open, covers_cidr, has_alias);
}
