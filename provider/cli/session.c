/*
 * session.c — the command's connection to AWS and how its errors read. Knows the client; must not know any subcommand.
 */
#include "cli/command.h"

#include <stdlib.h>

struct ls_scope session_scope(struct session *s)
{
    return (struct ls_scope){.mem = s->mem, .patience = &s->patience};
}

bool session_call(struct session *s, enum ls_op op, json_t *in, json_t **ret_out)
{
    json_t *out = NULL;
    if (in != NULL)
        json_own(s->mem, in);
    TRY(ls_call(s->client, session_scope(s), op, in, &out, &s->err));
    if (ret_out != NULL)
        *ret_out = out;
    return true;
}

bool session_do(struct session *s, enum ls_op op, json_t *in)
{
    json_t *out = NULL;
    return session_call(s, op, in, &out) && ls_wait_operations(s->client, session_scope(s), out, &s->err);
}

int session_failed(const struct session *s, const char *doing)
{
    output_progress_end();
    bool colour = output_colour(stderr);
    fprintf(stderr, "%serror%s: %s: %s\n", colour ? "\033[1;31m" : "", colour ? "\033[0m" : "", doing, s->err.text);
    if (s->err.code[0] != '\0')
        fprintf(stderr, "  AWS: %s%s%s%s%s\n", s->err.code, s->err.operation[0] != '\0' ? " from " : "", s->err.operation,
                s->err.request_id[0] != '\0' ? ", request id " : "", s->err.request_id);
    if (s->err.hint[0] != '\0')
        fprintf(stderr, "  %s\n", s->err.hint);
    return EXIT_FAILED;
}

int usage_error(const struct command *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("error: ", stderr);
    vfprintf(stderr, format, args);
    va_end(args);
    if (command != NULL)
        fprintf(stderr, "\nSee 'quants-infra %s %s --help'.\n", command->group, command->name);
    else
        fputs("\nSee 'quants-infra --help'.\n", stderr);
    return EXIT_USAGE;
}
