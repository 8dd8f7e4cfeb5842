/*
 * test_script.c — launch scripts that are equal, and those that cannot run.
 */
#include "../../testing.h"

#include "resources/instance/script.h"

#define MARK "\xef\xbb\xbf"

static bool same(const char *a, const char *b)
{
    struct arena *mem = arena_new();
    bool is_same = script_equal(mem, tf_string(str_c(a)), tf_string(str_c(b)));
    arena_free(mem);
    return is_same;
}

static void line_ends_byte_order_marks_and_last_newlines_are_ignored(void **state)
{
    (void)state;
    assert_true(same("#!/bin/sh\necho hi\n", "#!/bin/sh\r\necho hi\r\n"));
    assert_true(same("#!/bin/sh\necho hi\n", MARK "#!/bin/sh\necho hi"));
    assert_true(same("", "\r\n"));
    assert_true(same("echo a\r\r\necho b\r", "echo a\necho b")); /* converted twice */
    assert_false(same("echo a\n\necho b", "echo a\necho b"));
    assert_false(same("echo hi", "echo hi "));
    assert_false(same("echo a\rb", "echo ab"));
    assert_false(script_equal(NULL, tf_string(STR("")), (struct tf_string){0}));
    assert_true(script_equal(NULL, (struct tf_string){0}, (struct tf_string){0}));
}

static void first_lines_that_cannot_run(void **state)
{
    (void)state;
    assert_non_null(script_fault(STR("#!/bin/bash\r\necho hi\r\n")));
    assert_non_null(script_fault(STR("apt-get update\r\n")));
    assert_non_null(script_fault(STR(MARK "#!/bin/bash\necho hi\n")));
    assert_null(script_fault(STR("#!/bin/bash\necho hi\r\n")));
    assert_null(script_fault(STR("#cloud-config\r\npackages: []\r\n")));
    assert_null(script_fault(STR("<powershell>\r\n")));
    assert_null(script_fault(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_ends_byte_order_marks_and_last_newlines_are_ignored),
        cmocka_unit_test(first_lines_that_cannot_run),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
