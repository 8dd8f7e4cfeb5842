/*
 * test_crud.c — a declared resource is created, read, changed, deleted and imported: the requests in their
 * order, and the state after each.
 */
#include "disk.h"

/* ---- create ---- */

static struct disk plan_of(struct arena *mem)
{
    return (struct disk){.arn = {.is = TF_UNKNOWN},
                         .color = tf_string(STR("red")),
                         .key = {.is = TF_UNKNOWN},
                         .mode = tf_string(STR("safe")),
                         .name = tf_string(STR("data")),
                         .size = tf_int(8),
                         .state = {.is = TF_UNKNOWN},
                         .tags = map_of(mem, "A=1"),
                         .tags_all = map_of(mem, "A=1,Team=core")};
}

static void a_creation_sends_the_configuration_and_reads_the_rest(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, ANSWER("{\"operations\":[],\"key\":\"once\"}"), DISK("available"));
    struct disk plan = plan_of(s.call.mem), now = {0}, config = plan;
    struct disk_auto_snapshot daily = {tf_string(STR("06:00"))};
    config.password = tf_string(STR("hush"));
    s.call.config = &config;
    plan.is_shared = tf_bool(true);
    plan.auto_snapshot.is = TF_KNOWN;
    plan.auto_snapshot.count = 1;
    plan.auto_snapshot.v = &daily;
    assert_true(crud_create(&s.call, &plan, &now));
    assert_asked(&s, 0, "CreateDisk",
                 "{\"addOns\":[{\"addOnType\":\"AutoSnapshot\",\"autoSnapshotAddOnRequest\":{"
                 "\"snapshotTimeOfDay\":\"06:00\"}}],\"color\":\"red\",\"diskName\":\"data\",\"options\":{"
                 "\"isShared\":true},\"password\":\"hush\",\"sizeInGb\":8,\"tags\":[{\"key\":\"A\","
                 "\"value\":\"1\"},{\"key\":\"Team\",\"value\":\"core\"}],\"zone\":\"a\"}");
    assert_asked(&s, 1, "GetDisk", "{\"diskName\":\"data\"}");
    assert_str_equal(now.arn.v, STR(OWN_ARN));
    assert_str_equal(now.key.v, STR("once"));
    assert_str_equal(now.state.v, STR("available"));
    assert_true(TF_IS_NULL(now.password));
    /* The planned tags stay in the state, whatever a late read shows. */
    assert_map_equal(s.call.mem, now.tags, "A=1");
    assert_map_equal(s.call.mem, now.tags_all, "A=1,Team=core");
    scene_end(&s);
}

static void a_creation_puts_its_attributes_into_the_members_of_the_call(void **state)
{
    (void)state;
    struct crud crud = disk_crud;
    struct schema_desc schema = disk_schema;
    crud.create = (struct crud_call){.op = OP_CREATE_DISK, .under = "disk"};
    schema.crud = &crud;
    SCENE(s, &schema, ACCEPTED, DISK("available"));
    struct disk plan = {.name = tf_string(STR("data")), .size = tf_int(8)}, now = {0};
    assert_true(crud_create(&s.call, &plan, &now));
    assert_asked(&s, 0, "CreateDisk", "{\"disk\":{\"diskName\":\"data\",\"sizeInGb\":8}}");
    scene_end(&s);
}

static void attributes_that_a_creation_does_not_have_are_sent_after_it(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, ACCEPTED, DISK_OF(OWN_ARN, "available", ",\"color\":\"red\""), ACCEPTED);
    struct disk plan = plan_of(s.call.mem), now = {0};
    plan.speed = tf_string(STR("fast"));
    assert_true(crud_create(&s.call, &plan, &now));
    assert_false(str_contains(s.network.fake.bodies[0], STR("speed")));
    assert_asked(&s, 2, "SetIpAddressType", "{\"diskName\":\"data\",\"speed\":\"fast\"}");
    assert_str_equal(now.speed.v, STR("fast"));
    scene_end(&s);
}

