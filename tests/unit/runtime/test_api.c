/*
 * test_api.c — what hooks call: requests that wait, pages, the owner of a name, and creations and changes
 * that are never lost.
 */
#include "disk.h"

static json_t *request(const char *name)
{
    json_t *in = json_object();
    json_object_set_new(in, "diskName", json_string(name));
    return in;
}

#define LOST                      \
    {                             \
        .status = 0, .sent = true \
    }
#define STARTED                                                                                          \
    ANSWER("{\"operations\":[{\"id\":\"o1\",\"operationType\":\"CreateDisk\",\"resourceName\":\"data\"," \
           "\"status\":\"Started\"}]}")
#define ENDED(status)                                                                                  \
    ANSWER("{\"operation\":{\"id\":\"o1\",\"operationType\":\"CreateDisk\",\"resourceName\":\"data\"," \
           "\"status\":\"" status "\"}}")
#define HISTORY                                                                                         \
    ANSWER("{\"operations\":[{\"operationType\":\"CreateDisk\",\"status\":\"Failed\",\"errorDetails\":" \
           "\"no room\",\"createdAt\":1700000000}]}")

/* ---- calls ---- */

static void a_call_returns_a_response_or_fails(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), DENIED, ACCEPTED);
    json_t *out = NULL;
    assert_true(api_call(&s.call, OP_GET_DISK, request("data"), &out));
    assert_asked(&s, 0, "GetDisk", "{\"diskName\":\"data\"}");
    assert_non_null(json_object_get(out, "disk"));
    assert_false(api_call(&s.call, OP_GET_DISK, request("data"), &out));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    assert_true(api_call(&s.call, OP_GET_DISKS, NULL, NULL));
    assert_asked(&s, 2, "GetDisks", "{}");
    scene_end(&s);
}

static bool never(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    (void)context;
    (void)object;
    (void)err;
    *ret_reached = false;
    return true;
}

static void assert_our_mistake(struct scene *s, bool is_done)
{
    assert_false(is_done);
    assert_int_equal(s->call.err.kind, ERR_INTERNAL);
    s->call.err = (struct err){0};
}

static void a_call_without_a_client_is_a_bug(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    const struct ls_effect effect = {LS_CREATED, LS_KIND_DISK, .name = STR("data")};
    struct disk plan = {.name = tf_string(STR("data"))}, now = {0};
    json_t *out;
    struct str name;
    s.call.client = NULL;
    assert_our_mistake(&s, api_call(&s.call, OP_GET_DISKS, NULL, &out));
    assert_our_mistake(&s, api_do(&s.call, OP_DELETE_DISK, request("data")));
    assert_our_mistake(&s, api_list(&s.call, OP_GET_DISKS, json_object(), "disks", &out));
    assert_our_mistake(&s, api_view(&s.call, LS_KIND_DISK, STR("data"), LS_REFRESH, &out));
    assert_our_mistake(&s, api_find(&s.call, LS_KIND_DISK, STR("data"), STR(""), &out));
    assert_our_mistake(&s, api_view_name_of_arn(&s.call, LS_KIND_DISK, STR(OWN_ARN), &name));
    assert_our_mistake(&s, api_view_wait(&s.call, LS_KIND_DISK, STR("data"), "x", NULL, never, NULL, NULL));
    assert_our_mistake(&s, api_create(&s.call, OP_CREATE_DISK, request("data"), &plan, &now, &effect));
    assert_our_mistake(&s, api_change(&s.call, OP_ATTACH_DISK, request("data"), &effect));
    assert_true(TF_IS_NULL(now.name));
    scene_end(&s);
}

static void a_call_waits_for_its_operations(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, STARTED, ENDED("Succeeded"), STARTED, ENDED("Failed"), HISTORY, STARTED,
          ENDED("Failed"), DENIED);
    assert_true(api_do(&s.call, OP_CREATE_DISK, request("data")));
    assert_asked(&s, 1, "GetOperation", NULL);
    assert_false(api_do(&s.call, OP_CREATE_DISK, request("data")));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_asked(&s, 4, "GetOperationsForResource", "{\"resourceName\":\"data\"}");
    assert_contains(s.call.history, "no room");
    /* Without the permission for GetOperations only the original error is shown. */
    s.call.history = STR("");
    assert_false(api_do(&s.call, OP_CREATE_DISK, request("data")));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_int_equal(s.call.history.len, 0);
    scene_end(&s);
}

