/*
 * test_log_follow.c — which log lines are new: none twice, none lost, in the order of time; and the words of --since.
 */
#include "cli/log_follow.h"

#include "../testing.h"

struct scene {
    struct arena *mem;
    struct log_follow follow;
};

static struct scene scene_begin(int64_t since_ms)
{
    struct scene s = {.mem = arena_new()};
    s.follow = log_follow_begin(s.mem, since_ms);
    return s;
}

/* "1000 a|1001 b": events by time in ms and text; the new ones in the same form. */
static void expect(struct scene *s, const char *events, const char *fresh)
{
    json_t *list = json_own(s->mem, json_array());
    struct str rest = str_c(events), item;
    while (rest.len > 0) {
        struct str tail = STR("");
        if (!str_cut(rest, '|', &item, &tail))
            item = rest;
        rest = tail;
        struct str time, text;
        int64_t at_ms = 0;
        assert_true(str_cut(item, ' ', &time, &text) && str_to_int64(time, &at_ms));
        json_t *event = json_pack("{s:f}", "createdAt", (double)at_ms / 1000);
        json_object_set_new(event, "message", json_new_str(text));
        json_array_append_new(list, event);
    }
    json_t *got = log_follow_take(&s->follow, s->mem, list);
    struct buf text = buf_new(s->mem, 10000);
    for (size_t i = 0; i < json_array_size(got); i++) {
        const json_t *event = json_array_get(got, i);
        buf_printf(&text, "%s%lld %.*s", i > 0 ? "|" : "", (long long)log_event_ms(event),
                   STR_ARG(json_member_text(event, "message")));
    }
    assert_str_equal(buf_str(&text), str_c(fresh));
}

static void lines_of_the_same_millisecond(void **state)
{
    (void)state;
    struct scene s = scene_begin(0);
    expect(&s, "1000 a|1001 b", "1000 a|1001 b");
    expect(&s, "1000 a|1001 b", "");
    expect(&s, "1000 a|1001 b|1001 c|1001 b", "1001 c|1001 b");
    expect(&s, "1000 a|1001 b|1001 c|1001 b|1001 b", "1001 b");
    expect(&s, "1000 a|1001 b|1001 c|1001 b|1001 b|1002 b", "1002 b");
    arena_free(s.mem);
}

/* A read may show less than the one before, and a line may arrive after a newer one. */
static void late_lines_and_late_reads(void **state)
{
    (void)state;
    struct scene s = scene_begin(0);
    expect(&s, "5000 e|3000 c", "3000 c|5000 e");
    expect(&s, "3000 c", "");
    expect(&s, "", "");
    expect(&s, "2000 b|3000 c|5000 e", "2000 b");
    arena_free(s.mem);
}

static void old_lines_are_forgotten(void **state)
{
    (void)state;
    struct scene s = scene_begin(500);
    expect(&s, "1000 a|1000 b", "1000 a|1000 b");
    assert_int_equal(s.follow.from_ms, 500);
    expect(&s, "1000 a|1000 b|30000 c", "30000 c");
    assert_int_equal(s.follow.from_ms, 20000);
    assert_int_equal(json_object_size(s.follow.seen), 1);
    expect(&s, "1000 a|30000 c", "");
    expect(&s, "20000 d|30000 c", "20000 d");
    arena_free(s.mem);
}

static void since(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t since_ms; /* -1: refused */
    } cases[] = {
        {"90s", 1700000000000 - 90 * 1000},
        {"15m", 1700000000000 - 15 * 60 * 1000},
        {"1h", 1700000000000 - 3600 * 1000},
        {"2d", 1700000000000 - 2 * 24 * 3600 * 1000},
        {"2023-11-14T22:13:19Z", 1699999999000},
        {"2023-11-14T22:13:21Z", -1},
        {"", -1},
        {"h", -1},
        {"0h", -1},
        {"-1h", -1},
        {"+1h", -1},
        {"1", -1},
        {"1w", -1},
        {"1h30m", -1},
        {"99999999999999999999s", -1},
        {"9999999d", -1},
        {"yesterday", -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t since_ms = -1;
        if (!log_parse_since(str_c(cases[i].text), 1700000000000, &since_ms))
            since_ms = -1;
        if (since_ms != cases[i].since_ms)
            fail_msg("'%s': %lld", cases[i].text, (long long)since_ms);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_the_same_millisecond),
        cmocka_unit_test(late_lines_and_late_reads),
        cmocka_unit_test(old_lines_are_forgotten),
        cmocka_unit_test(since),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
