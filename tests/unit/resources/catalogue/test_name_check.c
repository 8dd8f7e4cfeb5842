/*
 * test_name_check.c — a name belongs to one object: which resource reports a name that is given twice, and
 * which object has the name.
 */
#include "../../runtime/calls.h"

#include "gen/instance.h"
#include "resources/catalogue/name_check.h"
#include "runtime/engine.h"
#include "runtime/region_check.h"

#define NAMES                                                         \
    {                                                                 \
        .status = 200, .body = "{\"activeNames\":[\"web\",\"disk\"]}" \
    }
#define DENIED                                                                             \
    {                                                                                      \
        .status = 400, .body = "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}" \
    }

/* An instance with this name; everything else is null. */
static struct value named(struct scene *s, const char *name, const char *arn)
{
    struct instance model = {.name = tf_string(str_c(name))};
    if (arn != NULL)
        model.arn = tf_string(str_c(arn));
    return bind_to_value(s->call.mem, &model, &instance_desc);
}

static void validates(struct scene *s, const char *name)
{
    struct value config = named(s, name, NULL);
    engine_saw_config(&s->call, &config);
}

/* How many errors the plan has. */
static size_t plans(struct scene *s, struct plan plan, const char *name)
{
    s->call.diags = (struct diagnostics){0};
    assert_true(name_check(&s->call, &plan, LS_KIND_INSTANCE, tf_string(str_c(name))));
    return s->call.diags.error_count;
}

static void begin(struct scene *s)
{
    s->provider.walk = walk_new();
}

static void end(struct scene *s)
{
    walk_free(s->provider.walk);
    scene_end(s);
}

static const struct plan creation = {0};

static void a_second_plan_of_one_object_is_no_second_object(void **state)
{
    (void)state;
    QUIET_SCENE(s, &instance_schema);
    begin(&s);
    validates(&s, "web");
    assert_int_equal(plans(&s, creation, "web"), 0);
    assert_int_equal(plans(&s, creation, "web"), 0);
    validates(&s, "web");
    assert_int_equal(plans(&s, creation, "web"), 1);
    assert_contains(scene_only_diagnostic(&s)->detail,
                    "lightsail_instance 'web' and lightsail_instance 'web'");
    validates(&s, "db");
    validates(&s, "db");
    assert_int_equal(plans(&s, creation, "db"), 0);
    assert_int_equal(plans(&s, creation, "db"), 1);
    end(&s);
}

static void an_object_keeps_its_name_in_all_its_plans(void **state)
{
    (void)state;
    QUIET_SCENE(s, &instance_schema);
    begin(&s);
    const struct instance prior = {0};
    struct plan change = {.prior = &prior, .id = STR("arn:1")}, half = {.id = STR("arn:1")},
                other = {.id = STR("arn:2")};
    assert_int_equal(plans(&s, change, "web"), 0);
    assert_int_equal(plans(&s, half, "web"), 0);
    assert_int_equal(plans(&s, other, "web"), 1);
    assert_int_equal(plans(&s, creation, "web"), 1);
    other.is_final = true; /* in an apply this error would come too late */
    assert_int_equal(plans(&s, other, "web"), 0);
    end(&s);
}

static void only_a_replacement_reads_the_owner_of_a_name(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, NAMES);
    begin(&s);
    struct plan half = {.id = STR("arn:1"), .is_replacement = true, .is_refreshed = true};
    struct value own = named(&s, "web", "arn:1");
    assert_int_equal(plans(&s, creation, "disk"), 0);
    engine_saw_read(&s.call, &own);
    assert_int_equal(plans(&s, half, "web"), 0); /* its own name, without a request */
    assert_int_equal(plans(&s, half, "free"), 0);
    half.id = STR(""); /* tainted */
    assert_int_equal(plans(&s, half, "disk"), 1);
    assert_contains(scene_only_diagnostic(&s)->detail, "An object in us-east-1 already has the name 'disk'");
    half.is_refreshed = false;
    assert_int_equal(plans(&s, half, "disk"), 0);
    assert_contains(scene_only_diagnostic(&s)->detail, "Without a refresh, the provider cannot know");
    assert_int_equal(s.network.fake.count, 1);
    end(&s);
}

