/*
 * test_wire_ephemeral.c — ephemeral resources, lists and actions: requests from hand-written bytes, responses
 * read by field number, so that the numbers are the protocol's.
 */
#include "../testing.h"

#include "message.h"
#include "plugin/wire_action.h"
#include "plugin/wire_ephemeral.h"
#include "plugin/wire_list.h"
#include "runtime/action.h"
#include "runtime/ephemeral.h"
#include "runtime/list.h"

struct fixture {
    struct arena *mem;
    struct diagnostics none, one;
};

static int set_up(void **state)
{
    struct arena *mem = arena_new();
    struct fixture *f = arena_new_object(mem, struct fixture);
    f->mem = mem;
    diag_error(mem, &f->one, (struct path){.count = 0}, STR("No"), "it failed");
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_free(f->mem);
    return 0;
}

/* type = 1, config = 2 with one byte of MessagePack. */
static struct buf request(struct fixture *f)
{
    struct buf out = buf_new(f->mem, BUF_DEFAULT_MAX_BYTES);
    put_bytes(&out, 1, STR("lightsail_thing"));
    put_bytes(&out, 2, STR("\x0a\x01v"));
    return out;
}

static void requests_are_read(void **state)
{
    struct fixture *f = *state;
    static bool (*const validations[])(struct arena *, struct str, struct validate_request *) = {
        wire_decode_validate_ephemeral, wire_decode_validate_list, wire_decode_validate_action,
        wire_decode_plan_action, wire_decode_invoke_action};
    struct buf typed = request(f);
    for (size_t i = 0; i < sizeof validations / sizeof validations[0]; i++) {
        struct validate_request in;
        assert_true(validations[i](f->mem, buf_str(&typed), &in));
        assert_str_equal(in.type_name, STR("lightsail_thing"));
        assert_str_equal(in.config.msgpack, STR("v"));
        assert_false(validations[i](f->mem, STR("\x0a\x7f"), &in));
    }
    struct data_request open;
    assert_true(wire_decode_open(f->mem, buf_str(&typed), &open));
    assert_str_equal(open.config.msgpack, STR("v"));

    struct list_request list;
    assert_true(wire_decode_list(f->mem, buf_str(&typed), &list));
    assert_false(list.include_object);
    assert_int_equal(list.limit, 0);
    put_number(&typed, 3, 1);
    put_number(&typed, 4, 500);
    assert_true(wire_decode_list(f->mem, buf_str(&typed), &list));
    assert_true(list.include_object);
    assert_int_equal(list.limit, 500);
}

static void private_data_is_read_as_it_is(void **state)
{
    struct fixture *f = *state;
    struct buf message = buf_new(f->mem, 4096);
    put_bytes(&message, 1, STR("t"));
    struct wire_lease lease;
    assert_true(wire_decode_renew(f->mem, buf_str(&message), &lease));
    assert_int_equal(lease.private_data.len, 0);
    put_bytes(&message, 2, STR("a\0b"));
    assert_true(wire_decode_renew(f->mem, buf_str(&message), &lease));
    assert_str_equal(lease.private_data, STR("a\0b"));
    assert_true(wire_decode_close(f->mem, buf_str(&message), &lease));
    assert_str_equal(lease.private_data, STR("a\0b"));
    assert_false(wire_decode_close(f->mem, STR("\x12\x7f"), &lease));
}

