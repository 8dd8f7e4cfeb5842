/*
 * command_session.c — the connection of a command to AWS, and the form of its errors. Knows the client; must not know
 * any subcommand.
 */
#include "cli/command.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

bool session_open(struct session *s, const struct aws_config *config)
{
    if (ls_client_new(config, &s->client, &s->err))
        return true;
    /* The hint of the client is for a provider block; here there is an option. */
    bool has_region = config->region.len > 0 || getenv("AWS_REGION") != NULL ||
                      getenv("AWS_DEFAULT_REGION") != NULL;
    return strcmp(s->err.attribute, "region") == 0 && !has_region &&
           fail_hint(&s->err,
                     "Use --region us-east-1 (or another), set AWS_REGION, or set a region in the profile "
                     "in ~/.aws/config.");
}

void session_close(struct session *s)
{
    if (s->client != NULL)
        ls_client_free(s->client);
    s->client = NULL;
}

bool session_take_timeout(struct session *s, const struct command *command, const char *seconds)
{
    enum { MOST_SECONDS = 60 * 60 };
    int64_t number = 0;
    if (seconds == NULL)
        return true;
    if (!str_to_int64(str_c(seconds), &number) || number < 1 || number > MOST_SECONDS) {
        usage_error(command, "--timeout '%s' is not a number of seconds from 1 to %d", seconds, MOST_SECONDS);
        return false;
    }
    s->step_ms = number * 1000;
    return true;
}

/* "region" in the client's error is --region here; the others have no option. */
static const char *flag_of(const struct err *err)
{
    if (strcmp(err->attribute, "region") == 0)
        return "--region: ";
    return strcmp(err->attribute, "profile") == 0 ? "--profile: " : "";
}

int session_failed(const struct session *s, const char *format, ...)
{
    va_list args;
    output_progress_end();
    bool colour = output_colour(stderr);
    fprintf(stderr, "%serror%s: ", colour ? "\033[1;31m" : "", colour ? "\033[0m" : "");
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, ": %s%s\n", flag_of(&s->err), s->err.text);
    if (s->err.code[0] != '\0')
        fprintf(stderr, "  AWS: %s%s%s%s%s\n", s->err.code, s->err.operation[0] != '\0' ? " from " : "",
                s->err.operation, s->err.request_id[0] != '\0' ? ", request id " : "", s->err.request_id);
    if (s->err.hint[0] != '\0')
        fprintf(stderr, "  %s\n", s->err.hint);
    return EXIT_FAILED;
}

void note(const char *format, ...)
{
    va_list args;
    output_progress_end();
    fputs("  ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

bool snapshot_waits_alone(struct session *s)
{
    return fail_hint(&s->err,
                     "Lightsail may continue with it. 'quants-infra snapshot list' shows its state.");
}

/* ---- the report ---- */

static void show_progress(void *reporter, struct str text)
{
    (void)reporter;
    output_progress("%.*s", STR_ARG(text));
}

static void show_done(void *reporter, struct str text)
{
    (void)reporter;
    output_progress_end();
    printf("%.*s\n", STR_ARG(text));
    fflush(stdout);
}

static void show_note(void *reporter, struct str text)
{
    (void)reporter;
    note("%.*s", STR_ARG(text));
}

const struct session_report command_report = {show_progress, show_done, show_note};

/* ---- questions ---- */

/* The signals are blocked except in the thread that receives them, so a plain read would not be
 * interrupted. */
bool session_ask(struct session *s, const char *question, char *answer, size_t answer_bytes)
{
    enum { LOOK_EVERY_MS = 100 };
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    size_t len = 0;
    fputs(question, stderr);
    while (!deadline_stopped(&s->deadline)) {
        if (poll(&input, 1, LOOK_EVERY_MS) <= 0)
            continue;
        char c;
        if (read(STDIN_FILENO, &c, 1) != 1)
            break;
        if (c == '\n') {
            answer[len] = '\0';
            return true;
        }
        if (len + 1 < answer_bytes)
            answer[len++] = c;
    }
    fputc('\n', stderr);
    return false;
}
