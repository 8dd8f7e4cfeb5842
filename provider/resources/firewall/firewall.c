/*
 * firewall.c — lightsail_firewall: all rules of one instance, always written by one PutInstancePublicPorts.
 * Knows when the rules must be written and what is left on the instance at the end; must not know the forms
 * of a rule (port_rule.c).
 */
#include "resources/firewall/firewall.h"
#include "resources/firewall/port_opened.h"
#include "resources/firewall/port_owners.h"
#include "resources/instance/ipv6_check.h"
#include "resources/moves.h"
#include "runtime/arn.h"

enum { SSH_PORT = 22, HTTP_PORT = 80, RDP_PORT = 3389 };

static struct instance_ref ref_of(const struct firewall *model)
{
    return (struct instance_ref){model->instance_name, model->instance_arn};
}

static struct port_fields fields_of(const struct firewall_rules *rule)
{
    return (struct port_fields){rule->protocol, rule->from_port,  rule->to_port,
                                rule->cidrs,    rule->ipv6_cidrs, rule->cidr_list_aliases};
}

static bool rules_known(const struct firewall *model)
{
    for (size_t i = 0; TF_IS_KNOWN(model->rules) && i < model->rules.count; i++) {
        struct port_fields fields = fields_of(&model->rules.v[i]);
        if (!port_fields_known(&fields))
            return false;
    }
    return TF_IS_KNOWN(model->rules);
}

/* The rules of a model. Errors: ERR_USER at `rules`, because the elements of a set have no paths. */
static bool parse(struct call *c, const struct firewall *model, struct port_set *ret)
{
    if (!TF_IS_KNOWN(model->rules)) /* never an empty set instead, because that closes all ports */
        return fail_at(&c->err, ERR_USER, "rules", "the rules are not known, or one of them is null");
    struct port_fields *fields = arena_new_array(c->mem, struct port_fields, model->rules.count);
    for (size_t i = 0; i < model->rules.count; i++)
        fields[i] = fields_of(&model->rules.v[i]);
    if (port_set_parse(c->mem, fields, model->rules.count, ret, &c->err))
        return true;
    ERR_SET(&c->err, attribute, STR("rules"));
    return false;
}

/* ---- validate ---- */

static void report_overlap(struct call *c, const struct port_rule *a, const struct port_rule *b)
{
    struct str first = port_rule_print(c->mem, a), second = port_rule_print(c->mem, b);
    if (str_eq(first, second))
        call_error(c, "rules", "Duplicate firewall rule",
                   "The rule '%.*s' occurs twice, in two spellings. Remove one of them.", STR_ARG(first));
    else
        call_error(c, "rules", "Overlapping firewall rules",
                   "The rules '%.*s' and '%.*s' open the same port to the same addresses. Write one rule "
                   "for both, or use ports or addresses that do not overlap.",
                   STR_ARG(first), STR_ARG(second));
}

static void check_overlaps(struct call *c, const struct port_rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++) {
            if (port_rules_overlap(&rules[i], &rules[j]))
                report_overlap(c, &rules[i], &rules[j]);
        }
    }
}

/* Checks every rule that is known; one error for each. */
static bool validate(struct call *c, const void *config_model)
{
    const struct firewall *config = config_model;
    size_t count = TF_IS_KNOWN(config->rules) ? config->rules.count : 0, parsed = 0;
    struct port_rule *rules = arena_new_array(c->mem, struct port_rule, count);
    for (size_t i = 0; i < count; i++) {
        struct port_fields fields = fields_of(&config->rules.v[i]);
        struct err err = {0};
        if (!port_fields_known(&fields))
            continue;
        if (port_rule_parse(c->mem, &fields, &rules[parsed], &err))
            parsed++;
        else
            call_error(c, "rules", "Invalid firewall rule", "%s.", err.text);
    }
    check_overlaps(c, rules, parsed);
    return true;
}

/* ---- plan ---- */

static void warn_about_ssh(struct call *c, const struct port_set *before, const struct port_set *after)
{
    if (port_set_opens_tcp(before, SSH_PORT) && !port_set_opens_tcp(after, SSH_PORT))
        call_warn(
            c, "rules", "This change closes SSH",
            "Port 22 is open now, and no planned rule keeps it open: after the apply, SSH connections (also "
            "those of Ansible) are refused. If this is not intended, add { protocol = \"tcp\", from_port = "
            "22, cidrs = [\"<your address>/32\"] }. The browser-based client needs cidr_list_aliases = "
            "[\"lightsail-connect\"].");
}

