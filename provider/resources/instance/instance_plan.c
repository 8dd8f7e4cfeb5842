/*
 * instance_plan.c — plans an instance beyond the rows: equal forms, the effects of an update, changes that
 * need a new instance. Knows configuration and state; makes no request except for the catalogue, and for a
 * key pair that may be in another region.
 */
#include "resources/catalogue/catalogue.h"
#include "resources/catalogue/name_check.h"
#include "resources/instance/instance_resize.h"
#include "resources/instance/instance_restore.h"
#include "resources/instance/ipv6_check.h"
#include "resources/instance/script.h"
#include "resources/snapshot/final_snapshot.h"
#include "runtime/region_check.h"
#include "runtime/tags.h"
#include "tf/number.h"

static bool is_ipv6_only(struct tf_string type)
{
    return TF_IS_KNOWN(type) && str_eq(type.v, STR(INSTANCE_IP_ADDRESS_TYPE_IPV6));
}

bool instance_crosses_family(struct tf_string from, struct tf_string to)
{
    return TF_IS_KNOWN(from) && TF_IS_KNOWN(to) && is_ipv6_only(from) != is_ipv6_only(to);
}

static void check_script_size(struct call *c, const char *attribute, struct tf_string script)
{
    enum { MOST_BYTES = 16 * 1024 };
    if (TF_IS_KNOWN(script) && script.v.len > MOST_BYTES)
        call_error(c, attribute, "Launch script too long",
                   "%s has %zu bytes, but Lightsail accepts at most %d. Move the rest to a place that the "
                   "script can download.",
                   attribute, script.v.len, MOST_BYTES);
}

bool instance_validate(struct call *c, const void *config_model)
{
    const struct instance *config = config_model;
    tags_validate(c, "tags", &config->tags);
    instance_restore_validate(c, config);
    final_snapshot_validate(c, config->final_snapshot_name);
    check_script_size(c, "user_data", config->user_data);
    check_script_size(c, "user_data_wo", config->user_data_wo);
    /* The other direction is valid: an instance that was switched in place keeps the bundle ID of the
     * configuration. */
    bool ipv6_bundle = TF_IS_KNOWN(config->bundle_id) && catalogue_is_ipv6_bundle(config->bundle_id.v);
    if (ipv6_bundle && !TF_IS_UNKNOWN(config->ip_address_type) && !is_ipv6_only(config->ip_address_type))
        call_error(c, "ip_address_type", "Bundle and address type do not fit",
                   "The bundle '%.*s' has no public IPv4 address: set ip_address_type = \"ipv6\", or use "
                   "the bundle '%.*s'.",
                   STR_ARG(config->bundle_id.v), STR_ARG(catalogue_bundle_base(c->mem, config->bundle_id.v)));
    return true;
}

/* To the user, the two families of a bundle are one: the difference is ip_address_type. */
static void keep_equal_bundle(struct call *c, const struct instance *prior, struct instance *planned)
{
    if (TF_IS_KNOWN(prior->bundle_id) && TF_IS_KNOWN(planned->bundle_id) &&
        catalogue_same_bundle(c->mem, prior->bundle_id.v, planned->bundle_id.v))
        planned->bundle_id = prior->bundle_id;
}

/* A replacement with another bundle also has another price. */
static void note_price(struct call *c, struct plan *plan, const struct instance *prior,
                       const struct instance *planned)
{
    if (!TF_IS_KNOWN(prior->bundle_id) || !TF_IS_KNOWN(planned->bundle_id) || c->client == NULL ||
        str_eq(prior->bundle_id.v, planned->bundle_id.v))
        return;
    struct tf_number before = TF_IS_KNOWN(prior->monthly_price_usd)
                                  ? prior->monthly_price_usd
                                  : catalogue_price_usd(c, prior->bundle_id.v),
                     after = catalogue_price_usd(c, planned->bundle_id.v);
    if (TF_IS_KNOWN(before) && TF_IS_KNOWN(after))
        plan->replace_note = str_printf(
            c->mem, "The price of the bundle changes from USD %.2f to USD %.2f per month.",
            number_to_double(before.v), number_to_double(after.v));
}

static bool has_script(const struct instance *instance)
{
    return !TF_IS_NULL(instance->user_data) || !TF_IS_NULL(instance->user_data_wo_version);
}

/* The script in the state, which is now set as the write-only argument. */
static bool is_script_hidden(struct call *c, const struct instance *config, const struct instance *prior)
{
    return TF_IS_KNOWN(prior->user_data) && script_equal(c->mem, prior->user_data, config->user_data_wo);
}

/* No script in the state means that the instance was imported: its script is not known, and the configured
 * one is stored. */
static void replace_for_script(struct call *c, struct plan *plan, const struct instance *config,
                               const struct instance *prior, struct instance *planned)
{
    bool is_other_text = !script_equal(c->mem, prior->user_data, planned->user_data);
    bool is_other_version = prior->user_data_wo_version.is != planned->user_data_wo_version.is ||
                            prior->user_data_wo_version.v != planned->user_data_wo_version.v;
    if (!is_other_text && TF_IS_KNOWN(planned->user_data))
        planned->user_data = prior->user_data; /* in the form of the state */
    if (!has_script(prior) || is_script_hidden(c, config, prior))
        return;
    if (is_other_text)
        plan_replace(plan, STR("user_data"));
    if (is_other_version)
        plan_replace(plan, STR("user_data_wo_version"));
}

