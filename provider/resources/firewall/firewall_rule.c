/*
 * firewall_rule.c — lightsail_firewall_rule: the sources that one module adds to an instance's entry for some
 * ports. Knows which sources are its own; must not change those of other resources, nor know the forms of a
 * rule (port_rule.c).
 *
 * AWS keeps one entry for each protocol and port range. The API model does not say whether opening an open
 * port adds sources or replaces them, nor whether closing it removes the named sources or all. So every
 * change is made under the lock of the instance, based on the current entry, in an order that is correct in
 * both cases, and is read back afterwards.
 */
#include "resources/firewall/firewall.h"
#include "resources/firewall/port_opened.h"
#include "resources/firewall/port_owners.h"
#include "resources/instance/ipv6_check.h"
#include "runtime/arn.h"

static struct instance_ref ref_of(const struct firewall_rule *model)
{
    return (struct instance_ref){model->instance_name, model->instance_arn};
}

static struct port_fields fields_of(const struct firewall_rule *model)
{
    return (struct port_fields){model->protocol, model->from_port,  model->to_port,
                                model->cidrs,    model->ipv6_cidrs, model->cidr_list_aliases};
}

/* The rule of a configuration or a plan. */
static bool parse(struct call *c, const struct firewall_rule *model, struct port_rule *ret)
{
    struct port_fields fields = fields_of(model);
    TRY(port_rule_parse(c->mem, &fields, ret, &c->err));
    return !port_rule_is_closed(ret) ||
           fail(&c->err, ERR_USER, "all source lists of this rule are empty, so it would allow no address");
}

/* The rule of a state. Older builds took empty source lists for all addresses, and opened the port
 * accordingly. */
static bool parse_stored(struct call *c, const struct firewall_rule *model, struct port_rule *ret)
{
    struct port_fields fields = fields_of(model);
    TRY(port_rule_parse(c->mem, &fields, ret, &c->err));
    ret->anyone = ret->anyone || port_rule_is_closed(ret);
    return true;
}

/* ---- validate and plan ---- */

static void report_nobody(struct call *c, const struct firewall_rule *config)
{
    const char *first = !TF_IS_NULL(config->cidrs)        ? "cidrs"
                        : !TF_IS_NULL(config->ipv6_cidrs) ? "ipv6_cidrs"
                                                          : "cidr_list_aliases";
    call_error(c, first, "Rule allows no address",
               "All source lists that are set are empty, so there is nothing to open. Add an address, "
               "create the rule only when there is one (count = length(var.sources) > 0 ? 1 : 0), or leave "
               "cidrs, ipv6_cidrs and cidr_list_aliases out to allow all addresses.");
}

static bool validate(struct call *c, const void *config_model)
{
    struct port_fields fields = fields_of(config_model);
    struct port_rule rule;
    struct err err = {0};
    if (!port_fields_known(&fields))
        return true;
    if (!port_rule_parse(c->mem, &fields, &rule, &err))
        call_error(c, err.attribute, "Invalid firewall rule", "%s.", err.text);
    else if (port_rule_is_closed(&rule))
        report_nobody(c, config_model);
    return true;
}

/* Terraform allows a plan to keep a prior value, but not a prior null where the configuration has a value. */
static bool may_keep(const struct tf_strings *config, const struct tf_strings *prior)
{
    return TF_IS_NULL(*config) || !TF_IS_NULL(*prior);
}

/* The same addresses in another form. */
static bool same_sources(struct call *c, struct port_fields a, struct port_fields b)
{
    struct port_rule x, y;
    struct err ignored;
    a.protocol = b.protocol = tf_string(STR("all"));
    return port_rule_parse(c->mem, &a, &x, &ignored) && port_rule_parse(c->mem, &b, &y, &ignored) &&
           !x.anyone && !y.anyone && port_rules_equal(&x, &y);
}

/*
 * Plans one kind of sources. They are computed only so that the form of the state may stay. A kind that is
 * left out has no sources, but while another value is unknown (`is_late`), the final set is unknown until
 * apply.
 */
static struct tf_strings plan_kind(const struct tf_strings *config, const struct tf_strings *prior,
                                   bool is_same, bool is_late)
{
    if (is_late && TF_IS_NULL(*config) && !TF_IS_NULL(*prior))
        return TF_UNKNOWN_OF(*config);
    return is_same ? *prior : *config;
}

