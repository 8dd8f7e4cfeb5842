/*
 * test_snapshot_actions.c — actions on snapshots: an export and its record, a deletion whose response is lost, and a
 * name that is in use.
 */
#include "../../runtime/disk.h"

#include "gen/action_create_disk_snapshot.h"
#include "gen/action_delete_auto_snapshot.h"
#include "gen/action_export_snapshot.h"
#include "runtime/action.h"

#define DATE "Tue, 14 Nov 2023 22:13:20 GMT" /* 1700000000 */
#define DATED(text)                                  \
    {                                                \
        .status = 200, .date = DATE, .body = text "" \
    }
#define LOST                      \
    {                             \
        .status = 0, .sent = true \
    }
#define SNAPSHOT_ARN "arn:aws:lightsail:us-east-1:1:DiskSnapshot/7"
#define SNAPSHOT(state)                                                                            \
    DATED("{\"diskSnapshot\":{\"name\":\"data-1\",\"arn\":\"" SNAPSHOT_ARN "\",\"state\":\"" state \
          "\",\"fromDiskArn\":\"" OWN_ARN "\"}}")
#define MISSING                                                                                        \
    {                                                                                                  \
        .status = 400, .date = DATE, .body = "{\"__type\":\"NotFoundException\",\"message\":\"none\"}" \
    }
#define IN_USE                                                                                         \
    {                                                                                                  \
        .status = 400, .date = DATE,                                                                   \
        .body = "{\"__type\":\"InvalidInputException\",\"message\":\"Some names are already in use\"}" \
    }
#define RECORD(name, created, state)                                      \
    "{\"name\":\"" name "\",\"createdAt\":" created ",\"state\":\"" state \
    "\",\"sourceInfo\":{\"name\":\"data-1\",\"arn\":\"" SNAPSHOT_ARN      \
    "\"},\"destinationInfo\":{\"id\":\"snap-1\",\"service\":\"Aws::EC2::Snapshot\"}}"
#define RECORDS(list) DATED("{\"exportSnapshotRecords\":[" list "]}")
#define OLD RECORD("Record-0", "1600000000", "Failed")
#define AUTOMATIC(list) DATED("{\"resourceType\":\"Disk\",\"autoSnapshots\":[" list "]}")
#define DAY "{\"date\":\"2026-11-01\",\"status\":\"Success\"}"
#define DONE DATED("{\"operations\":[]}")

/* ---- exports ---- */

static bool export(struct scene *s)
{
    struct action_export_snapshot config = {.name = tf_string(STR("data-1"))};
    return action_export_snapshot_action.invoke(&s->call, &config);
}

static void an_export_ends_with_its_record(void **state)
{
    (void)state;
    SCENE(s, &action_export_snapshot_schema, MISSING, SNAPSHOT("completed"), DONE, RECORDS(OLD),
          RECORDS(OLD "," RECORD("Record-1", "1700000000", "Started")),
          RECORDS(OLD "," RECORD("Record-1", "1700000000", "Succeeded")));
    assert_true(export(&s));
    assert_asked(&s, 2, "ExportSnapshot", "{\"sourceSnapshotName\":\"data-1\"}");
    scene_end(&s);
}

static void a_failed_record_is_an_error(void **state)
{
    (void)state;
    SCENE(s, &action_export_snapshot_schema, MISSING, SNAPSHOT("completed"), DONE,
          RECORDS(RECORD("Record-1", "1700000000", "Failed")));
    assert_false(export(&s));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_contains(str_c(s.call.err.text), "(Record-1)");
    scene_end(&s);
}

static void a_lost_response_does_not_export_twice(void **state)
{
    (void)state;
    SCENE(s, &action_export_snapshot_schema, MISSING, SNAPSHOT("completed"), LOST,
          RECORDS(OLD "," RECORD("Record-1", "1700000000", "Started")),
          RECORDS(OLD "," RECORD("Record-1", "1700000000", "Succeeded")));
    assert_true(export(&s));
    scene_end(&s);
}

static void without_a_record_the_request_is_sent_again(void **state)
{
    (void)state;
    SCENE(s, &action_export_snapshot_schema, MISSING, SNAPSHOT("completed"), LOST, RECORDS(OLD), DONE,
          RECORDS(RECORD("Record-1", "1700000000", "Succeeded")));
    assert_true(export(&s));
    assert_asked(&s, 4, "ExportSnapshot", NULL);
    scene_end(&s);
}

