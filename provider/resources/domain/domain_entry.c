/*
 * domain_entry.c — lightsail_domain_entry: one entry of a zone, in the spelling of the configuration. Must not know how
 * an entry is changed (zone.c), nor what it cannot stand beside (entry_plan.c).
 */
#include "resources/domain/domain_entry.h"

#include "resources/domain/entry_plan.h"
#include "resources/domain/validation_use.h"
#include "runtime/move.h"

static bool is_alias(const struct domain_entry *model)
{
    return TF_IS_KNOWN(model->is_alias) && model->is_alias.v;
}

static struct entry of(struct call *c, const struct domain_entry *model)
{
    return entry_of(c, model->domain_name.v, model->name.v, model->type.v, model->target.v, is_alias(model));
}

static bool is_same(struct call *c, const struct entry *a, const struct entry *b)
{
    return str_eq(a->zone, b->zone) && str_eq(entry_key(c, a), entry_key(c, b));
}

/* ---- plan ---- */

static bool validate(struct call *c, const void *config_model)
{
    const struct domain_entry *config = config_model;
    entry_validate(c, config->domain_name, config->name, config->type);
    if (!TF_IS_UNKNOWN(config->is_alias))
        entry_validate_target(c, "target", config->type, config->target, is_alias(config));
    return true;
}

/* Another spelling of the same value is no change. */
static void keep(struct tf_string *planned, struct tf_string prior, struct str is, struct str was)
{
    if (str_eq(is, was))
        *planned = prior;
}

static void plan_change(struct call *c, struct plan *plan)
{
    const struct domain_entry *prior = plan->prior;
    struct domain_entry *planned = plan->planned;
    struct str was = dns_plain_name(c->mem, prior->domain_name.v), is = was;
    if (TF_IS_KNOWN(planned->domain_name)) {
        is = dns_plain_name(c->mem, planned->domain_name.v);
        keep(&planned->domain_name, prior->domain_name, is, was);
    }
    if (TF_IS_KNOWN(planned->name))
        keep(&planned->name, prior->name, dns_full_name(c->mem, planned->name.v, is),
             dns_full_name(c->mem, prior->name.v, was));
    if (TF_IS_KNOWN(planned->target) && tf_string_equal(planned->type, prior->type) &&
        is_alias(planned) == is_alias(prior))
        keep(&planned->target, prior->target, of(c, planned).target, of(c, prior).target);
    if (!tf_string_equal(planned->domain_name, prior->domain_name))
        plan_replace(plan, STR("domain_name"));
    if (!tf_string_equal(planned->name, prior->name))
        plan_replace(plan, STR("name"));
}

static bool is_moved(const struct domain_entry *prior, const struct domain_entry *planned)
{
    return !tf_string_equal(prior->domain_name, planned->domain_name) ||
           !tf_string_equal(prior->name, planned->name) || !tf_string_equal(prior->type, planned->type);
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct domain_entry *config = plan->config, *prior = plan->prior;
    struct domain_entry *planned = plan->planned;
    struct tf_string none = {0};
    entry_plan_zone(c, plan, config->domain_name, prior != NULL ? prior->domain_name : none);
    if (prior != NULL)
        plan_change(c, plan);
    bool is_known = TF_IS_KNOWN(planned->domain_name) && TF_IS_KNOWN(planned->name) &&
                    TF_IS_KNOWN(planned->type) && !TF_IS_UNKNOWN(planned->is_alias);
    if (!is_known || (prior != NULL && is_moved(prior, planned)))
        return true; /* a replacement is planned as a creation, too */
    struct planned_entry entry = {of(c, planned), .path = "target"};
    if (prior != NULL)
        entry.before = of(c, prior);
    if (TF_IS_KNOWN(planned->target))
        entry.import_id = domain_entry_id(c, &entry.entry);
    else
        entry.entry.target = (struct str){NULL, 0};
    return entry_plan(c, plan, &entry);
}

/* ---- create, update ---- */

static bool refuse_twice(struct call *c, const struct entry *entry)
{
    fail_at(&c->err, ERR_CONFLICT, "target",
            "another resource of this run has created the entry %.*s %.*s '%.*s'", STR_ARG(entry->name),
            STR_ARG(entry->type), STR_ARG(entry->target));
    return fail_hint(&c->err, "Remove one of the two from the configuration.");
}