static void a_missing_permission_is_reported_once(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, DENIED);
    begin(&s);
    const struct plan half = {.id = STR("arn:1"), .is_replacement = true, .is_refreshed = true};
    assert_int_equal(plans(&s, half, "disk"), 0);
    assert_contains(scene_only_diagnostic(&s)->detail, "GetActiveNames failed in us-east-1");
    assert_int_equal(plans(&s, half, "disk"), 0);
    assert_int_equal(s.call.diags.count, 0);
    end(&s);
}

/* Terraform does not report that a resource is tainted: it was read, and is planned as new. */
static void an_object_that_was_read_and_is_planned_as_new_is_replaced(void **state)
{
    (void)state;
    QUIET_SCENE(s, &instance_schema);
    begin(&s);
    struct value read = named(&s, "web", "arn:1"), config = named(&s, "web", NULL),
                 other = named(&s, "db", NULL);
    const struct str untold = {NULL, 0};
    struct plan plan = {0};
    engine_saw_read(&s.call, &read);
    engine_saw_creation(&s.call, &other, untold, &plan);
    assert_false(plan.is_replacement);
    engine_saw_creation(&s.call, &config, untold, &plan);
    assert_true(plan.is_replacement && plan.is_refreshed);
    engine_saw_prior(&s.call, &read, &plan); /* it stays, or is deleted: no object is created for it */
    assert_str_equal(plan.id, STR("arn:1"));
    engine_saw_creation(&s.call, &config, untold, &plan);
    assert_false(plan.is_replacement);
    engine_saw_creation(&s.call, &config, STR("arn:1"), &plan);
    assert_true(plan.is_replacement && plan.is_refreshed);
    engine_saw_creation(&s.call, &config, STR("arn:2"), &plan);
    assert_true(plan.is_replacement && !plan.is_refreshed);
    end(&s);
}

/* How many errors the plan has for the disk of an instance. */
static size_t plans_disk(struct scene *s, const char *owner, const char *name)
{
    s->call.diags = (struct diagnostics){0};
    assert_true(name_check_more(&s->call, &creation, LS_KIND_DISK, "disks", tf_string(str_c(owner)),
                                tf_string(str_c(name))));
    return s->call.diags.error_count;
}

static void an_object_of_another_one_needs_a_free_name(void **state)
{
    (void)state;
    SCENE(s, &instance_schema, NAMES);
    begin(&s);
    assert_int_equal(plans_disk(&s, "a", "data"), 0);
    assert_int_equal(plans_disk(&s, "a", "data"), 0); /* the second plan of the same */
    assert_int_equal(plans_disk(&s, "b", "data"), 1);
    assert_contains(scene_only_diagnostic(&s)->detail, "disks 'data' and disks 'data'");
    assert_int_equal(plans_disk(&s, "a", "disk"), 1); /* it exists */
    assert_contains(scene_only_diagnostic(&s)->detail, "already has the name 'disk'");
    validates(&s, "data");
    assert_int_equal(plans(&s, creation, "data"), 1);
    assert_true(region_planned(&s.call, LS_KIND_DISK, STR("data"))); /* others may refer to it */
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_of_another_one_needs_a_free_name),
        cmocka_unit_test(a_second_plan_of_one_object_is_no_second_object),
        cmocka_unit_test(an_object_keeps_its_name_in_all_its_plans),
        cmocka_unit_test(only_a_replacement_reads_the_owner_of_a_name),
        cmocka_unit_test(a_missing_permission_is_reported_once),
        cmocka_unit_test(an_object_that_was_read_and_is_planned_as_new_is_replaced),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
