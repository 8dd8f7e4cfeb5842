/*
 * instance_read.c — an instance as GetInstance returns it. Knows how the response maps to the state; must not
 * change anything.
 */
#include "rebuild/rebuild.h"
#include "resources/catalogue/catalogue.h"
#include "resources/instance/instance.h"
#include "resources/instance/instance_changing.h"
#include "runtime/auto_snapshot.h"

bool instance_get(struct call *c, struct str name, json_t **ret_instance)
{
    return api_view(c, LS_KIND_INSTANCE, name, LS_NOW, ret_instance);
}

struct str instance_state(const json_t *answer)
{
    return json_text(json_at(answer, "state.name"));
}

struct tf_int instance_system_disk_gb(const json_t *answer)
{
    const json_t *disks = json_at(answer, "hardware.disks");
    for (size_t i = 0; i < json_array_size(disks); i++) {
        const json_t *disk = json_array_get(disks, i), *size = json_object_get(disk, "sizeInGb");
        if (json_is_true(json_object_get(disk, "isSystemDisk")) && json_is_integer(size))
            return tf_int(json_integer_value(size));
    }
    return (struct tf_int){0};
}

/*
 * The power state that the instance has or is changing to. While it is being deleted it has neither: the
 * state keeps the last value, until NotFound shows that the instance does not exist.
 */
static struct tf_string power(struct arena *mem, struct str now, struct tf_string prior)
{
    if (str_eq(now, STR("running")) || str_eq(now, STR("pending")) || str_eq(now, STR("rebooting")))
        return tf_string(STR(INSTANCE_STATE_RUNNING));
    if (str_eq(now, STR("stopped")) || str_eq(now, STR("stopping")))
        return tf_string(STR(INSTANCE_STATE_STOPPED));
    return TF_IS_KNOWN(prior) ? prior : tf_string_or_null(str_copy(mem, now));
}

/* A status in transition counts as the final one: "Enabling" is not drift. */
static struct str add_on_status(struct str status)
{
    if (str_starts_with(status, STR("Enabl")))
        return STR(INSTANCE_ADD_ON_STATUS_ENABLED);
    if (status.len == 0 || str_starts_with(status, STR("Disabl")))
        return STR(INSTANCE_ADD_ON_STATUS_DISABLED);
    return status;
}

/* A disabled add-on is shown only if the configuration has the block; otherwise disabled and absent are
 * the same. */
static void fill_add_on(struct call *c, const json_t *answer, const struct instance *prior,
                        struct instance *state)
{
    const json_t *found = auto_snapshot_of(answer);
    bool has_block = TF_IS_KNOWN(prior->add_on) && prior->add_on.count > 0;
    struct str status = add_on_status(json_member_text(found, "status"));
    state->add_on.is = TF_KNOWN;
    state->add_on.count = 0;
    if (!has_block && str_eq(status, STR(INSTANCE_ADD_ON_STATUS_DISABLED)))
        return;
    struct instance_add_on *add_on = arena_new_object(c->mem, struct instance_add_on);
    struct str hour = auto_snapshot_hour(found);
    add_on->type = tf_string(STR(INSTANCE_ADD_ON_TYPE_AUTOSNAPSHOT));
    add_on->status = tf_string(str_copy(c->mem, status));
    add_on->snapshot_time = hour.len > 0 ? tf_string(str_copy(c->mem, hour))
                            : has_block  ? prior->add_on.v[0].snapshot_time
                                         : (struct tf_string){0};
    state->add_on.count = 1;
    state->add_on.v = add_on;
}

static void fill_bundle(struct call *c, const json_t *answer, const struct instance *prior,
                        struct instance *state)
{
    struct str bundle_id = str_copy(c->mem, json_member_text(answer, "bundleId"));
    if (bundle_id.len == 0)
        return;
    bool is_twin = TF_IS_KNOWN(prior->bundle_id) &&
                   catalogue_same_bundle(c->mem, prior->bundle_id.v, bundle_id);
    state->bundle_id = is_twin ? prior->bundle_id : tf_string(bundle_id);
    /* The price of a bundle does not change, so a refresh needs no catalogue. The bundle of the other
     * family has another price, and the state does not record the family. */
    bool is_same = TF_IS_KNOWN(prior->monthly_price_usd) && TF_IS_KNOWN(prior->bundle_id) && is_twin &&
                   tf_string_equal(prior->ip_address_type, state->ip_address_type);
    state->monthly_price_usd = is_same ? prior->monthly_price_usd : catalogue_price_usd(c, bundle_id);
}

bool instance_fill(struct call *c, const json_t *answer, const void *prior_model, void *state_model)
{
    const struct instance *prior = prior_model;
    struct instance *state = state_model;
    struct tf_int disk_size = instance_system_disk_gb(answer);
    if (TF_IS_KNOWN(disk_size))
        state->disk_size = disk_size;
    if (!TF_IS_KNOWN(state->ipv6_addresses))
        state->ipv6_addresses = (struct tf_strings){.is = TF_KNOWN};
    if (!TF_IS_KNOWN(state->is_static_ip))
        state->is_static_ip = tf_bool(false);
    state->state = power(c->mem, instance_state(answer), prior->state);
    fill_bundle(c, answer, prior, state);
    fill_add_on(c, answer, prior, state);
    return true;
}

/*
 * In the middle of a change of its bundle, the state stays as it is, without a bundle: the next plan continues the
 * change.
 */
static bool mark_as_changing(struct instance *state)
{
    state->bundle_id = TF_NULL_OF(state->bundle_id);
    return true;
}

bool instance_may_be_changing(const struct instance *prior)
{
    return TF_IS_NULL(prior->bundle_id) ||
           (TF_IS_KNOWN(prior->bundle_change) &&
            str_eqc(prior->bundle_change.v, INSTANCE_BUNDLE_CHANGE_KEEP_DATA));
}

bool instance_read(struct call *c, const void *prior_model, void *state_model)
{
    const struct instance *prior = prior_model;
    json_t *answer;
    bool is_changing = false;
    if (!api_read(c, LS_KIND_INSTANCE, prior->name.v, prior->arn, &answer)) {
        TRY(api_done_if_not_found(c));
        if (TF_IS_KNOWN(prior->arn))
            TRY(instance_is_missing_for_change(c, prior->name.v, prior->arn.v,
                                               instance_may_be_changing(prior), &is_changing));
        return is_changing ? mark_as_changing(state_model) : call_gone(c);
    }
    if (TF_IS_KNOWN(prior->arn) && rebuild_is_marked(answer))
        return mark_as_changing(state_model);
    api_forget_replaced(c, prior->name.v, prior->arn, answer);
    return crud_fill(c, answer, prior, state_model);
}
