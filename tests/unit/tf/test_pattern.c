/*
 * test_pattern.c — the named patterns: one row for each accepted and each refused form.
 */
#include "../testing.h"

#include "tf/pattern.h"

struct row {
    const char *pattern, *text;
    bool matches;
};

static const struct row rows[] = {
    {"resource_name", "dev-collector-1", true},
    {"resource_name", "a1", true},
    {"resource_name", "a", false},
    {"resource_name", "-a", false},
    {"resource_name", "a-", false},
    {"resource_name", "a b", false},
    {"bucket_name", "files-1", true},
    {"bucket_name", "0f-", false},
    {"bucket_name", "ab", false},
    {"bucket_name", "a.b", false},
    {"bucket_name", "Files", false},
    {"bucket_name", "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqr", true},
    {"bucket_name", "abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrs", false},
    {"account_id", "123456789012", true},
    {"account_id", "12345678901", false},
    {"account_id", "1234567890123", false},
    {"account_id", "12345678901x", false},
    {"database_name", "trades-1", true},
    {"database_name", "trades_1", false},
    {"database_name", "trades.1", false},
    {"database_name", "t", false},
    {"image_digest", "sha256:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1", true},
    {"image_digest", "sha256:A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1A1", false},
    {"image_digest", "sha256:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a", false},
    {"image_digest", "sha512:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1", false},
    {"image_digest", "sha256:a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\n", false},
    {"image_digest", "", false},
    {"time", "2026-11-01T06:00:00Z", true},
    {"time", "2026-11-01T06:00:00.5+09:00", true},
    {"time", "2026-11-01 06:00:00Z", false},
    {"time", "2026-11-01T06:00:00", false},
    {"time", "2026-11-01", false},
    {"time", "", false},
    {"domain_name", "a.example", true},
    {"domain_name", "xn--bcher-kva.Example.com", true},
    {"domain_name", "_a.example", false},
    {"domain_name", "*.example.com", false},
    {"domain_name", "example", false},
    {"domain_name", "a..example", false},
    {"domain_name", "a.example.", false},
    {"domain_name", "-a.example", false},
    {"domain_name", "10.0.0.1", false},
    {"domain_name", "https://a.example", false},
    {"domain_name", "", false},
    {"domain_name", "a234567890123456789012345678901234567890123456789012345678901234.example", false},
    {"cidr", "10.0.0.0/8", true},
    {"cidr", "2001:db8::/32", true},
    {"cidr", "10.0.0.1", false},
    {"cidr", "10.0.0.0/33", false},
    {"cidr4_or_ip", "your.office.ip/32", false},
    {"cidr6_or_ip", "2001:db8::7", true},
    {"arn", "arn:aws:lightsail:eu-west-1:1:Instance/x", true},
    {"arn", "arn:aws", false},
    {"region", "ap-northeast-1", true},
    {"region", "tokyo", false},
    {"region", "Ap-northeast-1", false},
    {"duration", "1h30m", true},
    {"duration", "10", false},
    {"duration", "", false},
    {"duration", "5d", false},
    {"date", "2026-11-01", true},
    {"date", "2026-11-1", false},
    {"date", "2026-11-0x", false},
    {"date", "2026/11/01", false},
    {"full_hour", "06:00", true},
    {"full_hour", "06:30", false},
    {"tag_key", "Environment", true},
    {"tag_key", "aws:x", false},
    {"tag_key", "", false},
    {"tag_key", "50%", false},
    {"tag_value", "", true},
    {"tag_value", "a b+c-d=e.f_g:h/i@j", true},
    {"tag_value", "\xe5\x93\x81", true},
    {"tag_value", "50% off!", false},
    {"tag_value", "a\nb", false},
    {"path", "", false},
    {"path", "a/b.json", true},
    {"url", "http://127.0.0.1:1", true},
    {"url", "127.0.0.1", false},
    {"file_mode", "0644", true},
    {"file_mode", "888", false},
    {"regex", "^a+$", true},
    {"regex", "(", false},
    {"no such pattern", "x", false},
};

static void every_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *expected = NULL;
        if (pattern_match(rows[i].pattern, str_c(rows[i].text), &expected) != rows[i].matches)
            fail_msg("%s: '%s'", rows[i].pattern, rows[i].text);
        assert_non_null(expected);
    }
}

static void durations_add_up(void **state)
{
    int64_t ms = 0;
    (void)state;
    assert_true(duration_parse(STR("1h30m15s500ms"), &ms));
    assert_int_equal(ms, 5415500);
    assert_false(duration_parse(STR("999999999h"), &ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row), cmocka_unit_test(durations_add_up)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
