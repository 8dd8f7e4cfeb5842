/*
 * test_function.c — CallFunction with test functions: which arguments are passed, which one an error names,
 * and either a result or an error.
 */
#include "../testing.h"

#include "runtime/function.h"
#include "runtime/runtime.h"
#include "tf/msgpack.h"

struct fixture {
    struct runtime *runtime;
    struct call *call;
};

/* The arguments that the function got. */
static size_t seen_count;
static struct value seen[4];

static bool record_call(struct call *c, const struct value *arguments, size_t count, struct value *ret_result,
                        int64_t *ret_argument)
{
    (void)ret_argument;
    seen_count = count;
    for (size_t i = 0; i < count && i < 4; i++)
        seen[i] = arguments[i];
    *ret_result = value_int(c->mem, (int64_t)count);
    return true;
}

static bool fail_call(struct call *c, const struct value *arguments, size_t count, struct value *ret_result,
                      int64_t *ret_argument)
{
    (void)count;
    (void)ret_result;
    *ret_argument = value_is_known(arguments[0]) && arguments[0].boolean ? 1 : -1;
    fail(&c->err, ERR_USER, "no luck");
    return fail_hint(&c->err, "Try again.");
}

static const struct function_parameter fixed[] = {
    {.name = "text", .doc = "Strict.", .type = &type_string},
    {.name = "loose", .doc = "Anything.", .type = &type_string, .allow_null = true, .allow_unknown = true},
};
static const struct function_parameter rest = {.name = "rest", .doc = "More.", .type = &type_list_string};
static const struct function_parameter flag[] = {{.name = "flag", .doc = "Flag.", .type = &type_bool}};
static const struct function many = {.name = "many",
                                     .summary = "",
                                     .doc = "",
                                     .parameters = fixed,
                                     .parameter_count = 2,
                                     .variadic = &rest,
                                     .result = &type_number,
                                     .call = record_call};
static const struct function none = {
    .name = "none", .summary = "", .doc = "", .result = &type_number, .call = record_call};
static const struct function wrong = {.name = "wrong",
                                      .summary = "",
                                      .doc = "",
                                      .parameters = flag,
                                      .parameter_count = 1,
                                      .result = &type_string,
                                      .call = fail_call};
static const struct function mistyped = {
    .name = "mistyped", .summary = "", .doc = "", .result = &type_list_string, .call = record_call};
static const struct function *const functions[] = {&many, &mistyped, &none, &wrong};
static const struct registry made_up = {.functions = functions, .function_count = 4};

static int set_up(void **state)
{
    static struct fixture f;
    f.runtime = runtime_new(&made_up);
    f.call = runtime_call_begin(f.runtime);
    seen_count = SIZE_MAX;
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    runtime_call_end(f->call);
    runtime_free(f->runtime);
    return 0;
}

/* Arguments are msgpack; "" is an empty DynamicValue. */
static struct function_response ask(struct fixture *f, const char *name, const struct str *arguments,
                                    size_t count)
{
    struct dynamic_value values[4];
    for (size_t i = 0; i < count; i++)
        values[i] = (struct dynamic_value){.msgpack = arguments[i]};
    struct function_request in = {.name = str_c(name), .arguments = values, .count = count};
    struct function_response out;
    runtime_call_function(f->runtime, f->call, &in, &out);
    assert_true((out.result.len > 0) != (out.error.len > 0));
    return out;
}

#define ASK(f, name, ...)                           \
    ask(f, name, (const struct str[]){__VA_ARGS__}, \
        sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))

#define TEXT STR("\xa1x")
#define NIL STR("\xc0")
#define UNKNOWN STR("\xd4\x00\x00")
#define LIST STR("\x91\xa1y")
#define LIST_WITH_UNKNOWN STR("\x92\xa1y\xd4\x00\x00")

static void assert_refused(struct function_response out, int64_t argument, const char *part)
{
    assert_int_equal(out.bad_argument, argument);
    assert_int_equal(seen_count, SIZE_MAX);
    if (!str_contains(out.error, str_c(part)))
        fail_msg("'%.*s' lacks '%s'", STR_ARG(out.error), part);
}

static void arguments_arrive_in_order(void **state)
{
    struct fixture *f = *state;
    struct function_response out = ASK(f, "many", TEXT, TEXT, LIST, LIST);
    assert_str_equal(out.result, STR("\x04"));
    assert_int_equal(out.bad_argument, -1);
    assert_int_equal(seen_count, 4);
    assert_str_equal(seen[0].text, STR("x"));
    assert_str_equal(seen[3].items[0].text, STR("y"));
    assert_str_equal(ASK(f, "many", TEXT, TEXT).result, STR("\x02"));
    assert_str_equal(ask(f, "none", NULL, 0).result, STR("\x00"));
}

static void null_and_unknown_are_passed_where_declared(void **state)
{
    struct fixture *f = *state;
    assert_str_equal(ASK(f, "many", TEXT, NIL).result, STR("\x02"));
    assert_true(value_is_null(seen[1]));
    assert_str_equal(ASK(f, "many", TEXT, STR("")).result, STR("\x02"));
    assert_true(value_is_null(seen[1]));
    assert_str_equal(ASK(f, "many", TEXT, UNKNOWN).result, STR("\x02"));
    assert_true(value_is_unknown(seen[1]));
}

static void other_arguments_are_refused_by_position(void **state)
{
    struct fixture *f = *state;
    assert_refused(ASK(f, "many", NIL, TEXT), 0, "text must not be null");
    assert_refused(ASK(f, "many", STR(""), TEXT), 0, "text must not be null");
    assert_refused(ASK(f, "many", UNKNOWN, TEXT), 0, "text must be known");
    assert_refused(ASK(f, "many", TEXT, TEXT, LIST, NIL), 3, "rest must not be null");
    assert_refused(ASK(f, "many", TEXT, TEXT, LIST_WITH_UNKNOWN), 2, "rest must be known");
    assert_refused(ASK(f, "many", TEXT, TEXT, STR("\x91")), 2, "");
    assert_refused(ASK(f, "many", STR("\x91\xa1y"), TEXT), 0, "");
}

static void the_number_of_arguments_is_checked(void **state)
{
    struct fixture *f = *state;
    assert_refused(ASK(f, "many", TEXT), -1, "takes 2 argument(s), but 1 were given");
    assert_refused(ASK(f, "none", TEXT), -1, "takes 0 argument(s), but 1 were given");
    assert_refused(ask(f, "nothing", NULL, 0), -1, "no function 'nothing'");
}

static void errors_name_an_argument_or_none(void **state)
{
    struct fixture *f = *state;
    struct function_response out = ASK(f, "wrong", STR("\xc3"));
    assert_int_equal(out.bad_argument, 1);
    assert_str_equal(out.error, STR("no luck. Try again"));
    assert_int_equal(ASK(f, "wrong", STR("\xc2")).bad_argument, -1);
}

static void a_result_of_another_type_is_an_error(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(ask(f, "mistyped", NULL, 0).bad_argument, -1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        TEST(arguments_arrive_in_order),
        TEST(null_and_unknown_are_passed_where_declared),
        TEST(other_arguments_are_refused_by_position),
        TEST(the_number_of_arguments_is_checked),
        TEST(errors_name_an_argument_or_none),
        TEST(a_result_of_another_type_is_an_error),
    };
    return cmocka_run_group_tests_name("function", tests, NULL, NULL);
}
