/*
 * test_instance.c — how a response becomes the state, what a plan says, and how an instance is changed step
 * by step.
 */
#include "../../runtime/calls.h"

#include "resources/instance/instance.h"
#include "runtime/walk.h"

#define INSTANCE_JSON(state, extra)                                                                        \
    "{\"name\":\"web\",\"arn\":\"arn:aws:lightsail:us-east-1:1:Instance/"                                  \
    "1\",\"createdAt\":1700000000.5,\"location\":"                                                         \
    "{\"availabilityZone\":\"us-east-1a\",\"regionName\":\"us-east-1\"},\"blueprintId\":\"ubuntu_22_04\"," \
    "\"blueprintName\":\"Ubuntu\","                                                                        \
    "\"ipAddressType\":\"dualstack\",\"hardware\":{\"cpuCount\":2,\"ramSizeInGb\":0.5,\"disks\":[{"        \
    "\"sizeInGb\":9,\"isSystemDisk\":false},"                                                              \
    "{\"sizeInGb\":20,\"isSystemDisk\":true}]},\"networking\":{\"monthlyTransfer\":{"                      \
    "\"gbPerMonthAllocated\":1024}},"                                                                      \
    "\"username\":\"ubuntu\",\"sshKeyName\":\"LightsailDefaultKeyPair\",\"state\":{\"code\":16,\"name\":"  \
    "\"" state "\"}" extra "}"
#define ANSWER(state, extra)                                                                                 \
    {                                                                                                        \
        .status = 200, .body = "{\"instance\":" INSTANCE_JSON(state, ",\"bundleId\":\"nano_3_0\"" extra) "}" \
    }
#define ADDRESS ",\"publicIpAddress\":\"203.0.113.5\""
#define DONE                                         \
    {                                                \
        .status = 200, .body = "{\"operations\":[]}" \
    }
#define NOT_FOUND                                                                                    \
    {                                                                                                \
        .status = 400, .body = "{\"__type\":\"NotFoundException\",\"message\":\"no such instance\"}" \
    }
#define BUNDLES                                                                            \
    {                                                                                      \
        .status = 200, .body = "{\"bundles\":[{\"bundleId\":\"nano_3_0\",\"price\":5.0}]}" \
    }

/* A state as a refresh would leave it. */
static struct instance known_instance(struct arena *mem)
{
    return (struct instance){
        .name = tf_string(STR("web")),
        .availability_zone = tf_string(STR("us-east-1a")),
        .blueprint_id = tf_string(STR("ubuntu_22_04")),
        .bundle_id = tf_string(STR("nano_3_0")),
        .key_pair_name = tf_string(STR("LightsailDefaultKeyPair")),
        .user_data = tf_string(STR("#!/bin/sh")),
        .ip_address_type = tf_string(STR("dualstack")),
        .accept_bundle_update = tf_bool(false),
        .state = tf_string(STR("running")),
        .tags_all = map_of(mem, ""),
        .public_ip_address = tf_string(STR("203.0.113.5")),
        .is_static_ip = tf_bool(false),
        .monthly_price_usd = {TF_KNOWN, STR("5")},
        .monthly_transfer_gb = tf_int(1024),
        .ipv6_addresses = {.is = TF_KNOWN},
        .add_on = {.is = TF_KNOWN},
    };
}

static struct instance read_after(struct scene *s, const struct instance *prior)
{
    scene_changes(s);
    struct instance state = *prior;
    assert_true(instance_read(&s->call, prior, &state));
    return state;
}

/* ---- reading ---- */

static void a_response_fills_the_state(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, ANSWER("running", ADDRESS ",\"tags\":[{\"key\":\"A\",\"value\":\"1\"}]"),
          BUNDLES);
    struct instance prior = {.name = tf_string(STR("web"))};
    struct instance now = read_after(&s, &prior);
    assert_str_equal(now.created_at.v, STR("2023-11-14T22:13:20Z"));
    assert_str_equal(now.ram_size.v, STR("0.5"));
    assert_int_equal(now.disk_size.v, 20);
    assert_int_equal(now.hardware.v[0].disks.count, 2);
    assert_int_equal(now.hardware.v[0].disks.v[0].size_in_gb.v, 9);
    assert_true(now.hardware.v[0].disks.v[1].is_system_disk.v);
    assert_int_equal(now.monthly_transfer_gb.v, 1024);
    assert_str_equal(now.monthly_price_usd.v, STR("5"));
    assert_str_equal(now.public_ip_address.v, STR("203.0.113.5"));
    assert_false(now.is_static_ip.v);
    assert_true(TF_IS_KNOWN(now.is_static_ip));
    assert_true(TF_IS_KNOWN(now.ipv6_addresses));
    assert_true(TF_IS_NULL(now.user_data));
    assert_int_equal(now.add_on.count, 0);
    assert_map_equal(s.call.mem, now.tags, "A=1");
    scene_end(&s);
}

