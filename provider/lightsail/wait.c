/*
 * wait.c — follows operations until they end, and the pace of looking. Knows operation statuses; must not
 * know what the operations do.
 */
#include "base/log.h"
#include "lightsail/client_parts.h"

enum {
    DEFAULT_POLL_INTERVAL_MS = 2000,
    LOG_EVERY_MS = 10 * 1000,
    LEAST_GRID_MS = 25,
};

/* ---- pace ---------------------------------------------------------------------------------------------- */

int64_t ls_client_poll_interval_ms(const struct ls_client *client)
{
    return client->poll_interval_ms > 0 ? client->poll_interval_ms : DEFAULT_POLL_INTERVAL_MS;
}

struct ls_poll ls_poll_begin(const struct ls_client *client)
{
    int64_t most_ms = ls_client_poll_interval_ms(client);
    return (struct ls_poll){.next_ms = most_ms / 4 > 0 ? most_ms / 4 : 1, .most_ms = most_ms};
}

bool ls_poll_wait(struct ls_poll *poll, const struct aws_scope *scope, struct err *err)
{
    TRY(clock_sleep(scope->patience, poll->next_ms, err));
    poll->next_ms += poll->next_ms / 2 + 1;
    if (poll->next_ms > poll->most_ms)
        poll->next_ms = poll->most_ms;
    return true;
}

int64_t ls_client_read_lag_ms(const struct ls_client *client)
{
    return client->read_lag_ms;
}

int64_t ls_client_visible_ms(const struct ls_client *client)
{
    enum { LAGS = 12 };
    return LAGS * client->read_lag_ms;
}

int64_t client_visible_until_ms(const struct ls_client *client, const struct aws_scope *scope)
{
    int64_t until_ms = clock_monotonic_ms() + ls_client_visible_ms(client);
    return scope->patience != NULL && scope->patience->deadline_ms < until_ms ? scope->patience->deadline_ms
                                                                              : until_ms;
}

struct ls_poll client_lag_poll(const struct ls_client *client)
{
    int64_t lag_ms = client->read_lag_ms;
    return (struct ls_poll){.next_ms = lag_ms / 16 + 1, .most_ms = lag_ms / 4 + 1};
}

int64_t client_next_look_ms(const struct ls_client *client, int64_t begun_ms, int64_t looked_ms)
{
    double rate_per_s = limiter_rate_per_s(client->limiter);
    int64_t least_ms = rate_per_s > 0 ? (int64_t)(10 * 1000 / rate_per_s) : 0;
    int64_t most_ms = ls_client_poll_interval_ms(client), pause_ms = (looked_ms - begun_ms) / 8;
    int64_t grid_ms = most_ms / 8 > LEAST_GRID_MS ? most_ms / 8 : LEAST_GRID_MS;
    while (grid_ms < least_ms) /* what fell together still does when the rate has changed */
        grid_ms *= 2;
    pause_ms = pause_ms < most_ms ? pause_ms : most_ms;
    return (looked_ms + (pause_ms > grid_ms ? pause_ms : grid_ms)) / grid_ms * grid_ms;
}

/* ---- operations ---------------------------------------------------------------------------------------- */

struct pending {
    struct str id, type, resource;
    bool ended;
    int64_t unknown_since_ms; /* 0: the last look knew it */
};

enum outcome { OUTCOME_PENDING, OUTCOME_DONE, OUTCOME_FAILED };

static bool outcome_of(const json_t *operation, enum outcome *ret_outcome, struct err *err)
{
    static const struct {
        struct str status;
        enum outcome outcome;
    } statuses[] = {
        {STR("NotStarted"), OUTCOME_PENDING}, {STR("Started"), OUTCOME_PENDING},
        {STR("Succeeded"), OUTCOME_DONE},     {STR("Completed"), OUTCOME_DONE},
        {STR("Failed"), OUTCOME_FAILED},
    };
    struct str status = json_member_text(operation, "status");
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (str_eq(status, statuses[i].status)) {
            *ret_outcome = statuses[i].outcome;
            return true;
        }
    }
    /*
     * A status that is newer than this program: wait while the service says that there is something to wait
     * for.
     */
    if (!json_is_true(json_object_get(operation, "isTerminal"))) {
        *ret_outcome = OUTCOME_PENDING;
        return true;
    }
    struct str type = json_member_text(operation, "operationType");
    return fail(err, ERR_PROTOCOL, "operation %.*s ended with the status '%.*s', which is not known",
                STR_ARG(type), STR_ARG(status));
}

static bool operation_failed(struct arena *mem, const json_t *operation, struct err *err)
{
    struct str type = json_member_text(operation, "operationType");
    struct str resource = json_member_text(operation, "resourceName");
    struct str code = json_member_text(operation, "errorCode");
    struct str details = str_printable(mem, json_member_text(operation, "errorDetails"), 700);
    struct str reason = code.len > 0 && details.len > 0
                            ? str_printf(mem, "%.*s: %.*s", STR_ARG(code), STR_ARG(details))
                        : code.len > 0    ? code
                        : details.len > 0 ? details
                                          : STR("the service gives no reason");
    fail(err, ERR_FAILED, "%.*s of '%.*s' failed: %.*s", STR_ARG(type), STR_ARG(resource), STR_ARG(reason));
    ERR_SET(err, operation, type);
    ERR_SET(err, code, code);
    return false;
}

