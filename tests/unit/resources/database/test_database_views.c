/*
 * test_database_views.c — the pages of a log from its end, a rotation that is recognised by the times of the passwords, and
 * passwords that do not exist.
 */
#include "../../runtime/disk.h"

#include "gen/action_rotate_database_password.h"
#include "gen/data_database_log.h"
#include "gen/ephemeral_database_password.h"
#include "runtime/action.h"
#include "runtime/ephemeral.h"

#define DB_ARN "arn:aws:lightsail:us-east-1:1:RelationalDatabase/7"
#define DB(state)                                                                                          \
    ANSWER("{\"relationalDatabase\":{\"name\":\"trades\",\"arn\":\"" DB_ARN "\",\"state\":\"" state        \
           "\",\"masterUsername\":\"keeper\",\"masterEndpoint\":{\"address\":\"trades.example\",\"port\":" \
           "3306}}}")
#define LOST                      \
    {                             \
        .status = 0, .sent = true \
    }

/* ---- a log ---- */

#define LINE(at, text) "{\"createdAt\":" at ",\"message\":\"" text "\"}"
#define PAGE(lines, before)                                                                                \
    ANSWER("{\"resourceLogEvents\":[" lines "],\"nextForwardToken\":\"f\",\"nextBackwardToken\":\"" before \
           "\"}")

static const struct data_source *const log_source = &data_database_log_source;

static struct data_database_log asked(void)
{
    return (struct data_database_log){.database_name = tf_string(STR("trades")),
                                      .log_stream_name = tf_string(STR("error"))};
}

