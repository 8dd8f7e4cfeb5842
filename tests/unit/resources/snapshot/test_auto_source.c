/*
 * test_auto_source.c — automatic snapshots as an argument: which arguments select one, the request, and a list that is
 * late. Their data source.
 */
#include "../../runtime/disk.h"

#include "gen/data_auto_snapshots.h"
#include "resources/snapshot/auto_source.h"

#define ONE(date, status) "{\"date\":\"" date "\",\"status\":\"" status "\",\"createdAt\":1700000000}"
#define TAKEN(list) \
    ANSWER("{\"resourceName\":\"web\",\"resourceType\":\"Instance\",\"autoSnapshots\":[" list "]}")

static const struct tf_string web = {TF_KNOWN, STR("web")}, day = {TF_KNOWN, STR("2026-11-01")};
static const struct tf_bool yes = {TF_KNOWN, true}, no = {TF_KNOWN, false};

static size_t problems(struct auto_source source)
{
    QUIET_SCENE(s, NULL);
    auto_source_validate(&s.call, "source", &source);
    size_t count = s.call.diags.error_count;
    scene_end(&s);
    return count;
}

static void a_date_or_the_latest(void **state)
{
    (void)state;
    assert_int_equal(problems((struct auto_source){web, .date = day}), 0);
    assert_int_equal(problems((struct auto_source){web, .latest = yes}), 0);
    assert_int_equal(problems((struct auto_source){web, .date = day, .latest = no}), 0);
    assert_int_equal(problems((struct auto_source){web, .date = day, .latest = yes}), 1);
    assert_int_equal(problems((struct auto_source){web, .latest = no}), 1);
    assert_int_equal(problems((struct auto_source){web, .date = {.is = TF_UNKNOWN}}), 0);
}

static struct str request_of(struct arena *mem, struct auto_source source)
{
    json_t *in = json_own(mem, json_object());
    auto_source_request(&source, in);
    return json_print(mem, in);
}

static void the_request_selects_one(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    assert_str_equal(request_of(mem, (struct auto_source){web, .date = day}),
                     STR("{\"restoreDate\":\"2026-11-01\"}"));
    assert_str_equal(request_of(mem, (struct auto_source){web, .latest = yes}),
                     STR("{\"useLatestRestorableAutoSnapshot\":true}"));
    arena_free(mem);
}

static void a_list_that_is_late_is_read_again(void **state)
{
    (void)state;
    SCENE(s, NULL, NOT_FOUND, TAKEN(ONE("2026-10-31", "Success")),
          TAKEN(ONE("2026-11-01", "Success") "," ONE("2026-10-31", "Success")), DENIED);
    json_t *response;
    s.network.client->read_lag_ms = 10000;
    assert_true(auto_source_list(&s.call, web.v, day.v, &response));
    assert_non_null(ls_auto_snapshot_of_date(response, day.v));
    assert_str_equal(ls_auto_snapshot_dates(s.call.mem, response), STR("2026-11-01, 2026-10-31"));
    assert_false(auto_source_list(&s.call, web.v, STR(""), &response));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    scene_end(&s);
}

static void the_data_source_has_the_newest_first(void **state)
{
    (void)state;
    SCENE(s, &data_auto_snapshots_schema,
          TAKEN(ONE("2026-10-31", "Success") "," ONE("2026-11-02", "InProgress") "," ONE("2026-11-01",
                                                                                         "Success")));
    struct data_auto_snapshots config = {.resource_name = web}, now = config;
    assert_true(data_auto_snapshots_source.read(&s.call, &config, &now));
    assert_str_equal(now.resource_type.v, STR("Instance"));
    assert_int_equal(now.auto_snapshots.count, 3);
    assert_str_equal(now.auto_snapshots.v[0].date.v, STR("2026-11-02"));
    assert_str_equal(now.auto_snapshots.v[0].created_at.v, STR("2023-11-14T22:13:20Z"));
    assert_int_equal(now.dates.count, 2);
    assert_str_equal(now.dates.v[0].v, STR("2026-11-01"));
    scene_end(&s);
}

static void a_missing_source_is_an_error_at_its_name(void **state)
{
    (void)state;
    SCENE(s, &data_auto_snapshots_schema, NOT_FOUND);
    struct data_auto_snapshots config = {.resource_name = web}, now = config;
    assert_false(data_auto_snapshots_source.read(&s.call, &config, &now));
    assert_string_equal(s.call.err.attribute, "resource_name");
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_or_the_latest),
        cmocka_unit_test(the_request_selects_one),
        cmocka_unit_test(a_list_that_is_late_is_read_again),
        cmocka_unit_test(the_data_source_has_the_newest_first),
        cmocka_unit_test(a_missing_source_is_an_error_at_its_name),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
