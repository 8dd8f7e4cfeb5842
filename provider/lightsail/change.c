/*
 * change.c — sends a changing request and, after a lost response, reads the object before it sends again.
 * Must not know which resource or command wants the change.
 */
#include "lightsail/change.h"

#include "base/log.h"
#include "lightsail/client_parts.h"
#include "lightsail/join.h"
#include "lightsail/ledger.h"

enum { MOST_TRIES = 8 };

/* One changing request. */
struct change {
    struct ls_client *client;
    struct aws_scope scope;
    enum ls_op op;
    const struct ls_effect *effect;
    int64_t sent_ms; /* when the first request was sent, by the local clock */
};

/* By the service's clock. Its offset is known at the latest when the first response has arrived. */
static int64_t sent_at(const struct change *change)
{
    return change->sent_ms + ls_client_clock_skew_ms(change->client);
}

/* ---- reading the effect ---- */

enum trace {
    TRACE_FOUND,
    TRACE_NONE,
    TRACE_OTHER, /* another object has the name */
    TRACE_UNKNOWN,
};

static bool shows(const struct ls_effect *effect, const json_t *object)
{
    return effect->shows != NULL
               ? effect->shows(effect->context, object)
               : ledger_shows(object, effect->members) && ledger_shows_item(object, &effect->item);
}

static enum trace judge(const struct change *change, const json_t *object)
{
    const struct ls_effect *effect = change->effect;
    bool is_meant = effect->arn.len == 0 || str_eq(json_member_text(object, "arn"), effect->arn);
    if (effect->becomes == LS_DELETED) {
        bool is_going = object != NULL && effect->shows != NULL && shows(effect, object);
        return object == NULL || !is_meant || is_going ? TRACE_FOUND : TRACE_NONE;
    }
    if (object == NULL)
        return TRACE_NONE;
    if (effect->becomes == LS_CHANGED)
        return is_meant && shows(effect, object) ? TRACE_FOUND : TRACE_NONE;
    return ledger_is_new(object, sent_at(change)) && shows(effect, object) ? TRACE_FOUND : TRACE_OTHER;
}

static enum trace read_object(const struct change *change, struct err *err)
{
    const struct ls_effect *effect = change->effect;
    json_t *object = NULL;
    struct view_result ignored;
    /* Not ls_view_read: this change is not accepted yet, so the ledger does not expect it. */
    bool found = view_read(change->client, change->scope, effect->kind, effect->name, VIEW_NOW, 0, false,
                           &object, &ignored, err);
    if (!found && err->kind != ERR_NOT_FOUND)
        return TRACE_UNKNOWN;
    bool is_old = found &&
                  ledger_judge(change->client->ledger, effect->kind, effect->name, object) == LEDGER_DELETED;
    return judge(change, found && !is_old ? object : NULL);
}

static enum trace read_history(const struct change *change, json_t **ret_response, struct err *err)
{
    json_t *out, *in = json_own(change->scope.mem, json_object());
    json_object_set_new(in, "resourceName", json_new_str(change->effect->name));
    if (!ls_call(change->client, change->scope, OP_GET_OPERATIONS_FOR_RESOURCE, in, &out, err))
        return TRACE_UNKNOWN;
    const json_t *operations = json_object_get(out, "operations");
    for (size_t i = 0; i < json_array_size(operations); i++) {
        json_t *operation = json_array_get(operations, i);
        if (str_eqc(json_member_text(operation, "operationType"), ls_op_name(change->op)) &&
            ledger_is_new(operation, sent_at(change))) {
            *ret_response = json_own(change->scope.mem, json_object());
            json_object_set(*ret_response, "operation", operation);
            return TRACE_FOUND;
        }
    }
    return TRACE_NONE;
}

static enum trace read_done(const struct change *change, json_t **ret_response, struct err *err)
{
    const struct ls_effect *effect = change->effect;
    bool is_done;
    if (effect->is_done == NULL)
        return read_history(change, ret_response, err);
    if (!effect->is_done(effect, change->client, change->scope, sent_at(change), &is_done, err))
        return TRACE_UNKNOWN;
    return is_done ? TRACE_FOUND : TRACE_NONE;
}

/*
 * Reads until the effect is visible or bound_ms have passed. `err` keeps the error of the request unless a
 * read failed.
 */
