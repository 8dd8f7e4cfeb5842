/*
 * change.c — sends a change, and looks before it sends it again. Must not know who wants the change.
 */
#include "lightsail/change.h"

#include "base/log.h"
#include "lightsail/client_parts.h"
#include "lightsail/join.h"
#include "lightsail/ledger.h"

enum { MOST_TRIES = 8 };

/* One change on its way. */
struct change {
    struct ls_client *client;
    struct aws_scope scope;
    enum ls_op op;
    const struct ls_effect *effect;
    int64_t sent_ms; /* of the first request, by our clock */
};

/* By the service's clock, which is known at the latest when the first response has come. */
static int64_t sent_at(const struct change *change)
{
    return change->sent_ms + ls_client_clock_skew_ms(change->client);
}

/* ---- looking ---- */

enum trace {
    TRACE_THERE,
    TRACE_NONE,
    TRACE_OTHER, /* another object has the name */
    TRACE_UNKNOWN,
};

static bool shows(const struct ls_effect *effect, const json_t *object)
{
    return effect->shows != NULL ? effect->shows(effect->context, object)
                                 : ledger_shows(object, effect->members);
}

static enum trace judge(const struct change *change, const json_t *object)
{
    const struct ls_effect *effect = change->effect;
    bool is_meant = effect->arn.len == 0 || str_eq(json_member_text(object, "arn"), effect->arn);
    if (effect->becomes == LS_GONE) {
        bool is_going = object != NULL && effect->shows != NULL && shows(effect, object);
        return object == NULL || !is_meant || is_going ? TRACE_THERE : TRACE_NONE;
    }
    if (object == NULL)
        return TRACE_NONE;
    if (effect->becomes == LS_CHANGED)
        return is_meant && shows(effect, object) ? TRACE_THERE : TRACE_NONE;
    return ledger_is_new(object, sent_at(change)) && shows(effect, object) ? TRACE_THERE : TRACE_OTHER;
}

static enum trace look_at_object(const struct change *change, struct err *err)
{
    const struct ls_effect *effect = change->effect;
    json_t *object = NULL;
    struct view_answer ignored;
    /* Not ls_view_read: what is looked for is not accepted yet, and the ledger does not expect it. */
    bool found = view_read(change->client, change->scope, effect->kind, effect->name, VIEW_NOW, 0, false,
                           &object, &ignored, err);
    if (!found && err->kind != ERR_NOT_FOUND)
        return TRACE_UNKNOWN;
    bool is_old = found &&
                  ledger_judge(change->client->ledger, effect->kind, effect->name, object) == LEDGER_GONE;
    return judge(change, found && !is_old ? object : NULL);
}

static enum trace look_at_history(const struct change *change, json_t **ret_answer, struct err *err)
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
            *ret_answer = json_own(change->scope.mem, json_object());
            json_object_set(*ret_answer, "operation", operation);
            return TRACE_THERE;
        }
    }
    return TRACE_NONE;
}

/* Looks until it is there, or so long. The error stays what it was, unless the look itself failed. */
static enum trace look_for(const struct change *change, int64_t bound_ms, json_t **ret_answer,
                           struct err *err)
{
    int64_t end_ms = clock_monotonic_ms() + bound_ms;
    struct ls_poll poll = client_lag_poll(change->client);
    for (;;) {
        struct err failure = {0};
        bool is_last = clock_monotonic_ms() >= end_ms; /* it began when the lag was over */
        enum trace trace = change->effect->becomes == LS_DONE ? look_at_history(change, ret_answer, &failure)
                                                              : look_at_object(change, &failure);
        if (trace == TRACE_UNKNOWN) {
            *err = failure;
            err->maybe_done = true;
        }
        if (trace == TRACE_THERE || trace == TRACE_UNKNOWN || is_last)
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
    return change->effect->becomes == LS_MADE && err->kind == ERR_CONFLICT && !err->retryable;
}

/*
 * The name is held by what was just deleted, by this process or by an earlier one; a late read may even show that object. True when the name
 * may be asked for again.
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
        trace = is_early || is_ours ? look_at_object(change, &ignored) : TRACE_UNKNOWN;
        if ((trace != TRACE_NONE && !is_early) || trace == TRACE_UNKNOWN ||
            !ls_poll_wait(poll, &change->scope, &ignored))
            return false;
    }
    return true;
}

static void accept(const struct change *change)
{
    if (change->effect->becomes == LS_MADE || change->effect->becomes == LS_CHANGED)
        ledger_note(change->client->ledger, change->effect, sent_at(change),
                    client_visible_until_ms(change->client, &change->scope));
}

/*
 * After an error. TRACE_THERE: it has happened after all; TRACE_NONE: it has not, and may be sent again. A refusal of the second request may
 * be the first one's doing: the name is taken, by us.
 */
static enum trace after_error(const struct change *change, bool was_lost, json_t **ret_answer,
                              struct err *err)
{
    bool is_lost = err->maybe_done;
    if (!is_lost && !was_lost)
        return TRACE_UNKNOWN;
    LOG(LOG_WARN, "a response was lost: looking whether the request took effect",
        LOG_TEXT(LOG_KEY_OPERATION, str_c(ls_op_name(change->op))));
    int64_t bound_ms = is_in_use(change, err) ? ls_client_visible_ms(change->client)
                                              : change->client->read_lag_ms;
    enum trace trace = look_for(change, bound_ms, ret_answer, err);
    if (trace == TRACE_OTHER && is_lost)
        fail_context(err, "an object of this name exists that this configuration did not create");
    err->maybe_done = trace == TRACE_UNKNOWN;
    return trace == TRACE_NONE && !is_lost ? TRACE_OTHER : trace;
}

bool ls_change(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
               const struct ls_effect *effect, json_t **ret_answer, struct err *err)
{
    struct change change = {client, scope, op, effect, clock_wall_ms()};
    struct ls_poll poll = client_lag_poll(client);
    int64_t begun_ms = clock_monotonic_ms();
    json_t *answer = json_own(scope.mem, json_object());
    bool was_lost = false, done = false;
    ledger_begin(client->ledger, effect->kind, effect->name);
    for (int tries = 1; !done && tries <= MOST_TRIES; tries++) {
        done = ls_call_joined(client, scope, op, in, &answer, err);
        if (done)
            break;
        if (!was_lost && !err->maybe_done && wait_for_name(&change, &poll, begun_ms, err)) {
            tries--;
            continue;
        }
        enum trace trace = after_error(&change, was_lost, &answer, err);
        was_lost = true;
        done = trace == TRACE_THERE;
        if (trace == TRACE_OTHER || trace == TRACE_UNKNOWN)
            return false;
    }
    if (!done)
        return false;
    accept(&change);
    if (ret_answer != NULL)
        *ret_answer = answer;
    return true;
}

void ls_expect(struct ls_client *client, const struct ls_effect *effect)
{
    struct aws_scope forever = {NULL, NULL};
    ledger_note(client->ledger, effect, clock_wall_ms() + ls_client_clock_skew_ms(client),
                client_visible_until_ms(client, &forever));
}