/* Reports rules with empty source lists when a port is or may be open now: `before` is NULL when that is
 * not known. */
static void warn_about_nobody(struct call *c, const struct firewall *config, const struct port_set *before)
{
    struct buf closed = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; TF_IS_KNOWN(config->rules) && i < config->rules.count; i++) {
        struct port_fields fields = fields_of(&config->rules.v[i]);
        struct port_rule rule;
        struct err ignored = {0};
        if (port_fields_known(&fields) && port_rule_parse(c->mem, &fields, &rule, &ignored) &&
            port_rule_is_closed(&rule) && (before == NULL || port_set_find(before, &rule) != NULL))
            buf_printf(&closed, "%s'%.*s'", closed.len > 0 ? ", " : "",
                       STR_ARG(port_rule_print(c->mem, &rule)));
    }
    if (closed.len > 0)
        call_warn(c, "rules", "A rule allows no address",
                  "All source lists of these rules are empty, so this apply closes their ports: %.*s. To "
                  "open them to all addresses, leave cidrs, ipv6_cidrs and cidr_list_aliases out.",
                  STR_ARG(buf_str(&closed)));
}

static void check_ipv6(struct call *c, const struct plan *plan)
{
    const struct firewall *config = plan->config, *planned = plan->planned;
    bool has_ipv6 = false;
    for (size_t i = 0; TF_IS_KNOWN(config->rules) && i < config->rules.count; i++)
        has_ipv6 = has_ipv6 || config->rules.v[i].ipv6_cidrs.count > 0;
    if (has_ipv6)
        ipv6_check(c, plan, "rules", ref_of(planned));
}

static struct port_owner owner_of(struct call *c, const struct firewall *config,
                                  const struct firewall *planned)
{
    struct buf rules = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    struct port_set set = {0};
    bool is_known = rules_known(config) && parse(c, config, &set);
    for (size_t i = 0; is_known && i < set.count; i++)
        buf_printf(&rules, "%.*s; ", STR_ARG(port_rule_print(c->mem, &set.rules[i])));
    c->err = (struct err){0};
    return (struct port_owner){ref_of(config), ref_of(planned), buf_str(&rules), true};
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct firewall *config = plan->config, *prior = plan->prior;
    struct firewall *planned = plan->planned;
    struct instance_ref before = prior != NULL ? ref_of(prior) : (struct instance_ref){0};
    instance_ref_plan(c, ref_of(config), prior != NULL ? &before : NULL, &planned->instance_name,
                      &planned->instance_arn);
    instance_ref_check(c, plan, ref_of(config), before);
    if (prior != NULL)
        TRY(instance_ref_plan_replace(c, plan, ref_of(config), before));
    check_ipv6(c, plan);
    struct port_owner owner = owner_of(c, config, planned);
    TRY(port_owner_check(c, plan, &owner));
    struct port_set was, will;
    bool is_same_instance = prior != NULL && instance_ref_matches(ref_of(config), before);
    if (!is_same_instance)
        warn_about_nobody(c, config, NULL);
    if (prior == NULL || !rules_known(config) || !rules_known(prior))
        return true;
    TRY(parse(c, prior, &was) && parse(c, config, &will));
    if (is_same_instance)
        warn_about_nobody(c, config, &was);
    if (port_sets_equal(&was, &will))
        planned->rules = prior->rules; /* another form of the same value */
    else if (is_same_instance)
        warn_about_ssh(c, &was, &will);
    return true;
}

/* ---- requests ---- */

static bool put_locked(struct call *c, struct str instance, const struct port_set *set)
{
    json_t *in = json_pack("{s:o, s:o}", "instanceName", json_new_str(instance), "portInfos",
                           port_set_to_json(c->mem, set));
    return api_do(c, OP_PUT_INSTANCE_PUBLIC_PORTS, in);
}

