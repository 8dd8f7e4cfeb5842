/*
 * domain_records.c — lightsail_domain_records: all entries of one name and type. Must not know how an entry is changed
 * (zone.c).
 */
#include "gen/domain_records.h"

#include "resources/domain/entry_plan.h"
#include "runtime/crud.h"

/* An A or AAAA record that points to a name is an alias. */
static bool is_alias(struct str type, struct str target)
{
    bool may_be = str_eqc(type, "A") || str_eqc(type, "AAAA");
    return may_be && !dns_is_address(STR("A"), str_trim(target)) &&
           !dns_is_address(STR("AAAA"), str_trim(target));
}

static struct entry of(struct call *c, const struct domain_records *model, struct str target)
{
    return entry_of(c, model->domain_name.v, model->name.v, model->type.v, target,
                    is_alias(model->type.v, target));
}

static bool is_of_set(const struct entry *entry, const struct entry *any)
{
    return str_eq(entry->name, any->name) && str_eq(entry->type, any->type);
}

/* The targets of a model that are known. */
static size_t entries_of(struct call *c, const struct domain_records *model, struct entry **ret)
{
    size_t count = 0;
    *ret = arena_new_array(c->mem, struct entry, model->targets.count);
    for (size_t i = 0; TF_IS_KNOWN(model->targets) && i < model->targets.count; i++) {
        if (TF_IS_KNOWN(model->targets.v[i]))
            (*ret)[count++] = of(c, model, model->targets.v[i].v);
    }
    return count;
}

static const struct entry *find(struct call *c, const struct entry *all, size_t count,
                                const struct entry *wanted)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(entry_key(c, &all[i]), entry_key(c, wanted)))
            return &all[i];
    }
    return NULL;
}

/* ---- plan ---- */

static void check_targets(struct call *c, const struct domain_records *config)
{
    struct entry *all;
    size_t count = entries_of(c, config, &all);
    bool is_single = str_eqc(config->type.v, "CNAME");
    for (size_t i = 0; i < count; i++) {
        is_single = is_single || all[i].is_alias;
        if (find(c, all, i, &all[i]) != NULL)
            call_error(c, "targets", "Target twice",
                       "'%.*s' is in the set in two spellings. Remove one of them.", STR_ARG(all[i].target));
    }
    if (is_single && config->targets.count > 1)
        call_error(c, "targets", "More than one target",
                   "A CNAME record, and an alias, have no other target beside them. Write one target.");
}

static bool validate(struct call *c, const void *config_model)
{
    const struct domain_records *config = config_model;
    entry_validate(c, config->domain_name, config->name, config->type);
    if (!TF_IS_KNOWN(config->targets) || !TF_IS_KNOWN(config->type))
        return true;
    for (size_t i = 0; i < config->targets.count; i++)
        entry_validate_target(c, "targets", config->type, config->targets.v[i],
                              TF_IS_KNOWN(config->targets.v[i]) &&
                                  is_alias(config->type.v, config->targets.v[i].v));
    if (TF_IS_KNOWN(config->domain_name) && TF_IS_KNOWN(config->name))
        check_targets(c, config);
    return true;
}

static bool has_same_targets(struct call *c, const struct domain_records *a, const struct domain_records *b)
{
    struct entry *some, *others;
    size_t count = entries_of(c, a, &some), other_count = entries_of(c, b, &others);
    bool is_known = TF_IS_KNOWN(a->targets) && TF_IS_KNOWN(b->targets) && a->targets.count == count;
    for (size_t i = 0; is_known && i < count; i++)
        is_known = find(c, others, other_count, &some[i]) != NULL;
    return is_known && count == other_count;
}

