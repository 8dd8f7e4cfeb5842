/*
 * crud_wait.c — waiting for creations and deletions. Knows states as texts; must not
 * know any resource.
 */
#include "runtime/action.h"
#include "runtime/crud_parts.h"

/* ---- ready ---- */

struct wait {
    struct call *c;
    struct str name;
};

static bool is_one_of(struct str text, const char *const *words)
{
    for (; words != NULL && *words != NULL; words++) {
        if (str_eqc(text, *words))
            return true;
    }
    return false;
}

static struct str state_of(const struct call *c, const json_t *object)
{
    struct str state = json_text(json_at(object, crud_of(c)->ready_at));
    return state.len > 0 ? state : STR("in an unknown state");
}

static struct str code_of(const struct call *c, const json_t *object)
{
    const char *at = crud_of(c)->detail_at;
    const json_t *detail = at != NULL ? json_at(object, at) : NULL;
    return json_is_string(detail) ? json_text(detail) : json_member_text(detail, "code");
}

/* The state and why it is this one: "PENDING, UNKNOWN_ERROR: The service had an error." */
static struct str explained_state(const struct call *c, const json_t *object)
{
    struct str state = state_of(c, object), code = code_of(c, object);
    if (code.len == 0)
        return state;
    struct str message = json_member_text(json_at(object, crud_of(c)->detail_at), "message");
    return str_printf(c->mem, "%.*s, %.*s%s%.*s", STR_ARG(state), STR_ARG(code), message.len > 0 ? ": " : "",
                      STR_ARG(message));
}

static bool judge_ready(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    const struct wait *wait = context;
    const struct crud *crud = crud_of(wait->c);
    const char *noun = ls_kind_row(crud->kind)->noun;
    if (object == NULL)
        return fail(err, ERR_NOT_FOUND, "the %s '%.*s' no longer exists", noun, STR_ARG(wait->name));
    struct str state = state_of(wait->c, object), shown = explained_state(wait->c, object);
    *ret_reached = is_one_of(state, crud->ready) &&
                   (crud->is_ready == NULL || crud->is_ready(wait->c, object));
    if (is_one_of(state, crud->failed) || is_one_of(code_of(wait->c, object), crud->failed_codes))
        return fail(err, ERR_FAILED, "the %s '%.*s' is in the state '%.*s'", noun, STR_ARG(wait->name),
                    STR_ARG(shown));
    if (!*ret_reached)
        action_progress(wait->c, "waiting for the %s '%.*s' (it is %.*s)", noun, STR_ARG(wait->name),
                        STR_ARG(shown));
    return true;
}

/* The operation has the reason, the object does not. */
static bool explain_failure(struct call *c, const json_t *answer)
{
    struct err failure = c->err;
    struct str history = c->history;
    if (failure.kind != ERR_FAILED || (!api_wait(c, answer) && c->err.kind == ERR_FAILED))
        return false;
    c->err = failure;
    c->history = history;
    return false;
}

static bool gave_up(struct call *c, struct str name, const json_t *last)
{
    if (c->err.kind != ERR_TIMEOUT && c->err.kind != ERR_STOPPED)
        return false;
    return fail_context(&c->err, "while waiting for the %s '%.*s' (it is %.*s)",
                        ls_kind_row(crud_of(c)->kind)->noun, STR_ARG(name),
                        STR_ARG(explained_state(c, last)));
}

bool crud_wait_ready(struct call *c, struct str name, const json_t *answer, json_t **ret_object)
{
    const struct crud *crud = crud_of(c);
    struct wait wait = {c, name};
    *ret_object = NULL;
    if (crud->ready_at == NULL)
        return api_wait(c, answer) && api_view(c, crud->kind, name, LS_NOW, ret_object);
    if (api_view_wait(c, crud->kind, name, crud->goal, answer, judge_ready, &wait, ret_object))
        return true;
    return c->err.kind == ERR_FAILED ? explain_failure(c, answer) : gave_up(c, name, *ret_object);
}

/*
 * Ctrl-C during a creation that AWS has accepted: an error would taint the resource, and the next apply would
 * delete the object to create it again. The next refresh fills what is missing.
 */
bool crud_leave_in_transition(struct call *c, struct str name)
{
    const char *noun = ls_kind_row(crud_of(c)->kind)->noun;
    if (c->err.kind != ERR_STOPPED)
        return false;
    call_warn(c, "", "Interrupted during the creation",
              "AWS has accepted the creation of the %s '%.*s', but the apply did not wait for its end. "
              "Apply again to continue.",
              noun, STR_ARG(name));
    c->err = (struct err){0};
    return true;
}

/* ---- gone ---- */

static bool judge_gone(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    const struct str *arn = context;
    (void)err;
    *ret_reached = object == NULL || (arn->len > 0 && !str_eq(json_member_text(object, "arn"), *arn));
    return true;
}

bool crud_wait_gone(struct call *c, struct str name, struct str arn, const json_t *answer)
{
    return api_view_wait(c, crud_of(c)->kind, name, crud_of(c)->gone, answer, judge_gone, &arn, NULL);
}