static struct str written_group(struct call *c, struct str instance)
{
    return str_printf(c->mem, "written/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(instance));
}

static const struct str written_set = STR("set");

/* Never less than what rules have opened in this run, which may be ports that this firewall had until now. */
static bool put_new_locked(struct call *c, struct str instance, const struct port_set *set)
{
    struct port_set all;
    TRY(port_set_with_opened(c, instance, set, &all));
    bool done = put_locked(c, instance, &all);
    if (!done && !c->err.maybe_done)
        return false;
    call_made(c, written_group(c, instance), written_set);
    for (size_t i = 0; i < set->count; i++)
        port_opened(c, OPENED_BY_FIREWALL, instance, &set->rules[i]);
    return done;
}

static bool put(struct call *c, struct str instance, const struct port_set *set)
{
    TRY(instance_ref_lock(c, instance));
    bool done = put_new_locked(c, instance, set);
    instance_ref_unlock(c, instance);
    return done;
}

/* The ports of a new instance of the platform. Source: "Instance firewalls in Amazon Lightsail", default
 * rules. */
static struct port_set default_rules(struct arena *mem, const json_t *instance)
{
    bool is_windows = str_starts_with(json_member_text(instance, "blueprintId"), STR("windows"));
    struct port_rule *rules = arena_new_array(mem, struct port_rule, 2);
    rules[0] = (struct port_rule){.protocol = PORT_TCP, .anyone = true};
    rules[1] = rules[0];
    rules[0].from = rules[0].to = is_windows ? RDP_PORT : SSH_PORT;
    rules[1].from = rules[1].to = HTTP_PORT;
    return (struct port_set){rules, 2};
}

static bool leave_locked(struct call *c, const struct firewall *prior)
{
    struct port_set rules = {0};
    bool is_own;
    TRY(api_is_own(c, LS_KIND_INSTANCE, prior->instance_name.v, prior->instance_arn, &is_own));
    if (!is_own)
        return true;
    if (call_has_made(c, written_group(c, prior->instance_name.v), written_set))
        return true; /* the rules belong to a newer firewall of the same instance */
    if (!str_eqc(prior->on_destroy.v, FIREWALL_ON_DESTROY_CLOSE_ALL)) {
        json_t *instance;
        if (!api_find(c, LS_KIND_INSTANCE, prior->instance_name.v, STR(""), &instance))
            return api_done_if_not_found(c);
        rules = default_rules(c->mem, instance);
    }
    TRY(port_set_with_opened(c, prior->instance_name.v, &rules, &rules));
    return put_locked(c, prior->instance_name.v, &rules) || api_done_if_not_found(c);
}

/* Applies on_destroy to an instance that this resource no longer manages. An instance that does not exist
 * needs nothing. */
static bool leave(struct call *c, const struct firewall *prior)
{
    if (str_eqc(prior->on_destroy.v, FIREWALL_ON_DESTROY_KEEP))
        return true;
    TRY(instance_ref_lock(c, prior->instance_name.v));
    bool done = leave_locked(c, prior);
    instance_ref_unlock(c, prior->instance_name.v);
    return done;
}

/* ---- hooks ---- */

static void take_plan(const struct firewall *plan, const struct instance_found *found, struct firewall *state)
{
    state->instance_name = tf_string(found->name);
    state->instance_arn = tf_string(found->arn);
    state->rules = plan->rules;
    state->on_destroy = plan->on_destroy;
}

static bool create(struct call *c, const void *plan_model, void *state)
{
    const struct firewall *plan = plan_model;
    struct instance_found found;
    struct port_set rules;
    TRY(parse(c, plan, &rules));
    TRY(instance_ref_find(c, ref_of(plan), &found));
    bool done = put(c, found.name, &rules);
    if (done || c->err.maybe_done)
        take_plan(plan, &found, state);
    return done;
}

/* The rule of the state for the same ports, as the user wrote it, unless AWS now has other values. */
static const struct firewall_rules *form_of(struct call *c, const struct firewall *prior,
                                            const struct port_rule *rule)
{
    const struct firewall_rules *form = NULL;
    for (size_t i = 0; TF_IS_KNOWN(prior->rules) && i < prior->rules.count; i++) {
        struct port_fields fields = fields_of(&prior->rules.v[i]);
        struct port_rule mine;
        struct err ignored;
        if (!port_rule_parse(c->mem, &fields, &mine, &ignored) || !port_rule_same_ports(&mine, rule))
            continue;
        if (form != NULL || !port_rules_equal(&mine, rule))
            return NULL;
        form = &prior->rules.v[i];
    }
    return form;
}

static struct firewall_rules written(struct arena *mem, const struct port_rule *rule)
{
    struct port_fields f = port_rule_to_fields(mem, rule);
    return (struct firewall_rules){.protocol = f.protocol,
                                   .from_port = f.from_port,
                                   .to_port = f.to_port,
                                   .cidrs = f.cidrs,
                                   .ipv6_cidrs = f.ipv6_cidrs,
                                   .cidr_list_aliases = f.cidr_list_aliases};
}

/* A rule that allows no address, and AWS allows none. */
static bool is_kept_closed(struct call *c, const struct firewall_rules *rule, const struct port_set *real)
{
    struct port_fields fields = fields_of(rule);
    struct port_rule parsed;
    struct err ignored = {0};
    return port_rule_parse(c->mem, &fields, &parsed, &ignored) && port_rule_is_closed(&parsed) &&
           port_set_find(real, &parsed) == NULL;
}

/* Unchanged rules keep the form in which they were written; the others show the values of AWS. */
static void read_rules(struct call *c, const struct firewall *prior, const struct port_set *real,
                       struct firewall *state)
{
    struct port_set was;
    struct err ignored = {0};
    bool is_known = rules_known(prior) && parse(c, prior, &was);
    c->err = ignored;
    if (is_known && port_sets_equal(&was, real))
        return;
    size_t most = real->count + (is_known ? prior->rules.count : 0);
    struct firewall_rules *rules = arena_new_array(c->mem, struct firewall_rules, most);
    for (size_t i = 0; i < real->count; i++) {
        const struct firewall_rules *form = form_of(c, prior, &real->rules[i]);
        rules[i] = form != NULL ? *form : written(c->mem, &real->rules[i]);
    }
    state->rules.is = TF_KNOWN;
    state->rules.v = rules;
    state->rules.count = real->count;
    for (size_t i = 0; i + real->count < most; i++) {
        if (is_kept_closed(c, &prior->rules.v[i], real))
            rules[state->rules.count++] = prior->rules.v[i];
    }
}

bool firewall_fill(struct call *c, const struct firewall *prior, const struct instance_found *found,
                   struct firewall *state)
{
    struct port_set real;
    TRY(port_set_from_json(c->mem, json_at(found->instance, "networking.ports"), &real, &c->err));
    state->instance_arn = tf_string(found->arn);
    read_rules(c, prior, &real, state);
    return true;
}

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct firewall *prior = prior_model;
    struct firewall *state = state_model;
    struct instance_found found;
    bool is_changing;
    if (!instance_ref_refresh(c, ref_of(prior), &found, &is_changing))
        return api_gone_if_not_found(c);
    return is_changing || firewall_fill(c, prior, &found, state);
}