/* Each kind separately: what the plan decides for one must not depend on another one that is unknown. */
static void plan_sources(struct call *c, const struct firewall_rule *config,
                         const struct firewall_rule *prior, bool is_late, struct firewall_rule *planned)
{
    const struct port_fields new[] = {{.cidrs = config->cidrs},
                                      {.ipv6_cidrs = config->ipv6_cidrs},
                                      {.cidr_list_aliases = config->cidr_list_aliases}};
    const struct port_fields old[] = {{.cidrs = prior->cidrs},
                                      {.ipv6_cidrs = prior->ipv6_cidrs},
                                      {.cidr_list_aliases = prior->cidr_list_aliases}};
    planned->cidrs = plan_kind(&config->cidrs, &prior->cidrs, same_sources(c, new[0], old[0]), is_late);
    planned->ipv6_cidrs = plan_kind(&config->ipv6_cidrs, &prior->ipv6_cidrs, same_sources(c, new[1], old[1]),
                                    is_late);
    planned->cidr_list_aliases = plan_kind(&config->cidr_list_aliases, &prior->cidr_list_aliases,
                                           same_sources(c, new[2], old[2]), is_late);
}

/* All of them, when they are equal as a whole: AWS lists "all addresses" with more entries than users
 * write. */
static void keep_sources(const struct firewall_rule *config, const struct firewall_rule *prior,
                         struct firewall_rule *planned)
{
    if (!may_keep(&config->cidrs, &prior->cidrs) || !may_keep(&config->ipv6_cidrs, &prior->ipv6_cidrs) ||
        !may_keep(&config->cidr_list_aliases, &prior->cidr_list_aliases))
        return;
    planned->cidrs = prior->cidrs;
    planned->ipv6_cidrs = prior->ipv6_cidrs;
    planned->cidr_list_aliases = prior->cidr_list_aliases;
}

/* Done as soon as they are known, whatever else is unknown: those that were left out, and the state's form
 * of the same values. */
static bool plan_ports(struct call *c, const struct firewall_rule *config, const struct firewall_rule *prior,
                       struct firewall_rule *planned)
{
    struct port_fields fields = {.protocol = config->protocol,
                                 .from_port = config->from_port,
                                 .to_port = config->to_port};
    struct port_rule was, will;
    if (!port_fields_known(&fields))
        return true;
    TRY(port_rule_parse(c->mem, &fields, &will, &c->err));
    if (TF_IS_NULL(config->from_port))
        planned->from_port = tf_int(will.from);
    if (TF_IS_NULL(config->to_port))
        planned->to_port = tf_int(will.to);
    if (prior == NULL)
        return true;
    TRY(parse_stored(c, prior, &was));
    if (!port_rule_same_ports(&was, &will))
        return true;
    planned->protocol = prior->protocol;
    planned->from_port = prior->from_port;
    planned->to_port = prior->to_port;
    return true;
}

/* "" while they are not known. */
static struct str ports_of(struct call *c, const struct firewall_rule *planned)
{
    struct port_fields fields = {.protocol = planned->protocol,
                                 .from_port = planned->from_port,
                                 .to_port = planned->to_port};
    struct port_rule rule;
    struct err ignored;
    bool is_known = port_fields_known(&fields) && port_rule_parse(c->mem, &fields, &rule, &ignored);
    return is_known ? port_rule_print_ports(c->mem, &rule) : STR("");
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct firewall_rule none = {0}, *config = plan->config, *prior = plan->prior;
    struct firewall_rule *planned = plan->planned;
    struct instance_ref before = prior != NULL ? ref_of(prior) : (struct instance_ref){0};
    struct port_fields fields = fields_of(config);
    bool is_late = !port_fields_known(&fields);
    struct port_rule was, will;
    instance_ref_plan(c, ref_of(config), prior != NULL ? &before : NULL, &planned->instance_name,
                      &planned->instance_arn);
    plan_sources(c, config, prior != NULL ? prior : &none, is_late, planned);
    instance_ref_check(c, plan, ref_of(config), before);
    if (prior != NULL)
        TRY(instance_ref_plan_replace(c, plan, ref_of(config), before));
    TRY(plan_ports(c, config, prior, planned));
    if (config->ipv6_cidrs.count > 0)
        ipv6_check(c, plan, "ipv6_cidrs", ref_of(planned));
    struct port_owner owner = {ref_of(config), ref_of(planned), ports_of(c, planned), false};
    TRY(port_owner_check(c, plan, &owner));
    if (prior == NULL || is_late)
        return true;
    TRY(parse_stored(c, prior, &was) && parse(c, config, &will));
    if (port_rules_equal(&was, &will))
        keep_sources(config, prior, planned);
    return true;
}