/* Another spelling of the same values is no change. */
static void plan_change(struct call *c, struct plan *plan)
{
    const struct domain_records *prior = plan->prior;
    struct domain_records *planned = plan->planned;
    struct str was = dns_plain_name(c->mem, prior->domain_name.v);
    bool is_same_zone = TF_IS_KNOWN(planned->domain_name) &&
                        str_eq(dns_plain_name(c->mem, planned->domain_name.v), was);
    bool is_same_name = is_same_zone && TF_IS_KNOWN(planned->name) &&
                        str_eq(dns_full_name(c->mem, planned->name.v, was),
                               dns_full_name(c->mem, prior->name.v, was));
    if (is_same_zone)
        planned->domain_name = prior->domain_name;
    else
        plan_replace(plan, STR("domain_name"));
    if (is_same_name)
        planned->name = prior->name;
    else
        plan_replace(plan, STR("name"));
    if (is_same_name && tf_string_equal(planned->type, prior->type) && has_same_targets(c, planned, prior))
        planned->targets = prior->targets;
}

static bool plan_entries(struct call *c, struct plan *plan)
{
    const struct domain_records *planned = plan->planned, *prior = plan->prior;
    struct entry *all, *old, any = of(c, planned, STR(""));
    size_t count = entries_of(c, planned, &all), old_count = prior != NULL ? entries_of(c, prior, &old) : 0;
    struct buf id = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    buf_add_encoded(&id, any.zone);
    buf_addc(&id, '/');
    buf_add_encoded(&id, dns_relative_name(any.name, any.zone));
    buf_printf(&id, "/%.*s", STR_ARG(any.type));
    for (size_t i = 0; i < old_count; i++)
        entry_note_managed(c, &old[i]);
    any.is_alias = false;
    for (size_t i = 0; i < count || i == 0; i++) {
        struct planned_entry entry = {count > 0 ? all[i] : any, .path = "targets", .import_id = buf_str(&id),
                                      .is_set = true};
        if (count == 0)
            entry.entry.target = (struct str){NULL, 0};
        TRY(entry_plan(c, plan, &entry));
        if (c->diags.error_count > 0)
            break;
    }
    return true;
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct domain_records *config = plan->config, *prior = plan->prior;
    const struct domain_records *planned = plan->planned;
    struct tf_string none = {0};
    entry_plan_zone(c, plan, config->domain_name, prior != NULL ? prior->domain_name : none);
    if (prior != NULL)
        plan_change(c, plan);
    bool is_known = TF_IS_KNOWN(planned->domain_name) && TF_IS_KNOWN(planned->name) &&
                    TF_IS_KNOWN(planned->type);
    if (!is_known || plan->replace_count > 0 ||
        (prior != NULL && !tf_string_equal(planned->type, prior->type)))
        return true; /* a replacement is planned as a creation, too */
    return plan_entries(c, plan);
}

/* ---- create, update, destroy ---- */

/* An earlier run may just have written what the state has. */
static void await(struct call *c, const struct domain_records *prior)
{
    struct entry *all;
    bool exists;
    size_t count = prior != NULL ? entries_of(c, prior, &all) : 0;
    for (size_t i = 0; i < count; i++) {
        if (entry_exists(c, &all[i], &exists) && !exists && !entry_shows_soon(c, &all[i], true))
            break; /* it is gone; one wait is enough */
    }
    c->err = (struct err){0};
}

/* The entries of the set that the zone has now. */
static bool current(struct call *c, const struct entry *any, struct entry **ret, size_t *ret_count)
{
    const struct entry *all;
    size_t count;
    TRY(zone_now(c, any->zone, &all, &count));
    *ret = arena_new_array(c->mem, struct entry, count);
    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_of_set(&all[i], any) && !(entry_is_of_service(&all[i])))
            (*ret)[(*ret_count)++] = all[i];
    }
    return true;
}

/* An entry that was just deleted may still be shown. */
static bool replace(struct call *c, const struct entry *before, const struct entry *after)
{
    if (entry_update(c, before, after))
        return true;
    return c->err.kind == ERR_NOT_FOUND && api_done_if_not_found(c) && entry_create(c, after);
}

/* A new target takes the place of one that goes, so that the name always has a target. */
static bool bring(struct call *c, const struct domain_records *plan)
{
    struct entry *wanted, *now, any = of(c, plan, STR(""));
    size_t count = entries_of(c, plan, &wanted), now_count, next = 0;
    TRY(current(c, &any, &now, &now_count));
    for (size_t i = 0; i < count; i++) {
        if (find(c, now, now_count, &wanted[i]) != NULL)
            continue;
        while (next < now_count && find(c, wanted, count, &now[next]) != NULL)
            next++;
        TRY(next < now_count ? replace(c, &now[next], &wanted[i]) : entry_create(c, &wanted[i]));
        next += next < now_count;
    }
    for (; next < now_count; next++) {
        if (find(c, wanted, count, &now[next]) == NULL)
            TRY(entry_delete(c, &now[next]));
    }
    return true;
}