/* Whether the script will or may run: not in a plan without a change. */
static void warn_of_script(struct call *c, const struct plan *plan)
{
    const struct instance *config = plan->config;
    bool is_hidden = TF_IS_KNOWN(config->user_data_wo);
    struct tf_string script = is_hidden ? config->user_data_wo : config->user_data;
    bool is_windows = TF_IS_KNOWN(config->blueprint_id) &&
                      str_starts_with(config->blueprint_id.v, STR("windows"));
    const char *fault = TF_IS_KNOWN(script) && !is_windows ? script_fault(script.v) : NULL;
    if (fault != NULL && !plan->is_final && (plan->prior == NULL || plan->is_changed))
        call_warn(c, is_hidden ? "user_data_wo" : "user_data", "Launch script cannot run",
                  "%s Save the file as UTF-8 without a byte order mark and with LF line endings, or write "
                  "replace(file(…), \"\\r\\n\", \"\\n\").",
                  fault);
}

static void plan_addresses(struct call *c, const struct instance *prior, struct instance *planned)
{
    if (tf_string_equal(prior->ip_address_type, planned->ip_address_type))
        return;
    planned->public_ip_address = TF_UNKNOWN_OF(planned->public_ip_address);
    planned->ipv6_addresses = TF_UNKNOWN_OF(planned->ipv6_addresses);
    bool crosses = instance_crosses_family(prior->ip_address_type, planned->ip_address_type);
    if (!crosses && !TF_IS_UNKNOWN(planned->ip_address_type))
        return;
    planned->private_ip_address = TF_UNKNOWN_OF(planned->private_ip_address);
    planned->is_static_ip = TF_UNKNOWN_OF(planned->is_static_ip);
    planned->monthly_price_usd = TF_UNKNOWN_OF(planned->monthly_price_usd);
    planned->monthly_transfer_gb = TF_UNKNOWN_OF(planned->monthly_transfer_gb);
    bool accepted = TF_IS_UNKNOWN(planned->accept_bundle_update) || planned->accept_bundle_update.v;
    if (crosses && !accepted)
        call_error(c, "accept_bundle_update", "Change of bundle not accepted",
                   "A change of ip_address_type from \"%.*s\" to \"%.*s\" also replaces the bundle '%.*s' "
                   "by its counterpart with another price. To allow it, set accept_bundle_update = true.",
                   STR_ARG(prior->ip_address_type.v), STR_ARG(planned->ip_address_type.v),
                   STR_ARG(TF_IS_KNOWN(prior->bundle_id) ? prior->bundle_id.v : STR("")));
}

/* Only a static IP stays the same after a stop and a start. */
static void plan_power(const struct instance *prior, struct instance *planned)
{
    bool has_static_ip = TF_IS_KNOWN(prior->is_static_ip) && prior->is_static_ip.v;
    if (!tf_string_equal(prior->state, planned->state) && !has_static_ip)
        planned->public_ip_address = TF_UNKNOWN_OF(planned->public_ip_address);
}

static bool check_creation(struct call *c, const struct plan *plan)
{
    const struct instance *planned = plan->planned;
    const struct tf_string final = instance_final_snapshot_of(c, plan);
    struct instance_origin origin;
    if (!plan->is_final)
        TRY(final_snapshot_plan(c, LS_KIND_INSTANCE, planned->name.v, final));
    if (!instance_is_restored(planned))
        return instance_check_catalogue(c, planned, NULL);
    return instance_restore_plan(c, plan, final, &origin) && instance_check_catalogue(c, planned, &origin);
}

bool instance_modify_plan(struct call *c, struct plan *plan)
{
    const struct instance *prior = plan->prior;
    struct instance *planned = plan->planned;
    const struct instance *config = plan->config;
    tags_plan(c, &planned->tags, &planned->tags_all);
    TRY(name_check(c, plan, LS_KIND_INSTANCE, planned->name));
    ipv6_note(c, planned->name, planned->ip_address_type);
    if (!str_eq(config->key_pair_name.v, INSTANCE_DEFAULT_KEY_PAIR))
        region_check(c, plan, LS_KIND_KEY_PAIR, "key_pair_name", config->key_pair_name,
                     prior != NULL ? prior->key_pair_name : (struct tf_string){0});
    warn_of_script(c, plan);
    if (!plan->is_final)
        instance_metadata_plan(c, prior, planned);
    if (prior == NULL)
        return check_creation(c, plan);
    instance_final_snapshot_note(c, plan);
    keep_equal_bundle(c, prior, planned);
    note_price(c, plan, prior, planned);
    replace_for_script(c, plan, plan->config, prior, planned);
    plan_addresses(c, prior, planned);
    plan_power(prior, planned);
    return instance_resize_plan(c, plan);
}
