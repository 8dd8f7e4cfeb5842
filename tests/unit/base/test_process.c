/*
 * test_process.c — a program's output, its environment, its limits, and that nothing of it is left behind.
 */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../testing.h"

struct scene {
    struct arena *mem;
    struct deadline deadline;
    struct process_output output;
    struct err err;
};

static void scene_begin(struct scene *s)
{
    *s = (struct scene){.mem = arena_new(), .deadline = deadline_begin(NULL, 30 * 1000)};
}

static bool run(struct scene *s, const char *command, int64_t time_limit_ms)
{
    s->err = (struct err){0};
    return process_run(s->mem, str_c(command), time_limit_ms, &s->deadline, &s->output, &s->err);
}

static void expect_output(struct scene *s, const char *command, const char *output)
{
    if (!run(s, command, 20 * 1000))
        fail_msg("'%s': %s", command, s->err.text);
    assert_str_equal(s->output.out, str_c(output));
}

static void test_words(void **state)
{
    (void)state;
    static const struct {
        const char *command, *words;
    } rows[] = {
        {"a b", "a|b|"},
        {"  a\tb\n", "a|b|"},
        {"'a b' c", "a b|c|"},
        {"\"a b\"c", "a bc|"},
        {"a\\ b", "a b|"},
        {"\"a\\\"b\"", "a\"b|"},
        {"\"a\\b\"", "a\\b|"},
        {"'a\\'", "a\\|"},
        {"'' x", "|x|"},
        {"a'b'\"c\"", "abc|"},
        {"$HOME `x` ;|", "$HOME|`x`|;||"},
    };
    struct arena *mem = arena_new();
    struct err err;
    char **words;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buf joined = buf_new(mem, 1000);
        if (!process_split(mem, str_c(rows[i].command), &words, &err))
            fail_msg("'%s': %s", rows[i].command, err.text);
        for (size_t w = 0; words[w] != NULL; w++)
            buf_printf(&joined, "%s|", words[w]);
        assert_str_equal(buf_str(&joined), str_c(rows[i].words));
    }
    static const char *const bad[] = {"", "  ", "'a", "\"a", "a\\", "\"a\\\""};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(process_split(mem, str_c(bad[i]), &words, &err));
        assert_int_equal(err.kind, ERR_USER);
    }
    arena_free(mem);
}

static void test_output(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s);
    expect_output(&s, "printf 'a %s c' b", "a b c");
    expect_output(&s, "/bin/cat", ""); /* no input: it does not wait */
    expect_output(&s, "sh -c 'echo noise >&2; echo out'", "out\n");
    arena_free(s.mem);
}

/* What belongs to this process stays here: the plugin's cookie, open files, blocked signals. */
static void test_what_the_child_sees(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s);
    setenv("TF_PLUGIN_MAGIC_COOKIE", "cookie", 1);
    setenv("PLUGIN_MIN_PORT", "1", 1);
    setenv("KEPT_FOR_TEST", "kept", 1);
    int leaked = open("/dev/null", O_RDONLY); /* without O_CLOEXEC */
    assert_true(leaked > 2);
    expect_output(&s, "sh -c 'echo \"[$TF_PLUGIN_MAGIC_COOKIE][$PLUGIN_MIN_PORT][$KEPT_FOR_TEST]\"'",
                  "[][][kept]\n");
    struct str files = str_printf(s.mem, "sh -c 'test -e /proc/self/fd/%d || echo closed'", leaked);
    expect_output(&s, str_z(s.mem, files), "closed\n");
    close(leaked);
    unsetenv("TF_PLUGIN_MAGIC_COOKIE");
    unsetenv("PLUGIN_MIN_PORT");
    arena_free(s.mem);
}

/* A program with its words: variables are replaced or added, files are passed, and nothing else is. */
static void test_a_form(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s);
    int pipe_ends[2];
    assert_int_equal(pipe(pipe_ends), 0);
    setenv("REPLACED_FOR_TEST", "old", 1);
    const char *const words[] = {
        "sh",
        "-c",
        "echo \"[$1][$REPLACED_FOR_TEST][$ADDED]\"; echo note >&3; test -e /proc/self/fd/4 || echo closed",
        "sh",
        "a 'b' $HOME",
        NULL};
    const char *const variables[] = {"REPLACED_FOR_TEST=new", "ADDED=yes", NULL};
    struct process_form form = {.words = words,
                                .environment = variables,
                                .files = &pipe_ends[1],
                                .file_count = 1,
                                .failed = ERR_FAILED,
                                .time_limit_ms = 20 * 1000};
    if (!process_start(s.mem, &form, &s.deadline, &s.output, &s.err))
        fail_msg("%s", s.err.text);
    assert_str_equal(s.output.out, STR("[a 'b' $HOME][new][yes]\nclosed\n"));
    char note[16];
    assert_int_equal(read(pipe_ends[0], note, sizeof note), 5);
    assert_memory_equal(note, "note\n", 5);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    unsetenv("REPLACED_FOR_TEST");
    arena_free(s.mem);
}

