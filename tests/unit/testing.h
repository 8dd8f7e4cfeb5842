/*
 * testing.h — what every unit test includes: cmocka in its order of headers, and comparisons of struct str.
 * Knows cmocka; must not know what is tested.
 */
#ifndef TESTS_UNIT_TESTING_H
#define TESTS_UNIT_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
/* cmocka's fail() ends a test, while fail() of the provider fills an error; tests use fail_msg instead. */
#undef fail
#undef fail_msg
#define fail_msg(...)                       \
    do {                                    \
        print_error("error: " __VA_ARGS__); \
        print_error("\n");                  \
        _fail(__FILE__, __LINE__);          \
    } while (0)

#include "base/str.h"

#define assert_str_equal(actual, expected) assert_str_equal_at((actual), (expected), __FILE__, __LINE__)

static inline void assert_str_equal_at(struct str actual, struct str expected, const char *file, int line)
{
    if (str_eq(actual, expected))
        return;
    print_error("expected: '%.*s'\nactual:   '%.*s'\n", STR_ARG(expected), STR_ARG(actual));
    _fail(file, line);
}

#endif
