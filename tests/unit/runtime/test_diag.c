/*
 * test_diag.c — how an error value is shown to the user: sentences, a hint, the operation.
 */
#include "../testing.h"

#include "runtime/diag.h"

static const struct row {
    const char *text, *hint, *detail;
} rows[] = {
    {"no AWS region is set", "set AWS_REGION", "No AWS region is set.\n\nSet AWS_REGION."},
    {"The instance is gone.", "check it, and apply again",
     "The instance is gone.\n\nCheck it, and apply again."},
    {"instance_name is 'a'", "AWS_PROFILE names another",
     "instance_name is 'a'.\n\nAWS_PROFILE names another."},
    {"no response from 10.0.0.1:80", "run `aws sso login`",
     "No response from 10.0.0.1:80.\n\nRun `aws sso login`."},
    {"an empty response", "see https://example.com/a", "An empty response.\n\nSee https://example.com/a"},
    {"it failed (twice)", "read it (https://example.com/a)",
     "It failed (twice).\n\nRead it (https://example.com/a)"},
    {"may it?", "yes, now", "May it?\n\nYes, now."},
    {"yes", "no!", "yes.\n\nno!"}, /* a single word may be a name */
    {"", "wait", "No further information.\n\nwait."},
};

static void errors_become_sentences(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *mem = arena_new();
        struct diagnostics diags = {0};
        struct err err = {0};
        fail(&err, ERR_API, "%s", rows[i].text);
        fail_hint(&err, "%s", rows[i].hint);
        diag_add_err(mem, &diags, &err, STR("Cannot do it"));
        assert_int_equal(diags.error_count, 1);
        assert_str_equal(diags.items[0].summary, STR("Cannot do it"));
        assert_str_equal(diags.items[0].detail, str_c(rows[i].detail));
        arena_free(mem);
    }
}

static void the_operation_comes_after_it(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct diagnostics diags = {0};
    struct err err = {0};
    fail(&err, ERR_DENIED, "%s", "you may not");
    ERR_SET(&err, operation, STR("GetInstance"));
    ERR_SET(&err, code, STR("AccessDeniedException"));
    ERR_SET(&err, request_id, STR("r-1"));
    diag_add_err_with(mem, &diags, &err, STR("Cannot read it"), STR("What else happened."));
    assert_str_equal(
        diags.items[0].detail,
        STR("You may not.\n\nAdd an IAM policy to the user or role that allows this operation.\n\n"
            "Operation: GetInstance, code: AccessDeniedException, request id: r-1\n\nWhat else happened."));
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(errors_become_sentences),
                                       cmocka_unit_test(the_operation_comes_after_it)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
