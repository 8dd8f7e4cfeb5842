/*
 * test_container_log.c — the pages of a log: their order, their end, the limit, and the request.
 */
#include "../../runtime/disk.h"

#include "gen/data_container_log.h"

#define LINE(at, text) "{\"createdAt\":" at ",\"message\":\"" text "\"}"
#define PAGE(lines, token) ANSWER("{\"logEvents\":[" lines "]" token "}")
#define NEXT(token) ",\"nextPageToken\":\"" token "\""

static const struct data_source *const log_source = &data_container_log_source;

static struct data_container_log asked(void)
{
    return (struct data_container_log){.service_name = tf_string(STR("app")),
                                       .container_name = tf_string(STR("web"))};
}

static void lines_of_all_pages_are_in_the_order_of_time(void **state)
{
    (void)state;
    SCENE(s, &data_container_log_schema, PAGE(LINE("30", "c") "," LINE("30", "d"), NEXT("1")),
          PAGE(LINE("10.5", "a") "," LINE("20", "b"), ""));
    struct data_container_log config = asked();
    config.start_time = tf_string(STR("1970-01-01T00:00:05Z"));
    config.end_time = tf_string(STR("1970-01-01T09:01:00+09:00"));
    config.filter_pattern = tf_string(STR("x"));
    struct data_container_log now = config;
    assert_true(log_source->read(&s.call, &config, &now));
    assert_asked(&s, 0, "GetContainerLog",
                 "{\"containerName\":\"web\",\"endTime\":60,\"filterPattern\":\"x\",\"serviceName\":\"app\","
                 "\"startTime\":5}");
    assert_contains(s.network.fake.bodies[1], "\"pageToken\":\"1\"");
    assert_int_equal(now.events.count, 4);
    const char *const order[] = {"a", "b", "c", "d"};
    for (size_t i = 0; i < 4; i++)
        assert_str_equal(now.events.v[i].message.v, str_c(order[i]));
    assert_str_equal(now.events.v[1].created_at.v, STR("1970-01-01T00:00:20Z"));
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void the_latest_lines_are_kept(void **state)
{
    (void)state;
    SCENE(s, &data_container_log_schema, PAGE(LINE("3", "c") "," LINE("1", "a") "," LINE("2", "b"), ""));
    struct data_container_log config = asked();
    config.most_recent = tf_int(2);
    struct data_container_log now = config;
    assert_true(log_source->read(&s.call, &config, &now));
    assert_int_equal(now.events.count, 2);
    assert_str_equal(now.events.v[0].message.v, STR("b"));
    assert_str_equal(now.events.v[1].message.v, STR("c"));
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void a_token_that_repeats_ends_the_log(void **state)
{
    (void)state;
    SCENE(s, &data_container_log_schema, PAGE(LINE("1", "a"), NEXT("1")), PAGE("", NEXT("1")));
    struct data_container_log config = asked(), now = config;
    assert_true(log_source->read(&s.call, &config, &now));
    assert_int_equal(now.events.count, 1);
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void an_unknown_service_is_an_error_at_its_name(void **state)
{
    (void)state;
    SCENE(s, &data_container_log_schema, NOT_FOUND);
    struct data_container_log config = asked(), now = config;
    assert_false(log_source->read(&s.call, &config, &now));
    assert_string_equal(s.call.err.attribute, "service_name");
    scene_end(&s);
}

static void an_end_before_the_start_is_an_error(void **state)
{
    (void)state;
    QUIET_SCENE(s, &data_container_log_schema);
    struct data_container_log config = asked();
    config.start_time = tf_string(STR("2026-11-01T10:00:00Z"));
    config.end_time = tf_string(STR("2026-11-01T10:00:00+09:00"));
    assert_true(log_source->validate(&s.call, &config));
    assert_contains(scene_only_diagnostic(&s)->detail, "before the start_time");
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_all_pages_are_in_the_order_of_time),
        cmocka_unit_test(the_latest_lines_are_kept),
        cmocka_unit_test(a_token_that_repeats_ends_the_log),
        cmocka_unit_test(an_unknown_service_is_an_error_at_its_name),
        cmocka_unit_test(an_end_before_the_start_is_an_error),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
