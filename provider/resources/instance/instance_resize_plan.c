/*
 * instance_resize_plan.c — what a plan says of another bundle: the way, its duration, what changes and what is lost.
 * Sends reads only; must not know the steps.
 */
#include "lightsail/snapshots.h"
#include "resources/bundle/bundle_change.h"
#include "resources/catalogue/catalogue.h"
#include "resources/instance/instance_changing.h"
#include "resources/instance/instance_resize.h"
#include "resources/instance/instance_restore.h"

/* The instance may be a new one: what AWS assigns, and what the bundle has, is unknown. */
static void plan_new(struct call *c, struct instance *planned, bool keeps_address)
{
    instance_note_change(c, planned->name.v);
    planned->arn = TF_UNKNOWN_OF(planned->arn);
    planned->created_at = TF_UNKNOWN_OF(planned->created_at);
    planned->support_code = TF_UNKNOWN_OF(planned->support_code);
    planned->private_ip_address = TF_UNKNOWN_OF(planned->private_ip_address);
    planned->ipv6_addresses = TF_UNKNOWN_OF(planned->ipv6_addresses);
    planned->cpu_count = TF_UNKNOWN_OF(planned->cpu_count);
    planned->ram_size = TF_UNKNOWN_OF(planned->ram_size);
    planned->disk_size = TF_UNKNOWN_OF(planned->disk_size);
    planned->hardware = TF_UNKNOWN_OF(planned->hardware);
    planned->monthly_transfer_gb = TF_UNKNOWN_OF(planned->monthly_transfer_gb);
    planned->monthly_price_usd = TF_UNKNOWN_OF(planned->monthly_price_usd);
    if (keeps_address)
        return;
    planned->public_ip_address = TF_UNKNOWN_OF(planned->public_ip_address);
    planned->is_static_ip = TF_UNKNOWN_OF(planned->is_static_ip);
}

static bool has_static_ip(const struct instance *prior)
{
    return TF_IS_KNOWN(prior->is_static_ip) && prior->is_static_ip.v;
}

/* ---- checks ---- */

static bool check_bundle(struct call *c, const struct instance *prior, const struct instance *planned)
{
    const struct instance_origin origin = {
        .blueprint_id = TF_IS_KNOWN(prior->blueprint_id) ? prior->blueprint_id.v : STR(""),
        .bundle_id = prior->bundle_id.v,
        .disk_gb = TF_IS_KNOWN(prior->disk_size) ? prior->disk_size.v : 0,
        .is_own = true,
    };
    bundle_check_tags(c, &planned->tags_all);
    return instance_check_catalogue(c, planned, &origin);
}

/* ---- the warning ---- */

/* Of a response that does not come: "they could not be listed". */
static struct str automatic_snapshots(struct call *c, const struct instance *prior,
                                      const struct instance *planned)
{
    bool is_kept = TF_IS_KNOWN(planned->keep_auto_snapshots) && planned->keep_auto_snapshots.v;
    json_t *response;
    if (!ls_auto_snapshots(c->client, api_scope(c), prior->name.v, STR(""), &response, &c->err)) {
        c->err = (struct err){0};
        return STR(" Its automatic snapshots, which could not be listed, are deleted.");
    }
    struct str dates = ls_auto_snapshot_dates(c->mem, response);
    if (json_array_size(json_object_get(response, "autoSnapshots")) == 0)
        return STR("");
    return is_kept ? str_printf(c->mem, " Its automatic snapshots (%.*s) are copied first.", STR_ARG(dates))
                   : str_printf(c->mem,
                                " Its automatic snapshots are deleted with it: %.*s. To copy them first, set "
                                "keep_auto_snapshots = true.",
                                STR_ARG(dates));
}

static struct str by_snapshot(struct call *c, const struct instance *prior, const struct instance *planned)
{
    bool keeps = TF_IS_KNOWN(planned->keep_resize_snapshot) && planned->keep_resize_snapshot.v;
    struct str automatic = automatic_snapshots(c, prior, planned);
    return str_printf(c->mem,
                      "it is stopped, a snapshot is taken and verified, the instance is deleted and created "
                      "from it with the same "
                      "name. That usually takes 5 to 20 minutes (its disk has %lld GB), in which the "
                      "instance is down. Its disks, "
                      "static IP, firewall, add-ons, tags, options and power state are restored. Its ARN, "
                      "private address%s%s change.%.*s "
                      "The snapshot is %s.",
                      TF_IS_KNOWN(prior->disk_size) ? (long long)prior->disk_size.v : 0LL,
                      TF_IS_KNOWN(prior->ipv6_addresses) && prior->ipv6_addresses.count > 0
                          ? ", IPv6 addresses"
                          : "",
                      has_static_ip(prior) ? "" : " and public address (it has no static IP)",
                      STR_ARG(automatic), keeps ? "kept" : "deleted at the end");
}