/* ---- pages ---- */

static void a_list_has_all_pages(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, ANSWER("{\"disks\":[1],\"nextPageToken\":\"p2\"}"), ANSWER("{\"disks\":[2]}"));
    json_t *items = NULL;
    assert_true(api_list(&s.call, OP_GET_DISKS, NULL, "disks", &items));
    assert_int_equal(json_array_size(items), 2);
    scene_end(&s);
}

static void a_page_has_the_token_of_the_next(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, ANSWER("{\"disks\":[1],\"nextPageToken\":\"p2\"}"), ANSWER("{\"disks\":[2,3]}"),
          ANSWER("{\"disks\":[],\"nextPageToken\":\"p2\"}"), DENIED);
    json_t *items = NULL;
    struct str token = STR("");
    assert_true(api_page(&s.call, OP_GET_DISKS, STR(""), "disks", &items, &token));
    assert_asked(&s, 0, "GetDisks", "{}");
    assert_str_equal(token, STR("p2"));
    assert_true(api_page(&s.call, OP_GET_DISKS, token, "disks", &items, &token));
    assert_asked(&s, 1, "GetDisks", "{\"pageToken\":\"p2\"}");
    assert_int_equal(json_array_size(items), 2);
    assert_int_equal(token.len, 0);
    assert_false(api_page(&s.call, OP_GET_DISKS, STR("p2"), "disks", &items, &token));
    assert_int_equal(s.call.err.kind, ERR_PROTOCOL);
    assert_contains(str_c(s.call.err.text), "does not end");
    assert_false(api_page(&s.call, OP_GET_DISKS, STR(""), "disks", &items, &token));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    scene_end(&s);
}

/* ---- the owner of the name ---- */

static const struct tf_string own = {TF_KNOWN, STR(OWN_ARN)}, any = {0};

static void a_refreshing_read_is_sent_once(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), DISK("in-use"), DISK("pending"));
    json_t *object = NULL;
    assert_true(api_view(&s.call, LS_KIND_DISK, STR("data"), LS_REFRESH, &object));
    assert_true(api_view(&s.call, LS_KIND_DISK, STR("data"), LS_REFRESH, &object));
    assert_str_equal(json_member_text(object, "state"), STR("available"));
    assert_true(api_view(&s.call, LS_KIND_DISK, STR("data"), LS_NOW, &object));
    assert_str_equal(json_member_text(object, "state"), STR("in-use"));
    s.call.is_again = true; /* a repeated read */
    assert_true(api_view(&s.call, LS_KIND_DISK, STR("data"), LS_REFRESH, &object));
    assert_str_equal(json_member_text(object, "state"), STR("pending"));
    scene_end(&s);
}

static void a_read_finds_the_object_of_the_state(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"));
    json_t *object = NULL;
    assert_true(api_read(&s.call, LS_KIND_DISK, STR("data"), own, &object));
    assert_true(api_read(&s.call, LS_KIND_DISK, STR("data"), any, &object));
    assert_str_equal(json_member_text(object, "arn"), STR(OWN_ARN));
    scene_end(&s);
}

static void a_read_of_another_object_is_not_found_with_a_warning(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, OTHER_DISK, OTHER_DISK);
    json_t *object = NULL;
    assert_false(api_read(&s.call, LS_KIND_DISK, STR("data"), own, &object));
    assert_int_equal(s.call.err.kind, ERR_NOT_FOUND);
    assert_int_equal(scene_only_diagnostic(&s)->severity, DIAG_WARNING);
    assert_contains(scene_only_diagnostic(&s)->detail, "removed from the state");
    scene_end(&s);
}