static void take(const struct domain_records *plan, struct domain_records *state)
{
    state->domain_name = plan->domain_name;
    state->name = plan->name;
    state->type = plan->type;
    state->targets = plan->targets;
}

/* Part of a set may exist after a failure: then it is in the state. */
static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct domain_records *plan = plan_model;
    struct entry *now, any = of(c, plan, STR(""));
    size_t count;
    TRY(current(c, &any, &now, &count));
    if (count > 0 && entry_shows_soon(c, &now[0], false))
        TRY(current(c, &any, &now, &count));
    if (count > 0) {
        fail_at(&c->err, ERR_CONFLICT, "targets", "the zone %.*s already has %zu entries %.*s %.*s",
                STR_ARG(any.zone), count, STR_ARG(any.name), STR_ARG(any.type));
        return fail_hint(&c->err, "If they are yours, import them. Otherwise delete them first.");
    }
    take(plan, state_model);
    return bring(c, plan);
}

static bool update(struct call *c, const void *prior, const void *plan, void *state)
{
    await(c, prior);
    TRY(bring(c, plan));
    take(plan, state);
    return true;
}

static bool destroy(struct call *c, const void *prior)
{
    struct entry *now, any = of(c, prior, STR(""));
    size_t count;
    if (!current(c, &any, &now, &count))
        return api_done_if_not_found(c);
    for (size_t i = 0; i < count; i++)
        TRY(entry_delete(c, &now[i]));
    return true;
}

/* ---- read, import ---- */

/* The spelling of the state where it means the same. */
static struct tf_string spelling(struct call *c, const struct domain_records *prior,
                                 const struct entry *found)
{
    for (size_t i = 0; TF_IS_KNOWN(prior->targets) && i < prior->targets.count; i++) {
        struct entry entry = of(c, prior, prior->targets.v[i].v);
        if (str_eq(entry_key(c, &entry), entry_key(c, found)))
            return prior->targets.v[i];
    }
    return tf_string(found->target);
}

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct domain_records *prior = prior_model;
    struct domain_records *state = state_model;
    struct entry any = of(c, prior, STR(""));
    const struct entry *all;
    size_t count, found = 0;
    if (!zone_read(c, any.zone, &all, &count))
        return api_gone_if_not_found(c);
    struct tf_string *targets = arena_new_array(c->mem, struct tf_string, count);
    for (size_t i = 0; i < count; i++) {
        if (!is_of_set(&all[i], &any) || entry_is_of_service(&all[i]))
            continue;
        entry_note_managed(c, &all[i]);
        targets[found++] = spelling(c, prior, &all[i]);
    }
    state->targets = (struct tf_strings){.is = TF_KNOWN, .count = found, .v = targets};
    return found > 0 || call_gone(c);
}

static bool import(struct call *c, struct str id, void *state_model)
{
    struct domain_records *state = state_model;
    struct str zone, name, type, rest = id;
    bool is_good = str_cut(rest, '/', &zone, &rest) && str_cut(rest, '/', &name, &type) && zone.len > 0 &&
                   type.len > 0 && str_find(type, '/', 0) == type.len;
    if (!is_good) {
        fail(&c->err, ERR_USER, "'%.*s' is not the ID of records", STR_ARG(id));
        return fail_hint(&c->err,
                         "Write domain/name/type, such as example.com/www/A, or example.com//MX for the "
                         "domain itself.");
    }
    state->domain_name = tf_string(dns_decoded(c->mem, zone));
    state->name = tf_string(dns_decoded(c->mem, name));
    state->type = tf_string(str_copy(c->mem, type));
    return true;
}

const struct resource domain_records_resource = {
    .schema = &domain_records_schema,
    .validate = validate,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
};
