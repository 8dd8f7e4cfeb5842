/*
 * view_wait.c — looks at a thing until somebody has seen enough. Knows looks, operations and the ledger; must not know which call
 * brings a look, nor what is waited for.
 *
 * Who waits for the end of a thing believes a list that does not hold it any more: its deletion was accepted, or somebody else's was, and
 * what a list of several pages has missed while pages were turned is there in the next one. So a hundred deletions are seen by a few lists.
 */
#include "base/log.h"
#include "lightsail/client_parts.h"
#include "lightsail/ledger.h"
#include "lightsail/view_core.h"
#include "lightsail/view_parts.h"

enum {
    /* The operations of what takes long are asked for after this, and again after half as long more. */
    FIRST_OPERATION_LOOK_MS = 10 * 1000,
    LOG_EVERY_MS = 10 * 1000,
};

/* One waiter's way to its goal. */
struct waiter {
    struct ls_client *client;
    struct aws_scope scope;
    enum ls_kind kind;
    struct str name;
    const char *goal;
    ls_judge_function *judge;
    void *context;
    bool is_for_the_end; /* the goal is that there is none */
    int64_t begun_ms, logged_ms;
    struct view_answer last; /* look.begun 0: there was none */
    bool is_unsure;    /* the last look did not show yet what is known to be there, or has to be repeated */
    struct arena *mem; /* of the last look */
    json_t *object;
    struct operations *operations; /* that have not ended, as far as is known; NULL: none */
    int64_t operations_at_ms;      /* when they are asked for, if the thing still does not tell */
};

static void tell(struct waiter *w)
{
    int64_t now_ms = clock_monotonic_ms();
    if (now_ms - w->logged_ms < LOG_EVERY_MS || !log_enabled(LOG_INFO))
        return;
    char text[160];
    struct str state = json_text(json_at(w->object, "state.name"));
    w->logged_ms = now_ms;
    snprintf(text, sizeof text, "still waiting: %.*s for %lld s",
             STR_ARG(state.len > 0 ? str_printable(w->mem, state, 40) : str_c(w->goal)),
             (long long)((now_ms - w->begun_ms) / 1000));
    LOG(LOG_INFO, text, LOG_TEXT(LOG_KEY_NAME, w->name), LOG_NUMBER(LOG_KEY_DURATION, now_ms - w->begun_ms));
}

/* Looks once; what came before is dropped, so that a wait of an hour does not collect an hour of answers. */
static bool look(struct waiter *w, struct err *err)
{
    struct arena *mem = arena_new();
    json_t *object = NULL;
    struct view_answer before = w->last, answer = before;
    bool found = view_read(w->client, (struct aws_scope){mem, w->scope.deadline}, w->kind, w->name,
                           before.look.begun == 0 ? VIEW_FIRST_LOOK : VIEW_AFTER, before.look.begun,
                           w->is_for_the_end, &object, &answer, err);
    if (!found && err->kind != ERR_NOT_FOUND) {
        arena_free(mem);
        return false;
    }
    enum ledger_verdict verdict = ledger_judge(w->client->ledger, w->kind, w->name, found ? object : NULL);
    arena_free(w->mem);
    w->mem = mem;
    w->object = found && verdict == LEDGER_FITS ? object : NULL;
    w->is_unsure = verdict == LEDGER_LATE || (answer.is_hearsay && !before.is_hearsay);
    w->last = answer;
    return true;
}

/* Half as long again, and so on. */
static void plan_operation_look(struct waiter *w, int64_t after_ms)
{
    w->operations_at_ms = w->begun_ms + after_ms + after_ms / 2;
}

static bool ask_operations(struct waiter *w, struct err *err)
{
    bool is_open;
    TRY(operations_look(w->client, w->scope, w->operations, &is_open, err));
    if (!is_open)
        w->operations = NULL;
    plan_operation_look(w, clock_monotonic_ms() - w->begun_ms);
    return true;
}

/* What is not there may be about to come, or may never come: its operations know. */
static bool judge_last(struct waiter *w, bool *ret_reached, struct err *err)
{
    bool is_good = w->is_unsure || w->judge(w->context, w->object, ret_reached, err);
    if (w->operations == NULL || (is_good && *ret_reached) || (!is_good && w->object != NULL))
        return is_good;
    if (is_good && clock_monotonic_ms() < w->operations_at_ms)
        return true;
    struct err verdict = *err;
    TRY(ask_operations(w, err));
    if (!is_good && w->operations == NULL) {
        *err = verdict;
        return false;
    }
    return true;
}

static bool wait_for_goal(struct waiter *w, struct err *err)
{
    for (;;) {
        int64_t at_ms = w->last.look.begun != 0
                            ? client_next_look_ms(w->client, w->begun_ms, w->last.look.begun_ms)
                            : w->begun_ms;
        int64_t pause_ms = at_ms - clock_monotonic_ms();
        if (pause_ms > 0)
            TRY(clock_sleep(w->scope.deadline, pause_ms, err));
        TRY(look(w, err));
        bool is_reached = false;
        TRY(judge_last(w, &is_reached, err));
        if (is_reached)
            return true;
        tell(w);
    }
}

bool ls_view_wait(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  const char *goal, const json_t *answer, ls_judge_function *judge, void *context,
                  json_t **ret_object, struct err *err)
{
    struct operations *operations = NULL;
    struct err ignored;
    bool is_for_the_end = false;
    if (ret_object != NULL)
        *ret_object = NULL;
    if (answer != NULL)
        TRY(operations_of(scope, answer, &operations, err));
    if (!judge(context, NULL, &is_for_the_end, &ignored))
        is_for_the_end = false;
    int64_t now_ms = clock_monotonic_ms();
    struct waiter w = {.client = client,
                       .scope = scope,
                       .kind = kind,
                       .name = name,
                       .goal = goal,
                       .judge = judge,
                       .context = context,
                       .is_for_the_end = is_for_the_end,
                       .begun_ms = now_ms,
                       .logged_ms = now_ms,
                       .operations = operations};
    plan_operation_look(&w, FIRST_OPERATION_LOOK_MS);
    view_watch(client->view, kind, true);
    bool ok = wait_for_goal(&w, err);
    view_watch(client->view, kind, false);
    if (operations != NULL)
        view_note_any_change(client->view);
    if (ret_object != NULL)
        *ret_object = w.object != NULL ? json_own(scope.mem, json_deep_copy(w.object)) : NULL;
    arena_free(w.mem);
    return ok;
}