static enum trace read_effect(const struct change *change, int64_t bound_ms, json_t **ret_response,
                              struct err *err)
{
    int64_t end_ms = clock_monotonic_ms() + bound_ms;
    struct ls_poll poll = client_lag_poll(change->client);
    for (;;) {
        struct err failure = {0};
        bool is_last = clock_monotonic_ms() >= end_ms; /* the read started after the lag had ended */
        enum trace trace = change->effect->becomes == LS_DONE ? read_done(change, ret_response, &failure)
                                                              : read_object(change, &failure);
        if (trace == TRACE_UNKNOWN) {
            *err = failure;
            err->maybe_done = true;
        }
        if (trace == TRACE_FOUND || trace == TRACE_UNKNOWN || is_last)
            return trace;
        if (!ls_poll_wait(&poll, &change->scope, &failure)) {
            err->maybe_done = true;
            return TRACE_UNKNOWN;
        }
    }
}

/* ---- sending ---- */

static bool is_in_use(const struct change *change, const struct err *err)
{
    return change->effect->becomes == LS_CREATED && err->kind == ERR_CONFLICT && !err->retryable;
}

/*
 * The name may still be reserved by an object that was just deleted, by this process or an earlier one; a
 * stale read may even return that object. True when the request may be sent again with this name.
 */
static bool wait_for_name(const struct change *change, struct ls_poll *poll, int64_t begun_ms,
                          const struct err *err)
{
    struct err ignored = {0};
    bool is_ours = ledger_has_deleted(change->client->ledger, change->effect->name), is_early = true;
    if (!is_in_use(change, err))
        return false;
    for (enum trace trace = TRACE_OTHER; trace != TRACE_NONE;) {
        is_early = clock_monotonic_ms() - begun_ms < change->client->read_lag_ms;
        trace = is_early || is_ours ? read_object(change, &ignored) : TRACE_UNKNOWN;
        if ((trace != TRACE_NONE && !is_early) || trace == TRACE_UNKNOWN ||
            !ls_poll_wait(poll, &change->scope, &ignored))
            return false;
    }
    return true;
}

static void accept(const struct change *change)
{
    if (change->effect->becomes == LS_CREATED || change->effect->becomes == LS_CHANGED)
        ledger_note(change->client->ledger, change->effect, sent_at(change),
                    client_visible_until_ms(change->client, &change->scope));
}

/*
 * After an error. TRACE_FOUND: the change took effect; TRACE_NONE: it did not, and may be sent again. When
 * the second request is refused because the name is in use, the first request may have created the object.
 */
static enum trace after_error(const struct change *change, bool was_lost, json_t **ret_response,
                              struct err *err)
{
    bool is_lost = err->maybe_done;
    if (!is_lost && !was_lost)
        return TRACE_UNKNOWN;
    LOG(LOG_WARN, "the response was lost; reading whether the request took effect",
        LOG_TEXT(LOG_KEY_OPERATION, str_c(ls_op_name(change->op))));
    int64_t bound_ms = is_in_use(change, err) ? ls_client_visible_ms(change->client)
                                              : change->client->read_lag_ms;
    enum trace trace = read_effect(change, bound_ms, ret_response, err);
    if (trace == TRACE_OTHER && is_lost)
        fail_context(err, "an object with this name exists that this configuration did not create");
    err->maybe_done = trace == TRACE_UNKNOWN;
    return trace == TRACE_NONE && !is_lost ? TRACE_OTHER : trace;
}

bool ls_change(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
               const struct ls_effect *effect, json_t **ret_response, struct err *err)
{
    struct change change = {client, scope, op, effect, clock_wall_ms()};
    struct ls_poll poll = client_lag_poll(client);
    int64_t begun_ms = clock_monotonic_ms();
    json_t *response = json_own(scope.mem, json_object());
    bool was_lost = false, done = false;
    ledger_begin(client->ledger, effect->kind, effect->name);
    for (int tries = 1; !done && tries <= MOST_TRIES; tries++) {
        done = ls_call_joined(client, scope, op, in, &response, err);
        if (done)
            break;
        if (!was_lost && !err->maybe_done && wait_for_name(&change, &poll, begun_ms, err)) {
            tries--;
            continue;
        }
        enum trace trace = after_error(&change, was_lost, &response, err);
        was_lost = true;
        done = trace == TRACE_FOUND;
        if (trace == TRACE_OTHER || trace == TRACE_UNKNOWN)
            return false;
    }
    if (!done)
        return false;
    accept(&change);
    if (ret_response != NULL)
        *ret_response = response;
    return true;
}

void ls_expect(struct ls_client *client, const struct ls_effect *effect)
{
    struct aws_scope forever = {NULL, NULL};
    ledger_note(client->ledger, effect, clock_wall_ms() + ls_client_clock_skew_ms(client),
                client_visible_until_ms(client, &forever));
}