static void a_failure_after_the_creation_leaves_the_disk_in_the_state(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, ACCEPTED, DISK("available"), DENIED);
    struct disk plan = plan_of(s.call.mem), now = {0};
    plan.speed = tf_string(STR("fast"));
    assert_false(crud_create(&s.call, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    assert_str_equal(now.name.v, STR("data"));
    assert_str_equal(now.arn.v, STR(OWN_ARN));
    assert_true(TF_IS_NULL(now.speed));
    scene_end(&s);
}

static void the_identity_is_stored_before_any_wait(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, ACCEPTED, DENIED);
    struct disk plan = plan_of(s.call.mem), now = {0};
    assert_false(crud_create(&s.call, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    assert_str_equal(now.name.v, STR("data"));
    assert_true(TF_IS_NULL(now.arn));
    scene_end(&s);
}

static void a_refused_creation_leaves_no_state(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DENIED);
    struct disk plan = plan_of(s.call.mem), now = {0};
    assert_false(crud_create(&s.call, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    assert_true(TF_IS_NULL(now.name));
    scene_end(&s);
}

static void a_name_in_use_can_be_imported(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, REFUSAL("InvalidInputException", "The name is already in use"), DISK("available"));
    struct disk plan = plan_of(s.call.mem), now = {0};
    assert_false(crud_create(&s.call, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_CONFLICT);
    assert_string_equal(s.call.err.attribute, "name");
    assert_contains(str_c(s.call.err.hint), "id = \"data\"");
    assert_true(TF_IS_NULL(now.name));
    scene_end(&s);
}

static void an_interrupted_creation_is_a_warning_and_no_taint(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, ACCEPTED, DISK("pending"));
    struct interruption ctrl_c;
    struct disk plan = plan_of(s.call.mem), now = {0};
    interrupt_after(&s, &ctrl_c, 2);
    assert_true(crud_create(&s.call, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_NONE);
    assert_int_equal(scene_only_diagnostic(&s)->severity, DIAG_WARNING);
    assert_contains(scene_only_diagnostic(&s)->detail, "creation of the disk 'data'");
    assert_str_equal(now.state.v, STR("pending"));
    assert_str_equal(now.arn.v, STR(OWN_ARN));
    scene_end(&s);
    stop_destroy(&ctrl_c.stop);
}

static void an_interruption_before_a_request_was_accepted_is_an_error(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, BUSY);
    struct interruption ctrl_c;
    struct disk plan = plan_of(s.call.mem), now = {0};
    interrupt_after(&s, &ctrl_c, 1);
    assert_false(crud_create(&s.call, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_STOPPED);
    assert_int_equal(s.call.diags.count, 0);
    assert_true(TF_IS_NULL(now.name));
    scene_end(&s);
    stop_destroy(&ctrl_c.stop);
}

/* ---- read ---- */

static void a_read_fills_the_state_and_keeps_what_aws_does_not_return(void **state)
{
    (void)state;
    SCENE(s, &disk_schema,
          DISK_OF(OWN_ARN, "in-use",
                  ",\"color\":\"blue\",\"options\":{\"isShared\":true},\"tags\":[{\"key\":\"A\"}],"
                  "\"addOns\":[{\"name\":\"AutoSnapshot\",\"status\":\"Enabled\",\"snapshotTimeOfDay\":\"06:"
                  "00\"}]"));
    struct disk prior = known_disk(s.call.mem);
    prior.key = tf_string(STR("once"));
    struct disk now = prior;
    assert_true(crud_read(&s.call, &prior, &now));
    assert_asked(&s, 0, "GetDisk", "{\"diskName\":\"data\"}");
    assert_str_equal(now.color.v, STR("blue"));
    assert_true(now.is_shared.v);
    assert_true(TF_IS_NULL(now.label)); /* not returned any more */
    assert_str_equal(now.key.v, STR("once"));
    assert_str_equal(now.mode.v, STR("safe"));
    assert_map_equal(s.call.mem, now.tags, "A=");
    assert_int_equal(now.auto_snapshot.count, 1);
    assert_str_equal(now.auto_snapshot.v[0].time.v, STR("06:00"));
    scene_end(&s);
}

static void only_not_found_means_deleted(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DENIED, NOT_FOUND);
    struct disk prior = known_disk(s.call.mem), now = prior;
    assert_false(crud_read(&s.call, &prior, &now));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    assert_false(s.call.gone);
    scene_changes(&s);
    assert_true(crud_read(&s.call, &prior, &now));
    assert_true(s.call.gone);
    assert_int_equal(s.call.err.kind, ERR_NONE);
    scene_end(&s);
}

static void another_disk_with_the_name_is_not_taken_over(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, OTHER_DISK, OTHER_DISK);
    struct disk prior = known_disk(s.call.mem), now = prior;
    assert_true(crud_read(&s.call, &prior, &now));
    assert_true(s.call.gone);
    assert_int_equal(scene_only_diagnostic(&s)->severity, DIAG_WARNING);
    assert_contains(scene_only_diagnostic(&s)->detail, OTHER_ARN);
    scene_end(&s);
}

static void after_an_import_any_disk_with_the_name_is_accepted(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, OTHER_DISK);
    struct disk prior = {.name = tf_string(STR("data"))}, now = prior;
    assert_true(crud_read(&s.call, &prior, &now));
    assert_false(s.call.gone);
    assert_str_equal(now.arn.v, STR(OTHER_ARN));
    scene_end(&s);
}

