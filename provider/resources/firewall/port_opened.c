/*
 * port_opened.c — sources of rules as items of the run, each in the form of a request, from which it can be
 * read back. Must not know the calling resource, and makes no request.
 */
#include "resources/firewall/port_opened.h"

enum { MOST_ITEM_BYTES = 4096 };

/* Next to what was opened: what was closed. */
enum { CLOSED = OPENED_BY_RULE + 1 };

static struct str group_of(struct call *c, int what, struct str instance)
{
    static const char *const names[] = {"firewall", "rule", "closed"};
    return str_printf(c->mem, "%s/%.*s/%.*s", names[what], STR_ARG(call_region(c)), STR_ARG(instance));
}

/* ---- one source of a rule ---- */

/* "Anyone" by name and as addresses are the same sources. */
static struct port_rule expanded(struct call *c, const struct port_rule *rule)
{
    struct port_rule nothing = {.protocol = rule->protocol, .from = rule->from, .to = rule->to};
    return port_rule_without(c->mem, rule, &nothing);
}

static size_t source_count(const struct port_rule *rule)
{
    return rule->cidr_count + rule->alias_count;
}

/* One source of an expanded rule, as a rule. */
static struct port_rule source_at(const struct port_rule *rule, size_t i)
{
    struct port_rule one = *rule;
    bool is_cidr = i < rule->cidr_count;
    one.cidrs = is_cidr ? &rule->cidrs[i] : NULL;
    one.cidr_count = is_cidr;
    one.aliases = is_cidr ? NULL : &rule->aliases[i - rule->cidr_count];
    one.alias_count = !is_cidr;
    return one;
}

static struct str item_of(struct call *c, const struct port_rule *source)
{
    return json_print(c->mem, json_own(c->mem, port_rule_to_json(c->mem, source)));
}

/* ---- entrances ---- */

static void note(struct call *c, int what, struct str instance, const struct port_rule *rule)
{
    struct port_rule all = expanded(c, rule);
    struct str group = group_of(c, what, instance);
    for (size_t i = 0; i < source_count(&all); i++) {
        struct port_rule source = source_at(&all, i);
        call_made(c, group, item_of(c, &source));
    }
}

void port_opened(struct call *c, enum port_opener opener, struct str instance, const struct port_rule *rule)
{
    note(c, (int)opener, instance, rule);
}

void port_closed(struct call *c, struct str instance, const struct port_rule *rule)
{
    note(c, CLOSED, instance, rule);
}

struct port_rule port_not_opened(struct call *c, struct str instance, const struct port_rule *rule)
{
    struct port_rule all = expanded(c, rule), rest = all;
    struct str rules = group_of(c, OPENED_BY_RULE, instance),
               firewalls = group_of(c, OPENED_BY_FIREWALL, instance);
    for (size_t i = 0; i < source_count(&all); i++) {
        struct port_rule source = source_at(&all, i);
        struct str item = item_of(c, &source);
        if (call_has_made(c, rules, item) || call_has_made(c, firewalls, item))
            rest = port_rule_without(c->mem, &rest, &source);
    }
    return rest;
}

static bool noted(struct call *c, int what, struct str instance, struct port_set *ret_set)
{
    const struct str *items;
    size_t count = call_made_of(c, group_of(c, what, instance), &items);
    json_t *ports = json_own(c->mem, json_array());
    for (size_t i = 0; i < count; i++) {
        json_t *port;
        TRY(json_parse(c->mem, items[i], MOST_ITEM_BYTES, &port, &c->err));
        json_array_append(ports, port);
    }
    return port_set_from_json(c->mem, ports, ret_set, &c->err);
}

/* A port that was opened in this run is never closed in it (port_not_opened): for a source that was opened
 * and closed, the opening was last. */
bool port_as_written(struct call *c, struct str instance, struct port_rule *entry)
{
    struct port_set closed, opened[2];
    TRY(noted(c, CLOSED, instance, &closed) && noted(c, OPENED_BY_FIREWALL, instance, &opened[0]) &&
        noted(c, OPENED_BY_RULE, instance, &opened[1]));
    const struct port_rule *less = port_set_find(&closed, entry);
    if (less != NULL)
        *entry = port_rule_without(c->mem, entry, less);
    for (size_t i = 0; i < 2; i++) {
        const struct port_rule *more = port_set_find(&opened[i], entry);
        if (more != NULL)
            *entry = port_rule_union(c->mem, entry, more);
    }
    return true;
}

bool port_set_with_opened(struct call *c, struct str instance, const struct port_set *set,
                          struct port_set *ret_set)
{
    struct port_set opened;
    TRY(noted(c, OPENED_BY_RULE, instance, &opened));
    struct port_rule *rules = arena_new_array(c->mem, struct port_rule, set->count + opened.count);
    size_t count = 0;
    for (size_t i = 0; i < set->count; i++) {
        const struct port_rule *mine = &set->rules[i], *more = port_set_find(&opened, mine);
        struct port_rule present = more != NULL ? port_rule_present(c->mem, mine, more) : *mine;
        bool is_enough = more == NULL || port_rules_equal(&present, more);
        rules[count++] = is_enough ? *mine : port_rule_union(c->mem, mine, more);
    }
    for (size_t i = 0; i < opened.count; i++) {
        if (port_set_find(set, &opened.rules[i]) == NULL)
            rules[count++] = opened.rules[i];
    }
    *ret_set = (struct port_set){rules, count};
    return true;
}