static void the_replacing_object_counts_as_the_same(void **state)
{
    (void)state;
    SCENE(s, &disk_schema,
          DISK_OF(OTHER_ARN, "available",
                  ",\"tags\":[{\"key\":\"x\"},{\"key\":\"" LS_REPLACES_TAG "\",\"value\":\"" OWN_ARN "\"}]"));
    json_t *object = NULL;
    bool is_own = false;
    assert_true(api_read(&s.call, LS_KIND_DISK, STR("data"), own, &object));
    assert_str_equal(json_member_text(object, "arn"), STR(OTHER_ARN));
    assert_true(api_is_own(&s.call, LS_KIND_DISK, STR("data"), own, &is_own));
    assert_true(is_own);
    assert_true(api_replaces(object, STR(OWN_ARN)));
    assert_true(api_replaces(object, (struct str){NULL, 0}));
    assert_false(api_replaces(object, STR(OTHER_ARN)));
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void a_change_first_checks_the_owner_of_the_name(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, OTHER_DISK, OTHER_DISK, OTHER_DISK);
    bool is_own = true;
    assert_true(api_is_own(&s.call, LS_KIND_DISK, STR("data"), any, &is_own));
    assert_true(is_own);
    assert_true(api_is_own(&s.call, LS_KIND_DISK, STR("data"), own, &is_own));
    assert_false(is_own);
    assert_contains(scene_only_diagnostic(&s)->detail, "it is not changed");
    assert_false(api_must_be_own(&s.call, LS_KIND_DISK, STR("data"), own));
    assert_int_equal(s.call.err.kind, ERR_CONFLICT);
    assert_contains(str_c(s.call.err.hint), "-refresh=false");
    scene_end(&s);
}

static void not_found_may_be_late_and_other_errors_are_returned(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, NOT_FOUND, DENIED);
    bool is_own = false;
    assert_true(api_must_be_own(&s.call, LS_KIND_DISK, STR("data"), own));
    assert_int_equal(s.call.err.kind, ERR_NONE);
    scene_changes(&s); /* two misses would be worth a list */
    assert_false(api_is_own(&s.call, LS_KIND_DISK, STR("logs"), own, &is_own));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    scene_end(&s);
}

static void an_object_of_another_account_is_an_error(void **state)
{
    (void)state;
    const char *arn_of_other_account = "arn:aws:lightsail:us-east-1:2:Disk/9";
    SCENE(s, &disk_schema, DISK("available"), DISK("available"));
    bool is_own = true;
    assert_false(
        api_is_own(&s.call, LS_KIND_DISK, STR("data"), tf_string(str_c(arn_of_other_account)), &is_own));
    assert_int_equal(s.call.err.kind, ERR_USER);
    assert_contains(str_c(s.call.err.text), "another account");
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void an_arn_has_a_name(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, ANSWER("{\"disks\":[{\"name\":\"data\",\"arn\":\"" OWN_ARN "\"}]}"),
          ANSWER("{\"disks\":[]}"));
    struct str name = {NULL, 0};
    assert_true(api_view_name_of_arn(&s.call, LS_KIND_DISK, STR(OWN_ARN), &name));
    assert_str_equal(name, STR("data"));
    assert_false(api_view_name_of_arn(&s.call, LS_KIND_DISK, STR(OTHER_ARN), &name));
    assert_int_equal(s.call.err.kind, ERR_NOT_FOUND);
    scene_end(&s);
}

/* ---- polling ---- */

static bool is_available(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    int *reads = context;
    (void)err;
    (*reads)++;
    *ret_reached = str_eqc(json_member_text(object, "state"), "available");
    return true;
}

static void a_wait_within_the_lag_leaves_the_error_unchanged(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("available"), DISK("pending"));
    json_t *object = NULL;
    int reads = 0;
    s.network.client->read_lag_ms = 30 * 1000;
    fail(&s.call.err, ERR_CONFLICT, "busy");
    assert_true(api_shows_soon(&s.call, LS_KIND_DISK, STR("data"), is_available, &reads, &object));
    assert_str_equal(json_member_text(object, "state"), STR("available"));
    no_time_to_wait(&s);
    assert_false(api_shows_soon(&s.call, LS_KIND_DISK, STR("data"), is_available, &reads, &object));
    assert_str_equal(json_member_text(object, "state"), STR("pending"));
    assert_true(reads >= 2); /* a judge is also called to learn whether it waits for the end */
    assert_int_equal(s.call.err.kind, ERR_CONFLICT);
    assert_true(deadline_left_ms(&s.call.deadline) > 30 * 1000); /* the call's own */
    scene_end(&s);
}