static void a_lease_without_an_end_has_no_time(void **state)
{
    struct fixture *f = *state;
    struct ephemeral_response out = {.result = STR("r")};
    struct str bytes = wire_encode_open(f->mem, &out, &f->none);
    assert_str_equal(bytes_of(bytes_of(bytes, 3, 0), 1, 0), STR("r"));
    assert_false(has_field(bytes, 1) || has_field(bytes, 2) || has_field(bytes, 4));

    out.renew_at_wall_ms = 1700000000123;
    out.private_data = STR("p");
    bytes = wire_encode_open(f->mem, &out, &f->one);
    assert_int_equal(number_of(bytes_of(bytes, 1, 0), 1), 1);
    assert_int_equal(number_of(bytes_of(bytes, 2, 0), 1), 1700000000);
    assert_int_equal(number_of(bytes_of(bytes, 2, 0), 2), 123000000);
    assert_str_equal(bytes_of(bytes, 4, 0), STR("p"));

    bytes = wire_encode_renew(f->mem, &out, &f->none);
    assert_int_equal(number_of(bytes_of(bytes, 2, 0), 1), 1700000000);
    assert_str_equal(bytes_of(bytes, 3, 0), STR("p"));
    out = (struct ephemeral_response){.renew_at_wall_ms = 0};
    assert_int_equal(wire_encode_renew(f->mem, &out, &f->none).len, 0);
    assert_int_equal(wire_encode_close(f->mem, &f->none).len, 0);
    assert_str_equal(bytes_of(bytes_of(wire_encode_close(f->mem, &f->one), 1, 0), 2, 0), STR("No"));
}

static void events_carry_what_there_is(void **state)
{
    struct fixture *f = *state;
    struct list_event event = {.identity = {.given = true, .value.msgpack = STR("i")},
                               .display_name = STR("web\x01")};
    struct str bytes = wire_encode_list_event(f->mem, &event);
    assert_str_equal(bytes_of(bytes_of(bytes_of(bytes, 1, 0), 1, 0), 1, 0), STR("i"));
    assert_str_equal(bytes_of(bytes, 2, 0), STR("web "));
    assert_false(has_field(bytes, 3) || has_field(bytes, 4));
    event.object = STR("o");
    event.diags = &f->one;
    bytes = wire_encode_list_event(f->mem, &event);
    assert_str_equal(bytes_of(bytes_of(bytes, 3, 0), 1, 0), STR("o"));
    assert_int_equal(number_of(bytes_of(bytes, 4, 0), 1), 1);
}

static void an_invocation_has_two_kinds_of_events(void **state)
{
    struct fixture *f = *state;
    struct str progress = wire_encode_progress(f->mem, STR("half \xff"));
    assert_str_equal(bytes_of(bytes_of(progress, 1, 0), 1, 0), STR("half \xef\xbf\xbd"));
    assert_false(has_field(progress, 2));
    struct str completed = wire_encode_completed(f->mem, &f->none);
    assert_true(has_field(completed, 2)); /* empty, and still there */
    assert_false(has_field(completed, 1));
    completed = wire_encode_completed(f->mem, &f->one);
    assert_str_equal(bytes_of(bytes_of(bytes_of(completed, 2, 0), 1, 0), 2, 0), STR("No"));
}

static void validations_answer_in_field_one(void **state)
{
    struct fixture *f = *state;
    static struct str (*const answers[])(struct arena *,
                                         const struct diagnostics *) = {wire_encode_validate_ephemeral,
                                                                        wire_encode_validate_list,
                                                                        wire_encode_validate_action};
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        assert_int_equal(answers[i](f->mem, &f->none).len, 0);
        assert_str_equal(bytes_of(bytes_of(answers[i](f->mem, &f->one), 1, 0), 2, 0), STR("No"));
    }
    assert_str_equal(bytes_of(bytes_of(wire_encode_plan_action(f->mem, false, &f->one), 1, 0), 2, 0),
                     STR("No"));
    assert_int_equal(wire_encode_plan_action(f->mem, false, &f->none).len, 0);
}

