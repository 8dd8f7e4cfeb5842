/*
 * test_database_resize.c — what a plan does with another bundle of a database, and what a refresh shows in the middle of
 * the change. The responses are scripted.
 */
#include "../../runtime/disk.h"

#include "rebuild/journal_tags.h"
#include "resources/bundle/bundle_change.h"
#include "resources/database/database_rebuild.h"
#include "resources/database/database_resize.h"

#define OLD_ARN "arn:aws:lightsail:us-east-1:1:RelationalDatabase/7"

static const struct resource *const database = &database_resource;

struct planning {
    struct database config, prior, planned;
    struct plan plan;
};

static void begin(struct planning *p, const char *before, const char *after, const char *change)
{
    struct database trades = {.relational_database_name = tf_string(STR("trades")),
                              .arn = tf_string(STR(OLD_ARN)),
                              .blueprint_id = tf_string(STR("mysql_8_0")),
                              .availability_zone = tf_string(STR("us-east-1a")),
                              .bundle_change = tf_string(str_c(change))};
    trades.skip_final_snapshot = tf_bool(true);
    trades.tags.is = trades.tags_all.is = TF_KNOWN;
    p->config = p->prior = p->planned = trades;
    p->config.availability_zone = (struct tf_string){0};
    p->prior.bundle_id = before != NULL ? tf_string(str_c(before)) : (struct tf_string){0};
    p->config.bundle_id = p->planned.bundle_id = tf_string(str_c(after));
    p->plan = (struct plan){.config = &p->config, .prior = &p->prior, .planned = &p->planned};
}

static void make(struct scene *s, struct planning *p)
{
    s->call.client = NULL; /* the checks of the catalogue are in database_resize.t */
    database_resize_plan_replace(&s->call, &p->plan);
    assert_true(p->plan.replace_count > 0 || database_resize_plan(&s->call, &p->plan));
}

#define PLANNED(before, after, change) \
    QUIET_SCENE(s, &database_schema);  \
    struct planning p;                 \
    begin(&p, before, after, change);  \
    make(&s, &p)

static void another_bundle_replaces_by_default(void **state)
{
    (void)state;
    PLANNED("micro_2_0", "small_2_0", "replace");
    assert_int_equal(p.plan.replace_count, 1);
    assert_str_equal(p.plan.replace_paths[0], STR("bundle_id"));
    scene_end(&s);
}

static void with_keep_data_it_is_in_place(void **state)
{
    (void)state;
    PLANNED("micro_2_0", "small_2_0", "keep_data");
    assert_int_equal(p.plan.replace_count, 0);
    assert_true(TF_IS_UNKNOWN(p.planned.arn) && TF_IS_UNKNOWN(p.planned.master_endpoint_address));
    assert_str_equal(p.planned.availability_zone.v, STR("us-east-1a"));
    scene_end(&s);
}

static void the_same_bundle_changes_nothing(void **state)
{
    (void)state;
    PLANNED("micro_2_0", "micro_2_0", "keep_data");
    assert_int_equal(p.plan.replace_count, 0);
    assert_true(TF_IS_KNOWN(p.planned.arn));
    scene_end(&s);
}

static void lightsail_chooses_the_zones_of_high_availability(void **state)
{
    (void)state;
    PLANNED("micro_2_0", "micro_ha_2_0", "keep_data");
    assert_true(TF_IS_UNKNOWN(p.planned.availability_zone));
    begin(&p, "micro_ha_2_0", "micro_2_0", "keep_data");
    make(&s, &p);
    assert_true(TF_IS_UNKNOWN(p.planned.availability_zone));
    scene_end(&s);
}

static void another_zone_replaces_except_with_another_bundle(void **state)
{
    (void)state;
    QUIET_SCENE(s, &database_schema);
    struct planning p;
    begin(&p, "micro_2_0", "micro_2_0", "keep_data");
    p.config.availability_zone = p.planned.availability_zone = tf_string(STR("us-east-1b"));
    make(&s, &p);
    assert_str_equal(p.plan.replace_paths[0], STR("availability_zone"));
    begin(&p, "micro_2_0", "small_2_0", "keep_data");
    p.config.availability_zone = p.planned.availability_zone = tf_string(STR("us-east-1b"));
    make(&s, &p);
    assert_int_equal(p.plan.replace_count, 0);
    assert_str_equal(p.planned.availability_zone.v, STR("us-east-1b"));
    scene_end(&s);
}

static void whether_data_are_kept_must_be_known(void **state)
{
    (void)state;
    QUIET_SCENE(s, &database_schema);
    struct planning p;
    begin(&p, "micro_2_0", "small_2_0", "keep_data");
    p.planned.bundle_change = TF_UNKNOWN_OF(p.planned.bundle_change);
    make(&s, &p);
    assert_contains(scene_only_diagnostic(&s)->detail, "must be known in the plan");
    scene_end(&s);
}

static void a_plan_resumes_without_a_bundle_in_the_state(void **state)
{
    (void)state;
    PLANNED(NULL, "small_2_0", "replace");
    assert_int_equal(p.plan.replace_count, 0);
    assert_true(TF_IS_UNKNOWN(p.planned.arn));
    scene_end(&s);
}

/* ---- reads ---- */