static bool fill_label(struct call *c, const json_t *object, const void *prior_model, void *state_model)
{
    const struct disk *prior = prior_model;
    struct disk *now = state_model;
    now->label = tf_string(str_printf(c->mem, "%.*s of %.*s", STR_ARG(json_member_text(object, "state")),
                                      STR_ARG(prior->label.v)));
    return true;
}

static void a_hook_fills_attributes_without_a_row(void **state)
{
    (void)state;
    struct crud crud = disk_crud;
    struct schema_desc schema = disk_schema;
    crud.fill = fill_label;
    schema.crud = &crud;
    SCENE(s, &schema, DISK("available"));
    struct disk prior = known_disk(s.call.mem), now = prior;
    assert_true(crud_read(&s.call, &prior, &now));
    assert_str_equal(now.label.v, STR("available of old"));
    scene_end(&s);
}

/* ---- update ---- */

static void an_update_sends_one_request_for_each_call_in_order(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), ACCEPTED, ACCEPTED, ACCEPTED);
    struct disk prior = known_disk(s.call.mem), plan = prior, now = prior;
    plan.color = tf_string(STR("blue"));
    plan.label = tf_string(STR("new"));
    plan.speed = tf_string(STR("fast"));
    assert_true(crud_update(&s.call, &prior, &plan, &now));
    assert_asked(&s, 0, "GetDisk", NULL);
    /* From the first call only the changed attributes. */
    assert_asked(&s, 1, "AttachDisk", "{\"diskName\":\"data\",\"settings\":{\"color\":\"blue\"}}");
    /* From the second call all of its attributes, and those that are always sent. */
    assert_asked(&s, 2, "DetachDisk",
                 "{\"diskName\":\"data\",\"label\":\"new\",\"options\":{\"force\":true,\"isShared\":false}}");
    assert_asked(&s, 3, "SetIpAddressType", "{\"diskName\":\"data\",\"speed\":\"fast\"}");
    assert_str_equal(now.color.v, STR("blue"));
    assert_str_equal(now.label.v, STR("new"));
    assert_str_equal(now.speed.v, STR("fast"));
    scene_end(&s);
}

static void an_update_without_a_change_of_the_object_sends_nothing(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"));
    struct disk prior = known_disk(s.call.mem), plan = prior, now = prior;
    plan.mode = tf_string(STR("bold"));
    assert_true(crud_update(&s.call, &prior, &plan, &now));
    scene_end(&s);
}

static void a_later_failure_keeps_earlier_changes(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), ACCEPTED, DENIED);
    struct disk prior = known_disk(s.call.mem), plan = prior, now = prior;
    plan.size = tf_int(16);
    plan.is_shared = tf_bool(true);
    plan.speed = tf_string(STR("fast"));
    assert_false(crud_update(&s.call, &prior, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    assert_int_equal(now.size.v, 16);
    assert_false(now.is_shared.v);
    assert_true(TF_IS_NULL(now.speed));
    scene_end(&s);
}

static void an_update_waits_for_its_operations(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"),
          ANSWER("{\"operations\":[{\"id\":\"o1\",\"operationType\":\"AttachDisk\",\"resourceName\":\"data\","
                 "\"status\":\"Started\"}]}"),
          ANSWER("{\"operation\":{\"id\":\"o1\",\"operationType\":\"AttachDisk\",\"resourceName\":\"data\","
                 "\"status\":\"Failed\",\"errorCode\":\"NoRoom\"}}"),
          NOTHING_LATELY);
    struct disk prior = known_disk(s.call.mem), plan = prior, now = prior;
    plan.size = tf_int(16);
    assert_false(crud_update(&s.call, &prior, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_contains(str_c(s.call.err.text), "NoRoom");
    assert_asked(&s, 2, "GetOperation", "{\"operationId\":\"o1\"}");
    assert_int_equal(now.size.v, 8);
    scene_end(&s);
}

static void snapshots_and_tags_are_changed_after_the_calls(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), ACCEPTED, ACCEPTED, ACCEPTED);
    struct disk_auto_snapshot daily = {tf_string(STR("06:00"))};
    struct disk prior = known_disk(s.call.mem), plan = prior, now = prior;
    plan.color = tf_string(STR("blue"));
    plan.auto_snapshot.is = TF_KNOWN;
    plan.auto_snapshot.count = 1;
    plan.auto_snapshot.v = &daily;
    plan.tags = plan.tags_all = map_of(s.call.mem, "A=1");
    assert_true(crud_update(&s.call, &prior, &plan, &now));
    assert_asked(&s, 1, "AttachDisk", NULL);
    assert_asked(&s, 2, "EnableAddOn", NULL);
    assert_asked(&s, 3, "TagResource", NULL);
    assert_int_equal(now.auto_snapshot.count, 1);
    assert_map_equal(s.call.mem, now.tags, "A=1");
    assert_map_equal(s.call.mem, now.tags_all, "A=1");
    scene_end(&s);
}

