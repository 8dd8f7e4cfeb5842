/*
 * firewall_move.c — aws_lightsail_instance_public_ports as lightsail_firewall. Knows its stored form; makes
 * no request.
 */
#include "gen/firewall.h"
#include "resources/firewall/port_rule.h"
#include "resources/moves.h"
#include "runtime/move_source.h"

static bool take_rule(struct call *c, const json_t *port, struct port_fields *ret)
{
    *ret = (struct port_fields){0};
    TRY(source_text(c, port, "protocol", &ret->protocol));
    TRY(source_int(c, port, "from_port", &ret->from_port));
    TRY(source_int(c, port, "to_port", &ret->to_port));
    TRY(source_texts(c, port, "cidrs", true, &ret->cidrs));
    TRY(source_texts(c, port, "ipv6_cidrs", true, &ret->ipv6_cidrs));
    TRY(source_texts(c, port, "cidr_list_aliases", true, &ret->cidr_list_aliases));
    bool is_all = TF_IS_KNOWN(ret->protocol) &&
                  (str_eq(ret->protocol.v, STR("all")) || str_eq(ret->protocol.v, STR("-1")));
    if (is_all) {
        ret->from_port = TF_NULL_OF(ret->from_port);
        ret->to_port = TF_NULL_OF(ret->to_port);
    }
    return true;
}

/* Rules that this provider does not accept are left out: the refresh fills in what is really open. */
static bool take_rules(struct call *c, const json_t *source, struct firewall *state)
{
    enum { MOST = 1000 };
    const json_t *ports;
    TRY(source_objects(c, source, "port_info", MOST, &ports));
    size_t count = json_array_size(ports);
    struct firewall_rules *rules = arena_new_array(c->mem, struct firewall_rules, count);
    for (size_t i = 0; i < count; i++) {
        struct port_fields rule;
        struct port_rule parsed;
        struct err ignored;
        TRY(take_rule(c, json_array_get(ports, i), &rule));
        if (!port_fields_known(&rule) || !port_rule_parse(c->mem, &rule, &parsed, &ignored))
            return true;
        rules[i] = (struct firewall_rules){.protocol = rule.protocol,
                                           .from_port = rule.from_port,
                                           .to_port = rule.to_port,
                                           .cidrs = rule.cidrs,
                                           .ipv6_cidrs = rule.ipv6_cidrs,
                                           .cidr_list_aliases = rule.cidr_list_aliases};
    }
    state->rules.is = TF_KNOWN;
    state->rules.v = rules;
    state->rules.count = count;
    return true;
}

static bool move_from_aws(struct call *c, const json_t *source, int64_t version, void *state_model)
{
    struct firewall *state = state_model;
    (void)version;
    TRY(source_name(c, source, "instance_name", "instance_name", &state->instance_name));
    return take_rules(c, source, state);
}

const struct state_move firewall_move = {
    .provider = AWS_PROVIDER,
    .type_name = "aws_lightsail_instance_public_ports",
    .newest_version = AWS_SCHEMA_VERSION,
    .move = move_from_aws,
    .merge_hint =
        "One lightsail_firewall has all rules of an instance. Keep one of the 'moved' blocks, put all rules "
        "into its target, and remove the other resources from the state: with 'terraform state rm', or with "
        "a 'removed' block (lifecycle { destroy = false })."};