static bool rules_differ(struct call *c, const struct firewall *prior, const struct port_set *wanted)
{
    struct port_set was;
    return !rules_known(prior) || !parse(c, prior, &was) || !port_sets_equal(&was, wanted);
}

/*
 * The instance was replaced under the same name; or its ARN, which the plan did not know, belongs to another
 * instance. The old instance comes first, so that after a failure the state still refers to it.
 */
static bool move(struct call *c, const struct firewall *prior, const struct firewall *plan,
                 const struct port_set *rules, struct firewall *state)
{
    struct instance_found found;
    TRY(instance_ref_find(c, ref_of(plan), &found));
    if (!str_eq(found.name, prior->instance_name.v))
        TRY(leave(c, prior));
    bool done = put(c, found.name, rules);
    if (done || c->err.maybe_done)
        take_plan(plan, &found, state);
    return done;
}

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct firewall *prior = prior_model, *plan = plan_model;
    struct firewall *state = state_model;
    struct port_set rules;
    TRY(parse(c, plan, &rules));
    if (!instance_ref_matches(ref_of(plan), ref_of(prior)))
        return move(c, prior, plan, &rules, state);
    if (rules_differ(c, prior, &rules))
        TRY(api_must_be_own(c, LS_KIND_INSTANCE, prior->instance_name.v, prior->instance_arn) &&
            put(c, prior->instance_name.v, &rules));
    state->rules = plan->rules;
    state->on_destroy = plan->on_destroy;
    return true;
}

static bool destroy(struct call *c, const void *prior)
{
    return leave(c, prior);
}

static bool import(struct call *c, struct str id, void *state_model)
{
    struct firewall *state = state_model;
    struct str name;
    TRY(arn_or_name(c, id, LS_KIND_INSTANCE, &name));
    state->instance_name = tf_string(name);
    return true;
}

const struct resource firewall_resource = {
    .schema = &firewall_schema,
    .validate = validate,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
    .moves = &firewall_move,
    .move_count = 1,
};