static void automatic_snapshots_removed_from_the_configuration_are_disabled(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), ACCEPTED, DENIED);
    struct disk_auto_snapshot daily = {tf_string(STR("06:00"))};
    struct disk prior = known_disk(s.call.mem), plan = prior, now;
    prior.auto_snapshot.is = TF_KNOWN;
    prior.auto_snapshot.count = 1;
    prior.auto_snapshot.v = &daily;
    now = prior;
    assert_true(crud_update(&s.call, &prior, &plan, &now));
    assert_asked(&s, 1, "DisableAddOn", "{\"addOnType\":\"AutoSnapshot\",\"resourceName\":\"data\"}");
    assert_int_equal(now.auto_snapshot.count, 0);
    now = prior; /* the owner of the name is known already */
    assert_false(crud_update(&s.call, &prior, &plan, &now));
    assert_int_equal(now.auto_snapshot.count, 1);
    scene_end(&s);
}

static void values_unknown_in_the_plan_are_read_at_the_end(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), ACCEPTED,
          DISK_OF(OWN_ARN, "in-use",
                  ",\"color\":\"blue\",\"label\":\"old\",\"options\":{\"isShared\":false}"));
    struct disk prior = known_disk(s.call.mem), plan = prior, now = prior;
    plan.color = tf_string(STR("blue"));
    plan.state.is = TF_UNKNOWN;
    assert_true(crud_update(&s.call, &prior, &plan, &now));
    assert_str_equal(now.state.v, STR("in-use"));
    scene_end(&s);
}

static void another_disk_with_the_name_is_not_changed(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, OTHER_DISK, OTHER_DISK);
    struct disk prior = known_disk(s.call.mem), plan = prior, now = prior;
    plan.color = tf_string(STR("blue"));
    assert_false(crud_update(&s.call, &prior, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_CONFLICT);
    assert_str_equal(now.color.v, STR("red"));
    scene_end(&s);
}

/* One hook that changes a request, and one that refuses it. */
static enum crud_step seen_steps[8];
static size_t seen_count;

static bool mark_request(struct call *c, enum crud_step step, const void *prior, const void *plan, json_t *in)
{
    (void)c;
    assert_true((prior == NULL) == (step == CRUD_CREATE));
    assert_true((plan == NULL) == (step == CRUD_DELETE));
    seen_steps[seen_count++] = step;
    json_object_set_new(in, "mark", json_true());
    return true;
}

static bool refuse_request(struct call *c, enum crud_step step, const void *prior, const void *plan,
                           json_t *in)
{
    (void)step;
    (void)prior;
    (void)plan;
    (void)in;
    return fail(&c->err, ERR_USER, "not this one");
}

static void a_hook_may_change_every_request(void **state)
{
    (void)state;
    struct crud crud = disk_crud;
    struct schema_desc schema = disk_schema;
    crud.request = mark_request;
    schema.crud = &crud;
    seen_count = 0;
    SCENE(s, &schema, ACCEPTED, DISK("available"), DISK("available"), ACCEPTED, ACCEPTED, NOT_FOUND);
    struct disk prior = known_disk(s.call.mem), plan = prior, now = {0};
    assert_true(crud_create(&s.call, &plan, &now));
    assert_contains(s.network.fake.bodies[0], "\"mark\":true");
    plan.color = tf_string(STR("blue"));
    assert_true(crud_update(&s.call, &prior, &plan, &now));
    assert_contains(s.network.fake.bodies[3], "\"mark\":true");
    assert_true(crud_destroy(&s.call, &prior));
    assert_contains(s.network.fake.bodies[4], "\"mark\":true");
    assert_int_equal(seen_count, 3);
    assert_int_equal(seen_steps[0], CRUD_CREATE);
    assert_int_equal(seen_steps[1], CRUD_UPDATE);
    assert_int_equal(seen_steps[2], CRUD_DELETE);
    scene_end(&s);
}

