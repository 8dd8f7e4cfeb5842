/*
 * test_snapshot_copy.c — copies of snapshots: the requests of both kinds, a copy whose kind is not known yet, what
 * replaces a copy, and what a plan refuses.
 */
#include "../../runtime/disk.h"

#include "resources/snapshot/snapshot_copy_source.h"

#define COPY_ARN "arn:aws:lightsail:us-east-1:1:DiskSnapshot/7"
#define DISK_SNAPSHOT(name, state)                                                                \
    ANSWER("{\"diskSnapshot\":{\"name\":\"" name "\",\"arn\":\"" COPY_ARN "\",\"state\":\"" state \
           "\",\"resourceType\":\"DiskSnapshot\",\"sizeInGb\":8,\"fromDiskName\":\"data\"}}")
#define AUTOMATIC(type, status)                                                          \
    ANSWER("{\"resourceName\":\"web\",\"resourceType\":\"" type                          \
           "\",\"autoSnapshots\":[{\"date\":\"2026-11-02\",\"status\":\"" status "\"},{" \
           "\"date\":\"2026-11-01\",\"status\":\"Success\"}]}")

static const struct resource *const copy = &snapshot_copy_resource;
static const struct tf_string unknown = {.is = TF_UNKNOWN}, null = {0};

static struct snapshot_copy named(const char *source)
{
    return (struct snapshot_copy){.name = tf_string(STR("copy")),
                                  .source_snapshot_name = tf_string(str_c(source))};
}

static struct snapshot_copy automatic(struct snapshot_copy_source *source, const char *date)
{
    struct snapshot_copy model = {.name = tf_string(STR("copy"))};
    *source = (struct snapshot_copy_source){.source_name = tf_string(STR("web"))};
    if (date != NULL)
        source->date = tf_string(str_c(date));
    else
        source->latest = tf_bool(true);
    model.source.is = TF_KNOWN;
    model.source.count = 1;
    model.source.v = source;
    return model;
}

/* ---- create ---- */

static void a_disk_snapshot_is_copied_and_tagged(void **state)
{
    (void)state;
    SCENE(s, &snapshot_copy_schema, NOT_FOUND, DISK_SNAPSHOT("first", "completed"), ACCEPTED,
          DISK_SNAPSHOT("copy", "completed"), ACCEPTED);
    struct snapshot_copy plan = named("first"), now = {0};
    plan.tags = plan.tags_all = map_of(s.call.mem, "A=1");
    assert_true(copy->create(&s.call, &plan, &now));
    assert_asked(&s, 0, "GetInstanceSnapshot", "{\"instanceSnapshotName\":\"first\"}");
    assert_asked(&s, 1, "GetDiskSnapshot", "{\"diskSnapshotName\":\"first\"}");
    assert_asked(&s, 2, "CopySnapshot",
                 "{\"sourceRegion\":\"us-east-1\",\"sourceSnapshotName\":\"first\",\"targetSnapshotName\":"
                 "\"copy\"}");
    assert_asked(&s, 4, "TagResource", NULL);
    assert_str_equal(now.arn.v, STR(COPY_ARN));
    assert_str_equal(now.resource_type.v, STR("DiskSnapshot"));
    assert_map_equal(s.call.mem, now.tags_all, "A=1");
    scene_end(&s);
}

static void an_automatic_snapshot_is_copied_from_another_region(void **state)
{
    (void)state;
    SCENE(s, &snapshot_copy_schema, AUTOMATIC("Disk", "Success"), ACCEPTED,
          DISK_SNAPSHOT("copy", "completed"));
    struct snapshot_copy_source source;
    struct snapshot_copy plan = automatic(&source, "2026-11-01"), now = {0};
    plan.source_region = tf_string(STR("eu-west-1"));
    assert_true(copy->create(&s.call, &plan, &now));
    assert_asked(&s, 0, "GetAutoSnapshots", "{\"resourceName\":\"web\"}");
    assert_asked(
        &s, 1, "CopySnapshot",
        "{\"restoreDate\":\"2026-11-01\",\"sourceRegion\":\"eu-west-1\",\"sourceResourceName\":\"web\","
        "\"targetSnapshotName\":\"copy\"}");
    assert_str_equal(call_region(&s.call), STR("us-east-1"));
    scene_end(&s);
}