static void a_refresh_needs_one_call(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, ANSWER("running", ADDRESS));
    struct instance prior = known_instance(s.call.mem);
    struct instance now = read_after(&s, &prior);
    assert_str_equal(now.monthly_price_usd.v, STR("5"));
    assert_str_equal(now.user_data.v, STR("#!/bin/sh"));
    scene_end(&s);
}

static void states_in_transition_are_reported_as_their_target(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, ANSWER("pending", ""), ANSWER("stopping", ""), ANSWER("shutting-down", ""));
    struct instance prior = known_instance(s.call.mem);
    assert_str_equal(read_after(&s, &prior).state.v, STR("running"));
    assert_str_equal(read_after(&s, &prior).state.v, STR("stopped"));
    assert_str_equal(read_after(&s, &prior).state.v, STR("running"));
    scene_end(&s);
}

static void only_not_found_means_deleted(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, NOT_FOUND,
          {.status = 400, .body = "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}"});
    struct instance prior = known_instance(s.call.mem), now = prior;
    assert_true(instance_read(&s.call, &prior, &now));
    assert_true(s.call.gone);
    s.call.gone = false;
    scene_changes(&s);
    assert_false(instance_read(&s.call, &prior, &now));
    assert_false(s.call.gone);
    scene_end(&s);
}

#define ADD_ON(status) \
    ",\"addOns\":[{\"name\":\"AutoSnapshot\",\"status\":\"" status "\",\"snapshotTimeOfDay\":\"06:00\"}]"

static void add_ons_in_transition_are_no_drift(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, ANSWER("running", ADD_ON("Enabling")), ANSWER("running", ADD_ON("Disabling")),
          ANSWER("running", ""), ANSWER("running", ADD_ON("Disabling")));
    struct instance prior = known_instance(s.call.mem);
    struct instance now = read_after(&s, &prior);
    assert_int_equal(now.add_on.count, 1); /* enabled outside of Terraform: shown */
    assert_str_equal(now.add_on.v[0].status.v, STR("Enabled"));
    assert_str_equal(now.add_on.v[0].snapshot_time.v, STR("06:00"));
    prior = now;
    assert_str_equal(read_after(&s, &prior).add_on.v[0].status.v, STR("Disabled"));
    now = read_after(&s, &prior);
    assert_str_equal(now.add_on.v[0].status.v, STR("Disabled"));
    assert_str_equal(now.add_on.v[0].snapshot_time.v, STR("06:00"));
    prior = known_instance(s.call.mem);
    assert_int_equal(read_after(&s, &prior).add_on.count, 0);
    scene_end(&s);
}

/* ---- planning ---- */

struct planning {
    struct instance config, prior, planned;
    struct plan plan;
};

static void planning_begin(struct planning *p, struct arena *mem)
{
    p->prior = p->planned = p->config = known_instance(mem);
    p->plan = (struct plan){.config = &p->config, .prior = &p->prior, .planned = &p->planned};
}

static void the_equivalent_bundle_is_the_same(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, BUNDLES);
    struct planning p;
    planning_begin(&p, s.call.mem);
    p.prior.bundle_id = tf_string(STR("nano_ipv6_3_0"));
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_str_equal(p.planned.bundle_id.v, STR("nano_ipv6_3_0"));
    p.planned.bundle_id = tf_string(STR("small_3_0"));
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_str_equal(p.planned.bundle_id.v, STR("small_3_0"));
    scene_end(&s);
}

static void user_data_replaces_unless_it_was_never_known(void **state)
{
    (void)state;
    QUIET_SCENE(s, &instance_schema);
    struct planning p;
    planning_begin(&p, s.call.mem);
    p.prior.user_data = TF_NULL_OF(p.prior.user_data);
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_int_equal(p.plan.replace_count, 0);
    p.prior.user_data = tf_string(STR("something else"));
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_int_equal(p.plan.replace_count, 1);
    assert_str_equal(p.plan.replace_paths[0], STR("user_data"));
    scene_end(&s);
}