static const char *print_with_journal(struct arena *mem, const char *member, json_t *object)
{
    struct err err = {0};
    json_t *tags, *journal = json_own(mem, json_pack("{s:s, s:s, s:{s:s, s:s, s:s}, s:{s:s}}", "bundle",
                                                     "small_2_0", "replaces", OLD_ARN, "database", "arn",
                                                     OLD_ARN, "relationalDatabaseBundleId", "micro_2_0",
                                                     "state", "available", "parameters", "max_connections",
                                                     "{DBInstanceClassMemory/12582880}"));
    assert_true(journal_to_tags(mem, journal, &tags, &err));
    assert_str_equal(json_member_text(json_array_get(tags, 0), "value"), STR("small_2_0 available 1"));
    json_object_set(object, "tags", tags);
    json_t *response = json_own(mem, json_is_object(object) && !strcmp(member, "relationalDatabase")
                                         ? json_pack("{s:o}", member, object)
                                         : json_pack("{s:[o]}", member, object));
    return json_print(mem, response).data;
}

static void read_shows_a_change(const struct fake_response *script, size_t count)
{
    struct scene s;
    struct planning p;
    scene_begin(&s, &database_schema, script, count);
    begin(&p, "micro_2_0", "micro_2_0", "keep_data");
    struct database now = p.prior;
    assert_true(database->read(&s.call, &p.prior, &now));
    assert_false(s.call.gone);
    assert_true(TF_IS_NULL(now.bundle_id));
    assert_str_equal(now.arn.v, STR(OLD_ARN));
    scene_end(&s);
}

static void in_the_middle_the_state_has_no_bundle(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    json_t *old = json_pack("{s:s, s:s, s:s}", "name", "trades", "arn", OLD_ARN, "state", "stopped");
    const struct fake_response script[] = {
        {.status = 200, .body = print_with_journal(mem, "relationalDatabase", old)}};
    read_shows_a_change(script, 1);
    arena_free(mem);
}

static void without_a_database_its_snapshot_stands_for_it(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    json_t *snapshot = json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", "trades-resize", "arn", "x", "state",
                                 "available", "fromRelationalDatabaseName", "trades",
                                 "fromRelationalDatabaseArn", OLD_ARN);
    const struct fake_response script[] = {
        {.status = 400, .body = "{\"__type\":\"NotFoundException\",\"message\":\"no such database\"}"},
        {.status = 200, .body = print_with_journal(mem, "relationalDatabaseSnapshots", snapshot)},
    };
    read_shows_a_change(script, 2);
    arena_free(mem);
}

/* ---- what is set again ---- */

#define NEW_DATABASE                                                                                  \
    "{\"name\":\"trades\",\"arn\":\"arn:new\",\"state\":\"available\",\"parameterApplyStatus\":\"in-" \
    "sync\",\"relationalDatabaseBlueprintId\":\"mysql_8_0\"}"
#define PARAMETER(name, value, modifiable)                                                        \
    "{\"parameterName\":\"" name "\",\"parameterValue\":\"" value "\",\"applyType\":\"dynamic\"," \
    "\"isModifiable\":" modifiable "}"

/* One that is gone, one that is equal, one that cannot be set any more: none of them is sent. */
static void a_refused_parameter_is_a_warning(void **state)
{
    (void)state;
    SCENE(s, &database_schema, ANSWER("{\"relationalDatabase\":" NEW_DATABASE "}"),
          ANSWER("{\"parameters\":[" PARAMETER("a", "1", "true") "," PARAMETER(
              "b", "2", "true") "," PARAMETER("c", "3", "false") "]}"),
          REFUSAL("InvalidInputException", "a cannot be 7"),
          ANSWER("{\"relationalDatabase\":" NEW_DATABASE "}"));
    struct planning p;
    struct err err;
    begin(&p, "micro_2_0", "small_2_0", "keep_data");
    struct session session = bundle_session(&s.call);
    struct database_rebuild of = {.c = &s.call, .plan = &p.planned};
    struct rebuild r = {.kind = &database_kind, .session = &session, .name = STR("trades"), .context = &of};
    r.journal = json_own(s.call.mem,
                         json_pack("{s:{s:s}, s:{s:s, s:s, s:s, s:s}}", "database", "arn", OLD_ARN,
                                   "parameters", "a", "7", "b", "2", "c", "4", "gone", "5"));
    assert_true(json_parse(s.call.mem, STR(NEW_DATABASE), 4096, &r.object, &err));
    if (!database_kind.restore(&r))
        fail_msg("%s", session.err.text);
    assert_asked(&s, 2, "UpdateRelationalDatabaseParameters",
                 "{\"parameters\":[{\"applyMethod\":\"immediate\",\"parameterName\":\"a\",\"parameterValue\":"
                 "\"7\"}],\"relationalDatabaseName\":\"trades\"}");
    assert_contains(scene_only_diagnostic(&s)->detail, "a cannot be 7");
    assert_true(of.is_set_again && of.is_password_lost);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_bundle_replaces_by_default),
        cmocka_unit_test(with_keep_data_it_is_in_place),
        cmocka_unit_test(the_same_bundle_changes_nothing),
        cmocka_unit_test(lightsail_chooses_the_zones_of_high_availability),
        cmocka_unit_test(another_zone_replaces_except_with_another_bundle),
        cmocka_unit_test(whether_data_are_kept_must_be_known),
        cmocka_unit_test(a_plan_resumes_without_a_bundle_in_the_state),
        cmocka_unit_test(in_the_middle_the_state_has_no_bundle),
        cmocka_unit_test(without_a_database_its_snapshot_stands_for_it),
        cmocka_unit_test(a_refused_parameter_is_a_warning),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