/* ---- the entry ---- */

static bool change(struct call *c, enum ls_op op, struct str instance, const struct port_rule *rule)
{
    return api_do(c, op,
                  json_pack("{s:o, s:o}", "instanceName", json_new_str(instance), "portInfo",
                            port_rule_to_json(c->mem, rule)));
}

/* The entry of AWS for the ports of `like` in a read. `ret_entry` is closed when there is none. */
static bool read_entry_once(struct call *c, struct str instance, const struct port_rule *like,
                            struct port_rule *ret_entry)
{
    json_t *answer;
    struct port_set set;
    TRY(api_call(c, OP_GET_INSTANCE_PORT_STATES, json_pack("{s:o}", "instanceName", json_new_str(instance)),
                 &answer));
    TRY(port_set_from_json(c->mem, json_object_get(answer, "portStates"), &set, &c->err));
    const struct port_rule *found = port_set_find(&set, like);
    *ret_entry = *like;
    ret_entry->anyone = false;
    ret_entry->cidr_count = ret_entry->alias_count = 0;
    if (found != NULL)
        *ret_entry = *found;
    return true;
}

static bool lets_in(struct call *c, const struct port_rule *entry, const struct port_rule *wanted)
{
    struct port_rule present = port_rule_present(c->mem, entry, wanted);
    return port_rules_equal(&present, wanted);
}

static bool keeps_out(struct call *c, const struct port_rule *entry, const struct port_rule *gone)
{
    struct port_rule present = port_rule_present(c->mem, entry, gone);
    return port_rule_is_closed(&present);
}

/* Any entry is accepted: the instance exists, although this read may not show it yet. */
static bool is_any(struct call *c, const struct port_rule *entry, const struct port_rule *unused)
{
    (void)c;
    (void)entry;
    (void)unused;
    return true;
}

typedef bool entry_is(struct call *c, const struct port_rule *entry, const struct port_rule *rule);

/* Reads until the entry matches `is`, or until an accepted change must be visible. ret_entry is the last
 * entry read. */
static bool read_entry_until(struct call *c, struct str instance, const struct port_rule *like, entry_is *is,
                             const struct port_rule *rule, struct port_rule *ret_entry, bool *ret_is)
{
    int64_t end_ms = clock_monotonic_ms() + api_visible_ms(c);
    struct ls_poll poll = api_poll_begin(c);
    for (;;) {
        bool found = read_entry_once(c, instance, like, ret_entry);
        *ret_is = found && is(c, ret_entry, rule);
        if (*ret_is || (!found && c->err.kind != ERR_NOT_FOUND) || clock_monotonic_ms() >= end_ms)
            return found;
        TRY(api_poll_wait(c, &poll));
    }
}

/* What is open now: the entry in a read, corrected by what this run has written, which the read may not
 * show yet. */
static bool read_entry(struct call *c, struct str instance, const struct port_rule *like,
                       struct port_rule *ret_entry)
{
    bool ignored;
    TRY(read_entry_until(c, instance, like, is_any, NULL, ret_entry, &ignored));
    return port_as_written(c, instance, ret_entry);
}

/* Opens all sources that these ports must have: correct whether opening adds to the entry or replaces it. */
static bool open_entry(struct call *c, struct str instance, const struct port_rule *target,
                       struct port_rule *entry)
{
    bool is_open = false;
    TRY(change(c, OP_OPEN_INSTANCE_PUBLIC_PORTS, instance, target));
    bool is_seen = read_entry_until(c, instance, target, lets_in, target, entry, &is_open);
    if (is_open)
        return true;
    if (is_seen)
        fail(&c->err, ERR_FAILED, "Lightsail accepted '%.*s' for the instance '%.*s', but does not list it",
             STR_ARG(port_rule_print(c->mem, target)), STR_ARG(instance));
    c->err.maybe_done = true; /* an accepted change must be recorded, whatever a read shows */
    return false;
}

