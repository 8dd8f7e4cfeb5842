/*
 * join.c — threads whose creations are sent as one request: the batch, the request, and the result for each
 * caller. Knows names, arguments and locks; must not know when a batch is sent (join_core.c) nor what is
 * created.
 *
 * One mutex, never held over a call, a print or a parse. A batch has its own memory. Callers that join
 * allocate there under the lock; after the batch is sent only its leader does. The last thread that uses the
 * batch frees it. Only a hash of the arguments is kept, because a launch script may hold secrets.
 */
#include "lightsail/join.h"

#include <pthread.h>

#include "aws/sigv4.h"
#include "base/log.h"
#include "lightsail/client_parts.h"
#include "lightsail/join_core.h"

enum {
    /*
     * How long a stopped caller waits for the response of a request that was already sent; slightly longer
     * than the sender itself waits.
     */
    GRACE_MS = 6 * 1000,
    MOST_RESPONSE_BYTES = 4 * 1024 * 1024,
};

static const char *names_member(enum ls_op op)
{
    bool takes_list = op == OP_CREATE_INSTANCES || op == OP_CREATE_INSTANCES_FROM_SNAPSHOT ||
                      op == OP_ATTACH_INSTANCES_TO_LOAD_BALANCER ||
                      op == OP_DETACH_INSTANCES_FROM_LOAD_BALANCER;
    return takes_list ? "instanceNames" : NULL;
}

enum outcome {
    OUTCOME_NONE,
    OUTCOME_RESPONSE, /* batch.response; each caller reads its own part */
    OUTCOME_FAILURE,  /* the error of all callers */
    OUTCOME_ALONE,    /* the whole request was refused: each caller sends its own */
};

struct slot {
    struct str name;
    bool is_left;
};

struct batch {
    struct arena *mem;
    struct group *group;
    struct join_batch core;
    struct slot slots[JOIN_MOST];
    unsigned holders; /* threads that use this batch */
    unsigned sent;    /* number of names in the last request */
    enum outcome outcome;
    struct str response;
    struct err failure;
};

struct group {
    struct group *next;
    struct str hash; /* of operation and arguments */
    struct join_group core;
    struct batch *open; /* the batch that new callers join; NULL: they open a new one */
};

struct joiner {
    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t changed;
    struct arena *mem;
    struct group *groups;
};

/* One caller. */
struct member {
    struct ls_client *client;
    struct joiner *joiner;
    struct aws_scope scope;
    enum ls_op op;
    json_t *in;
    struct str hash;
    struct str name;
    int64_t leaves_at_ms; /* end of the wait after a stop while the request is sent; 0: not stopped */
    struct batch *batch;
    struct slot *slot;
    bool has_led; /* this caller sent the batch, so its result is this caller's own */
};

struct joiner *joiner_new(struct arena *mem)
{
    struct joiner *joiner = arena_new_object(mem, struct joiner);
    pthread_mutex_init(&joiner->lock, NULL);
    clock_cond_init(&joiner->changed);
    joiner->mem = arena_new();
    return joiner;
}

void joiner_free(struct joiner *joiner)
{
    arena_free(joiner->mem);
    pthread_cond_destroy(&joiner->changed);
    pthread_mutex_destroy(&joiner->lock);
}

/* ---- waiting; under the lock ------------------------------------------------------------------------------ */

static bool over(const struct member *m, const char *when, struct err *err)
{
    const char *op = ls_op_name(m->op);
    if (deadline_check(m->scope.deadline, err, "%s %s", when, op))
        return false;
    ERR_SET(err, operation, str_c(op));
    return true;
}

/* ---- joining a batch; under the lock ------------------------------------------------------------------- */

static struct group *find_group(struct joiner *joiner, struct str hash)
{
    struct group *group = joiner->groups;
    while (group != NULL && !str_eq(group->hash, hash))
        group = group->next;
    if (group != NULL)
        return group;
    group = arena_new_object(joiner->mem, struct group);
    *group = (struct group){.next = joiner->groups, .hash = str_copy(joiner->mem, hash)};
    joiner->groups = group;
    return group;
}

/* The service refuses a name that occurs twice in a request; otherwise two callers would own one object. */
static bool is_for(const struct batch *batch, struct str name)
{
    if (batch == NULL || !join_is_open(&batch->core))
        return false;
    for (unsigned i = 0; i < batch->core.slots; i++) {
        if (str_eq(batch->slots[i].name, name))
            return false;
    }
    return true;
}