static void a_log_is_read_from_its_end(void **state)
{
    (void)state;
    SCENE(s, &data_database_log_schema, PAGE(LINE("20", "b") "," LINE("20", "c"), "1"),
          PAGE(LINE("10", "a") "," LINE("20", "aa"), "2"), PAGE("", "2"));
    struct data_database_log config = asked(), now;
    config.start_time = tf_string(STR("1970-01-01T00:00:05Z"));
    now = config;
    assert_true(log_source->read(&s.call, &config, &now));
    assert_asked(&s, 0, "GetRelationalDatabaseLogEvents",
                 "{\"logStreamName\":\"error\",\"relationalDatabaseName\":\"trades\",\"startTime\":5}");
    assert_contains(s.network.fake.bodies[1], "\"pageToken\":\"1\"");
    assert_int_equal(now.events.count, 4);
    const char *const order[] = {"a", "aa", "b", "c"};
    for (size_t i = 0; i < 4; i++)
        assert_str_equal(now.events.v[i].message.v, str_c(order[i]));
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void no_more_pages_than_needed_are_read(void **state)
{
    (void)state;
    SCENE(s, &data_database_log_schema, PAGE(LINE("30", "c"), "1"),
          PAGE(LINE("10", "a") "," LINE("20", "b"), "2"));
    struct data_database_log config = asked(), now;
    config.most_recent = tf_int(2);
    now = config;
    assert_true(log_source->read(&s.call, &config, &now));
    assert_int_equal(now.events.count, 2);
    assert_str_equal(now.events.v[0].message.v, STR("b"));
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void an_unknown_stream_is_explained(void **state)
{
    (void)state;
    SCENE(s, &data_database_log_schema, NOT_FOUND, ANSWER("{\"logStreams\":[\"audit\",\"error\"]}"));
    struct data_database_log config = asked(), now = config;
    assert_false(log_source->read(&s.call, &config, &now));
    assert_string_equal(s.call.err.attribute, "log_stream_name");
    assert_contains(str_c(s.call.err.hint), "audit, error");
    scene_end(&s);
}

/* ---- a rotation ---- */

#define PASSWORD(text, at) ANSWER("{\"masterUserPassword\":\"" text "\",\"createdAt\":" at "}")
#define OLD PASSWORD("of-8-or-more", "10")
#define NEW PASSWORD("another-one", "20")
#define DONE ANSWER("{\"operations\":[]}")

static bool rotate(struct scene *s)
{
    struct action_rotate_database_password config = {.database_name = tf_string(STR("trades"))};
    return action_rotate_database_password_action.invoke(&s->call, &config);
}

static void a_rotation_ends_when_the_password_is_another_one(void **state)
{
    (void)state;
    SCENE(s, &action_rotate_database_password_schema, DB("available"), OLD, NOT_FOUND, DONE, OLD, NEW,
          DB("resetting-master-credentials"), DB("available"));
    assert_true(rotate(&s));
    assert_asked(&s, 3, "UpdateRelationalDatabase",
                 "{\"applyImmediately\":true,\"relationalDatabaseName\":\"trades\","
                 "\"rotateMasterUserPassword\":true}");
    scene_end(&s);
}

static void a_lost_rotation_that_is_pending_is_not_sent_again(void **state)
{
    (void)state;
    SCENE(s, &action_rotate_database_password_schema, DB("available"), OLD, NOT_FOUND, LOST, OLD, NEW, NEW,
          DB("available"));
    assert_true(rotate(&s));
    scene_end(&s);
}

static void a_lost_rotation_that_did_not_happen_is_sent_again(void **state)
{
    (void)state;
    SCENE(s, &action_rotate_database_password_schema, DB("available"), OLD, PASSWORD("waits", "5"), LOST, OLD,
          PASSWORD("waits", "5"), DONE, NEW, DB("available"));
    assert_true(rotate(&s));
    assert_asked(&s, 6, "UpdateRelationalDatabase", NULL);
    scene_end(&s);
}

static void a_stopped_database_is_not_changed(void **state)
{
    (void)state;
    SCENE(s, &action_rotate_database_password_schema, DB("stopped"));
    assert_false(rotate(&s));
    assert_string_equal(s.call.err.attribute, "database_name");
    scene_end(&s);
}

/* ---- a password for one run ---- */

static bool open_password(struct scene *s, const char *version, const char *arn,
                          struct ephemeral_database_password *result)
{
    struct ephemeral_database_password config = {.database_name = tf_string(STR("trades"))};
    struct lease lease = {0};
    if (version != NULL)
        config.version = tf_string(str_c(version));
    if (arn != NULL)
        config.database_arn = tf_string(str_c(arn));
    *result = config;
    return ephemeral_database_password_resource.open(&s->call, &config, result, &lease);
}

static void a_password_comes_with_what_a_connection_needs(void **state)
{
    (void)state;
    SCENE(s, &ephemeral_database_password_schema, DB("available"), OLD);
    struct ephemeral_database_password result;
    assert_true(open_password(&s, NULL, NULL, &result));
    assert_asked(&s, 1, "GetRelationalDatabaseMasterUserPassword",
                 "{\"passwordVersion\":\"CURRENT\",\"relationalDatabaseName\":\"trades\"}");
    assert_str_equal(result.password.v, STR("of-8-or-more"));
    assert_str_equal(result.created_at.v, STR("1970-01-01T00:00:10Z"));
    assert_str_equal(result.database_arn.v, STR(DB_ARN));
    assert_str_equal(result.address.v, STR("trades.example"));
    assert_int_equal(result.port.v, 3306);
    scene_end(&s);
}

static void a_pending_password_need_not_exist(void **state)
{
    (void)state;
    SCENE(s, &ephemeral_database_password_schema, DB("available"), NOT_FOUND);
    struct ephemeral_database_password result;
    assert_true(open_password(&s, "PENDING", NULL, &result));
    assert_true(TF_IS_NULL(result.password) && TF_IS_NULL(result.created_at));
    scene_end(&s);
}

static void the_current_password_must_exist(void **state)
{
    (void)state;
    SCENE(s, &ephemeral_database_password_schema, DB("available"), NOT_FOUND);
    struct ephemeral_database_password result;
    assert_false(open_password(&s, "CURRENT", NULL, &result));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_is_read_from_its_end),
        cmocka_unit_test(no_more_pages_than_needed_are_read),
        cmocka_unit_test(an_unknown_stream_is_explained),
        cmocka_unit_test(a_rotation_ends_when_the_password_is_another_one),
        cmocka_unit_test(a_lost_rotation_that_is_pending_is_not_sent_again),
        cmocka_unit_test(a_lost_rotation_that_did_not_happen_is_sent_again),
        cmocka_unit_test(a_stopped_database_is_not_changed),
        cmocka_unit_test(a_password_comes_with_what_a_connection_needs),
        cmocka_unit_test(a_pending_password_need_not_exist),
        cmocka_unit_test(the_current_password_must_exist),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