/*
 * Removes the sources of `gone` from the entry and leaves `target`. Closes only what the opening has not
 * already replaced. If AWS closed more than requested, the rest is opened again.
 */
static bool close_rest(struct call *c, struct str instance, const struct port_rule *gone,
                       const struct port_rule *target, struct port_rule *entry)
{
    bool ignored;
    struct port_rule kept = port_rule_without(c->mem, entry, gone);
    struct port_rule rest = port_rule_without(c->mem, entry, &kept);
    if (port_rule_is_closed(&rest))
        return true;
    TRY(change(c, OP_CLOSE_INSTANCE_PUBLIC_PORTS, instance, &rest));
    port_closed(c, instance, &rest);
    if (port_rule_is_closed(target))
        return true;
    TRY(read_entry_until(c, instance, target, keeps_out, &rest, entry, &ignored));
    return lets_in(c, entry, target) || open_entry(c, instance, target, entry);
}

/*
 * The change from `was` to `will` (either may be NULL), together with the other sources of the same ports.
 * Sources that must be open are opened even if the read shows them open: the read may be older than another
 * process's request that closed them.
 */
static bool replace_sources(struct call *c, struct str instance, const struct port_rule *was,
                            const struct port_rule *will)
{
    const struct port_rule *like = will != NULL ? will : was;
    struct port_rule entry, others, target, gone;
    TRY(read_entry(c, instance, like, &entry));
    others = was != NULL ? port_rule_without(c->mem, &entry, was) : entry;
    target = will != NULL ? port_rule_union(c->mem, &others, will) : others;
    bool shrinks = was != NULL && !port_rule_is_closed(&entry);
    if (!port_rule_is_closed(&target))
        TRY(open_entry(c, instance, &target, &entry));
    if (!shrinks)
        return true;
    gone = will != NULL ? port_rule_without(c->mem, was, will) : *was;
    bool done = close_rest(c, instance, &gone, &target, &entry);
    c->err.maybe_done = c->err.maybe_done || !done; /* the request that opens was sent */
    return done;
}

/* ---- under the instance's lock ---- */

/* Of its own sources, only those: another resource may own the same sources by now, and have opened them
 * in this run. */
static bool open_locked(struct call *c, struct str instance, const struct port_rule *was,
                        const struct port_rule *will)
{
    struct port_rule own = was != NULL ? port_not_opened(c, instance, was) : (struct port_rule){0};
    bool done = replace_sources(c, instance, port_rule_is_closed(&own) ? NULL : &own, will);
    if (done || c->err.maybe_done)
        port_opened(c, OPENED_BY_RULE, instance, will);
    return done;
}

static bool close_locked(struct call *c, struct str instance, const struct port_rule *was)
{
    struct port_rule own = port_not_opened(c, instance, was);
    return port_rule_is_closed(&own) || replace_sources(c, instance, &own, NULL);
}

static bool replace_locked(struct call *c, struct str instance, const struct port_rule *was,
                           const struct port_rule *will)
{
    TRY(instance_ref_lock(c, instance));
    bool done = will != NULL ? open_locked(c, instance, was, will) : close_locked(c, instance, was);
    instance_ref_unlock(c, instance);
    return done;
}

/* ---- hooks ---- */

static void take_plan(const struct firewall_rule *plan, const struct instance_found *found,
                      const struct port_rule *rule, struct firewall_rule *state)
{
    struct tf_int from = TF_IS_KNOWN(plan->from_port) ? plan->from_port : tf_int(rule->from);
    struct tf_int to = TF_IS_KNOWN(plan->to_port) ? plan->to_port : tf_int(rule->to);
    *state = (struct firewall_rule){
        .instance_name = tf_string(found->name),
        .instance_arn = tf_string(found->arn),
        .protocol = plan->protocol,
        .from_port = from,
        .to_port = to,
        .cidrs = plan->cidrs,
        .ipv6_cidrs = plan->ipv6_cidrs,
        .cidr_list_aliases = plan->cidr_list_aliases,
        .timeouts = plan->timeouts,
    };
}