static void take_slot(struct member *m)
{
    struct group *group = find_group(m->joiner, m->hash);
    if (!is_for(group->open, m->name)) {
        struct arena *mem = arena_new();
        group->open = arena_new_object(mem, struct batch);
        *group->open = (struct batch){.mem = mem, .group = group};
    }
    m->batch = group->open;
    m->slot = &m->batch->slots[m->batch->core.slots];
    *m->slot = (struct slot){.name = str_copy(m->batch->mem, m->name)};
    m->batch->holders++;
    join_enter(&group->core, &m->batch->core, clock_monotonic_ms());
    pthread_cond_broadcast(&m->joiner->changed);
}

/* Called before the result is known. */
static void leave(struct member *m, bool is_leader)
{
    m->slot->is_left = true;
    join_left(&m->batch->group->core, &m->batch->core, is_leader);
    pthread_cond_broadcast(&m->joiner->changed);
}

static void release_batch(struct member *m)
{
    struct batch *batch = m->batch;
    if (--batch->holders > 0)
        return;
    if (batch->group->open == batch)
        batch->group->open = NULL;
    arena_free(batch->mem);
}

/* ---- the leader ---------------------------------------------------------------------------------------- */

static json_t *compose(void *context, struct arena *mem)
{
    struct member *m = context;
    json_t *in = json_own(mem, json_copy(m->in)), *names = json_array();
    pthread_mutex_lock(&m->joiner->lock);
    struct batch *batch = m->batch;
    for (unsigned i = 0; i < batch->core.slots; i++) {
        if (!batch->slots[i].is_left)
            json_array_append_new(names, json_new_str(batch->slots[i].name));
    }
    batch->sent = (unsigned)json_array_size(names);
    join_sent(&batch->core);
    if (batch->group->open == batch)
        batch->group->open = NULL;
    pthread_mutex_unlock(&m->joiner->lock);
    json_object_set_new(in, names_member(m->op), names);
    return in;
}

static void had_no_effect(void *context)
{
    struct member *m = context;
    pthread_mutex_lock(&m->joiner->lock);
    struct batch *batch = m->batch;
    join_returned(&batch->core);
    if (batch->group->open == NULL)
        batch->group->open = batch;
    pthread_mutex_unlock(&m->joiner->lock);
}

/*
 * Whether the refusal may concern only one of the names. A retryable error was already retried, and an error
 * about the caller (such as missing permissions) concerns all names.
 */
static bool may_be_about_one(const struct err *err)
{
    return !err->maybe_done && !err->retryable &&
           (err->kind == ERR_CONFLICT || err->kind == ERR_API || err->kind == ERR_NOT_FOUND);
}

static bool is_own_deadline(const struct err *err)
{
    return err->kind == ERR_STOPPED || err->kind == ERR_TIMEOUT;
}

static void settle(struct member *m, bool ok, const struct err *err)
{
    struct batch *batch = m->batch;
    if (batch->group->open == batch)
        batch->group->open = NULL;
    batch->outcome = ok                                         ? OUTCOME_RESPONSE
                     : batch->sent > 1 && may_be_about_one(err) ? OUTCOME_ALONE
                                                                : OUTCOME_FAILURE;
    if (!ok)
        batch->failure = *err;
    join_ended(&batch->group->core, &batch->core);
    pthread_cond_broadcast(&m->joiner->changed);
}

/*
 * Called and left with the lock held. False: the leader's deadline has passed, and another caller of the
 * batch will send.
 */
static bool lead(struct member *m, struct err *err)
{
    const struct composed_body body = {compose, had_no_effect, m};
    struct arena *mem = arena_new();
    struct str response;
    pthread_mutex_unlock(&m->joiner->lock);
    bool ok = client_call_composed(m->client, (struct aws_scope){mem, m->scope.deadline}, m->op, &body,
                                   &response, err);
    if (ok) /* while the request is sent, other threads only mark that they leave */
        m->batch->response = str_copy(m->batch->mem, response);
    if (m->batch->sent > 1)
        LOG(LOG_DEBUG, "several creations were sent in one request",
            LOG_TEXT(LOG_KEY_OPERATION, str_c(ls_op_name(m->op))), LOG_NUMBER(LOG_KEY_COUNT, m->batch->sent));
    arena_free(mem);
    pthread_mutex_lock(&m->joiner->lock);
    if (!ok && !err->maybe_done && is_own_deadline(err) && m->batch->core.waiting > 1) {
        leave(m, true);
        return false;
    }
    m->has_led = true;
    settle(m, ok, err);
    return true;
}

/* ---- a caller ------------------------------------------------------------------------------------------ */