/* The plan has refused an entry of others, as far as it knew the target. */
static void warn_of_equal(struct call *c, const struct entry *entry)
{
    call_warn(c, "target", "Entry existed already",
              "The zone %.*s already had the entry %.*s %.*s '%.*s'. This resource manages it from now on.",
              STR_ARG(entry->zone), STR_ARG(entry->name), STR_ARG(entry->type), STR_ARG(entry->target));
}

static void take(const struct domain_entry *plan, struct domain_entry *state)
{
    state->domain_name = plan->domain_name;
    state->name = plan->name;
    state->type = plan->type;
    state->target = plan->target;
    state->is_alias = plan->is_alias;
}

static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct domain_entry *plan = plan_model;
    struct domain_entry *state = state_model;
    struct entry entry = of(c, plan);
    bool exists;
    TRY(entry_exists(c, &entry, &exists));
    if (exists && entry_is_added(c, &entry) && !entry_is_validation(&entry))
        return refuse_twice(c, &entry);
    exists = exists && !entry_shows_soon(c, &entry, false);
    if (exists && !entry_is_validation(&entry))
        warn_of_equal(c, &entry);
    if (!exists && !entry_create(c, &entry)) {
        if (c->err.maybe_done)
            take(plan, state);
        return false;
    }
    take(plan, state);
    return true;
}

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct domain_entry *prior = prior_model, *plan = plan_model;
    struct domain_entry *state = state_model;
    struct entry before = of(c, prior), after = of(c, plan);
    if (!is_same(c, &before, &after))
        TRY(entry_update(c, &before, &after));
    take(plan, state);
    return true;
}

/* ---- read ---- */

/* An import does not know is_alias. */
static bool is_meant(struct call *c, const struct domain_entry *prior, const struct entry *found)
{
    struct entry as_found = entry_of(c, prior->domain_name.v, prior->name.v, prior->type.v, prior->target.v,
                                     found->is_alias);
    bool knows_alias = !TF_IS_NULL(prior->is_alias);
    return is_same(c, &as_found, found) && (!knows_alias || is_alias(prior) == found->is_alias);
}

/* A name has one CNAME entry, and one alias of a type: another target is that of the same entry. */
static bool is_changed(struct call *c, const struct domain_entry *prior, const struct entry *found)
{
    struct entry was = of(c, prior);
    return str_eq(found->name, was.name) && str_eq(found->type, was.type) &&
           (str_eqc(found->type, "CNAME") || found->is_alias) && !TF_IS_NULL(prior->is_alias);
}

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct domain_entry *prior = prior_model;
    struct domain_entry *state = state_model;
    const struct entry *all, *changed = NULL;
    size_t count;
    if (!zone_read(c, dns_plain_name(c->mem, prior->domain_name.v), &all, &count))
        return api_gone_if_not_found(c);
    for (size_t i = 0; i < count; i++) {
        if (is_meant(c, prior, &all[i])) {
            entry_note_managed(c, &all[i]);
            state->is_alias = tf_bool(all[i].is_alias);
            return true;
        }
        if (is_changed(c, prior, &all[i]))
            changed = &all[i];
    }
    if (changed == NULL) {
        struct entry was = of(c, prior);
        entry_note_lost(c, &was);
        return call_gone(c);
    }
    entry_note_managed(c, changed);
    state->target = tf_string(changed->target);
    state->is_alias = tf_bool(changed->is_alias);
    return true;
}

/* ---- destroy ---- */

static bool destroy(struct call *c, const void *prior_model)
{
    struct entry entry = of(c, prior_model);
    struct str user = {NULL, 0};
    if (entry_is_validation(&entry))
        TRY(validation_user(c, &entry, &user));
    if (user.data == NULL)
        return entry_delete(c, &entry);
    call_warn(c, "", "Entry stays in the zone",
              "The entry %.*s validates the %.*s, which is renewed by it. So it is not deleted, but "
              "it is no longer in the state. It goes with its zone.",
              STR_ARG(entry.name), STR_ARG(user));
    return true;
}

const struct resource domain_entry_resource = {
    .schema = &domain_entry_schema,
    .validate = validate,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = domain_entry_import,
    .moves = &domain_entry_move,
    .move_count = 1,
};