static bool create(struct call *c, const void *plan_model, void *state)
{
    const struct firewall_rule *plan = plan_model;
    struct instance_found found;
    struct port_rule rule;
    TRY(parse(c, plan, &rule));
    TRY(instance_ref_find(c, ref_of(plan), &found));
    bool done = replace_locked(c, found.name, NULL, &rule);
    if (done || c->err.maybe_done)
        take_plan(plan, &found, &rule, state);
    return done;
}

static struct tf_strings in_own_form(struct arena *mem, const struct tf_strings *own,
                                     const struct port_rule *present, bool is_ipv6)
{
    struct tf_strings kept = {.is = own->is};
    kept.v = arena_new_array(mem, struct tf_string, own->count);
    for (size_t i = 0; i < own->count; i++) {
        struct cidr cidr;
        bool is_there = false;
        for (size_t j = 0; cidr_parse(own->v[i].v, is_ipv6, &cidr) && j < present->cidr_count; j++)
            is_there = is_there || cidr_compare(cidr, present->cidrs[j]) == 0;
        if (is_there)
            kept.v[kept.count++] = own->v[i];
    }
    return kept;
}

/* The remaining sources of this rule, as they were written. */
static void read_sources(struct call *c, const struct firewall_rule *prior, const struct port_rule *present,
                         struct firewall_rule *state)
{
    struct port_fields real = port_rule_to_fields(c->mem, present);
    state->cidrs = in_own_form(c->mem, &prior->cidrs, present, false);
    state->ipv6_cidrs = in_own_form(c->mem, &prior->ipv6_cidrs, present, true);
    if (TF_IS_KNOWN(prior->cidr_list_aliases))
        state->cidr_list_aliases = real.cidr_list_aliases;
}

static bool find_entry(struct call *c, const json_t *instance, const struct port_rule *like,
                       const struct port_rule **ret_entry)
{
    struct port_set *set = arena_new_object(c->mem, struct port_set);
    TRY(port_set_from_json(c->mem, json_at(instance, "networking.ports"), set, &c->err));
    *ret_entry = port_set_find(set, like);
    return true;
}

static void read_import(struct call *c, const struct port_rule *entry, struct firewall_rule *state)
{
    struct port_fields real = port_rule_to_fields(c->mem, entry);
    state->cidrs = real.cidrs;
    state->ipv6_cidrs = real.ipv6_cidrs;
    state->cidr_list_aliases = real.cidr_list_aliases;
}

void firewall_rule_fill(struct call *c, const struct instance_found *found, const struct port_rule *entry,
                        struct firewall_rule *state)
{
    state->instance_name = tf_string(found->name);
    state->instance_arn = tf_string(found->arn);
    state->protocol = port_rule_to_fields(c->mem, entry).protocol;
    state->from_port = tf_int(entry->from);
    state->to_port = tf_int(entry->to);
    read_import(c, entry, state);
}

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct firewall_rule *prior = prior_model;
    struct firewall_rule *state = state_model;
    struct instance_found found;
    struct port_rule rule;
    const struct port_rule *entry;
    TRY(parse_stored(c, prior, &rule));
    bool is_changing;
    if (!instance_ref_refresh(c, ref_of(prior), &found, &is_changing))
        return api_gone_if_not_found(c);
    if (is_changing)
        return true;
    TRY(find_entry(c, found.instance, &rule, &entry));
    struct port_rule present = port_rule_present(c->mem, entry, &rule);
    bool is_import = TF_IS_NULL(prior->instance_arn);
    if (entry == NULL || (!is_import && port_rule_is_closed(&present)))
        return call_gone(c);
    state->instance_arn = tf_string(found.arn);
    if (is_import)
        read_import(c, entry, state);
    else if (!port_rules_equal(&present, &rule))
        read_sources(c, prior, &present, state);
    return true;
}

/*
 * The instance was replaced under the same name; or its ARN, which the plan did not know, belongs to another
 * instance. The old instance comes first, so that after a failure the state still refers to it.
 */