/* False: this caller's deadline has passed, and it has left the batch. */
static bool wait_for_others(struct member *m, int64_t most_ms, struct err *err)
{
    bool is_sent = m->batch->core.is_sent;
    if (over(m,
             is_sent ? "while waiting for the response to a shared request of"
                     : "while waiting to send a shared "
                       "request of",
             err)) {
        int64_t now_ms = clock_monotonic_ms();
        if (m->leaves_at_ms == 0)
            m->leaves_at_ms = now_ms + GRACE_MS;
        if (!is_sent || now_ms >= m->leaves_at_ms) {
            err->maybe_done = is_sent;
            leave(m, false);
            return false;
        }
    }
    clock_wait(&m->joiner->changed, &m->joiner->lock, most_ms >= 0 ? most_ms : INT64_MAX);
    return true;
}

static bool await_outcome(struct member *m, struct err *err)
{
    for (;;) {
        int64_t wait_ms;
        switch (join_step(&m->batch->group->core, &m->batch->core, clock_monotonic_ms(), &wait_ms)) {
        case JOIN_LEAD:
            TRY(lead(m, err));
            break;
        case JOIN_WAIT:
            TRY(wait_for_others(m, wait_ms, err));
            break;
        case JOIN_OVER:
            return true;
        }
    }
}

/* The sender's deadline is not this caller's: for this caller its end means that no response arrived. */
static bool failed(const struct member *m, struct err *err)
{
    *err = m->batch->failure;
    if (!m->has_led && is_own_deadline(err) &&
        !over(m,
              "while waiting for the response to a shared "
              "request of",
              err)) {
        fail(err, ERR_NETWORK, "the shared request was given up before its response arrived");
        ERR_SET(err, operation, str_c(ls_op_name(m->op)));
    }
    err->maybe_done = m->batch->failure.maybe_done;
    return false;
}

/*
 * The part of the response about this caller's name, as a response; the whole response when it was the only
 * name.
 */
static bool read_part(const struct member *m, struct str response, bool is_alone, json_t **ret_out,
                      struct err *err)
{
    json_t *mine = json_own(m->scope.mem, json_array()), *part = json_own(m->scope.mem, json_object());
    TRY(json_parse(m->scope.mem, response, MOST_RESPONSE_BYTES, ret_out, err));
    if (is_alone)
        return true;
    const json_t *all = json_object_get(*ret_out, "operations");
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *operation = json_array_get(all, i);
        if (str_eq(json_member_text(operation, "resourceName"), m->name))
            json_array_append(mine, operation);
    }
    json_object_set(part, "operations", mine);
    *ret_out = part;
    if (json_array_size(mine) > 0)
        return true;
    fail(err, ERR_PROTOCOL, "the response to %s has no operation for '%.*s'", ls_op_name(m->op),
         STR_ARG(m->name));
    ERR_SET(err, operation, str_c(ls_op_name(m->op)));
    err->maybe_done = true;
    return false;
}

/* Called and left without the lock. */
static bool join(struct member *m, json_t **ret_out, struct err *err)
{
    struct str response = {NULL, 0};
    pthread_mutex_lock(&m->joiner->lock);
    take_slot(m);
    bool ok = await_outcome(m, err);
    enum outcome outcome = ok ? m->batch->outcome : OUTCOME_NONE;
    bool is_alone = m->batch->sent == 1;
    if (outcome == OUTCOME_RESPONSE)
        response = str_copy(m->scope.mem, m->batch->response);
    if (outcome == OUTCOME_FAILURE)
        ok = failed(m, err);
    release_batch(m);
    pthread_mutex_unlock(&m->joiner->lock);
    if (outcome == OUTCOME_ALONE)
        return ls_call(m->client, m->scope, m->op, m->in, ret_out, err);
    return ok && read_part(m, response, is_alone, ret_out, err);
}

static struct str hash_arguments(struct arena *mem, enum ls_op op, json_t *in)
{
    struct arena *scratch = arena_new();
    json_t *rest = json_own(scratch, json_copy(in));
    json_object_del(rest, names_member(op));
    struct str text = str_printf(scratch, "%s %.*s", ls_op_name(op), STR_ARG(json_print(scratch, rest)));
    struct str hash = sigv4_hash(mem, text);
    arena_free(scratch);
    return hash;
}

bool ls_call_joined(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                    json_t **ret_out, struct err *err)
{
    const json_t *names = names_member(op) != NULL ? json_object_get(in, names_member(op)) : NULL;
    if (json_array_size(names) != 1)
        return ls_call(client, scope, op, in, ret_out, err);
    struct member m = {.client = client, .joiner = client->joiner, .scope = scope, .op = op, .in = in};
    m.hash = hash_arguments(scope.mem, op, in);
    m.name = json_text(json_array_get(names, 0));
    return join(&m, ret_out, err);
}
