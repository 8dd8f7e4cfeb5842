/*
 * main.c — the subcommand table, options and help made from the same rows, exit codes. Knows the command line; must not
 * know what a subcommand does.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/log.h"
#include "cli/command.h"

static const struct option_row common_options[] = {
    {"region", "REGION", "AWS region (else AWS_REGION, AWS_DEFAULT_REGION or the profile's)", false, false},
    {"profile", "NAME", "profile of ~/.aws/config and ~/.aws/credentials (else AWS_PROFILE)", false, false},
    {"help", NULL, "print this text", false, false},
    {NULL, NULL, NULL, false, false},
};

/* All options of a command in one list: its own first, so that their index is that of its rows. */
struct option_list {
    struct option_row rows[MAX_OPTIONS];
    struct option options[MAX_OPTIONS + 1];
    int count, own_count;
};

static struct option_list options_of(const struct command *command)
{
    struct option_list list = {.count = 0};
    for (const struct option_row *row = command->options; row->name != NULL; row++)
        list.rows[list.count++] = *row;
    list.own_count = list.count;
    for (const struct option_row *row = common_options; row->name != NULL; row++)
        list.rows[list.count++] = *row;
    for (int i = 0; i < list.count; i++)
        list.options[i] = (struct option){.name = list.rows[i].name,
                                          .has_arg = list.rows[i].argument != NULL ? required_argument : no_argument,
                                          .val = 256 + i};
    return list;
}

static void print_command_help(const struct command *command)
{
    struct option_list list = options_of(command);
    printf("Usage: quants-infra %s %s [options]\n\n%s\n\nOptions:\n", command->group, command->name, command->summary);
    for (int i = 0; i < list.count; i++) {
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", list.rows[i].name, list.rows[i].argument != NULL ? " " : "",
                 list.rows[i].argument != NULL ? list.rows[i].argument : "");
        printf("  %-24s %s%s%s\n", left, list.rows[i].help, list.rows[i].required ? " (required)" : "",
               list.rows[i].repeatable ? " (may be repeated)" : "");
    }
    if (command->notes != NULL)
        printf("\n%s\n", command->notes);
}

static void print_help(const char *group)
{
    puts("Usage: quants-infra GROUP COMMAND [options]\n\nManage a fleet on Amazon Lightsail.\n\nCommands:");
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (group == NULL || strcmp(group, commands[i]->group) == 0)
            printf("  %-6s %-10s %s\n", commands[i]->group, commands[i]->name, commands[i]->summary);
    }
    puts("\n'quants-infra GROUP COMMAND --help' prints the options of a command. Exit codes: 0 done, 1 failed, 2 wrong usage.\n"
         "Credentials and region come from the standard AWS environment variables and profile files.");
}

static const struct command *find(const char *group, const char *name)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->group, group) == 0 && strcmp(commands[i]->name, name) == 0)
            return commands[i];
    }
    return NULL;
}

static bool is_group(const char *group)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->group, group) == 0)
            return true;
    }
    return false;
}

enum parsed { PARSED_RUN, PARSED_HELP, PARSED_WRONG };

static enum parsed parse(const struct command *command, const struct option_list *list, int argc, char **argv, struct given *ret)
{
    opterr = 0;
    optind = 1;
    for (int c; (c = getopt_long(argc, argv, ":", list->options, NULL)) != -1;) {
        if (c == ':' || c == '?') {
            usage_error(command, c == ':' ? "option '%s' needs a value" : "unknown option '%s'", argv[optind - 1]);
            return PARSED_WRONG;
        }
        int i = c - 256;
        if (strcmp(list->rows[i].name, "help") == 0)
            return PARSED_HELP;
        ret->values[i] = optarg != NULL ? optarg : "";
        if (list->rows[i].repeatable && ret->repeat_count < MAX_REPEATS) {
            ret->repeats[ret->repeat_count] = optarg;
            ret->repeat_option[ret->repeat_count++] = i;
        }
    }
    if (optind < argc) {
        usage_error(command, "'%s' is one word too many", argv[optind]);
        return PARSED_WRONG;
    }
    for (int i = 0; i < list->count; i++) {
        if (list->rows[i].required && ret->values[i] == NULL) {
            usage_error(command, "--%s is missing", list->rows[i].name);
            return PARSED_WRONG;
        }
    }
    return PARSED_RUN;
}

/* Signals become a stop of every wait; a thread takes them because a handler may not take a mutex. */
static struct stop interrupted;

static void *wait_for_signal(void *argument)
{
    int signal_number;
    if (sigwait(argument, &signal_number) == 0)
        stop_fire(&interrupted);
    return NULL;
}

static void watch_signals(void)
{
    static sigset_t signals;
    pthread_t thread;
    stop_init(&interrupted);
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (pthread_create(&thread, NULL, wait_for_signal, &signals) == 0)
        pthread_detach(thread);
}

static int run(const struct command *command, const struct option_list *list, const struct given *given)
{
    enum { LONGEST_COMMAND_MS = 30 * 60 * 1000 };
    struct session s = {.mem = arena_new()};
    struct ls_config config = {
        .region = str_c(given->values[list->own_count]),
        .profile = str_c(given->values[list->own_count + 1]),
        .max_retries = -1,
        .user_agent = STR("quants-infra/" VERSION),
    };
    s.patience = patience_begin(&interrupted, LONGEST_COMMAND_MS);
    int code = ls_client_new(&config, &s.client, &s.err) ? command->run(&s, given) : session_failed(&s, "cannot start");
    output_progress_end();
    ls_client_free(s.client);
    arena_free(s.mem);
    return code;
}

int main(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(NULL);
        return argc < 2 ? EXIT_USAGE : EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("quants-infra " VERSION);
        return EXIT_DONE;
    }
    if (!is_group(argv[1]))
        return usage_error(NULL, "unknown command '%s'", argv[1]);
    if (argc < 3 || strcmp(argv[2], "--help") == 0) {
        print_help(argv[1]);
        return argc < 3 ? EXIT_USAGE : EXIT_DONE;
    }
    const struct command *command = find(argv[1], argv[2]);
    if (command == NULL)
        return usage_error(NULL, "unknown command '%s %s'", argv[1], argv[2]);
    struct option_list list = options_of(command);
    struct given given = {.repeat_count = 0};
    switch (parse(command, &list, argc - 2, argv + 2, &given)) {
    case PARSED_HELP:
        print_command_help(command);
        return EXIT_DONE;
    case PARSED_WRONG:
        return EXIT_USAGE;
    case PARSED_RUN:
        break;
    }
    log_init("quants-infra");
    watch_signals();
    return run(command, &list, &given);
}
