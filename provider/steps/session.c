/*
 * session.c — requests of a session, and the limits of a step. Must not know any command or resource.
 */
#include "steps/session.h"

#include <stdarg.h>
#include <stdio.h>

typedef void say(void *reporter, struct str text);

PRINTF_LIKE(3, 0)
static void tell(say *to, void *reporter, const char *format, va_list args)
{
    char text[600];
    vsnprintf(text, sizeof text, format, args);
    to(reporter, str_c(text));
}

#define TELL(member)                                        \
    do {                                                    \
        va_list args;                                       \
        if (s->report == NULL || s->report->member == NULL) \
            return;                                         \
        va_start(args, format);                             \
        tell(s->report->member, s->reporter, format, args); \
        va_end(args);                                       \
    } while (0)

void session_progress(struct session *s, const char *format, ...)
{
    TELL(progress);
}

void session_done(struct session *s, const char *format, ...)
{
    TELL(done);
}

void session_note(struct session *s, const char *format, ...)
{
    TELL(note);
}

json_t *member_of(const char *member, struct str value)
{
    json_t *in = json_object();
    json_object_set_new(in, member, json_new_str(value));
    return in;
}

struct aws_scope session_scope(struct session *s)
{
    return (struct aws_scope){.mem = s->mem, .deadline = &s->deadline};
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
    session_progress(s, "waiting until reads show the last changes");
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

struct deadline session_begin_step(struct session *s, int64_t usual_ms)
{
    struct deadline before = s->deadline;
    s->deadline = deadline_within(&before, s->step_ms > 0 ? s->step_ms : usual_ms);
    return before;
}

bool object_look(struct session *s, enum ls_kind kind, struct str name, json_t **ret_object)
{
    if (ls_view_read(s->client, session_scope(s), kind, name, LS_NOW, ret_object, &s->err))
        return true;
    bool is_missing = s->err.kind == ERR_NOT_FOUND;
    *ret_object = NULL;
    if (is_missing)
        s->err = (struct err){.kind = ERR_NONE};
    return is_missing;
}
