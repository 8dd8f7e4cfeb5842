/*
 * test_wire_function.c — the messages of functions by the protocol's field numbers: the table, a call, its result or error.
 */
#include "../testing.h"

#include "message.h"
#include "plugin/wire.h"
#include "runtime/function.h"

static struct arena *mem;

static int set_up(void **state)
{
    (void)state;
    mem = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(mem);
    return 0;
}

static const struct type_member pair_members[] = {{STR("a"), &type_string}, {STR("b"), &type_number}};
static const struct type pair = {.kind = TYPE_OBJECT, .members = pair_members, .count = 2};
static const struct function_parameter fixed[] = {
    {.name = "text", .doc = "A text.", .type = &type_string, .allow_null = true},
    {.name = "many", .doc = "Texts.", .type = &type_list_string, .allow_unknown = true},
};
static const struct function_parameter rest = {.name = "rest", .doc = "More.", .type = &type_number};
static const struct function pairing = {.name = "pairing",
                                        .summary = "Pairs",
                                        .doc = "It *pairs*.",
                                        .parameters = fixed,
                                        .parameter_count = 2,
                                        .variadic = &rest,
                                        .result = &pair};
static const struct function zero = {.name = "zero",
                                     .summary = "Nothing",
                                     .doc = "Zero.",
                                     .result = &type_number};
static const struct function *const functions[] = {&pairing, &zero};
static const struct object_desc empty = {.name = "empty"};
static const struct schema_desc schema = {.type_name = "lightsail", .doc = "", .object = &empty};
static const struct provider_type provider = {.schema = &schema};
static const struct registry made_up = {.provider = &provider, .functions = functions, .function_count = 2};

/* map<string, Function> at a field: entries of key = 1, value = 2. */
static void check_table(struct str answer, unsigned field)
{
    struct str entry = bytes_of(answer, field, 0), function = bytes_of(entry, 2, 0);
    assert_str_equal(bytes_of(entry, 1, 0), STR("pairing"));
    struct str parameter = bytes_of(function, 1, 0);
    assert_str_equal(bytes_of(parameter, 1, 0), STR("text"));
    assert_str_equal(bytes_of(parameter, 2, 0), STR("\"string\""));
    assert_int_equal(number_of(parameter, 3), 1);
    assert_int_equal(number_of(parameter, 4), 0);
    assert_str_equal(bytes_of(parameter, 5, 0), STR("A text."));
    assert_int_equal(number_of(parameter, 6), 1);
    parameter = bytes_of(function, 1, 1);
    assert_str_equal(bytes_of(parameter, 2, 0), STR("[\"list\",\"string\"]"));
    assert_int_equal(number_of(parameter, 3), 0);
    assert_int_equal(number_of(parameter, 4), 1);
    assert_str_equal(bytes_of(bytes_of(function, 2, 0), 1, 0), STR("rest"));
    assert_str_equal(bytes_of(bytes_of(function, 3, 0), 1, 0),
                     STR("[\"object\",{\"a\":\"string\",\"b\":\"number\"}]"));
    assert_str_equal(bytes_of(function, 4, 0), STR("Pairs"));
    assert_str_equal(bytes_of(function, 5, 0), STR("It *pairs*."));
    assert_int_equal(number_of(function, 6), 1);

    entry = bytes_of(answer, field, 1);
    function = bytes_of(entry, 2, 0);
    assert_str_equal(bytes_of(entry, 1, 0), STR("zero"));
    assert_false(has_field(function, 1));
    assert_false(has_field(function, 2));
    assert_str_equal(bytes_of(bytes_of(function, 3, 0), 1, 0), STR("\"number\""));
}

static void the_same_table_is_in_both_answers(void **state)
{
    (void)state;
    check_table(wire_encode_schema(mem, &made_up), 7);
    check_table(wire_encode_functions(mem, &made_up), 1);
    struct str metadata = wire_encode_metadata(mem, &made_up);
    assert_str_equal(bytes_of(bytes_of(metadata, 5, 0), 1, 0), STR("pairing"));
    assert_str_equal(bytes_of(bytes_of(metadata, 5, 1), 1, 0), STR("zero"));
}

static void calls_are_read(void **state)
{
    (void)state;
    struct buf message = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    put_bytes(&message, 1, STR("pairing"));
    put_bytes(&message, 2, STR("\x0a\x01m"));
    put_bytes(&message, 2, STR("\x12\x01j"));
    put_bytes(&message, 2, STR("")); /* how OpenTofu sends null */
    struct function_request in;
    assert_true(wire_decode_call_function(mem, buf_str(&message), &in));
    assert_str_equal(in.name, STR("pairing"));
    assert_int_equal(in.count, 3);
    assert_str_equal(in.arguments[0].msgpack, STR("m"));
    assert_str_equal(in.arguments[1].json, STR("j"));
    assert_int_equal(in.arguments[2].msgpack.len + in.arguments[2].json.len, 0);
    assert_false(wire_decode_call_function(mem, STR("\x0a\x07pair"), &in));
}

static void answers_are_a_result_or_an_error(void **state)
{
    (void)state;
    struct str answer = wire_encode_call_function(mem, &(struct function_response){.result = STR("\x05"),
                                                                                   .bad_argument = -1});
    assert_str_equal(bytes_of(bytes_of(answer, 1, 0), 1, 0), STR("\x05"));
    assert_false(has_field(answer, 2));

    answer = wire_encode_call_function(mem,
                                       &(struct function_response){.error = STR("no"), .bad_argument = -1});
    assert_false(has_field(answer, 1));
    assert_str_equal(bytes_of(bytes_of(answer, 2, 0), 1, 0), STR("no"));
    assert_false(has_field(bytes_of(answer, 2, 0), 2)); /* no argument is at fault */

    /* The first argument is number 0, which must be there although it is 0. */
    answer = wire_encode_call_function(mem,
                                       &(struct function_response){.error = STR("no"), .bad_argument = 0});
    assert_true(has_field(bytes_of(answer, 2, 0), 2));
    assert_int_equal(number_of(bytes_of(answer, 2, 0), 2), 0);
    answer = wire_encode_call_function(mem, &(struct function_response){.error = STR("no"),
                                                                        .result = STR("\x05"),
                                                                        .bad_argument = 7});
    assert_false(has_field(answer, 1));
    assert_int_equal(number_of(bytes_of(answer, 2, 0), 2), 7);

    /* Neither would be a null result to the client. */
    answer = wire_encode_call_function(mem, &(struct function_response){.bad_argument = -1});
    assert_false(has_field(answer, 1));
    assert_true(str_contains(bytes_of(bytes_of(answer, 2, 0), 1, 0), STR("bug")));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        TEST(the_same_table_is_in_both_answers),
        TEST(calls_are_read),
        TEST(answers_are_a_result_or_an_error),
    };
    return cmocka_run_group_tests_name("wire_function", tests, NULL, NULL);
}