static void a_wait_that_times_out_reports_the_history(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DISK("pending"), HISTORY);
    int reads = 0;
    no_time_to_wait(&s);
    assert_false(
        api_view_wait(&s.call, LS_KIND_DISK, STR("data"), "disk ready", NULL, is_available, &reads, NULL));
    assert_int_equal(s.call.err.kind, ERR_TIMEOUT);
    assert_contains(s.call.history, "no room");
    scene_end(&s);
}

/* ---- creations ---- */

static const struct ls_effect made = {LS_CREATED, LS_KIND_DISK, .name = STR("data")};

static bool create(struct scene *s, struct disk *now)
{
    struct disk plan = {.name = tf_string(STR("data"))};
    *now = (struct disk){0};
    s->call.err = (struct err){0};
    return api_create(&s->call, OP_CREATE_DISK, request("data"), &plan, now, &made);
}

static void an_accepted_creation_is_in_the_state_even_if_it_fails(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, STARTED, ENDED("Succeeded"), STARTED, ENDED("Failed"), HISTORY);
    struct disk now;
    assert_true(create(&s, &now));
    assert_str_equal(now.name.v, STR("data"));
    assert_false(create(&s, &now));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_str_equal(now.name.v, STR("data"));
    scene_end(&s);
}

static void a_refused_creation_is_not_in_the_state(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, DENIED);
    struct disk now;
    assert_false(create(&s, &now));
    assert_true(TF_IS_NULL(now.name));
    scene_end(&s);
}

static void a_creation_that_may_have_happened_is_in_the_state(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, LOST, DENIED);
    struct disk now;
    assert_false(create(&s, &now));
    assert_true(s.call.err.maybe_done);
    assert_str_equal(now.name.v, STR("data"));
    scene_end(&s);
}

static void after_a_lost_response_the_result_is_empty(void **state)
{
    (void)state;
    char body[200];
    snprintf(body, sizeof body, "{\"disk\":{\"name\":\"data\",\"createdAt\":%lld}}",
             (long long)clock_wall_ms() / 1000 + 60);
    const struct fake_response made_anew = {.status = 200, .body = body};
    SCENE(s, &disk_schema, LOST, made_anew);
    struct disk plan = {.name = tf_string(STR("data"))}, now = {0};
    json_t *answer = NULL;
    assert_true(api_create_begin(&s.call, OP_CREATE_DISK, request("data"), &plan, &now, &made, &answer));
    assert_true(json_is_object(answer));
    assert_int_equal(json_object_size(answer), 0);
    assert_str_equal(now.name.v, STR("data"));
    scene_end(&s);
}

#define IN_USE REFUSAL("InvalidInputException", "The name is already in use")

static void a_name_in_use_says_what_to_do(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, IN_USE, DISK("available"), IN_USE, NOT_FOUND, IN_USE, DENIED);
    struct disk now;
    assert_false(create(&s, &now));
    assert_int_equal(s.call.err.kind, ERR_CONFLICT);
    assert_string_equal(s.call.err.attribute, "name");
    assert_contains(str_c(s.call.err.hint), "import {\n  to = lightsail_disk.NAME\n  id = \"data\"\n}");
    assert_true(TF_IS_NULL(now.name));
    /* No disk has the name: an import would not help. */
    assert_false(create(&s, &now));
    assert_contains(str_c(s.call.err.hint), "An object of another kind has this name");
    /* The owner is unknown. */
    assert_false(create(&s, &now));
    assert_int_equal(s.call.err.kind, ERR_CONFLICT);
    assert_contains(str_c(s.call.err.hint), "import {");
    scene_end(&s);
}

