/*
 * test_options.c — tests of cli/options: a command line is parsed by the rows of its command. No network.
 */
#include "cli/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

enum { NAME, TAG, FORCE, ACTION, VERBOSE };

static const struct option_row rows[] = {
    [NAME] = {.name = "name", .argument = "NAME", .required = true},
    [TAG] = {.name = "tag", .argument = "KEY", .repeatable = true},
    [FORCE] = {.name = "force"},
    [ACTION] = {.name = "action", .argument = "ACTION", .kind = VALUE_WORDS, .words = "start stop"},
    [VERBOSE] = {.name = "verbose", .letter = 'v', .repeatable = true},
    {.name = NULL},
};
static const struct command command = {.group = "infra", .name = "try", .options = rows};
static const struct command with_word = {
    .name = "say", .options = rows + 5, .word = "SHELL", .word_values = "bash zsh", .connection = OFFLINE};

static const struct command with_name = {.name = "take", .options = rows + 2, .word = "NAME"};
static const struct command with_optional = {.name = "show",
                                             .options = rows + 2,
                                             .word = "NAME",
                                             .is_word_optional = true};

/* The end-to-end test checks the messages for wrong command lines; here they are discarded. */
static enum parsed parse(const struct command *c, struct given *given, int argc, const char *const *words)
{
    char *argv[16];
    struct option_list list = options_of(c);
    for (int i = 0; i < argc; i++)
        argv[i] = (char *)(uintptr_t)words[i];
    argv[argc] = NULL;
    *given = (struct given){.repeat_count = 0};
    int saved = dup(STDERR_FILENO);
    FILE *quiet = freopen("/dev/null", "w", stderr);
    assert_non_null(quiet);
    enum parsed parsed = options_parse(c, &list, argc, argv, given);
    fflush(stderr);
    dup2(saved, STDERR_FILENO);
    close(saved);
    return parsed;
}

#define PARSE(command, given, ...)                                                            \
    parse(command, given, (int)(sizeof((const char *[]){"x", __VA_ARGS__}) / sizeof(char *)), \
          (const char *[]){"x", __VA_ARGS__})

static void values_are_stored_by_their_rows(void **state)
{
    (void)state;
    struct given given;
    assert_int_equal(PARSE(&command, &given, "--name", "a", "--force", "--tag=x", "--tag", "y=1"),
                     PARSED_RUN);
    assert_string_equal(given.values[NAME], "a");
    assert_string_equal(given.values[FORCE], "");
    assert_null(given.values[ACTION]);
    size_t at = 0;
    assert_string_equal(given_next(&given, TAG, &at), "x");
    assert_string_equal(given_next(&given, TAG, &at), "y=1");
    assert_null(given_next(&given, TAG, &at));
}

static void letters_are_counted(void **state)
{
    (void)state;
    struct given given;
    assert_int_equal(PARSE(&command, &given, "--name", "a", "-vvv"), PARSED_RUN);
    assert_int_equal(given.counts[VERBOSE], 3);
    assert_int_equal(PARSE(&command, &given, "-v", "--name", "a", "-v"), PARSED_RUN);
    assert_int_equal(given.counts[VERBOSE], 2);
}

static void mistakes_are_refused(void **state)
{
    (void)state;
    struct given given;
    assert_int_equal(PARSE(&command, &given, "--force"), PARSED_WRONG);
    assert_int_equal(PARSE(&command, &given, "--name"), PARSED_WRONG);
    assert_int_equal(PARSE(&command, &given, "--name", ""), PARSED_WRONG);
    assert_int_equal(PARSE(&command, &given, "--name", "a", "--name", "b"), PARSED_WRONG);
    assert_int_equal(PARSE(&command, &given, "--name", "a", "--nothing"), PARSED_WRONG);
    assert_int_equal(PARSE(&command, &given, "--name", "a", "-x"), PARSED_WRONG);
    assert_int_equal(PARSE(&command, &given, "--name", "a", "--force=yes"), PARSED_WRONG);
    assert_int_equal(PARSE(&command, &given, "--name", "a", "--action", "sto"), PARSED_WRONG);
    assert_int_equal(PARSE(&command, &given, "--name", "a", "b"), PARSED_WRONG);
    assert_int_equal(PARSE(&command, &given, "\\"), PARSED_WRONG);
}

static void too_many_values_are_refused(void **state)
{
    (void)state;
    static const char *words[2 * MAX_REPEATS + 8];
    char *argv[2 * MAX_REPEATS + 8];
    struct option_list list = options_of(&command);
    struct given given = {.repeat_count = 0};
    int argc = 0;
    words[argc++] = "x";
    words[argc++] = "--name";
    words[argc++] = "a";
    for (int i = 0; i < MAX_REPEATS; i++) {
        words[argc++] = "--tag";
        words[argc++] = "k";
    }
    for (int i = 0; i < argc; i++)
        argv[i] = (char *)(uintptr_t)words[i];
    argv[argc] = NULL;
    assert_int_equal(options_parse(&command, &list, argc, argv, &given), PARSED_RUN);
    assert_int_equal(given.repeat_count, MAX_REPEATS);
}

static void a_word_must_be_one_of_its_values(void **state)
{
    (void)state;
    struct given given;
    assert_int_equal(PARSE(&with_word, &given, "zsh"), PARSED_RUN);
    assert_string_equal(given.values[GIVEN_WORD], "zsh");
    assert_int_equal(PARSE(&with_word, &given, "fish"), PARSED_WRONG);
    assert_int_equal(PARSE(&with_word, &given, "--help"), PARSED_HELP);
    assert_int_equal(PARSE(&with_word, &given, "bash", "zsh"), PARSED_WRONG);
    assert_int_equal(PARSE(&with_word, &given, "--region", "a"),
                     PARSED_WRONG); /* it sends no request to AWS */
}

static void a_word_may_be_any_text_or_left_out(void **state)
{
    (void)state;
    struct given given;
    assert_int_equal(PARSE(&with_name, &given, "web", "--force"), PARSED_RUN);
    assert_string_equal(given.values[GIVEN_WORD], "web");
    assert_int_equal(PARSE(&with_name, &given, "--force", "web"), PARSED_RUN);
    assert_string_equal(given.values[GIVEN_WORD], "web");
    assert_int_equal(PARSE(&with_name, &given, "--force"), PARSED_WRONG);
    assert_int_equal(PARSE(&with_name, &given, ""), PARSED_WRONG);
    assert_int_equal(PARSE(&with_name, &given, "web", "api"), PARSED_WRONG);
    assert_int_equal(PARSE(&with_optional, &given, "--force"), PARSED_RUN);
    assert_null(given.values[GIVEN_WORD]);
    assert_string_equal(word_text(&with_name).text, " NAME");
    assert_string_equal(word_text(&with_optional).text, " [NAME]");
    assert_string_equal(word_text(&command).text, "");
}

static void similar_words_are_found(void **state)
{
    (void)state;
    assert_true(str_eqc(nearest_word("start stop reboot", STR("sotp")), "stop"));
    assert_true(str_eqc(nearest_word("name bundle", STR("bundel")), "bundle"));
    assert_int_equal(nearest_word("name bundle", STR("zone")).len, 0);
    assert_int_equal(nearest_word("", STR("x")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_stored_by_their_rows),
        cmocka_unit_test(letters_are_counted),
        cmocka_unit_test(mistakes_are_refused),
        cmocka_unit_test(too_many_values_are_refused),
        cmocka_unit_test(a_word_must_be_one_of_its_values),
        cmocka_unit_test(a_word_may_be_any_text_or_left_out),
        cmocka_unit_test(similar_words_are_found),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
