/*
 * instance.c — creates instances; the rest of the resource is in instance_*.c. Knows the order of requests that
 * loses no object; must not know how responses are read.
 */
#include "resources/instance/instance_restore.h"

#include "resources/catalogue/catalogue.h"
#include "resources/moves.h"
#include "runtime/auto_snapshot.h"
#include "runtime/busy.h"
#include "runtime/tags.h"

static bool choose_zone(struct call *c, const struct instance *plan, struct str *ret_zone)
{
    const struct catalogue *regions;
    size_t count;
    if (TF_IS_KNOWN(plan->availability_zone)) {
        *ret_zone = plan->availability_zone.v;
        return true;
    }
    TRY(catalogue_list(c, CATALOGUE_REGIONS, &regions));
    struct str *zones = catalogue_zones(c, regions, &count);
    if (count == 0)
        return fail_at(&c->err, ERR_USER, "availability_zone",
                       "Lightsail lists no available zone in %.*s: set availability_zone",
                       STR_ARG(call_region(c)));
    *ret_zone = zones[0];
    return true;
}

static void set_text(json_t *in, const char *member, struct tf_string text)
{
    if (TF_IS_KNOWN(text))
        json_object_set_new(in, member, json_new_str(text.v));
}

/* `config` for its write-only argument only. */
static json_t *create_request(const struct instance *plan, const struct instance *config, struct str zone)
{
    json_t *in = json_object(), *names = json_array(), *tags = tags_request(&plan->tags_all);
    json_array_append_new(names, json_new_str(plan->name.v));
    json_object_set_new(in, "instanceNames", names);
    json_object_set_new(in, "availabilityZone", json_new_str(zone));
    if (instance_is_restored(plan))
        instance_restore_request(plan, in);
    else
        set_text(in, "blueprintId", plan->blueprint_id);
    set_text(in, "bundleId", plan->bundle_id);
    if (instance_runs_script(plan))
        set_text(in, "userData", TF_IS_KNOWN(plan->user_data) ? plan->user_data : config->user_data_wo);
    set_text(in, "ipAddressType", plan->ip_address_type);
    if (TF_IS_KNOWN(plan->key_pair_name) && !str_eq(plan->key_pair_name.v, INSTANCE_DEFAULT_KEY_PAIR))
        set_text(in, "keyPairName", plan->key_pair_name);
    if (tags != NULL)
        json_object_set_new(in, "tags", tags);
    if (instance_wants_snapshots(plan)) {
        json_t *add_ons = json_array();
        json_array_append_new(add_ons, auto_snapshot_request(plan->add_on.v[0].snapshot_time.v));
        json_object_set_new(in, "addOns", add_ons);
    }
    return in;
}

/* Planned values are kept; AWS reports the others. An add-on in transition has the planned value. */
static bool fill_created(struct call *c, const json_t *answer, const struct instance *plan,
                         struct instance *state)
{
    TRY(crud_fill(c, answer, plan, state));
    state->add_on = plan->add_on;
    if (!TF_IS_UNKNOWN(plan->tags))
        state->tags = plan->tags;
    if (!TF_IS_UNKNOWN(plan->tags_all))
        state->tags_all = plan->tags_all;
    return true;
}

/* Changes the new instance to what the plan has. */
static bool bring_up(struct call *c, const struct instance *plan, const json_t *accepted,
                     struct instance *state)
{
    json_t *answer = NULL;
    bool is_up = instance_follow(c, plan->name.v, INSTANCE_UP, accepted, &answer);
    if (answer != NULL)
        TRY(fill_created(c, answer, plan, state));
    TRY(is_up && instance_metadata_update(c, plan, state) && instance_wait_ready(c, plan, answer));
    if (str_eq(plan->state.v, STR(INSTANCE_STATE_RUNNING)))
        return true;
    TRY(instance_set_power(c, plan->name.v, false, &answer));
    return fill_created(c, answer, plan, state);
}

/*
 * Ctrl-C while an accepted instance starts: an error would taint it, and the next apply would delete an
 * intact instance to create the same again. The next refresh fills what is missing.
 */
static bool leave_on_its_way(struct call *c, const struct instance *state)
{
    if (c->err.kind != ERR_STOPPED || !TF_IS_KNOWN(state->name))
        return false;
    call_warn(c, "", "Interrupted while an instance is starting",
              "AWS has accepted the creation of '%.*s', but the apply did not wait for its end, so its "
              "addresses are not known yet. Apply again to continue.",
              STR_ARG(state->name.v));
    c->err = (struct err){0};
    return true;
}

struct creation {
    const struct instance *plan;
    struct instance *state;
    struct ls_effect effect;
};

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct creation *creation = context;
    enum ls_op op = instance_is_restored(creation->plan) ? OP_CREATE_INSTANCES_FROM_SNAPSHOT
                                                         : OP_CREATE_INSTANCES;
    return api_create_begin(c, op, in, creation->plan, creation->state, &creation->effect, ret_answer);
}

static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct instance *plan = plan_model;
    struct instance *state = state_model;
    bool is_restored = instance_is_restored(plan);
    struct str zone;
    json_t *accepted;
    TRY(choose_zone(c, plan, &zone) && instance_restore_check(c, plan));
    json_t *in = create_request(plan, c->config, zone);
    const struct creation creation = {plan,
                                      state,
                                      {LS_CREATED, LS_KIND_INSTANCE, .name = plan->name.v,
                                       .members = ls_instance_traits(c->mem, in)}};
    /* A snapshot may be in transition. */
    bool is_accepted = is_restored ? busy_send(c, in, send, &creation, &accepted)
                                   : send(c, in, &creation, &accepted);
    return (is_accepted && bring_up(c, plan, accepted, state)) || leave_on_its_way(c, state);
}

const struct resource instance_resource = {
    .schema = &instance_schema,
    .validate = instance_validate,
    .modify_plan = instance_modify_plan,
    .create = create,
    .read = instance_read,
    .update = instance_update,
    .plan_destroy = instance_plan_destroy,
    .destroy = instance_destroy,
    .import = crud_import,
    .moves = instance_moves,
    .move_count = INSTANCE_MOVE_COUNT,
};
