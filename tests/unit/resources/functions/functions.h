/*
 * functions.h — calls a function as Terraform does, with arguments and results as JSON. Knows the entry point
 * of the engine; must not know any function.
 */
#ifndef TESTS_UNIT_RESOURCES_FUNCTIONS_H
#define TESTS_UNIT_RESOURCES_FUNCTIONS_H

#include "../../testing.h"

#include "runtime/function.h"
#include "runtime/runtime.h"
#include "tf/msgpack.h"
#include "tf/statejson.h"

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

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

enum { MAX_ARGUMENTS = 8, NO_ARGUMENT = -1 };

/* `arguments` are `count` texts of JSON. The response is in `mem`; the result is JSON. */
static struct function_response answer_to(const struct function *function, const char *const *arguments,
                                          size_t count)
{
    const struct function *const functions[] = {function};
    const struct registry registry = {.functions = functions, .function_count = 1};
    struct runtime *runtime = runtime_new(&registry);
    struct call *c = runtime_call_begin(runtime);
    struct dynamic_value values[MAX_ARGUMENTS];
    for (size_t i = 0; i < count; i++)
        values[i] = (struct dynamic_value){.json = str_c(arguments[i])};
    struct function_request in = {.name = str_c(function->name), .arguments = values, .count = count};
    struct function_response out;
    runtime_call_function(runtime, c, &in, &out);
    struct str json = {NULL, 0};
    if (out.result.len > 0) {
        struct value result;
        struct err err;
        if (!msgpack_decode(mem, out.result, function->result, &result, &err) ||
            !statejson_encode(mem, &result, function->result, &json, &err))
            fail_msg("%s", err.text);
    }
    out.result = json;
    out.error = str_copy(mem, out.error);
    runtime_call_end(c);
    runtime_free(runtime);
    assert_true((out.result.len > 0) != (out.error.len > 0));
    return out;
}

#define ARGUMENTS(...) \
    ((const char *const[]){__VA_ARGS__}), sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *)

static inline void assert_answer(struct function_response out, const char *json)
{
    if (out.error.len > 0)
        print_error("%.*s\n", STR_ARG(out.error));
    assert_str_equal(out.result, str_c(json));
}

/* The call fails at this argument (NO_ARGUMENT: at none), and the message contains this text. */
static inline void assert_refusal(struct function_response out, int64_t argument, const char *part)
{
    if (out.error.len == 0 || !str_contains(out.error, str_c(part)))
        print_error("result '%.*s', error '%.*s', expected '%s'\n", STR_ARG(out.result), STR_ARG(out.error),
                    part);
    assert_true(str_contains(out.error, str_c(part)));
    assert_int_equal(out.bad_argument, argument);
    assert_false(str_ends_with(out.error, STR(".")));
}

#define GIVES(function, json, ...) assert_answer(answer_to(&(function), ARGUMENTS(__VA_ARGS__)), json)
#define REFUSES(function, argument, part, ...) \
    assert_refusal(answer_to(&(function), ARGUMENTS(__VA_ARGS__)), argument, part)

#endif
