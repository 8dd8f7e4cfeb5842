/*
 * session.c — the connection of a command to AWS, and the form of its errors. Knows the client; must not know
 * any subcommand.
 */
#include "cli/command.h"

#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

struct aws_scope session_scope(struct session *s)
{
    return (struct aws_scope){.mem = s->mem, .deadline = &s->deadline};
}

bool session_open(struct session *s)
{
    if (ls_client_new(&s->config, &s->client, &s->err))
        return true;
    /* The hint of the client is for a provider block; here there is an option. */
    bool has_region = s->config.region.len > 0 || getenv("AWS_REGION") != NULL ||
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
    struct deadline before = session_begin_step(s, USUAL_STEP_MS);
    bool done = session_call(s, op, in, &out) &&
                ls_wait_operations(s->client, session_scope(s), out, &s->err);
    s->deadline = before;
    return done;
}

bool session_list(struct session *s, enum ls_op op, json_t *in, const char *member, json_t **ret_items)
{
    if (in != NULL)
        json_own(s->mem, in);
    return ls_call_pages(s->client, session_scope(s), op, in, member, ret_items, &s->err);
}

bool session_list_if_allowed(struct session *s, enum ls_op op, json_t *in, const char *member,
                             json_t **ret_items)
{
    if (session_list(s, op, in, member, ret_items))
        return true;
    *ret_items = NULL;
    bool is_refused = s->err.kind == ERR_DENIED || (s->err.kind == ERR_API && !s->err.retryable);
    if (is_refused)
        s->err = (struct err){.kind = ERR_NONE};
    return is_refused;
}

bool session_settle(struct session *s)
{
    output_progress("waiting until reads show the last changes");
    return clock_sleep(&s->deadline, ls_client_read_lag_ms(s->client), &s->err);
}

bool session_check(struct session *s, enum ls_kind kind, struct str name, struct str arn)
{
    json_t *object;
    if (arn.len == 0 || ls_view_find(s->client, session_scope(s), kind, name, arn, &object, &s->err))
        return true;
    if (s->err.kind != ERR_NOT_FOUND || object == NULL)
        return false;
    fail(&s->err, ERR_CONFLICT, "another %s now has the name '%.*s' (%.*s instead of %.*s)",
         ls_kind_row(kind)->noun, STR_ARG(name), STR_ARG(json_member_text(object, "arn")), STR_ARG(arn));
    return fail_hint(&s->err, "It was not changed. Check it, and run the command again.");
}

static bool send(struct session *s, enum ls_op op, json_t *in, const struct ls_effect *effect,
                 json_t **ret_answer)
{
    json_t *answer;
    TRY(ls_change(s->client, session_scope(s), op, json_own(s->mem, in), effect, &answer, &s->err));
    if (ret_answer != NULL) {
        *ret_answer = answer;
        return true;
    }
    TRY(ls_wait_operations(s->client, session_scope(s), answer, &s->err));
    if (effect->becomes == LS_DELETED)
        ls_expect(s->client, effect);
    return true;
}

bool session_send(struct session *s, enum ls_op op, json_t *in, const struct ls_effect *effect,
                  json_t **ret_answer)
{
    struct deadline before = session_begin_step(s, USUAL_STEP_MS);
    bool done = send(s, op, in, effect, ret_answer);
    s->deadline = before;
    return done;
}

bool session_change(struct session *s, enum ls_op op, json_t *in, const struct ls_effect *effect,
                    json_t **ret_answer)
{
    json_own(s->mem, in);
    return session_check(s, effect->kind, effect->name, effect->arn) &&
           session_send(s, op, json_incref(in), effect, ret_answer);
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

struct deadline session_begin_step(struct session *s, int64_t usual_ms)
{
    struct deadline before = s->deadline;
    s->deadline = deadline_within(&before, s->step_ms > 0 ? s->step_ms : usual_ms);
    return before;
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