/* Takes an operation's state in; its texts are copied to `mem` where they outlive this look. */
static bool note(struct arena *mem, const json_t *operation, struct pending *pending, struct err *err)
{
    enum outcome outcome = OUTCOME_PENDING;
    TRY(outcome_of(operation, &outcome, err));
    if (outcome == OUTCOME_FAILED)
        return operation_failed(mem, operation, err);
    pending->ended = outcome == OUTCOME_DONE;
    if (pending->ended || pending->id.len > 0)
        return true;
    pending->id = str_copy(mem, json_member_text(operation, "id"));
    pending->type = str_copy(mem, json_member_text(operation, "operationType"));
    pending->resource = str_copy(mem, json_member_text(operation, "resourceName"));
    if (pending->id.len == 0)
        return fail(err, ERR_PROTOCOL, "the service names an operation without an id");
    return true;
}

/*
 * One GetOperation. What it answers with is dropped at once: a wait of an hour must not collect an hour of
 * answers.
 */
static bool look(struct ls_client *client, struct aws_scope scope, struct pending *pending, struct err *err)
{
    struct arena *mem = arena_new();
    json_t *in = json_own(mem, json_object());
    json_object_set_new(in, "operationId", json_new_str(pending->id));
    json_t *out = NULL;
    bool ok = ls_call(client, (struct aws_scope){mem, scope.patience}, OP_GET_OPERATION, in, &out, err);
    if (ok) {
        ok = note(scope.mem, json_object_get(out, "operation"), pending, err);
    } else if (err->kind == ERR_NOT_FOUND) {
        /*
         * It is the operation that is not known, not the thing that it works on: nobody may take this for
         * "gone". And a new one may not be visible yet.
         */
        if (pending->unknown_since_ms == 0)
            pending->unknown_since_ms = clock_monotonic_ms();
        ok = clock_monotonic_ms() - pending->unknown_since_ms < ls_client_visible_ms(client);
        if (!ok) {
            struct err cause = *err;
            fail(err, ERR_PROTOCOL, "the service does not know its own operation '%.*s' (%.*s of '%.*s')",
                 STR_ARG(pending->id), STR_ARG(pending->type), STR_ARG(pending->resource));
            ERR_SET(err, operation, str_c(cause.operation));
            ERR_SET(err, request_id, str_c(cause.request_id));
        }
    }
    arena_free(mem);
    return ok;
}

struct operations {
    struct pending *pending;
    size_t count;
};

static const struct pending *first_open(const struct operations *operations)
{
    for (size_t i = 0; operations != NULL && i < operations->count; i++) {
        if (!operations->pending[i].ended)
            return &operations->pending[i];
    }
    return NULL;
}

bool operations_of(struct aws_scope scope, const json_t *answer, struct operations **ret_operations,
                   struct err *err)
{
    const json_t *many = json_object_get(answer, "operations");
    const json_t *one = json_object_get(answer, "operation");
    struct operations *all = arena_new_object(scope.mem, struct operations);
    all->pending = arena_new_array(scope.mem, struct pending, json_array_size(many) + 1);
    for (size_t i = 0; i < json_array_size(many); i++)
        TRY(note(scope.mem, json_array_get(many, i), &all->pending[all->count++], err));
    if (json_is_object(one))
        TRY(note(scope.mem, one, &all->pending[all->count++], err));
    *ret_operations = first_open(all) != NULL ? all : NULL;
    return true;
}

bool operations_look(struct ls_client *client, struct aws_scope scope, struct operations *operations,
                     bool *ret_is_open, struct err *err)
{
    for (size_t i = 0; i < operations->count; i++) {
        if (!operations->pending[i].ended)
            TRY(look(client, scope, &operations->pending[i], err));
    }
    *ret_is_open = first_open(operations) != NULL;
    return true;
}

static void tell(const struct pending *open, int64_t waited_ms)
{
    char text[160];
    snprintf(text, sizeof text, "still waiting: %.*s for %lld s", STR_ARG(str_slice(open->type, 0, 80)),
             (long long)(waited_ms / 1000));
    LOG(LOG_INFO, text, LOG_TEXT(LOG_KEY_OPERATION, open->type), LOG_TEXT(LOG_KEY_NAME, open->resource),
        LOG_NUMBER(LOG_KEY_DURATION, waited_ms));
}

/* The answer that named the operation was the first look. */
static bool follow(struct ls_client *client, struct aws_scope scope, struct operations *operations,
                   struct err *err)
{
    const struct pending *open = first_open(operations);
    int64_t begun_ms = clock_monotonic_ms(), logged_ms = begun_ms, looked_ms = begun_ms;
    for (bool is_open = true; is_open; open = first_open(operations)) {
        int64_t pause_ms = client_next_look_ms(client, begun_ms, looked_ms) - clock_monotonic_ms();
        if (!clock_sleep(scope.patience, pause_ms > 0 ? pause_ms : 0, err))
            return fail_context(err, "waiting for %.*s of '%.*s'", STR_ARG(open->type),
                                STR_ARG(open->resource));
        looked_ms = clock_monotonic_ms();
        TRY(operations_look(client, scope, operations, &is_open, err));
        if (looked_ms - logged_ms >= LOG_EVERY_MS) {
            logged_ms = looked_ms;
            tell(open, looked_ms - begun_ms);
        }
    }
    return true;
}

bool ls_wait_operations(struct ls_client *client, struct aws_scope scope, const json_t *answer,
                        struct err *err)
{
    struct operations *operations;
    bool ok = operations_of(scope, answer, &operations, err);
    if (ok && operations == NULL)
        return true;
    ok = ok && follow(client, scope, operations, err);
    view_note_any_change(client->view);
    if (ok)
        return true;
    /* The service has accepted the work; unless it says that it failed, it goes on without us. */
    err->maybe_done = err->kind != ERR_FAILED;
    return false;
}
