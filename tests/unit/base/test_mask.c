/*
 * test_mask.c — no part of a secret is left in a line, and the rest can still be read.
 */
#include "base/mask.h"

#include "../testing.h"

static const struct {
    const char *text, *expected;
} rows[] = {
    /* what people write */
    {"please sign in", "please sign in"},
    {"\n\n  Error: token has expired and refresh failed\nsecond line\n",
     "Error: token has expired and refresh failed"},
    {"cannot open /usr/local/lib/aws-vault/config.toml", "cannot open /usr/local/lib/aws-vault/config.toml"},
    {"lookup sso.us-east-1.amazonaws.com: no such host", "lookup sso.us-east-1.amazonaws.com: no such host"},
    {"exit status 255, profile=prod", "exit status 255, profile=prod"},
    {"", ""},
    {"{", "{"},
    /* keys and tokens by their form */
    {"AKIAIOSFODNN7EXAMPLE", "(hidden)"},
    {"got wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY now", "got (hidden) now"},
    {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "(hidden)"},
    {"0123456789abcdef0123456789abcdef", "(hidden)"},
    {"id 550e8400-e29b-41d4-a716-446655440000", "id (hidden)"},
    {"aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ=", "(hidden)"},
    {"p4ssW0rdX rest", "(hidden) rest"},
    {"d\xc3\xa4mlichesPasswort1", "(hidden)"},
    /* by their names, however short, and to the end of the line */
    {"password: hunter2", "password: (hidden)"},
    {"export AWS_SECRET_ACCESS_KEY='a b' AWS_SESSION_TOKEN=c", "export AWS_SECRET_ACCESS_KEY='(hidden)"},
    {"{\"Version\": 1, \"AccessKeyId\": \"x\", \"SecretAccessKey\": \"y\\\"z\"}",
     "{\"Version\": 1, \"AccessKeyId\": \"(hidden)"},
    {"Authorization: Bearer x", "Authorization: (hidden)"},
    {"open https://x/?device_code=AB-CD", "open https://x/?device_code=(hidden)"},
    {"token = ", "token ="},
    /* addresses */
    {"proxy http://me:p@ss!@proxy.corp:3128/ failed", "proxy http://(hidden)@proxy.corp:3128/ failed"},
    {"see https://example.com/help@desk", "see https://example.com/help@desk"},
    /* no text */
    {"\xff\xfe"
     "A",
     "(3 bytes that are not text)"},
};

static void test_rows(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_str_equal(mask_line(mem, str_c(rows[i].text), 200), str_c(rows[i].expected));
    /* UTF-16, as some shells print it, would show a secret with blanks in it */
    assert_str_equal(mask_line(mem, str_n("A\0K\0", 4), 200), STR("(4 bytes that are not text)"));
    arena_free(mem);
}

static void test_long_lines_are_cut_after_masking(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct buf text = buf_new(mem, 1000);
    for (int i = 0; i < 30; i++)
        buf_add(&text, STR("word "));
    buf_add(&text, STR("AKIAIOSFODNN7EXAMPLE"));
    struct str line = mask_line(mem, buf_str(&text), 154); /* in the middle of the key */
    assert_false(str_contains(line, STR("AKIA")));
    assert_true(line.len < 160);
    arena_free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_long_lines_are_cut_after_masking),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
