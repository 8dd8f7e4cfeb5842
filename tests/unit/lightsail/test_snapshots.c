/*
 * test_snapshots.c — tests of lightsail/snapshots: the forms of the two kinds, and which automatic snapshot is meant.
 * No network.
 */
#include "lightsail/snapshots.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static json_t *parsed(struct arena *mem, const char *text)
{
    struct err err = {.kind = ERR_NONE};
    json_t *value = NULL;
    assert_true(json_parse(mem, str_c(text), 1000, &value, &err));
    return value;
}

static void each_kind_has_its_form(void **state)
{
    (void)state;
    assert_ptr_equal(ls_snapshot_form(LS_KIND_INSTANCE), &ls_instance_snapshot);
    assert_ptr_equal(ls_snapshot_form(LS_KIND_INSTANCE_SNAPSHOT), &ls_instance_snapshot);
    assert_ptr_equal(ls_snapshot_form(LS_KIND_DISK), &ls_disk_snapshot);
    assert_ptr_equal(ls_snapshot_form(LS_KIND_DISK_SNAPSHOT), &ls_disk_snapshot);
}

static void a_snapshot_is_ready_by_the_word_of_its_kind(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    assert_true(ls_snapshot_is_ready(parsed(mem, "{\"state\":\"available\"}")));
    assert_true(ls_snapshot_is_ready(parsed(mem, "{\"state\":\"completed\"}")));
    assert_false(ls_snapshot_is_ready(parsed(mem, "{\"state\":\"pending\"}")));
    assert_false(ls_snapshot_is_ready(NULL));
    arena_free(mem);
}

static struct str ready_date(const json_t *response, const char *date)
{
    return json_member_text(ls_auto_snapshot_ready(response, str_c(date)), "date");
}

static void the_latest_is_the_newest_that_is_complete(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    const json_t *response = parsed(mem, "{\"resourceType\":\"Disk\",\"autoSnapshots\":["
                                         "{\"date\":\"2026-11-29\",\"status\":\"InProgress\"},"
                                         "{\"date\":\"2026-11-27\",\"status\":\"Success\"},"
                                         "{\"date\":\"2026-11-28\",\"status\":\"Success\"}]}");
    assert_true(str_eqc(ready_date(response, ""), "2026-11-28"));
    assert_true(str_eqc(ready_date(response, "2026-11-27"), "2026-11-27"));
    assert_int_equal(ready_date(response, "2026-11-29").len, 0);
    assert_non_null(ls_auto_snapshot_of_date(response, STR("2026-11-29")));
    assert_null(ls_auto_snapshot_of_date(response, STR("2026-11-01")));
    assert_int_equal(ls_auto_snapshot_source(response), LS_KIND_DISK);
    assert_true(str_eqc(ls_auto_snapshot_dates(mem, response), "2026-11-29, 2026-11-27, 2026-11-28"));
    assert_true(str_eqc(ls_auto_snapshot_dates(mem, NULL), "none"));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_has_its_form),
        cmocka_unit_test(a_snapshot_is_ready_by_the_word_of_its_kind),
        cmocka_unit_test(the_latest_is_the_newest_that_is_complete),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