static void a_failed_copy_has_the_reason_of_its_operation(void **state)
{
    (void)state;
    SCENE(s, &snapshot_copy_schema, NOT_FOUND, DISK_SNAPSHOT("first", "completed"),
          ANSWER("{\"operations\":[{\"id\":\"1\",\"status\":\"Failed\",\"errorDetails\":\"no room\"}]}"),
          DISK_SNAPSHOT("copy", "error"));
    struct snapshot_copy plan = named("first"), now = {0};
    assert_false(copy->create(&s.call, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_contains(str_c(s.call.err.text), "no room");
    assert_str_equal(now.name.v, STR("copy")); /* it is in the state */
    scene_end(&s);
}

static void a_missing_source_sends_no_copy(void **state)
{
    (void)state;
    SCENE(s, &snapshot_copy_schema, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND);
    struct snapshot_copy plan = named("none"), now = {0};
    assert_false(copy->create(&s.call, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_USER);
    assert_string_equal(s.call.err.attribute, "source_snapshot_name");
    assert_true(TF_IS_NULL(now.name));
    scene_end(&s);
}

static void another_snapshot_is_not_the_copy(void **state)
{
    (void)state;
    const struct ls_copy_source of_disk = {.disk = STR("data")}, any = {.disk = STR("")};
    struct arena *mem = arena_new();
    const json_t *same = json_own(mem, json_pack("{s:s}", "fromDiskName", "data")),
                 *other = json_own(mem, json_pack("{s:s}", "fromDiskName", "logs")),
                 *silent = json_own(mem, json_object());
    assert_true(ls_copy_shows(&of_disk, same));
    assert_false(ls_copy_shows(&of_disk, other));
    assert_true(ls_copy_shows(&of_disk, silent)); /* AWS may not report it for a copy */
    assert_true(ls_copy_shows(&any, other));
    arena_free(mem);
}

/* ---- read, destroy ---- */

static void an_import_finds_out_the_kind(void **state)
{
    (void)state;
    SCENE(s, &snapshot_copy_schema, NOT_FOUND, DISK_SNAPSHOT("copy", "completed"));
    struct snapshot_copy prior = {.name = tf_string(STR("copy"))}, now = prior;
    assert_true(copy->read(&s.call, &prior, &now));
    assert_false(s.call.gone);
    assert_str_equal(now.resource_type.v, STR("DiskSnapshot"));
    assert_true(TF_IS_NULL(now.source_snapshot_name));
    scene_end(&s);
}

static void a_copy_of_no_kind_is_gone(void **state)
{
    (void)state;
    SCENE(s, &snapshot_copy_schema, NOT_FOUND, NOT_FOUND);
    struct snapshot_copy prior = {.name = tf_string(STR("copy"))}, now = prior;
    assert_true(copy->read(&s.call, &prior, &now));
    assert_true(s.call.gone);
    scene_end(&s);
}

/* After an interrupted creation. */
static void a_copy_whose_kind_is_not_known_is_deleted(void **state)
{
    (void)state;
    SCENE(s, &snapshot_copy_schema, NOT_FOUND, NOT_FOUND, DISK_SNAPSHOT("copy", "pending"), ACCEPTED,
          NOT_FOUND);
    struct snapshot_copy prior = {.name = tf_string(STR("copy"))};
    assert_true(copy->destroy(&s.call, &prior));
    assert_asked(&s, 1, "DeleteInstanceSnapshot", NULL);
    assert_asked(&s, 3, "DeleteDiskSnapshot", NULL);
    scene_end(&s);
}

/* ---- plan ---- */

/* The attributes that replace the copy, joined by spaces. */
static struct str replaced_by(struct scene *s, const struct snapshot_copy *prior,
                              const struct snapshot_copy *config)
{
    struct snapshot_copy planned = *config;
    struct plan plan = {.config = config, .prior = prior, .planned = &planned};
    struct buf text = buf_new(s->call.mem, 256);
    assert_true(copy->modify_plan(&s->call, &plan));
    for (size_t i = 0; i < plan.replace_count; i++)
        buf_printf(&text, "%s%.*s", i > 0 ? " " : "", STR_ARG(plan.replace_paths[i]));
    return buf_str(&text);
}

static void another_source_replaces_the_copy(void **state)
{
    (void)state;
    QUIET_SCENE(s, &snapshot_copy_schema);
    struct snapshot_copy_source latest, dated;
    const struct snapshot_copy first = named("first"), second = named("second");
    const struct snapshot_copy of_latest = automatic(&latest, NULL),
                               of_date = automatic(&dated, "2026-11-01");
    struct snapshot_copy there = named("first"), here = named("first"), open = named("first");
    there.source_region = tf_string(STR("eu-west-1"));
    here.source_region = tf_string(STR("us-east-1"));
    open.source_snapshot_name = unknown;
    assert_str_equal(replaced_by(&s, &first, &first), STR(""));
    assert_str_equal(replaced_by(&s, &first, &second), STR("source_snapshot_name"));
    assert_str_equal(replaced_by(&s, &first, &open), STR("source_snapshot_name"));
    assert_str_equal(replaced_by(&s, &first, &there), STR("source_region"));
    assert_str_equal(replaced_by(&s, &first, &here), STR(""));
    assert_str_equal(replaced_by(&s, &of_latest, &of_latest), STR(""));
    assert_str_equal(replaced_by(&s, &of_latest, &of_date), STR("source"));
    assert_str_equal(replaced_by(&s, &first, &of_date), STR("source_snapshot_name source"));
    scene_end(&s);
}

static void an_imported_copy_takes_over_the_arguments(void **state)
{
    (void)state;
    QUIET_SCENE(s, &snapshot_copy_schema);
    struct snapshot_copy_source latest;
    const struct snapshot_copy imported = {.name = tf_string(STR("copy")),
                                           .resource_type = tf_string(STR("DiskSnapshot")),
                                           .source_snapshot_name = null};
    struct snapshot_copy there = named("first"), automatically = automatic(&latest, NULL);
    there.source_region = tf_string(STR("eu-west-1"));
    assert_str_equal(replaced_by(&s, &imported, &there), STR(""));
    assert_str_equal(replaced_by(&s, &imported, &automatically), STR(""));
    scene_end(&s);
}

static struct str error_of(struct scene *s, const struct snapshot_copy *config)
{
    struct snapshot_copy planned = *config;
    struct plan plan = {.config = config, .planned = &planned};
    s->provider.walk = walk_new();
    s->call.diags = (struct diagnostics){0};
    assert_true(copy->modify_plan(&s->call, &plan));
    walk_free(s->provider.walk);
    s->provider.walk = NULL;
    return s->call.diags.count > 0 ? s->call.diags.items[0].detail : STR("");
}

static void a_plan_reads_the_source(void **state)
{
    (void)state;
    SCENE(s, &snapshot_copy_schema, NOT_FOUND, NOT_FOUND, NOT_FOUND, DISK_SNAPSHOT("first", "pending"),
          AUTOMATIC("Instance", "InProgress"), AUTOMATIC("Instance", "Failed"), NOT_FOUND);
    struct snapshot_copy_source late, dated, gone;
    const struct snapshot_copy none = named("none"), pending = named("first"),
                               today = automatic(&late, "2026-11-02"), latest = automatic(&dated, NULL),
                               deleted = automatic(&gone, NULL);
    assert_contains(error_of(&s, &none), "There is no snapshot 'none' in us-east-1.");
    scene_changes(&s);
    assert_contains(error_of(&s, &pending), "The disk snapshot 'first' is in the state 'pending'.");
    assert_contains(error_of(&s, &today),
                    "no finished automatic snapshot of 2026-11-02. It has: 2026-11-02, ");
    assert_str_equal(error_of(&s, &latest), STR(""));
    assert_contains(error_of(&s, &deleted), "There is no instance or disk 'web' in us-east-1.");
    scene_end(&s);
}

static void a_source_that_is_not_known_yet_is_not_read(void **state)
{
    (void)state;
    QUIET_SCENE(s, &snapshot_copy_schema);
    struct snapshot_copy open = named("first"), elsewhere = named("first");
    open.source_snapshot_name = unknown;
    elsewhere.source_region = unknown;
    assert_str_equal(error_of(&s, &open), STR(""));
    assert_str_equal(error_of(&s, &elsewhere), STR(""));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_disk_snapshot_is_copied_and_tagged),
        cmocka_unit_test(an_automatic_snapshot_is_copied_from_another_region),
        cmocka_unit_test(a_failed_copy_has_the_reason_of_its_operation),
        cmocka_unit_test(a_missing_source_sends_no_copy),
        cmocka_unit_test(another_snapshot_is_not_the_copy),
        cmocka_unit_test(an_import_finds_out_the_kind),
        cmocka_unit_test(a_copy_of_no_kind_is_gone),
        cmocka_unit_test(a_copy_whose_kind_is_not_known_is_deleted),
        cmocka_unit_test(another_source_replaces_the_copy),
        cmocka_unit_test(an_imported_copy_takes_over_the_arguments),
        cmocka_unit_test(a_plan_reads_the_source),
        cmocka_unit_test(a_source_that_is_not_known_yet_is_not_read),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