/* Deferred { reason = 1 } with PROVIDER_CONFIG_UNKNOWN = 2. */
static void what_has_to_wait_says_why(void **state)
{
    struct fixture *f = *state;
    const struct ephemeral_response open = {.is_deferred = true};
    assert_str_equal(bytes_of(wire_encode_plan_action(f->mem, true, &f->none), 2, 0), STR("\x08\x02"));
    assert_str_equal(bytes_of(wire_encode_open(f->mem, &open, &f->none), 5, 0), STR("\x08\x02"));
    const struct read_response read = {.state = STR("s"), .is_deferred = true};
    assert_str_equal(bytes_of(wire_encode_read(f->mem, &read, &f->none), 4, 0), STR("\x08\x02"));
    const struct plan_response plan = {.planned = STR("p"), .is_deferred = true};
    assert_str_equal(bytes_of(wire_encode_plan(f->mem, &plan, &f->none), 6, 0), STR("\x08\x02"));
    const struct data_response data = {.state = STR("d"), .is_deferred = true};
    assert_str_equal(bytes_of(wire_encode_read_data(f->mem, &data, &f->none), 3, 0), STR("\x08\x02"));
}

/* Only the plan may be deferred, not the one that an apply repeats: that one returns planned_private. */
static void a_client_says_that_an_answer_may_wait(void **state)
{
    struct fixture *f = *state;
    struct plan_request plan;
    struct buf message = buf_new(f->mem, BUF_DEFAULT_MAX_BYTES);
    put_bytes(&message, 1, STR("lightsail_thing"));
    assert_true(wire_decode_plan(f->mem, buf_str(&message), &plan));
    assert_false(plan.deferral_allowed);
    put_bytes(&message, 7, STR("\x08\x01"));
    assert_true(wire_decode_plan(f->mem, buf_str(&message), &plan));
    assert_true(plan.deferral_allowed);
    put_bytes(&message, 9, STR("home eu-west-1"));
    assert_true(wire_decode_plan(f->mem, buf_str(&message), &plan));
    assert_false(plan.deferral_allowed);
}

/* ---- schemas ---- */

static const struct attr_desc rows[] = {
    {.name = STR("name"), .type = &type_string, .flags = ATTR_OPTIONAL, .doc = "Name."},
};
static const struct object_desc object = {.name = "thing", .attrs = rows, .count = 1};
static const struct schema_desc schema = {.type_name = "lightsail_thing", .doc = "", .object = &object};
static const struct provider_type provider = {.schema = &schema};
static const struct ephemeral_resource ephemeral = {.schema = &schema}, *const ephemerals[] = {&ephemeral};
static const struct list_resource list_type = {.schema = &schema}, *const lists[] = {&list_type};
static const struct action action = {.schema = &schema}, *const actions[] = {&action};
static const struct registry made_up = {.provider = &provider,
                                        .ephemerals = ephemerals,
                                        .ephemeral_count = 1,
                                        .lists = lists,
                                        .list_count = 1,
                                        .actions = actions,
                                        .action_count = 1};

static void schemas_and_metadata_name_them(void **state)
{
    struct fixture *f = *state;
    struct str bytes = wire_encode_schema(f->mem, &made_up),
               metadata = wire_encode_metadata(f->mem, &made_up);
    static const struct {
        unsigned schema, metadata;
    } fields[] = {{8, 6}, {9, 7}, {11, 9}};
    for (size_t i = 0; i < 3; i++) {
        struct str entry = bytes_of(bytes, fields[i].schema, 0), found = bytes_of(entry, 2, 0);
        assert_str_equal(bytes_of(entry, 1, 0), STR("lightsail_thing"));
        if (fields[i].schema == 11) /* an action's schema is one deeper, and never absent */
            found = bytes_of(found, 1, 0);
        assert_str_equal(bytes_of(bytes_of(bytes_of(found, 2, 0), 2, 0), 1, 0), STR("name"));
        assert_str_equal(bytes_of(bytes_of(metadata, fields[i].metadata, 0), 1, 0), STR("lightsail_thing"));
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(requests_are_read),
        TEST(private_data_is_read_as_it_is),
        TEST(a_lease_without_an_end_has_no_time),
        TEST(events_carry_what_there_is),
        TEST(an_invocation_has_two_kinds_of_events),
        TEST(validations_answer_in_field_one),
        TEST(what_has_to_wait_says_why),
        TEST(a_client_says_that_an_answer_may_wait),
        TEST(schemas_and_metadata_name_them),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