static void warn(struct call *c, const struct plan *plan, const struct instance *prior,
                 const struct instance *planned)
{
    bool in_place = rebuild_is_generation(prior->bundle_id.v, planned->bundle_id.v);
    struct str snapshot = by_snapshot(c, prior, planned), name = prior->name.v;
    struct str price = plan->replace_note.len > 0 ? str_printf(c->mem, " %.*s", STR_ARG(plan->replace_note))
                                                  : STR("");
    if (in_place)
        call_warn(c, "bundle_id", "Bundle changes in place",
                  "The instance '%.*s' gets the bundle '%.*s' instead of '%.*s': it is stopped and started "
                  "with the new "
                  "bundle, which usually takes 2 to 5 minutes. Everything is kept%s.%.*s\n\nIf Lightsail "
                  "refuses that, "
                  "the change is made by a snapshot: %.*s",
                  STR_ARG(name), STR_ARG(planned->bundle_id.v), STR_ARG(prior->bundle_id.v),
                  has_static_ip(prior) ? "" : " except the public address, because it has no static IP",
                  STR_ARG(price), STR_ARG(snapshot));
    else
        call_warn(c, "bundle_id", "Bundle changes by a snapshot",
                  "The instance '%.*s' gets the bundle '%.*s' instead of '%.*s': %.*s%.*s", STR_ARG(name),
                  STR_ARG(planned->bundle_id.v), STR_ARG(prior->bundle_id.v), STR_ARG(snapshot),
                  STR_ARG(price));
}

/* ---- the plan ---- */

static bool plan_change(struct call *c, const struct plan *plan)
{
    const struct instance *prior = plan->prior;
    struct instance *planned = plan->planned;
    size_t errors = c->diags.error_count;
    plan_new(c, planned, has_static_ip(prior));
    if (c->client == NULL)
        return true;
    TRY(check_bundle(c, prior, planned));
    if (c->diags.error_count == errors && plan->is_changed && !plan->is_final)
        warn(c, plan, prior, planned);
    return true;
}

/*
 * Of an unfinished change: another bundle than before must fit the machine that exists, or the snapshot, because an
 * instance that was deleted for it could not be created. Back to the bundle of before is always possible.
 */
static bool check_resumption(struct call *c, const struct instance *prior, const struct instance *planned)
{
    struct session s = bundle_session(c);
    struct rebuild r = {.kind = &rebuild_instance, .session = &s, .name = prior->name.v};
    if (!rebuild_find(&r, TF_IS_KNOWN(prior->arn) ? prior->arn.v : STR(""), true)) {
        c->err = s.err;
        return false;
    }
    bool exists = r.object != NULL, is_old = !exists || rebuild_is_old(&r, r.object);
    const json_t *before = json_object_get(r.journal, "instance"), *now = exists ? r.object : before;
    struct str bundle = json_member_text(now, "bundleId");
    struct tf_int disk = instance_system_disk_gb(now);
    const struct instance_origin origin = {json_member_text(now, "blueprintId"), bundle,
                                           TF_IS_KNOWN(disk) ? disk.v : 0, NULL, exists};
    if (now == NULL || !TF_IS_KNOWN(planned->bundle_id) ||
        catalogue_same_bundle(c->mem, bundle, planned->bundle_id.v) ||
        (exists && is_old &&
         catalogue_same_bundle(c->mem, json_member_text(before, "bundleId"), planned->bundle_id.v)))
        return true;
    return instance_check_catalogue(c, planned, &origin);
}

static bool plan_resumption(struct call *c, const struct plan *plan)
{
    const struct instance *prior = plan->prior;
    struct instance *planned = plan->planned;
    size_t errors = c->diags.error_count;
    plan_new(c, planned, false);
    if (c->client == NULL)
        return true;
    TRY(check_resumption(c, prior, planned));
    if (c->diags.error_count > errors || plan->is_final)
        return true;
    call_warn(
        c, "bundle_id", "Change of the bundle is resumed",
        "An interrupted apply, or 'quants-infra infra resize', has left '%.*s' in the middle of a change of "
        "its "
        "bundle. This apply completes it: the instance gets the configured bundle, with everything kept.",
        STR_ARG(planned->name.v));
    return true;
}

bool instance_resize_plan(struct call *c, struct plan *plan)
{
    const struct instance *prior = plan->prior;
    struct instance *planned = plan->planned;
    bool is_open = TF_IS_UNKNOWN(planned->bundle_id);
    if (plan->replace_count > 0)
        return true;
    if (TF_IS_NULL(prior->bundle_id))
        return plan_resumption(c, plan);
    if (!is_open && str_eq(prior->bundle_id.v, planned->bundle_id.v))
        return true;
    if (TF_IS_UNKNOWN(planned->bundle_change))
        call_error(c, "bundle_change", "Value is not known yet",
                   "Whether another bundle replaces the instance must be known in the plan. Use a value that "
                   "does not "
                   "depend on a resource.");
    else if (!str_eqc(planned->bundle_change.v, INSTANCE_BUNDLE_CHANGE_KEEP_DATA))
        plan_replace(plan, STR("bundle_id"));
    else if (is_open)
        plan_new(c, planned, has_static_ip(prior)); /* it may change */
    else
        return plan_change(c, plan);
    return true;
}
