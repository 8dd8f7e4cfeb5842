/*
 * instance_resize.c — another bundle with everything kept, between Terraform and the steps of rebuild/. Must not know
 * the plan.
 */
#include "resources/instance/instance_resize.h"

#include "rebuild/journal_tags.h"
#include "resources/bundle/bundle_change.h"
#include "resources/catalogue/catalogue.h"
#include "resources/instance/instance_changing.h"
#include "resources/instance/instance_pause.h"
#include "runtime/crud.h"

/* ---- update ---- */

bool instance_needs_resize(struct call *c, const struct instance *prior, const struct instance *plan)
{
    return TF_IS_NULL(prior->bundle_id) ||
           !catalogue_same_bundle(c->mem, prior->bundle_id.v, plan->bundle_id.v);
}

/* The planned bundle in the family of the instance: an IPv6-only instance may be configured with the other one. */
static bool choose_bundle(struct call *c, const struct rebuild *r, struct str planned, struct str *ret)
{
    const json_t *now = r->object != NULL ? r->object : journal_object(r->journal);
    bool is_ipv6 = str_eqc(json_member_text(now, "ipAddressType"), "ipv6");
    const struct catalogue *bundles;
    *ret = planned;
    if (is_ipv6 == catalogue_is_ipv6_bundle(planned))
        return true;
    TRY(catalogue_list(c, CATALOGUE_BUNDLES, &bundles));
    for (size_t i = 0; i < json_array_size(bundles->items); i++) {
        struct str id = json_member_text(json_array_get(bundles->items, i), "bundleId");
        if (catalogue_same_bundle(c->mem, id, planned) && catalogue_is_ipv6_bundle(id) == is_ipv6)
            *ret = id;
    }
    return true;
}

/* What AWS did not report is not restored. */
static void warn_of_unknown(struct call *c, const struct rebuild *r)
{
    struct buf nouns = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < json_array_size(r->unknown); i++)
        buf_printf(&nouns, "%s%s", i > 0 ? ", " : "", json_string_value(json_array_get(r->unknown, i)));
    if (nouns.len > 0)
        call_warn(
            c, "bundle_id", "Some settings could not be read",
            "Before '%.*s' was created again, AWS did not report: %.*s. If there were any, they were not "
            "restored.",
            STR_ARG(r->name), STR_ARG(buf_str(&nouns)));
}

static bool change(struct call *c, struct rebuild *r, const struct instance *prior,
                   const struct instance *plan)
{
    TRY(bundle_find(c, r, prior->arn, TF_IS_KNOWN(prior->bundle_id)) &&
        choose_bundle(c, r, bundle_wanted(r, plan->bundle_id), &r->bundle));
    if (r->journal == NULL && str_eq(json_member_text(r->object, "bundleId"), r->bundle))
        return true;
    TRY(bundle_run(c, r));
    warn_of_unknown(c, r);
    return true;
}

bool instance_resize(struct call *c, const struct instance *prior, const struct instance *plan,
                     struct instance *state)
{
    instance_allow_for_snapshot(c, instance_own_timeouts(plan).update);
    struct session s = bundle_session(c);
    struct rebuild r = {.kind = &rebuild_instance,
                        .session = &s,
                        .name = plan->name.v,
                        .keeps_snapshot = TF_IS_KNOWN(plan->keep_resize_snapshot) &&
                                          plan->keep_resize_snapshot.v,
                        .keeps_automatic = TF_IS_KNOWN(plan->keep_auto_snapshots) &&
                                           plan->keep_auto_snapshots.v};
    TRY(instance_pause_alone(c, r.name));
    instance_note_change(c, r.name);
    bool done = change(c, &r, prior, plan);
    instance_pause_alone_end(c, r.name);
    struct err failure = c->err;
    bool is_filled = r.object == NULL || crud_fill(c, r.object, prior, state);
    if (!done) {
        c->err = failure;
        state->bundle_id = prior->bundle_id;
    }
    if (TF_IS_NULL(plan->bundle_id))
        state->bundle_id = plan->bundle_id; /* a result must be as planned; the next refresh reads it */
    return done && is_filled;
}

/* ---- deletion ---- */

bool instance_resize_give_up(struct call *c, const struct instance *prior, bool *ret_is_gone)
{
    struct session s = bundle_session(c);
    struct rebuild r = {.kind = &rebuild_instance, .session = &s, .name = prior->name.v};
    return bundle_give_up(c, &r, prior->arn, TF_IS_NULL(prior->bundle_id), ret_is_gone);
}
