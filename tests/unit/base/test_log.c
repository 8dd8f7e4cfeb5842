/*
 * test_log.c — lines on stderr: levels by environment, shape, limits, many threads.
 */
#include "base/log.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"

#include "../testing.h"

/* stderr goes to a file while a test logs. */
struct capture {
    FILE *file;
    int stderr_copy;
};

static struct capture capture_begin(void)
{
    struct capture capture = {.file = tmpfile(), .stderr_copy = dup(STDERR_FILENO)};
    assert_non_null(capture.file);
    fflush(stderr);
    assert_true(dup2(fileno(capture.file), STDERR_FILENO) >= 0);
    return capture;
}

static struct str capture_end(struct arena *mem, struct capture capture)
{
    dup2(capture.stderr_copy, STDERR_FILENO);
    close(capture.stderr_copy);
    struct buf text = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    char chunk[4096];
    rewind(capture.file);
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, capture.file)) > 0;)
        buf_add(&text, str_n(chunk, got));
    fclose(capture.file);
    return buf_str(&text);
}

static json_t *parse_line(struct arena *mem, struct str line)
{
    json_t *value;
    struct err err;
    assert_true(line.len > 0 && line.data[line.len - 1] == '\n');
    if (!json_parse(mem, line, 1 << 20, &value, &err))
        fail_msg("not one JSON line: %s", err.text);
    return value;
}

static void set_levels(const char *own, const char *providers, const char *all)
{
    static const char *const names[] = {"TF_LOG_PROVIDER_LIGHTSAIL", "TF_LOG_PROVIDER", "TF_LOG"};
    const char *const values[] = {own, providers, all};
    for (size_t i = 0; i < 3; i++) {
        if (values[i] != NULL)
            setenv(names[i], values[i], 1);
        else
            unsetenv(names[i]);
    }
    log_set_level(LOG_OFF);
    log_init("provider.test");
}

static void test_levels(void **state)
{
    (void)state;
    set_levels(NULL, NULL, NULL);
    assert_false(log_enabled(LOG_ERROR));
    set_levels(NULL, NULL, "DEBUG");
    assert_true(log_enabled(LOG_DEBUG));
    assert_false(log_enabled(LOG_TRACE));
    set_levels(NULL, "warn", "TRACE"); /* the more particular variable decides */
    assert_true(log_enabled(LOG_WARN));
    assert_false(log_enabled(LOG_INFO));
    set_levels("error", "TRACE", "TRACE");
    assert_false(log_enabled(LOG_WARN));
    set_levels("", NULL, "INFO"); /* empty is not set */
    assert_true(log_enabled(LOG_INFO));
    set_levels(NULL, NULL, "JSON");
    assert_true(log_enabled(LOG_TRACE));
    set_levels("off", NULL, "TRACE");
    assert_false(log_enabled(LOG_ERROR));
    set_levels(NULL, NULL, "nonsense");
    assert_true(log_enabled(LOG_TRACE));
}

static void test_shape(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    set_levels(NULL, NULL, "DEBUG");
    struct capture capture = capture_begin();
    LOG(LOG_TRACE, "not this one");
    LOG(LOG_DEBUG, "hello \"world\"\n", LOG_TEXT(LOG_KEY_OPERATION, STR("GetInstance")),
        LOG_NUMBER(LOG_KEY_STATUS, 200), LOG_TEXT(LOG_KEY_ERROR, ((struct str){NULL, 0})),
        LOG_TEXT(LOG_KEY_BODY, STR("a\xff\x1b")));
    struct str text = capture_end(mem, capture);
    json_t *line = parse_line(mem, text);
    assert_str_equal(json_member_text(line, "@level"), STR("debug"));
    assert_str_equal(json_member_text(line, "@message"), STR("hello \"world\"\n"));
    assert_str_equal(json_member_text(line, "@module"), STR("provider.test"));
    struct str time = json_member_text(line, "@timestamp"); /* 2026-01-02T03:04:05.678901Z */
    assert_int_equal(time.len, 27);
    assert_int_equal(time.data[10], 'T');
    assert_int_equal(time.data[19], '.');
    assert_int_equal(time.data[26], 'Z');
    assert_str_equal(json_member_text(line, LOG_KEY_OPERATION), STR("GetInstance"));
    assert_int_equal(json_integer_value(json_object_get(line, LOG_KEY_STATUS)), 200);
    assert_str_equal(json_member_text(line, LOG_KEY_ERROR), STR(""));
    assert_str_equal(json_member_text(line, LOG_KEY_BODY), STR("a\xef\xbf\xbd "));
    arena_free(mem);
    log_set_level(LOG_OFF);
}

/* Terraform takes lines apart at 64 KiB: ours stay below, whatever is in them. */
static void test_long_lines(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    size_t size = 300 * 1000;
    char *text = arena_alloc(mem, size);
    static const char fillings[] = {'x', '"', '\x01', '\t'};
    log_set_level(LOG_TRACE);
    for (size_t i = 0; i < sizeof fillings; i++) {
        memset(text, fillings[i], size);
        struct capture capture = capture_begin();
        LOG(LOG_TRACE, "long", LOG_TEXT(LOG_KEY_BODY, str_n(text, size)),
            LOG_TEXT(LOG_KEY_ERROR, str_n(text, size)), LOG_TEXT(LOG_KEY_NAME, str_n(text, size)),
            LOG_TEXT(LOG_KEY_STATE, str_n(text, size)), LOG_TEXT(LOG_KEY_RPC, str_n(text, size)));
        struct str line = capture_end(mem, capture);
        assert_in_range(line.len, 1000, 64 * 1024 - 1);
        parse_line(mem, line);
    }
    arena_free(mem);
    log_set_level(LOG_OFF);
}

enum { THREADS = 6, LINES = 50 };

static void *many_lines(void *context)
{
    (void)context;
    for (int i = 0; i < LINES; i++)
        LOG(LOG_INFO, "one of many", LOG_NUMBER(LOG_KEY_COUNT, i));
    return NULL;
}

static void test_lines_do_not_mix(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    log_set_level(LOG_INFO);
    struct capture capture = capture_begin();
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, many_lines, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    struct str rest = capture_end(mem, capture), line;
    int count = 0;
    for (; str_cut(rest, '\n', &line, &rest); count++)
        parse_line(mem, str_printf(mem, "%.*s\n", STR_ARG(line)));
    assert_int_equal(count, THREADS * LINES);
    arena_free(mem);
    log_set_level(LOG_OFF);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_lines_do_not_mix),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