static void a_hook_that_refuses_sends_nothing(void **state)
{
    (void)state;
    struct crud crud = disk_crud;
    struct schema_desc schema = disk_schema;
    crud.request = refuse_request;
    schema.crud = &crud;
    SCENE(s, &schema, DISK("available"));
    struct disk prior = known_disk(s.call.mem), plan = prior, now = {0};
    assert_false(crud_create(&s.call, &plan, &now));
    assert_int_equal(s.call.err.kind, ERR_USER);
    assert_true(TF_IS_NULL(now.name));
    plan.color = tf_string(STR("blue"));
    now = prior;
    assert_false(crud_update(&s.call, &prior, &plan, &now));
    assert_false(crud_destroy(&s.call, &prior));
    assert_str_equal(now.color.v, STR("red"));
    scene_end(&s);
}

/* ---- destroy ---- */

static void a_deletion_polls_until_the_disk_is_gone(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), ACCEPTED, DISK("available"), NOT_FOUND);
    struct disk prior = known_disk(s.call.mem);
    assert_true(crud_destroy(&s.call, &prior));
    assert_asked(&s, 1, "DeleteDisk", "{\"diskName\":\"data\",\"forceDeleteAddOns\":true}");
    scene_end(&s);
}

static void a_deletion_ends_when_another_disk_has_the_name(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), ACCEPTED, OTHER_DISK);
    struct disk prior = known_disk(s.call.mem);
    assert_true(crud_destroy(&s.call, &prior));
    scene_end(&s);
}

static void a_disk_that_is_already_deleted_is_no_error(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, NOT_FOUND, NOT_FOUND);
    struct disk prior = known_disk(s.call.mem);
    assert_true(crud_destroy(&s.call, &prior));
    assert_int_equal(s.call.err.kind, ERR_NONE);
    assert_asked(&s, 1, "DeleteDisk", NULL); /* the read may be late */
    scene_end(&s);
}

static void a_refused_deletion_is_an_error(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), DENIED);
    struct disk prior = known_disk(s.call.mem);
    assert_false(crud_destroy(&s.call, &prior));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    scene_end(&s);
}

static void another_disk_with_the_name_is_not_deleted(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, OTHER_DISK, OTHER_DISK);
    struct disk prior = known_disk(s.call.mem);
    assert_true(crud_destroy(&s.call, &prior));
    assert_int_equal(scene_only_diagnostic(&s)->severity, DIAG_WARNING);
    assert_contains(scene_only_diagnostic(&s)->detail, "it is not changed");
    scene_end(&s);
}

static bool may_not_delete(struct call *c, const void *prior)
{
    const struct disk *disk = prior;
    return fail(&c->err, ERR_USER, "%.*s is needed", STR_ARG(disk->name.v));
}

static void a_hook_may_forbid_a_deletion(void **state)
{
    (void)state;
    struct crud crud = disk_crud;
    struct schema_desc schema = disk_schema;
    crud.may_delete = may_not_delete;
    schema.crud = &crud;
    SCENE(s, &schema, DISK("available"));
    struct disk prior = known_disk(s.call.mem);
    assert_false(crud_destroy(&s.call, &prior));
    assert_string_equal(s.call.err.text, "data is needed");
    scene_end(&s);
}

/* ---- import ---- */

static void an_import_takes_a_name_or_an_arn(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, ANSWER("{\"disks\":[{\"name\":\"data\",\"arn\":\"" OWN_ARN "\"}]}"));
    struct disk now = {0};
    assert_true(crud_import(&s.call, STR("logs"), &now));
    assert_str_equal(now.name.v, STR("logs"));
    assert_true(crud_import(&s.call, STR(OWN_ARN), &now));
    assert_str_equal(now.name.v, STR("data"));
    assert_false(crud_import(&s.call, STR("arn:aws:lightsail:us-east-1:1:StaticIp/1"), &now));
    assert_int_equal(s.call.err.kind, ERR_USER);
    scene_end(&s);
}

