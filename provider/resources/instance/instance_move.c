/*
 * instance_move.c — aws_lightsail_instance and awscc_lightsail_instance as lightsail_instance. Knows their
 * stored forms; makes no request.
 */
#include "gen/instance.h"
#include "resources/moves.h"
#include "runtime/move_source.h"

/* A state in transition counts as the final one, as in a refresh. Only the snapshot add-on is managed
 * here. */
static bool take_add_on(struct call *c, const json_t *add_on, const char *type_path, const char *time_path,
                        struct instance *state)
{
    struct tf_string type, time, status;
    TRY(source_text(c, add_on, type_path, &type) && source_text(c, add_on, time_path, &time) &&
        source_text(c, add_on, "status", &status));
    if (TF_IS_NULL(type) || !str_eq_nocase(type.v, STR(INSTANCE_ADD_ON_TYPE_AUTOSNAPSHOT)))
        return true;
    bool is_on = TF_IS_NULL(status) || str_starts_with(status.v, STR("Enabl"));
    struct instance_add_on *taken = arena_new_object(c->mem, struct instance_add_on);
    taken->type = tf_string(STR(INSTANCE_ADD_ON_TYPE_AUTOSNAPSHOT));
    taken->snapshot_time = time;
    taken->status = tf_string(is_on ? STR(INSTANCE_ADD_ON_STATUS_ENABLED)
                                    : STR(INSTANCE_ADD_ON_STATUS_DISABLED));
    state->add_on.is = TF_KNOWN;
    state->add_on.count = 1;
    state->add_on.v = taken;
    return true;
}

static bool take_add_ons(struct call *c, const json_t *source, const char *path, const char *type_path,
                         const char *time_path, struct instance *state)
{
    enum { MOST = 16 };
    const json_t *add_ons;
    TRY(source_objects(c, source, path, MOST, &add_ons));
    for (size_t i = 0; i < json_array_size(add_ons); i++)
        TRY(take_add_on(c, json_array_get(add_ons, i), type_path, time_path, state));
    return true;
}

static bool move_from_aws(struct call *c, const json_t *source, int64_t version, void *state_model)
{
    struct instance *state = state_model;
    (void)version;
    TRY(source_name(c, source, "name", "id", &state->name));
    TRY(source_text(c, source, "availability_zone", &state->availability_zone));
    TRY(source_text(c, source, "blueprint_id", &state->blueprint_id));
    TRY(source_text(c, source, "bundle_id", &state->bundle_id));
    TRY(source_text(c, source, "key_pair_name", &state->key_pair_name));
    TRY(source_text(c, source, "user_data", &state->user_data));
    TRY(source_text(c, source, "ip_address_type", &state->ip_address_type));
    TRY(source_tags(c, source, &state->tags, &state->tags_all));
    TRY(source_text(c, source, "arn", &state->arn));
    TRY(source_text(c, source, "created_at", &state->created_at));
    TRY(source_text(c, source, "username", &state->username));
    TRY(source_text(c, source, "public_ip_address", &state->public_ip_address));
    TRY(source_text(c, source, "private_ip_address", &state->private_ip_address));
    TRY(source_texts(c, source, "ipv6_addresses", false, &state->ipv6_addresses));
    TRY(source_bool(c, source, "is_static_ip", &state->is_static_ip));
    TRY(source_int(c, source, "cpu_count", &state->cpu_count));
    TRY(source_number(c, source, "ram_size", &state->ram_size));
    /* That provider stores no power state; a plan without a refresh must not start an instance. */
    state->state = tf_string(STR(INSTANCE_STATE_RUNNING));
    return take_add_ons(c, source, "add_on", "type", "snapshot_time", state);
}

static bool take_power(struct call *c, const json_t *source, struct tf_string *ret_state)
{
    struct tf_string state;
    TRY(source_text(c, source, "state.name", &state));
    bool is_stopped = TF_IS_KNOWN(state) && str_starts_with(state.v, STR("stop"));
    *ret_state = tf_string(is_stopped ? STR(INSTANCE_STATE_STOPPED) : STR(INSTANCE_STATE_RUNNING));
    return true;
}

static bool move_from_awscc(struct call *c, const json_t *source, int64_t version, void *state_model)
{
    struct instance *state = state_model;
    (void)version;
    TRY(source_name(c, source, "instance_name", "id", &state->name));
    TRY(source_text(c, source, "availability_zone", &state->availability_zone));
    if (TF_IS_NULL(state->availability_zone))
        TRY(source_text(c, source, "location.availability_zone", &state->availability_zone));
    TRY(source_text(c, source, "blueprint_id", &state->blueprint_id));
    TRY(source_text(c, source, "bundle_id", &state->bundle_id));
    TRY(source_text(c, source, "key_pair_name", &state->key_pair_name));
    if (TF_IS_NULL(state->key_pair_name))
        TRY(source_text(c, source, "ssh_key_name", &state->key_pair_name));
    TRY(source_text(c, source, "user_data", &state->user_data));
    TRY(source_tag_objects(c, source, "tags", &state->tags));
    state->tags_all = state->tags;
    state->tags_all.is = TF_KNOWN;
    TRY(source_text(c, source, "instance_arn", &state->arn));
    TRY(source_text(c, source, "user_name", &state->username));
    TRY(source_text(c, source, "public_ip_address", &state->public_ip_address));
    TRY(source_text(c, source, "private_ip_address", &state->private_ip_address));
    TRY(source_texts(c, source, "ipv_6_addresses", false, &state->ipv6_addresses));
    TRY(source_bool(c, source, "is_static_ip", &state->is_static_ip));
    TRY(source_int(c, source, "hardware.cpu_count", &state->cpu_count));
    TRY(source_number(c, source, "hardware.ram_size_in_gb", &state->ram_size));
    TRY(source_int(c, source, "networking.monthly_transfer.gb_per_month_allocated",
                   &state->monthly_transfer_gb));
    TRY(source_text(c, source, "support_code", &state->support_code));
    TRY(take_power(c, source, &state->state));
    return take_add_ons(c, source, "add_ons", "add_on_type",
                        "auto_snapshot_add_on_request.snapshot_time_of_day", state);
}

const struct state_move instance_moves[INSTANCE_MOVE_COUNT] = {
    {.provider = AWS_PROVIDER,
     .type_name = "aws_lightsail_instance",
     .newest_version = AWS_SCHEMA_VERSION,
     .move = move_from_aws},
    {.provider = AWSCC_PROVIDER,
     .type_name = "awscc_lightsail_instance",
     .newest_version = AWSCC_SCHEMA_VERSION,
     .move = move_from_awscc},
};