/* Both outputs are our stderr. */
static void test_shown_output(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s);
    int pipe_ends[2], kept = dup(STDERR_FILENO);
    assert_int_equal(pipe(pipe_ends), 0);
    const char *const words[] = {"sh", "-c", "echo one; echo two >&2; exit 3", NULL};
    struct process_form form = {.words = words,
                                .shows_output = true,
                                .failed = ERR_FAILED,
                                .time_limit_ms = 20 * 1000};
    dup2(pipe_ends[1], STDERR_FILENO);
    bool done = process_start(s.mem, &form, &s.deadline, &s.output, &s.err);
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(pipe_ends[1]);
    assert_false(done);
    assert_int_equal(s.err.kind, ERR_FAILED);
    assert_string_equal(s.err.hint, "");
    char text[64];
    size_t len = 0;
    for (ssize_t got; (got = read(pipe_ends[0], text + len, sizeof text - len)) > 0;)
        len += (size_t)got;
    close(pipe_ends[0]);
    assert_str_equal(str_n(text, len), STR("one\ntwo\n"));
    arena_free(s.mem);
}

static void test_failures(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s);
    assert_false(run(&s, "sh -c 'echo please sign in >&2; exit 7'", 20 * 1000));
    assert_int_equal(s.err.kind, ERR_CREDENTIALS);
    assert_string_equal(s.err.text, "the program ended with status 7");
    assert_string_equal(s.err.hint, "it printed on stderr: please sign in");
    assert_false(run(&s, "sh -c 'echo expired; exit 7'", 20 * 1000));
    assert_string_equal(s.err.hint, "it printed: expired");
    assert_false(run(&s, "sh -c 'echo one; printf \"\\ntwo\\nthree\" >&2; exit 7'", 20 * 1000));
    assert_string_equal(s.err.hint, "it printed on stderr: two; and on stdout: one");
    assert_false(run(
        &s,
        "sh -c 'printf \"Traceback (most recent call last):\\n  f()\\nLoginError: expired\\n\" >&2; exit 1'",
        20 * 1000));
    assert_string_equal(s.err.hint, "it printed on stderr: LoginError: expired");
    assert_false(run(&s, "sh -c 'echo secret_key=abc >&2; exit 1'", 20 * 1000));
    assert_string_equal(s.err.hint, "it printed on stderr: secret_key=(hidden)");
    assert_false(run(&s, "false", 20 * 1000));
    assert_string_equal(s.err.hint, "it printed nothing; run it by hand to find the cause");
    assert_false(run(&s, "sh -c 'kill -9 $$'", 20 * 1000));
    assert_string_equal(s.err.text, "the program was ended by signal 9");
    assert_false(run(&s, "/nonexistent/program x", 20 * 1000));
    assert_int_equal(s.err.kind, ERR_USER);
    assert_non_null(strstr(s.err.text, "cannot start the program '/nonexistent/program': No such file"));
    arena_free(s.mem);
}

static void test_limits(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s);
    int64_t begun_ms = clock_monotonic_ms();
    assert_false(run(&s, "sleep 60", 100));
    assert_non_null(strstr(s.err.text, "did not end within"));
    assert_false(run(&s, "cat /dev/zero", 20 * 1000));
    assert_non_null(strstr(s.err.text, "more than 65536 bytes"));
    s.deadline = deadline_begin(NULL, 100);
    assert_false(run(&s, "sleep 60", 20 * 1000));
    assert_int_equal(s.err.kind, ERR_TIMEOUT);
    assert_true(clock_monotonic_ms() - begun_ms < 50 * 1000);
    arena_free(s.mem);
}

/* The program's child keeps the pipe open; the result is returned at once, and the child is killed. */
static void test_grandchildren(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s);
    assert_true(run(&s, "sh -c 'sleep 60 & echo $!'", 20 * 1000));
    int64_t pid;
    assert_true(str_to_int64(str_trim(s.output.out), &pid));
    int64_t begun_ms = clock_monotonic_ms();
    struct err over;
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid); /* a zombie has no open files */
    while (access(path, R_OK) == 0 && kill((pid_t)pid, 0) == 0 &&
           clock_monotonic_ms() - begun_ms < 50 * 1000 &&
           readlink(str_z(s.mem, str_printf(s.mem, "%s/0", path)), (char[8]){0}, 8) > 0)
        assert_true(clock_sleep(&s.deadline, 5, &over));
    assert_true(clock_monotonic_ms() - begun_ms < 50 * 1000);
    arena_free(s.mem);
}

static void *stop_soon(void *context)
{
    struct stop *stop = context;
    struct deadline deadline = deadline_begin(NULL, -1);
    struct err err;
    if (clock_sleep(&deadline, 50, &err))
        stop_fire(stop);
    return NULL;
}

static void test_stop(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s);
    struct stop stop;
    stop_init(&stop);
    s.deadline = deadline_begin(&stop, -1);
    pthread_t thread;
    pthread_create(&thread, NULL, stop_soon, &stop);
    int64_t begun_ms = clock_monotonic_ms();
    assert_false(run(&s, "sleep 60", 50 * 1000));
    assert_int_equal(s.err.kind, ERR_STOPPED);
    assert_true(clock_monotonic_ms() - begun_ms < 50 * 1000);
    pthread_join(thread, NULL);
    stop_destroy(&stop);
    arena_free(s.mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_output),
        cmocka_unit_test(test_what_the_child_sees),
        cmocka_unit_test(test_a_form),
        cmocka_unit_test(test_shown_output),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_grandchildren),
        cmocka_unit_test(test_stop),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("process", tests, NULL, NULL);
}
