/*
 * view_wait.c — polls an object until the goal of a wait is reached. Knows reads, operations and the ledger;
 * must not know which call serves a read, nor what is waited for.
 *
 * A wait for a deletion trusts a list that does not contain the object any more: the deletion was accepted,
 * and an object that a list of several pages missed because it moved between pages is in the next list. So a
 * few lists show a hundred deletions.
 */
#include "base/log.h"
#include "lightsail/client_parts.h"
#include "lightsail/ledger.h"
#include "lightsail/view_core.h"
#include "lightsail/view_parts.h"

enum {
    /*
     * The operations of a long wait are first read after this time, then each time after half as long again.
     */
    FIRST_OPERATION_READ_MS = 10 * 1000,
    LOG_EVERY_MS = 10 * 1000,
};

/* One wait. */
struct waiter {
    struct ls_client *client;
    struct aws_scope scope;
    enum ls_kind kind;
    struct str name;
    const char *goal;
    ls_judge_function *judge;
    void *context;
    bool is_for_the_end; /* the goal is that the object does not exist */
    int64_t begun_ms, logged_ms;
    struct view_result last; /* read.begun 0: there was none */
    bool is_unsure;          /* the last read was stale, or has to be repeated */
    struct arena *mem;       /* of the last read */
    json_t *object;
    struct operations *operations; /* operations that are not known to have ended; NULL: none */
    int64_t operations_at_ms;      /* when they are read if the object does not show the result by then */
};

static void log_progress(struct waiter *w)
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

/*
 * Reads once. The result of the read before is freed, so that a wait of an hour does not keep all its
 * responses.
 */
static bool read_once(struct waiter *w, struct err *err)
{
    struct arena *mem = arena_new();
    json_t *object = NULL;
    struct view_result before = w->last, result = before;
    bool found = view_read(w->client, (struct aws_scope){mem, w->scope.deadline}, w->kind, w->name,
                           before.start.begun == 0 ? VIEW_FIRST_READ : VIEW_AFTER, before.start.begun,
                           w->is_for_the_end, &object, &result, err);
    if (!found && err->kind != ERR_NOT_FOUND) {
        arena_free(mem);
        return false;
    }
    enum ledger_verdict verdict = ledger_judge(w->client->ledger, w->kind, w->name, found ? object : NULL);
    arena_free(w->mem);
    w->mem = mem;
    w->object = found && verdict == LEDGER_CURRENT ? object : NULL;
    w->is_unsure = verdict == LEDGER_STALE || (result.is_unconfirmed && !before.is_unconfirmed);
    w->last = result;
    return true;
}

/* Each interval is half as long again. */
static void plan_operation_read(struct waiter *w, int64_t after_ms)
{
    w->operations_at_ms = w->begun_ms + after_ms + after_ms / 2;
}

static bool ask_operations(struct waiter *w, struct err *err)
{
    bool is_open;
    TRY(operations_read(w->client, w->scope, w->operations, &is_open, err));
    if (!is_open)
        w->operations = NULL;
    plan_operation_read(w, clock_monotonic_ms() - w->begun_ms);
    return true;
}

/*
 * An object that does not exist may still be created, or its creation may have failed: its operations show
 * that.
 */
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

/* An object whose operation continues hardly shows the result yet: its first read is shared, too. */
static int64_t next_read_ms(const struct waiter *w)
{
    bool is_first = w->last.start.begun == 0;
    return is_first && w->operations == NULL
               ? w->begun_ms
               : client_next_read_ms(w->client, w->begun_ms, is_first ? w->begun_ms : w->last.start.begun_ms);
}

static bool wait_for_goal(struct waiter *w, struct err *err)
{
    for (;;) {
        int64_t at_ms = next_read_ms(w);
        int64_t pause_ms = at_ms - clock_monotonic_ms();
        if (pause_ms > 0)
            TRY(clock_sleep(w->scope.deadline, pause_ms, err));
        TRY(read_once(w, err));
        bool is_reached = false;
        TRY(judge_last(w, &is_reached, err));
        if (is_reached)
            return true;
        log_progress(w);
    }
}

bool ls_view_wait(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
                  const char *goal, const json_t *response, ls_judge_function *judge, void *context,
                  json_t **ret_object, struct err *err)
{
    struct operations *operations = NULL;
    struct err ignored;
    bool is_for_the_end = false;
    if (ret_object != NULL)
        *ret_object = NULL;
    if (response != NULL)
        TRY(operations_of(scope, response, &operations, err));
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
    plan_operation_read(&w, FIRST_OPERATION_READ_MS);
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