static void a_snapshot_that_is_not_complete_is_not_exported(void **state)
{
    (void)state;
    SCENE(s, &action_export_snapshot_schema, MISSING, SNAPSHOT("pending"));
    assert_false(export(&s));
    assert_string_equal(s.call.err.attribute, "name");
    scene_end(&s);
}

/* ---- deletions ---- */

static bool remove_day(struct scene *s)
{
    struct action_delete_auto_snapshot config = {.resource_name = tf_string(STR("data")),
                                                 .date = tf_string(STR("2026-11-01"))};
    return action_delete_auto_snapshot_action.invoke(&s->call, &config);
}

static void a_lost_deletion_is_not_sent_again(void **state)
{
    (void)state;
    SCENE(s, &action_delete_auto_snapshot_schema, AUTOMATIC(DAY), LOST, AUTOMATIC(""));
    assert_true(remove_day(&s));
    scene_end(&s);
}

static void a_deletion_that_did_not_happen_is_sent_again(void **state)
{
    (void)state;
    SCENE(s, &action_delete_auto_snapshot_schema, AUTOMATIC(DAY), LOST, AUTOMATIC(DAY), DONE);
    assert_true(remove_day(&s));
    assert_asked(&s, 3, "DeleteAutoSnapshot", "{\"date\":\"2026-11-01\",\"resourceName\":\"data\"}");
    scene_end(&s);
}

static void an_automatic_snapshot_that_is_gone_meanwhile_is_deleted(void **state)
{
    (void)state;
    SCENE(s, &action_delete_auto_snapshot_schema, AUTOMATIC(DAY), MISSING);
    assert_true(remove_day(&s));
    scene_end(&s);
}

static void a_date_that_does_not_exist_is_an_error(void **state)
{
    (void)state;
    SCENE(s, &action_delete_auto_snapshot_schema, AUTOMATIC(""));
    assert_false(remove_day(&s));
    assert_string_equal(s.call.err.attribute, "date");
    assert_contains(str_c(s.call.err.text), "it has: none");
    scene_end(&s);
}

/* ---- a snapshot of a disk ---- */

#define SOURCE DATED("{\"disk\":{\"name\":\"data\",\"arn\":\"" OWN_ARN "\"}}")

static bool take(struct scene *s)
{
    struct action_create_disk_snapshot config = {.disk_name = tf_string(STR("data")),
                                                 .snapshot_name = tf_string(STR("data-1"))};
    return action_create_disk_snapshot_action.invoke(&s->call, &config);
}

static void a_snapshot_is_complete_in_the_end(void **state)
{
    (void)state;
    SCENE(s, &action_create_disk_snapshot_schema, SOURCE, DONE, SNAPSHOT("pending"), SNAPSHOT("completed"));
    assert_true(take(&s));
    assert_asked(&s, 1, "CreateDiskSnapshot", "{\"diskName\":\"data\",\"diskSnapshotName\":\"data-1\"}");
    scene_end(&s);
}

static void a_name_in_use_may_be_an_earlier_invocation(void **state)
{
    (void)state;
    SCENE(s, &action_create_disk_snapshot_schema, SOURCE, IN_USE, SNAPSHOT("completed"));
    assert_false(take(&s));
    assert_string_equal(s.call.err.attribute, "snapshot_name");
    assert_contains(str_c(s.call.err.text), "the snapshot 'data-1' of the disk 'data' already exists");
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_export_ends_with_its_record),
        cmocka_unit_test(a_failed_record_is_an_error),
        cmocka_unit_test(a_lost_response_does_not_export_twice),
        cmocka_unit_test(without_a_record_the_request_is_sent_again),
        cmocka_unit_test(a_snapshot_that_is_not_complete_is_not_exported),
        cmocka_unit_test(a_lost_deletion_is_not_sent_again),
        cmocka_unit_test(a_deletion_that_did_not_happen_is_sent_again),
        cmocka_unit_test(an_automatic_snapshot_that_is_gone_meanwhile_is_deleted),
        cmocka_unit_test(a_date_that_does_not_exist_is_an_error),
        cmocka_unit_test(a_snapshot_is_complete_in_the_end),
        cmocka_unit_test(a_name_in_use_may_be_an_earlier_invocation),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
