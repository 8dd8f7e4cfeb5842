/*
 * main.c — finds the subcommand, gives it a session and turns its result into an exit code. Knows the command
 * line; must not know what a subcommand does.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/infra.h"

/* Signals end every wait. A thread receives them, because a signal handler must not lock a mutex. */
static struct stop interrupted;

static void *wait_for_signals(void *argument)
{
    int signal_number;
    if (sigwait(argument, &signal_number) == 0)
        stop_fire(&interrupted);
    if (sigwait(argument, &signal_number) == 0)
        _exit(EXIT_FAILED); /* the second signal ends the process */
    return NULL;
}

static void watch_signals(void)
{
    static sigset_t signals;
    pthread_t thread;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (pthread_create(&thread, NULL, wait_for_signals, &signals) == 0)
        pthread_detach(thread);
}

static const char *value_of(const struct option_list *list, const struct given *given, const char *name)
{
    for (int i = list->own_count; i < list->count; i++) {
        if (strcmp(list->rows[i].name, name) == 0)
            return given->values[i];
    }
    return NULL;
}

/* A result that was not written (a full disk) is a failure. */
static int check_stdout(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    fputs("error: cannot write the result to standard output\n", stderr);
    return EXIT_FAILED;
}

static int run(const struct command *command, const struct option_list *list, struct given *given)
{
    enum {
        LONGEST_COMMAND_MS = 60 * 60 * 1000,
        POLL_INTERVAL_MS = 1000
    }; /* the command is used on a
                                                                            * terminal */
    struct session s = {.mem = arena_new(),
                        .again = "run the same command again",
                        .longer = "use --timeout",
                        .report = &command_report};
    const struct aws_config config = {
        .region = str_c(value_of(list, given, "region")),
        .profile = str_c(value_of(list, given, "profile")),
        .max_retries = -1,
        .poll_interval_ms = POLL_INTERVAL_MS,
        .user_agent = STR("quants-infra/" VERSION),
    };
    given->table = &all_commands;
    given->config = &config;
    stop_init(&interrupted);
    if (command->connection != OFFLINE)
        watch_signals();
    s.deadline = deadline_begin(&interrupted, LONGEST_COMMAND_MS);
    bool ready = command->connection != CONNECTED || session_open(&s, &config);
    int code = ready ? command->run(&s, given) : session_failed(&s, "cannot start");
    output_progress_end();
    session_close(&s);
    arena_free(s.mem);
    given->config = NULL;
    return check_stdout(code);
}

static bool same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static const struct command *find(const char *group, const char *name)
{
    const struct command *const *commands = all_commands.commands;
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (same(commands[i]->group, group) && same(commands[i]->name, name))
            return commands[i];
    }
    return NULL;
}

static bool is_group(const char *group)
{
    const struct command *const *commands = all_commands.commands;
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (commands[i]->group != NULL && strcmp(commands[i]->group, group) == 0)
            return true;
    }
    return false;
}

static int unknown_command(const char *group, const char *name)
{
    const struct command *const *commands = all_commands.commands;
    char names[1024] = "";
    size_t len = 0;
    for (size_t i = 0; commands[i] != NULL && len < sizeof names; i++) {
        const char *word = group != NULL || commands[i]->group == NULL ? commands[i]->name
                                                                       : commands[i]->group;
        if (group == NULL || same(commands[i]->group, group))
            len += (size_t)snprintf(names + len, sizeof names - len, "%s ", word);
    }
    struct str near = nearest_word(names, str_c(name));
    const char *before = group != NULL ? group : "", *blank = group != NULL ? " " : "";
    return near.len > 0 ? usage_error(NULL, "unknown command '%s%s%s'; did you mean '%s%s%.*s'?", before,
                                      blank, name, before, blank, STR_ARG(near))
                        : usage_error(NULL, "unknown command '%s%s%s'", before, blank, name);
}

/* argv[0] is the word of the command. */
static int start(const struct command *command, int argc, char **argv)
{
    struct option_list list = options_of(command);
    struct given given = {.repeat_count = 0};
    switch (options_parse(command, &list, argc, argv, &given)) {
    case PARSED_HELP:
        help_print_command(command);
        return EXIT_DONE;
    case PARSED_WRONG:
        return EXIT_USAGE;
    case PARSED_RUN:
        break;
    }
    log_init("quants-infra");
    return run(command, &list, &given);
}

static bool asks_for_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

int main(int argc, char **argv)
{
    /* A link with this name is an executable inventory for Ansible, which calls it with --list or --host
     * only. */
    const char *slash = strrchr(argv[0], '/');
    if (strcmp(slash != NULL ? slash + 1 : argv[0], "quants-infra-inventory") == 0)
        return start(find(NULL, "inventory"), argc, argv);
    if (argc < 2 || asks_for_help(argv[1])) {
        help_print_all(&all_commands, NULL);
        return argc < 2 ? EXIT_USAGE : EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("quants-infra " VERSION);
        return EXIT_DONE;
    }
    if (!is_group(argv[1])) {
        const struct command *alone = find(NULL, argv[1]);
        return alone != NULL ? start(alone, argc - 1, argv + 1) : unknown_command(NULL, argv[1]);
    }
    if (argc < 3 || asks_for_help(argv[2])) {
        help_print_all(&all_commands, argv[1]);
        return argc < 3 ? EXIT_USAGE : EXIT_DONE;
    }
    const struct command *command = find(argv[1], argv[2]);
    return command != NULL ? start(command, argc - 2, argv + 2) : unknown_command(argv[1], argv[2]);
}