static void power_changes_the_address_unless_it_is_static(void **state)
{
    (void)state;
    QUIET_SCENE(s, &instance_schema);
    struct planning p;
    planning_begin(&p, s.call.mem);
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_true(TF_IS_KNOWN(p.planned.public_ip_address));
    p.planned.state = tf_string(STR("stopped"));
    p.prior.is_static_ip = tf_bool(true);
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_true(TF_IS_KNOWN(p.planned.public_ip_address));
    p.prior.is_static_ip = tf_bool(false);
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_true(TF_IS_UNKNOWN(p.planned.public_ip_address));
    scene_end(&s);
}

static void a_change_of_the_bundle_must_be_accepted(void **state)
{
    (void)state;
    QUIET_SCENE(s, &instance_schema);
    struct planning p;
    planning_begin(&p, s.call.mem);
    p.planned.ip_address_type = tf_string(STR("ipv4"));
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_int_equal(s.call.diags.count, 0);
    assert_true(TF_IS_KNOWN(p.planned.monthly_price_usd));
    p.planned.ip_address_type = tf_string(STR("ipv6"));
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_contains(scene_only_diagnostic(&s)->detail, "accept_bundle_update");
    p.planned.accept_bundle_update = tf_bool(true);
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_int_equal(s.call.diags.count, 1);
    assert_true(TF_IS_UNKNOWN(p.planned.monthly_price_usd));
    scene_end(&s);
}

static void another_bundle_notes_both_prices(void **state)
{
    (void)state;
    SCENE(s, &instance_schema,
          {.status = 200, .body = "{\"bundles\":[{\"bundleId\":\"small_3_0\",\"price\":12}]}"});
    struct planning p;
    planning_begin(&p, s.call.mem);
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_int_equal(p.plan.replace_note.len, 0);
    p.planned.bundle_id = tf_string(STR("nano_ipv6_3_0")); /* of the other family: no replacement */
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_int_equal(p.plan.replace_note.len, 0);
    p.planned.bundle_id = tf_string(STR("small_3_0"));
    assert_true(instance_modify_plan(&s.call, &p.plan));
    assert_contains(p.plan.replace_note, "from USD 5.00 to USD 12.00");
    scene_end(&s);
}

/* ---- updating ---- */

static void an_hour_changes_without_disabling_the_add_on(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, ANSWER("running", ADDRESS), DONE);
    struct instance_add_on before = {.type = tf_string(STR("AutoSnapshot")),
                                     .snapshot_time = tf_string(STR("06:00")),
                                     .status = tf_string(STR("Enabled"))};
    struct instance_add_on after = before;
    after.snapshot_time = tf_string(STR("07:00"));
    struct instance prior = known_instance(s.call.mem), plan = prior, now;
    prior.add_on.count = plan.add_on.count = 1;
    prior.add_on.v = &before;
    plan.add_on.v = &after;
    now = prior;
    assert_true(instance_update(&s.call, &prior, &plan, &now));
    assert_contains(s.network.fake.targets[1], "EnableAddOn");
    assert_contains(s.network.fake.bodies[1], "\"snapshotTimeOfDay\":\"07:00\"");
    assert_str_equal(now.add_on.v[0].snapshot_time.v, STR("07:00"));
    scene_end(&s);
}

static void stopping_waits_for_the_stopped_state(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, ANSWER("pending", ""), ANSWER("running", ADDRESS), DONE,
          ANSWER("stopping", ADDRESS), ANSWER("stopped", ""), ANSWER("stopped", ""));
    s.provider.walk = walk_new();
    struct instance prior = known_instance(s.call.mem), plan = prior, now = prior;
    plan.state = tf_string(STR("stopped"));
    plan.public_ip_address = TF_UNKNOWN_OF(plan.public_ip_address);
    /* the price is read only when it may have changed */
    assert_true(instance_update(&s.call, &prior, &plan, &now));
    assert_str_equal(now.state.v, STR("stopped"));
    assert_true(TF_IS_NULL(now.public_ip_address));
    assert_str_equal(now.monthly_price_usd.v, STR("5"));
    walk_free(s.provider.walk);
    scene_end(&s);
}