static void in_another_region_the_import_id_has_the_region(void **state)
{
    (void)state;
    SCENE(s, &disk_schema, IN_USE, DISK("available"));
    struct disk now;
    struct ls_client *there;
    assert_true(ls_client_in_region(s.network.client, STR("eu-west-1"), &there, &s.call.err));
    s.call.client = there;
    assert_false(create(&s, &now));
    assert_contains(str_c(s.call.err.hint), "id = \"data@eu-west-1\"");
    scene_end(&s);
}

/* ---- changes and deletions ---- */

static void a_change_waits_for_its_operations(void **state)
{
    (void)state;
    static const struct ls_effect changed = {LS_CHANGED, LS_KIND_DISK, .name = STR("data")};
    SCENE(s, &disk_schema, STARTED, ENDED("Succeeded"), DENIED);
    assert_true(api_change(&s.call, OP_ATTACH_DISK, request("data"), &changed));
    assert_asked(&s, 0, "AttachDisk", "{\"diskName\":\"data\"}");
    assert_false(api_change(&s.call, OP_ATTACH_DISK, request("data"), &changed));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    scene_end(&s);
}

static void deleting_a_deleted_object_succeeds(void **state)
{
    (void)state;
    static const struct ls_effect gone = {LS_DELETED, LS_KIND_DISK, .name = STR("data")};
    SCENE(s, &disk_schema, STARTED, ENDED("Succeeded"), NOT_FOUND, DENIED);
    assert_true(api_delete(&s.call, OP_DELETE_DISK, request("data"), &gone));
    assert_true(api_delete(&s.call, OP_DELETE_DISK, request("data"), &gone));
    assert_int_equal(s.call.err.kind, ERR_NONE);
    assert_false(api_delete(&s.call, OP_DELETE_DISK, request("data"), &gone));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    scene_end(&s);
}

static void only_not_found_means_deleted(void **state)
{
    (void)state;
    QUIET_SCENE(s, &disk_schema);
    fail(&s.call.err, ERR_DENIED, "no");
    assert_false(api_done_if_not_found(&s.call));
    assert_false(api_gone_if_not_found(&s.call));
    assert_false(s.call.gone);
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    fail(&s.call.err, ERR_NOT_FOUND, "none");
    assert_true(api_gone_if_not_found(&s.call));
    assert_true(s.call.gone);
    assert_int_equal(s.call.err.kind, ERR_NONE);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_returns_a_response_or_fails),
        cmocka_unit_test(a_call_without_a_client_is_a_bug),
        cmocka_unit_test(a_call_waits_for_its_operations),
        cmocka_unit_test(a_list_has_all_pages),
        cmocka_unit_test(a_page_has_the_token_of_the_next),
        cmocka_unit_test(a_refreshing_read_is_sent_once),
        cmocka_unit_test(a_read_finds_the_object_of_the_state),
        cmocka_unit_test(a_read_of_another_object_is_not_found_with_a_warning),
        cmocka_unit_test(the_replacing_object_counts_as_the_same),
        cmocka_unit_test(a_change_first_checks_the_owner_of_the_name),
        cmocka_unit_test(not_found_may_be_late_and_other_errors_are_returned),
        cmocka_unit_test(an_object_of_another_account_is_an_error),
        cmocka_unit_test(an_arn_has_a_name),
        cmocka_unit_test(a_wait_within_the_lag_leaves_the_error_unchanged),
        cmocka_unit_test(a_wait_that_times_out_reports_the_history),
        cmocka_unit_test(an_accepted_creation_is_in_the_state_even_if_it_fails),
        cmocka_unit_test(a_refused_creation_is_not_in_the_state),
        cmocka_unit_test(a_creation_that_may_have_happened_is_in_the_state),
        cmocka_unit_test(after_a_lost_response_the_result_is_empty),
        cmocka_unit_test(a_name_in_use_says_what_to_do),
        cmocka_unit_test(in_another_region_the_import_id_has_the_region),
        cmocka_unit_test(a_change_waits_for_its_operations),
        cmocka_unit_test(deleting_a_deleted_object_succeeds),
        cmocka_unit_test(only_not_found_means_deleted),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
