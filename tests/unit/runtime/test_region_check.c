/*
 * test_region_check.c — names in a plan that do not exist: reported when an object would be deleted or a
 * request refused, and only then.
 */
#include "disk.h"

#include "runtime/region_check.h"

#define INSTANCE ANSWER("{\"instance\":{\"name\":\"web\"}}")

/* A call in a run, and the plan of a creation. */
struct check {
    struct scene s;
    struct plan plan;
};

static void check_begin(struct check *k, const struct fake_response *answers, size_t count)
{
    *k = (struct check){0};
    scene_begin(&k->s, &disk_schema, answers, count);
    k->s.provider.walk = walk_new();
}

#define CHECK(k, ...)                                            \
    const struct fake_response answers_of_##k[] = {__VA_ARGS__}; \
    struct check k;                                              \
    check_begin(&k, answers_of_##k, sizeof answers_of_##k / sizeof answers_of_##k[0])
#define QUIET_CHECK(k) \
    struct check k;    \
    check_begin(&k, NULL, 0)

static void check_end(struct check *k)
{
    walk_free(k->s.provider.walk);
    scene_end(&k->s);
}

static const struct tf_string web = {TF_KNOWN, STR("web")}, nobody = {0}, open = {.is = TF_UNKNOWN};

static void refers(struct check *k, struct tf_string wanted, struct tf_string before)
{
    refers_check(&k->s.call, &k->plan, LS_KIND_INSTANCE, "host", wanted, before);
}

static void region(struct check *k, struct tf_string wanted, struct tf_string before)
{
    region_check(&k->s.call, &k->plan, LS_KIND_INSTANCE, "host", wanted, before);
}

/* As in the plan of a resource in another region. */
static void note_elsewhere(struct check *k)
{
    struct ls_client *there;
    if (!ls_client_in_region(k->s.network.client, STR("eu-west-1"), &there, &k->s.call.err))
        fail_msg("%s", k->s.call.err.text);
    k->s.call.client = there;
    region_note(&k->s.call, LS_KIND_INSTANCE, web);
    k->s.call.client = k->s.network.client;
}

static void assert_said(struct check *k, enum diag_severity severity, const char *part)
{
    const struct diagnostic *said = scene_only_diagnostic(&k->s);
    assert_int_equal(said->severity, severity);
    assert_contains(said->detail, part);
}

/* ---- names that the service would refuse ---- */

static void a_missing_reference_is_an_error_at_the_attribute(void **state)
{
    (void)state;
    CHECK(k, NOT_FOUND);
    refers(&k, web, nobody);
    assert_said(&k, DIAG_ERROR, "There is no instance 'web' in us-east-1. Use the name");
    assert_str_equal(path_print(k.s.call.mem, k.s.call.diags.items[0].path), STR("host"));
    assert_str_equal(k.s.call.diags.items[0].summary, STR("Unknown instance"));
    assert_int_equal(k.s.call.err.kind, ERR_NONE);
    check_end(&k);
}

static void a_replacement_says_what_would_be_deleted(void **state)
{
    (void)state;
    CHECK(k, NOT_FOUND);
    k.plan.is_replacement = true;
    refers(&k, web, nobody);
    assert_said(&k, DIAG_ERROR, "The old object would be deleted");
    check_end(&k);
}

static void an_existing_reference_is_no_error(void **state)
{
    (void)state;
    CHECK(k, INSTANCE);
    refers(&k, web, nobody);
    assert_int_equal(k.s.call.diags.count, 0);
    check_end(&k);
}

static void a_resource_planned_in_this_run_counts_as_existing(void **state)
{
    (void)state;
    QUIET_CHECK(k);
    region_note(&k.s.call, LS_KIND_INSTANCE, web);
    refers(&k, web, nobody);
    assert_int_equal(k.s.call.diags.count, 0);
    check_end(&k);
}

static void a_planned_resource_of_another_kind_or_region_does_not_count(void **state)
{
    (void)state;
    CHECK(k, NOT_FOUND);
    region_note(&k.s.call, LS_KIND_DISK, web);
    region_note(&k.s.call, LS_KIND_INSTANCE, open);
    note_elsewhere(&k);
    refers(&k, web, nobody);
    assert_said(&k, DIAG_ERROR, "There is no instance 'web' in us-east-1");
    check_end(&k);
}

static void unchanged_or_unknown_references_need_no_request(void **state)
{
    (void)state;
    QUIET_CHECK(k);
    refers(&k, web, web);
    refers(&k, open, nobody);
    refers(&k, nobody, web);
    k.plan.is_final = true; /* an apply planned it before */
    refers(&k, web, nobody);
    k.plan.is_final = false;
    k.s.call.client = NULL; /* a region that is not known yet */
    refers(&k, web, nobody);
    region_note(&k.s.call, LS_KIND_INSTANCE, web);
    k.s.call.client = k.s.network.client;
    struct walk *walk = k.s.provider.walk;
    k.s.provider.walk = NULL;
    refers(&k, web, nobody);
    region_note(&k.s.call, LS_KIND_INSTANCE, web);
    k.s.provider.walk = walk;
    assert_int_equal(k.s.call.diags.count, 0);
    check_end(&k);
}

static void a_missing_permission_is_reported_once(void **state)
{
    (void)state;
    CHECK(k, DENIED, DENIED, DENIED); /* the second time, by a list and by its name */
    refers(&k, web, nobody);
    refers(&k, (struct tf_string){TF_KNOWN, STR("db")}, nobody);
    assert_said(&k, DIAG_WARNING, "Whether each instance that is named exists could not be checked");
    assert_int_equal(k.s.call.err.kind, ERR_NONE);
    check_end(&k);
}

/* ---- two regions ---- */

static void a_name_in_no_other_region_is_no_warning(void **state)
{
    (void)state;
    QUIET_CHECK(k);
    region(&k, web, nobody);
    assert_int_equal(k.s.call.diags.count, 0);
    check_end(&k);
}

static void a_name_of_another_region_is_a_warning(void **state)
{
    (void)state;
    CHECK(k, NOT_FOUND);
    note_elsewhere(&k);
    region(&k, web, nobody);
    assert_said(&k, DIAG_WARNING,
                "us-east-1 has no instance 'web', but this configuration has one in eu-west-1");
    check_end(&k);
}

static void a_name_of_both_regions_is_no_warning(void **state)
{
    (void)state;
    QUIET_CHECK(k);
    note_elsewhere(&k);
    region_note(&k.s.call, LS_KIND_INSTANCE, web);
    region(&k, web, nobody);
    assert_int_equal(k.s.call.diags.count, 0);
    check_end(&k);
}

static void a_name_of_another_region_that_exists_here_is_no_warning(void **state)
{
    (void)state;
    CHECK(k, INSTANCE);
    note_elsewhere(&k);
    region(&k, web, nobody);
    assert_int_equal(k.s.call.diags.count, 0);
    check_end(&k);
}

static void before_a_deletion_the_reference_must_exist(void **state)
{
    (void)state;
    CHECK(k, NOT_FOUND);
    k.plan.is_replacement = true;
    region(&k, web, nobody);
    assert_said(&k, DIAG_ERROR, "The old object would be deleted");
    check_end(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_reference_is_an_error_at_the_attribute),
        cmocka_unit_test(a_replacement_says_what_would_be_deleted),
        cmocka_unit_test(an_existing_reference_is_no_error),
        cmocka_unit_test(a_resource_planned_in_this_run_counts_as_existing),
        cmocka_unit_test(a_planned_resource_of_another_kind_or_region_does_not_count),
        cmocka_unit_test(unchanged_or_unknown_references_need_no_request),
        cmocka_unit_test(a_missing_permission_is_reported_once),
        cmocka_unit_test(a_name_in_no_other_region_is_no_warning),
        cmocka_unit_test(a_name_of_another_region_is_a_warning),
        cmocka_unit_test(a_name_of_both_regions_is_no_warning),
        cmocka_unit_test(a_name_of_another_region_that_exists_here_is_no_warning),
        cmocka_unit_test(before_a_deletion_the_reference_must_exist),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