static bool move(struct call *c, const struct firewall_rule *prior, const struct firewall_rule *plan,
                 const struct port_rule *was, const struct port_rule *will, struct firewall_rule *state)
{
    struct instance_found found;
    TRY(instance_ref_find(c, ref_of(plan), &found));
    bool is_rebuilt = str_eq(found.name, prior->instance_name.v); /* then the rule was deleted with the old
                                                                   * instance */
    if (!is_rebuilt && !replace_locked(c, prior->instance_name.v, was, NULL) && !api_done_if_not_found(c))
        return false;
    bool done = replace_locked(c, found.name, NULL, will);
    if (done || c->err.maybe_done)
        take_plan(plan, &found, will, state);
    return done;
}

static struct tf_strings both_of(struct arena *mem, const struct tf_strings *a, const struct tf_strings *b)
{
    struct tf_strings both = {.v = arena_new_array(mem, struct tf_string, a->count + b->count)};
    for (size_t i = 0; i < a->count; i++)
        both.v[both.count++] = a->v[i];
    for (size_t i = 0; i < b->count; i++)
        both.v[both.count++] = b->v[i];
    both.is = both.count > 0 ? TF_KNOWN : TF_NULL;
    return both;
}

/* Half of the change may have been made: sources that were opened must be in the state, so that they can
 * be closed. The next refresh removes those that are not open. */
static void take_both(struct call *c, const struct firewall_rule *prior, const struct firewall_rule *plan,
                      bool was_anyone, bool will_be_anyone, struct firewall_rule *state)
{
    const struct firewall_rule *one = was_anyone ? prior : plan;
    bool is_mixed = was_anyone || will_be_anyone; /* a rule for all addresses has no sources */
    state->cidrs = is_mixed ? one->cidrs : both_of(c->mem, &prior->cidrs, &plan->cidrs);
    state->ipv6_cidrs = is_mixed ? one->ipv6_cidrs : both_of(c->mem, &prior->ipv6_cidrs, &plan->ipv6_cidrs);
    state->cidr_list_aliases = is_mixed
                                   ? one->cidr_list_aliases
                                   : both_of(c->mem, &prior->cidr_list_aliases, &plan->cidr_list_aliases);
}

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct firewall_rule *prior = prior_model, *plan = plan_model;
    struct port_rule was, will;
    TRY(parse_stored(c, prior, &was) && parse(c, plan, &will));
    if (!instance_ref_matches(ref_of(plan), ref_of(prior)))
        return move(c, prior, plan, &was, &will, state_model);
    TRY(api_must_be_own(c, LS_KIND_INSTANCE, prior->instance_name.v, prior->instance_arn));
    if (port_rules_equal(&was, &will) || replace_locked(c, prior->instance_name.v, &was, &will))
        return true;
    if (c->err.maybe_done)
        take_both(c, prior, plan, was.anyone, will.anyone, state_model);
    return false;
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct firewall_rule *prior = prior_model;
    struct port_rule was;
    bool is_own;
    TRY(parse_stored(c, prior, &was));
    TRY(api_is_own(c, LS_KIND_INSTANCE, prior->instance_name.v, prior->instance_arn, &is_own));
    return !is_own || replace_locked(c, prior->instance_name.v, &was, NULL) || api_done_if_not_found(c);
}

/* ---- import ---- */

static bool import_port(struct str text, struct tf_int *ret)
{
    int64_t port;
    if (!str_to_int64(str_trim(text), &port))
        return false;
    *ret = tf_int(port);
    return true;
}

/* "web,tcp,22,22" or "arn:…,tcp,22,22". */
static bool import(struct call *c, struct str id, void *state_model)
{
    struct firewall_rule *state = state_model;
    struct str instance, protocol, from, to, rest, name;
    bool good = str_cut(id, ',', &instance, &rest) && str_cut(rest, ',', &protocol, &rest) &&
                str_cut(rest, ',', &from, &to) && import_port(from, &state->from_port) &&
                import_port(to, &state->to_port);
    if (!good)
        return fail(&c->err, ERR_USER,
                    "the import ID must be instance,protocol,from_port,to_port, such as web,tcp,22,22");
    state->protocol = tf_string(str_copy(c->mem, str_trim(protocol)));
    struct port_rule rule;
    TRY(parse(c, state, &rule));
    TRY(arn_or_name(c, str_trim(instance), LS_KIND_INSTANCE, &name));
    state->instance_name = tf_string(name);
    return true;
}

const struct resource firewall_rule_resource = {
    .schema = &firewall_rule_schema,
    .validate = validate,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
};
