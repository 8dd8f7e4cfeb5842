/*
 * test_disk_journal.c — the tags of a growth: what is written can be read again, and other tags are no journal.
 */
#include "../../runtime/calls.h"

#include "resources/disk/disk_journal.h"

/* The journal as a disk with its tags shows it. */
static struct disk_journal again(struct arena *mem, const struct disk_journal *journal)
{
    json_t *object = json_own(mem, json_pack("{s:o}", "tags", disk_journal_tags(mem, journal)));
    return disk_journal_of(object);
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    struct arena *mem = s.call.mem;
    const struct disk_journal rows[] = {
        {.size_in_gb = 64},
        {.size_in_gb = 8, .instance = STR("web"), .path = STR("/dev/xvdf"), .was_running = true},
        {.size_in_gb = 16384, .instance = STR("w.2"), .path = STR("/dev/a b"), .was_running = false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct disk_journal now = again(mem, &rows[i]);
        assert_true(now.is_there);
        assert_int_equal(now.size_in_gb, rows[i].size_in_gb);
        assert_str_equal(now.instance, rows[i].instance);
        assert_str_equal(now.path, rows[i].path);
        assert_int_equal(now.was_running, rows[i].was_running);
    }
    scene_end(&s);
}

static void other_tags_are_no_journal(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    json_t *plain = json_own(s.call.mem, json_pack("{s:[{s:s}]}", "tags", "key", "Team"));
    json_t *empty = json_own(s.call.mem, json_pack("{s:[{s:s}]}", "tags", "key", LS_RESIZE_TAG));
    assert_false(disk_journal_of(plain).is_there);
    assert_false(disk_journal_of(NULL).is_there);
    assert_true(disk_journal_of(empty).is_there);
    assert_int_equal(disk_journal_of(empty).size_in_gb, 0);
    assert_null(ls_tag(plain, STR(LS_RESIZE_TAG)).data);
    scene_end(&s);
}

static void a_disk_that_has_the_tags_needs_no_request(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    const struct disk_journal journal = {.size_in_gb = 64, .instance = STR("web"), .path = STR("/dev/xvdf")};
    json_t *object = json_own(s.call.mem, json_pack("{s:s, s:o}", "name", "data", "tags",
                                                    disk_journal_tags(s.call.mem, &journal)));
    struct disk_now disk = disk_of(object);
    assert_true(disk_journal_write(&s.call, &disk, &journal));
    assert_true(disk_journal_remove_replaces(&s.call, &disk));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(other_tags_are_no_journal),
        cmocka_unit_test(a_disk_that_has_the_tags_needs_no_request),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
