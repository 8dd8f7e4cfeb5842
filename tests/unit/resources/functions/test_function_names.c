/*
 * test_function_names.c — instance_name and parse_instance_name: the naming convention, and that each
 * reverses the other.
 */
#include "functions.h"
#include "gen/function_instance_name.h"
#include "gen/function_parse_instance_name.h"

static void names_follow_the_convention(void **state)
{
    (void)state;
    GIVES(function_instance_name, "\"prod-collector-1\"", "\"prod\"", "\"collector\"", "1");
    GIVES(function_instance_name, "\"prod-monitor\"", "\"prod\"", "\"monitor\"", "null");
    GIVES(function_instance_name, "\"dev-market-data-0\"", "\"dev\"", "\"market-data\"", "0");
    GIVES(function_instance_name, "\"dev-bot-1-2\"", "\"dev\"", "\"bot-1\"", "2");
    GIVES(function_instance_name, "\"dev-bot-01\"", "\"dev\"", "\"bot-01\"", "null");
    GIVES(function_instance_name, "\"dev-x-18446744073709551616\"", "\"dev\"", "\"x\"",
          "18446744073709551616");
}

static void ambiguous_names_are_refused(void **state)
{
    (void)state;
    REFUSES(function_instance_name, 0, "first hyphen", "\"pre-prod\"", "\"collector\"", "1");
    REFUSES(function_instance_name, 0, "empty", "\"\"", "\"collector\"", "1");
    REFUSES(function_instance_name, 1, "set the service to 'bot' and the number to 1", "\"prod\"",
            "\"bot-1\"", "null");
    REFUSES(function_instance_name, 1, "must be a word", "\"prod\"", "\"\"", "1");
    REFUSES(function_instance_name, 1, "must be a word", "\"prod\"", "\"-x\"", "1");
    REFUSES(function_instance_name, 1, "must be a word", "\"prod\"", "\"x-\"", "null");
    REFUSES(function_instance_name, 2, "whole number", "\"prod\"", "\"x\"", "1.5");
    REFUSES(function_instance_name, 2, "whole number", "\"prod\"", "\"x\"", "-1");
    REFUSES(function_instance_name, NO_ARGUMENT, "not a valid instance name", "\"prod\"", "\"a b\"", "1");
    REFUSES(function_instance_name, NO_ARGUMENT, "not a valid instance name", "\"_\"", "\"b\"", "1");
}

static void names_are_split(void **state)
{
    (void)state;
    GIVES(function_parse_instance_name, "{\"environment\":\"prod\",\"number\":1,\"service\":\"collector\"}",
          "\"prod-collector-1\"");
    GIVES(function_parse_instance_name, "{\"environment\":\"prod\",\"number\":null,\"service\":\"monitor\"}",
          "\"prod-monitor\"");
    GIVES(function_parse_instance_name, "{\"environment\":\"dev\",\"number\":12,\"service\":\"market-data\"}",
          "\"dev-market-data-12\"");
    GIVES(function_parse_instance_name, "{\"environment\":\"dev\",\"number\":null,\"service\":\"bot-01\"}",
          "\"dev-bot-01\"");
    GIVES(function_parse_instance_name, "{\"environment\":\"dev\",\"number\":null,\"service\":\"7\"}",
          "\"dev-7\"");
    GIVES(function_parse_instance_name,
          "{\"environment\":\"dev\",\"number\":18446744073709551616,\"service\":\"x\"}",
          "\"dev-x-18446744073709551616\"");
    REFUSES(function_parse_instance_name, 0, "does not follow the convention", "\"web\"");
    REFUSES(function_parse_instance_name, 0, "does not follow the convention", "\"dev--x\"");
    REFUSES(function_parse_instance_name, 0, "does not follow the convention", "\"dev-x--1\"");
    REFUSES(function_parse_instance_name, 0, "not a valid instance name", "\"\"");
    REFUSES(function_parse_instance_name, 0, "not a valid instance name", "\"dev-\"");
    REFUSES(function_parse_instance_name, 0, "not a valid instance name", "\"dev web\"");
}

/* parse_instance_name splits every result of instance_name into the same three parts. */
static void both_functions_reverse_each_other(void **state)
{
    (void)state;
    static const char *const environments[] = {"prod", "a", "Dev_2"};
    static const char *const services[] = {"collector", "market-data", "bot-1", "bot-01", "7", "a.b_c"};
    static const char *const numbers[] = {"null", "0", "1", "10"};
    size_t checked = 0;
    for (size_t e = 0; e < 3; e++) {
        for (size_t s = 0; s < 6; s++) {
            for (size_t n = 0; n < 4; n++) {
                const char *arguments[] = {str_printf(mem, "\"%s\"", environments[e]).data,
                                           str_printf(mem, "\"%s\"", services[s]).data, numbers[n]};
                struct function_response name = answer_to(&function_instance_name, arguments, 3);
                if (name.error.len > 0)
                    continue;
                const char *expected = str_printf(mem,
                                                  "{\"environment\":\"%s\",\"number\":%s,\"service\":\"%s\"}",
                                                  environments[e], numbers[n], services[s])
                                           .data;
                GIVES(function_parse_instance_name, expected, str_z(mem, name.result));
                checked++;
            }
        }
    }
    assert_int_equal(checked, 3 * 6 * 4 - 3); /* bot-1 without a number, in each environment */
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        TEST(names_follow_the_convention),
        TEST(ambiguous_names_are_refused),
        TEST(names_are_split),
        TEST(both_functions_reverse_each_other),
    };
    return cmocka_run_group_tests_name("function_names", tests, NULL, NULL);
}
