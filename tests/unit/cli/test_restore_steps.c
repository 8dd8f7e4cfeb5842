/*
 * test_restore_steps.c — tests of cli/restore_steps and cli/snapshot_origin: what `--from` means, and the request for
 * the new instance. No network.
 */
#include "cli/resize.h"
#include "cli/snapshot_origin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void latest_and_dates_are_automatic_snapshots(void **state)
{
    (void)state;
    assert_true(snapshot_is_automatic(STR("latest")));
    assert_true(snapshot_is_automatic(STR("2026-11-28")));
    assert_false(snapshot_is_automatic(STR("2026-11-28-kept")));
    assert_false(snapshot_is_automatic(STR("2026_11_28")));
    assert_false(snapshot_is_automatic(STR("web-1")));
    assert_false(snapshot_is_automatic(STR("")));
}

/* The members that the journal adds to {"instanceSnapshotName": "web-resize"}. */
static struct str request_of(struct arena *mem, const char *journal)
{
    struct err err = {.kind = ERR_NONE};
    struct rebuild r = {.name = STR("web")};
    json_t *in = json_own(mem, json_pack("{s:s}", "instanceSnapshotName", "web-resize"));
    assert_true(json_parse(mem, str_c(journal), 1000, &r.journal, &err));
    restore_source.request(&r, in);
    return json_print(mem, in);
}

#define ASSERT_REQUEST(journal, expected)           \
    do {                                            \
        struct str text = request_of(mem, journal); \
        if (!str_eqc(text, expected))               \
            fail_msg("%.*s", STR_ARG(text));        \
    } while (0)

static void the_request_names_the_source_and_its_disks(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    ASSERT_REQUEST("{\"from\":\"latest\",\"source\":\"kept\",\"snapshot_disks\":[]}",
                   "{\"instanceSnapshotName\":\"kept\"}");
    ASSERT_REQUEST("{\"from\":\"kept\",\"source\":\"kept\",\"snapshot_disks\":[{\"name\":\"d1\",\"path\":\"/"
                   "dev/xvdf\"}]}",
                   "{\"attachedDiskMapping\":{\"web\":[{\"newDiskName\":\"d1\",\"originalDiskPath\":\"/dev/"
                   "xvdf\"}]},\"instanceSnapshotName\":\"kept\"}");
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latest_and_dates_are_automatic_snapshots),
        cmocka_unit_test(the_request_names_the_source_and_its_disks),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