static void an_identity_of_several_parts_is_joined_by_commas(void **state)
{
    (void)state;
    static const char *const several[] = {"host", "size", "name"};
    struct schema_desc schema = disk_schema;
    schema.identity = several;
    schema.identity_count = 3;
    QUIET_SCENE(s, &schema);
    struct disk now = {0};
    assert_true(crud_import(&s.call, STR("web,16,data"), &now));
    assert_str_equal(now.host.v, STR("web"));
    assert_int_equal(now.size.v, 16);
    assert_str_equal(now.name.v, STR("data"));
    static const struct {
        const char *id, *text;
    } wrong[] = {
        {"web,16", "must have 3 parts"},
        {"web", "must have 3 parts"},
        {"web,16,data,x", "must have 3 parts"},
        {"web,large,data", "'large' is not a valid size"},
        {",16,data", "'' is not a valid host"},
        {"web,16,", "'' is not a valid name"},
        {"", "must have 3 parts"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(crud_import(&s.call, str_c(wrong[i].id), &now));
        assert_int_equal(s.call.err.kind, ERR_USER);
        assert_contains(str_c(s.call.err.text), wrong[i].text);
    }
    scene_end(&s);
}

/* ---- fields by name ---- */

static void a_field_is_found_by_its_name(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    struct disk disk = known_disk(s.call.mem);
    assert_ptr_equal(crud_field(&s.call, &disk, "label"), &disk.label);
    assert_null(crud_field(&s.call, &disk, "weight"));
    assert_str_equal(crud_text(&s.call, &disk, "color").v, STR("red"));
    assert_true(TF_IS_NULL(crud_text(&s.call, &disk, "weight")));
    assert_str_equal(crud_name(&s.call, &disk), STR("data"));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_creation_sends_the_configuration_and_reads_the_rest),
        cmocka_unit_test(a_creation_puts_its_attributes_into_the_members_of_the_call),
        cmocka_unit_test(attributes_that_a_creation_does_not_have_are_sent_after_it),
        cmocka_unit_test(a_failure_after_the_creation_leaves_the_disk_in_the_state),
        cmocka_unit_test(the_identity_is_stored_before_any_wait),
        cmocka_unit_test(a_refused_creation_leaves_no_state),
        cmocka_unit_test(a_name_in_use_can_be_imported),
        cmocka_unit_test(an_interrupted_creation_is_a_warning_and_no_taint),
        cmocka_unit_test(an_interruption_before_a_request_was_accepted_is_an_error),
        cmocka_unit_test(a_read_fills_the_state_and_keeps_what_aws_does_not_return),
        cmocka_unit_test(only_not_found_means_deleted),
        cmocka_unit_test(another_disk_with_the_name_is_not_taken_over),
        cmocka_unit_test(after_an_import_any_disk_with_the_name_is_accepted),
        cmocka_unit_test(a_hook_fills_attributes_without_a_row),
        cmocka_unit_test(an_update_sends_one_request_for_each_call_in_order),
        cmocka_unit_test(an_update_without_a_change_of_the_object_sends_nothing),
        cmocka_unit_test(a_later_failure_keeps_earlier_changes),
        cmocka_unit_test(an_update_waits_for_its_operations),
        cmocka_unit_test(snapshots_and_tags_are_changed_after_the_calls),
        cmocka_unit_test(automatic_snapshots_removed_from_the_configuration_are_disabled),
        cmocka_unit_test(values_unknown_in_the_plan_are_read_at_the_end),
        cmocka_unit_test(another_disk_with_the_name_is_not_changed),
        cmocka_unit_test(a_hook_may_change_every_request),
        cmocka_unit_test(a_hook_that_refuses_sends_nothing),
        cmocka_unit_test(a_deletion_polls_until_the_disk_is_gone),
        cmocka_unit_test(a_deletion_ends_when_another_disk_has_the_name),
        cmocka_unit_test(a_disk_that_is_already_deleted_is_no_error),
        cmocka_unit_test(a_refused_deletion_is_an_error),
        cmocka_unit_test(another_disk_with_the_name_is_not_deleted),
        cmocka_unit_test(a_hook_may_forbid_a_deletion),
        cmocka_unit_test(an_import_takes_a_name_or_an_arn),
        cmocka_unit_test(an_identity_of_several_parts_is_joined_by_commas),
        cmocka_unit_test(a_field_is_found_by_its_name),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