static void a_failure_keeps_the_earlier_steps(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, ANSWER("running", ADDRESS), DONE,
          {.status = 400, .body = "{\"__type\":\"InvalidInputException\",\"message\":\"not now\"}"});
    struct instance prior = known_instance(s.call.mem), plan = prior, now = prior;
    plan.tags = plan.tags_all = map_of(s.call.mem, "A=1");
    plan.ip_address_type = tf_string(STR("ipv4"));
    assert_false(instance_update(&s.call, &prior, &plan, &now));
    assert_map_equal(s.call.mem, now.tags_all, "A=1");
    assert_str_equal(now.ip_address_type.v, STR("dualstack"));
    scene_end(&s);
}

/* ---- creating and destroying ---- */

static void a_creation_with_a_lost_response_is_found(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, {.status = 0, .sent = true},
          {.status = 200,
           .body = "{\"instance\":" INSTANCE_JSON("pending", ",\"bundleId\":\"nano_3_0\"") "}"});
    struct instance plan = known_instance(s.call.mem), now = {0};
    plan.state = tf_string(STR("running"));
    /* it was created in 2023: of another user */
    assert_false(instance_resource.create(&s.call, &plan, &now));
    assert_true(TF_IS_NULL(now.name));
    scene_end(&s);
}

static void an_instance_that_terminates_during_its_creation_is_an_error(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, DONE, ANSWER("pending", ""), ANSWER("terminated", ""), DONE);
    struct instance plan = known_instance(s.call.mem), now = {0};
    assert_false(instance_resource.create(&s.call, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_contains(str_c(s.call.err.text), "terminated");
    assert_str_equal(now.name.v, STR("web")); /* tainted, not lost */
    scene_end(&s);
}

static void deleting_a_deleted_instance_succeeds(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, NOT_FOUND, NOT_FOUND);
    struct instance prior = known_instance(s.call.mem);
    assert_true(instance_resource.destroy(&s.call, &prior));
    scene_end(&s);
}

static void a_deletion_waits_until_a_transition_ends(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, ANSWER("running", ADDRESS),
          {.status = 400,
           .body = "{\"__type\":\"OperationFailureException\",\"message\":\"An operation is running. Please "
                   "wait for it to complete before "
                   "trying again.\"}"},
          ANSWER("running", ""), DONE, ANSWER("shutting-down", ""), NOT_FOUND);
    struct instance prior = known_instance(s.call.mem);
    assert_true(instance_resource.destroy(&s.call, &prior));
    assert_contains(s.network.fake.bodies[3], "\"forceDeleteAddOns\":true");
    scene_end(&s);
}

/* An interrupted apply has requested the deletion already. */
static void an_instance_that_is_being_deleted_is_waited_for(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, ANSWER("running", ADDRESS),
          {.status = 400,
           .body = "{\"__type\":\"OperationFailureException\",\"message\":\"The instance web is being "
                   "deleted. Please try again in a few minutes.\"}"},
          ANSWER("shutting-down", ""), ANSWER("shutting-down", ""), NOT_FOUND);
    struct instance prior = known_instance(s.call.mem);
    assert_true(instance_resource.destroy(&s.call, &prior));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_response_fills_the_state),
        cmocka_unit_test(a_refresh_needs_one_call),
        cmocka_unit_test(states_in_transition_are_reported_as_their_target),
        cmocka_unit_test(only_not_found_means_deleted),
        cmocka_unit_test(add_ons_in_transition_are_no_drift),
        cmocka_unit_test(the_equivalent_bundle_is_the_same),
        cmocka_unit_test(user_data_replaces_unless_it_was_never_known),
        cmocka_unit_test(power_changes_the_address_unless_it_is_static),
        cmocka_unit_test(a_change_of_the_bundle_must_be_accepted),
        cmocka_unit_test(another_bundle_notes_both_prices),
        cmocka_unit_test(an_hour_changes_without_disabling_the_add_on),
        cmocka_unit_test(stopping_waits_for_the_stopped_state),
        cmocka_unit_test(a_failure_keeps_the_earlier_steps),
        cmocka_unit_test(a_creation_with_a_lost_response_is_found),
        cmocka_unit_test(an_instance_that_terminates_during_its_creation_is_an_error),
        cmocka_unit_test(deleting_a_deleted_instance_succeeds),
        cmocka_unit_test(a_deletion_waits_until_a_transition_ends),
        cmocka_unit_test(an_instance_that_is_being_deleted_is_waited_for),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
