/*
 * test_listing.c — the loop that lists share: page by page, filtered, until the client stops or a call fails.
 */
#include "disk.h"

#include "runtime/listing.h"

/* The calls of the item function, and when it stops. */
static struct {
    char names[100];
    int enough_after; /* 0: never */
    int items;
    bool fails;
    const struct arena *first_page, *last_page;
} seen;

static bool see_item(struct call *c, json_t *item, const void *config, struct lister *lister, bool *ret_more)
{
    assert_string_equal(config, "asked");
    assert_null(lister);
    assert_ptr_equal(c->schema, &disk_schema);
    size_t used = strlen(seen.names);
    snprintf(seen.names + used, sizeof seen.names - used, "%.*s ", STR_ARG(json_member_text(item, "name")));
    seen.first_page = seen.first_page == NULL ? c->mem : seen.first_page;
    seen.last_page = c->mem;
    if (seen.fails)
        return fail(&c->err, ERR_FAILED, "not this one");
    *ret_more = ++seen.items != seen.enough_after;
    return true;
}

static bool run(struct scene *s, const char *name_regex, const char *tags)
{
    struct tf_string pattern = tf_string(str_c(name_regex));
    struct tf_strings wanted = map_of(s->call.mem, tags);
    const struct listing listing = {.op = OP_GET_DISKS,
                                    .items_member = "disks",
                                    .resource = &disk_resource,
                                    .item = see_item,
                                    .name_regex = name_regex != NULL ? &pattern : NULL,
                                    .tags = &wanted};
    return listing_run(&s->call, &listing, "asked", NULL);
}

static int begin(void **state)
{
    (void)state;
    memset(&seen, 0, sizeof seen);
    return 0;
}

#define PAGE_1 ANSWER("{\"disks\":[{\"name\":\"a\"},{\"name\":\"ab\"}],\"nextPageToken\":\"p2\"}")
#define PAGE_2 ANSWER("{\"disks\":[],\"nextPageToken\":\"p3\"}")
#define PAGE_3 ANSWER("{\"disks\":[{\"name\":\"b\",\"tags\":[{\"key\":\"Env\",\"value\":\"lab\"}]}]}")

static void every_page_is_requested_once(void **state)
{
    (void)state;
    SCENE(s, NULL, PAGE_1, PAGE_2, PAGE_3);
    assert_true(run(&s, NULL, NULL));
    assert_string_equal(seen.names, "a ab b ");
    assert_asked(&s, 0, "GetDisks", "{}");
    assert_asked(&s, 1, "GetDisks", "{\"pageToken\":\"p2\"}");
    assert_asked(&s, 2, "GetDisks", "{\"pageToken\":\"p3\"}");
    scene_end(&s);
}

static void no_page_stays_in_the_memory_of_the_call(void **state)
{
    (void)state;
    SCENE(s, NULL, PAGE_1, PAGE_2, PAGE_3);
    assert_true(run(&s, NULL, NULL));
    assert_ptr_not_equal(seen.first_page, s.call.mem);
    assert_ptr_not_equal(seen.last_page, s.call.mem);
    scene_end(&s);
}

static void only_matching_objects_are_passed_on(void **state)
{
    (void)state;
    SCENE(s, NULL, PAGE_1, PAGE_2, PAGE_3, PAGE_3);
    assert_true(run(&s, "b$", NULL));
    assert_string_equal(seen.names, "ab b ");
    assert_true(run(&s, NULL, "Env=lab"));
    assert_string_equal(seen.names, "ab b b ");
    scene_end(&s);
}

static void when_the_client_stops_no_page_follows(void **state)
{
    (void)state;
    SCENE(s, NULL, PAGE_1);
    seen.enough_after = 1;
    assert_true(run(&s, NULL, NULL));
    assert_string_equal(seen.names, "a ");
    scene_end(&s);
}

static void a_failed_page_is_the_error_of_the_call(void **state)
{
    (void)state;
    SCENE(s, NULL, PAGE_1, DENIED);
    assert_false(run(&s, NULL, NULL));
    assert_int_equal(s.call.err.kind, ERR_DENIED);
    assert_string_equal(seen.names, "a ab ");
    scene_end(&s);
}

static void a_failed_item_is_the_error_of_the_call(void **state)
{
    (void)state;
    SCENE(s, NULL, PAGE_1);
    seen.fails = true;
    assert_false(run(&s, NULL, NULL));
    assert_string_equal(s.call.err.text, "not this one");
    assert_string_equal(seen.names, "a ");
    scene_end(&s);
}

static void pages_that_do_not_end_are_an_error(void **state)
{
    (void)state;
    SCENE(s, NULL, PAGE_1, ANSWER("{\"disks\":[],\"nextPageToken\":\"p2\"}"));
    assert_false(run(&s, NULL, NULL));
    assert_int_equal(s.call.err.kind, ERR_PROTOCOL);
    scene_end(&s);
}

static void an_invalid_pattern_sends_no_request(void **state)
{
    (void)state;
    QUIET_SCENE(s, NULL);
    assert_false(run(&s, "(", NULL));
    assert_string_equal(s.call.err.attribute, "name_regex");
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_page_is_requested_once, begin),
        cmocka_unit_test_setup(no_page_stays_in_the_memory_of_the_call, begin),
        cmocka_unit_test_setup(only_matching_objects_are_passed_on, begin),
        cmocka_unit_test_setup(when_the_client_stops_no_page_follows, begin),
        cmocka_unit_test_setup(a_failed_page_is_the_error_of_the_call, begin),
        cmocka_unit_test_setup(a_failed_item_is_the_error_of_the_call, begin),
        cmocka_unit_test_setup(pages_that_do_not_end_are_an_error, begin),
        cmocka_unit_test_setup(an_invalid_pattern_sends_no_request, begin),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
