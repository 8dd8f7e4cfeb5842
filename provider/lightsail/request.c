/*
 * request.c — one request: sign, send, read the response, retry. Must not know how a client is built, nor
 * which code reads the response.
 */
#include "aws/error.h"
#include "aws/redact.h"
#include "aws/retry.h"
#include "aws/sigv4.h"
#include "base/json_walk.h"
#include "base/log.h"
#include "lightsail/client_parts.h"

enum {
    MOST_BODY_BYTES = 32 * 1024 * 1024,
    MOST_PAGES = 10000,
    /* An upper limit for callers without a timeout. */
    LONGEST_CALL_MS = 10 * 60 * 1000,
};

/* ---- one attempt --------------------------------------------------------------------------------------- */

static int64_t signing_skew_ms(const struct ls_client *client)
{
    return sigv4_skew_ms(atomic_load(&client->skew_ms));
}

/* User-Agent comes last and is not signed: proxies may change it. */
enum { ALL_HEADERS = 7 };

static size_t make_headers(const struct ls_client *client, struct arena *mem, const struct credentials *keys,
                           enum ls_op op, struct str body, struct http_header headers[static ALL_HEADERS])
{
    const struct sigv4_context context = {.access_key = keys->access_key,
                                          .secret_key = keys->secret_key,
                                          .token = keys->token,
                                          .region = client->region,
                                          .service = STR("lightsail"),
                                          .time_s = (clock_wall_ms() + signing_skew_ms(client)) / 1000};
    struct str target = str_printf(mem, "Lightsail_20161128.%s", ls_op_name(op));
    headers[0] = (struct http_header){STR("Host"), client->endpoint.host};
    headers[1] = (struct http_header){STR("Content-Type"), STR("application/x-amz-json-1.1")};
    headers[2] = (struct http_header){STR("X-Amz-Target"), target};
    size_t count = sigv4_sign(mem, &context, client->endpoint.path, body, headers, 3);
    headers[count++] = (struct http_header){STR("User-Agent"), client->user_agent};
    return count;
}

static void note_time(struct ls_client *client, const struct http_response *response)
{
    /*
     * The Date header is truncated to seconds and delayed by the transfer, so it is never ahead. Of several
     * matching offsets the largest is the most exact.
     */
    enum { CUT_MS = 2000 };
    int64_t theirs_ms = http_time_ms(response, 0), skew_ms = theirs_ms - clock_wall_ms(),
            known_ms = atomic_load(&client->skew_ms);
    bool fits = atomic_load(&client->has_responded) && skew_ms < known_ms && known_ms - skew_ms < CUT_MS;
    if (theirs_ms > 0 && !fits)
        atomic_store(&client->skew_ms, skew_ms);
}

/* The result of a response: its object, or its text for callers that read only parts of it. */
struct reply {
    bool wants_text;
    json_t *object;
    struct str text;
    bool is_hidden; /* reads before it stay valid */
};

static bool read_body(struct aws_scope scope, struct str body, struct reply *reply, struct err *err)
{
    json_t *out = NULL;
    if (reply->wants_text && json_walk_is_object(body)) {
        reply->text = str_copy(scope.mem, body);
        return true;
    }
    TRY(json_parse(scope.mem, body, MOST_BODY_BYTES, &out, err));
    if (!json_is_object(out))
        return fail(err, ERR_PROTOCOL, "the response is JSON but not an object");
    reply->object = out;
    if (reply->wants_text)
        reply->text = json_print(scope.mem, out); /* normalized, because json_walk reads plain JSON only */
    return true;
}

/* The body of a success. If it is unreadable, the request counts as one with a lost response. */
static bool read_response(struct aws_scope scope, const struct http_response *response, enum ls_op op,
                          struct reply *reply, struct err *err)
{
    struct str body = str_trim(response->body);
    if (read_body(scope, body.len > 0 ? body : STR("{}"), reply, err))
        return true;
    if (error_is_page(response, ls_op(op), err))
        return false;
    err->retryable = true;
    err->maybe_done = ls_op_mutates(op);
    err->http_status = response->status;
    ERR_SET(err, request_id, response->request_id);
    fail_hint(err, "check the endpoint and the proxy: the endpoint may not be Lightsail, or a proxy "
                   "changes responses");
    return fail_context(err, "cannot read the response to %s", ls_op_name(op));
}

struct attempt {
    enum ls_op op;
    int number; /* starts at 1 */
    struct str body;
    const json_t *in;
    int64_t sent_ms, retry_after_ms, signed_skew_ms;
    int paid;           /* cost of this retry, taken from the quota */
    uint64_t keys_mark; /* of the credentials that signed it; 0: there were none */
};

static void log_attempt(const struct ls_client *client, const struct attempt *attempt, int64_t duration_ms,
                        const struct http_response *response, bool ok, const struct err *err)
{
    if (!log_enabled(LOG_DEBUG))
        return;
    struct str problem = ok ? STR("") : str_c(err->code[0] != '\0' ? err->code : err->text);
    LOG(LOG_DEBUG, "AWS API call", LOG_TEXT(LOG_KEY_OPERATION, str_c(ls_op_name(attempt->op))),
        LOG_TEXT(LOG_KEY_REGION, client->region), LOG_NUMBER(LOG_KEY_ATTEMPT, attempt->number),
        LOG_NUMBER(LOG_KEY_STATUS, response->status), LOG_NUMBER(LOG_KEY_DURATION, duration_ms),
        LOG_TEXT(LOG_KEY_REQUEST_ID, response->request_id), LOG_TEXT(LOG_KEY_ERROR, problem));
}

static void log_body(const char *message, enum ls_op op, const json_t *body)
{
    if (!log_enabled(LOG_TRACE))
        return;
    struct arena *mem = arena_new();
    LOG(LOG_TRACE, message, LOG_TEXT(LOG_KEY_OPERATION, str_c(ls_op_name(op))),
        LOG_TEXT(LOG_KEY_BODY, redact_body(mem, body)));
    arena_free(mem);
}

static void log_response(enum ls_op op, const struct reply *reply)
{
    struct err ignored;
    json_t *body = reply->object;
    if (!log_enabled(LOG_TRACE))
        return;
    struct arena *mem = arena_new();
    if (body != NULL || json_parse(mem, reply->text, MOST_BODY_BYTES, &body, &ignored))
        log_body("AWS API response", op, body);
    arena_free(mem);
}

static void add_region_advice(const struct ls_client *client, struct arena *mem, struct err *err)
{
    struct str advice = {NULL, 0};
    if (str_starts_with(str_c(err->hint), STR("this machine has no IPv6")))
        return; /* then the region is not the cause */
    if (err->kind == ERR_NETWORK && client->endpoint.special) {
        fail_hint(err,
                  "the region '%.*s' may not have such a Lightsail endpoint: remove use_fips_endpoint and "
                  "use_dualstack_endpoint (AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT)",
                  STR_ARG(client->region));
        return;
    }
    if (err->kind == ERR_NETWORK && !client->endpoint.custom)
        advice = region_advice(mem, client->region);
    if (advice.len > 0)
        fail_hint(err, "Lightsail is not known to be available in the region '%.*s': %.*s",
                  STR_ARG(client->region), STR_ARG(advice));
}

static bool try_once(struct ls_client *client, struct aws_scope scope, struct attempt *attempt,
                     struct reply *reply, struct err *err)
{
    struct arena *mem = arena_new(); /* of this attempt only; the response outlives it */
    struct http_header headers[ALL_HEADERS];
    struct credentials keys;
    const struct aws_scope attempt_scope = {mem, scope.deadline};
    if (!keyring_take(client->keyring, attempt_scope, &keys, &attempt->keys_mark, err)) {
        arena_free(mem);
        attempt->keys_mark = 0;
        err->retryable = false; /* fetching credentials has its own retries */
        return false;
    }
    attempt->signed_skew_ms = signing_skew_ms(client);
    size_t header_count = make_headers(client, mem, &keys, attempt->op, attempt->body, headers);
    const struct http_request request = {
        .url = client->endpoint.url,
        .headers = headers,
        .header_count = header_count,
        .body = attempt->body,
        .mutates = ls_op_mutates(attempt->op),
        .repeatable = ls_op(attempt->op)->repeatable,
        .loopback = client->endpoint.loopback,
    };
    struct http_response response = {0};
    attempt->sent_ms = clock_monotonic_ms();
    log_body("AWS API request", attempt->op, attempt->in);
    bool responded = client->http.send(client->http.context, mem, &request, scope.deadline, &response, err);
    bool ok = responded;
    if (responded) {
        note_time(client, &response);
        attempt->retry_after_ms = retry_after_ms(response.retry_after, clock_wall_ms());
        ok = response.status == 200 ? read_response(scope, &response, attempt->op, reply, err)
                                    : error_from_response(&response, ls_op(attempt->op), err);
    } else {
        attempt->retry_after_ms = 0;
        err->maybe_done = err->maybe_done && ls_op_mutates(attempt->op);
        add_region_advice(client, mem, err);
    }
    if (!ok)
        ERR_SET(err, operation, str_c(ls_op_name(attempt->op)));
    if (ok || !retry_is_breakdown(err))
        atomic_store(&client->has_responded, true);
    log_attempt(client, attempt, clock_monotonic_ms() - attempt->sent_ms, &response, ok, err);
    if (ok)
        log_response(attempt->op, reply);
    arena_free(mem);
    return ok;
}

/* ---- the call ------------------------------------------------------------------------------------------ */

/* The error response to a wrong clock has the right time, so the request can be signed again and sent. */
static bool can_correct_clock(const struct ls_client *client, const struct attempt *attempt,
                              const struct err *err)
{
    return error_is_clock_skew(err) && sigv4_skew_ms(signing_skew_ms(client) - attempt->signed_skew_ms) != 0;
}

/* Expired or replaced credentials are read again from their source; the same credentials would fail again. */
static bool keys_renew(struct ls_client *client, const struct aws_scope *scope, const struct attempt *attempt)
{
    if (attempt->keys_mark == 0)
        return false;
    struct arena *mem = arena_new();
    bool renewed = keyring_renew(client->keyring, (struct aws_scope){mem, scope->deadline},
                                 attempt->keys_mark);
    arena_free(mem);
    return renewed;
}

/* Before the first attempt: a caller whose deadline has passed sends nothing. */
static bool may_begin(const struct deadline *deadline, enum ls_op op, struct err *err)
{
    if (deadline_check(deadline, err, "before %s was sent", ls_op_name(op)))
        return true;
    ERR_SET(err, operation, str_c(ls_op_name(op)));
    return false;
}

/* When the deadline ends between two attempts, the error still has the cause of the last failure. */
static bool deadline_ended(const struct err *over, int attempts, struct err *err)
{
    struct err ended;
    fail(&ended, over->kind, "%s after %d attempts; the last one: %s",
         over->kind == ERR_STOPPED ? "interrupted" : "the time limit was reached", attempts, err->text);
    err->kind = over->kind;
    err->retryable = false;
    ERR_SET(err, text, str_c(ended.text));
    return false;
}

static bool pause_before_retry(const struct aws_scope *scope, const struct retry_state *state,
                               struct err *err)
{
    struct err over;
    return clock_sleep(scope->deadline, retry_delay_ms(state, err), &over) ||
           deadline_ended(&over, state->retries + 1, err);
}

/* Waits for the request rate that the service accepts, and for the user's limit of concurrent requests. */
static bool wait_for_turn(struct ls_client *client, const struct aws_scope *scope,
                          const struct attempt *attempt, struct err *err)
{
    struct err over;
    if (limiter_enter(client->limiter, scope->deadline, &over))
        return true;
    if (attempt->number > 1)
        return deadline_ended(&over, attempt->number - 1, err);
    *err = over;
    ERR_SET(err, operation, str_c(ls_op_name(attempt->op)));
    return fail_context(err, "before %s was sent", ls_op_name(attempt->op));
}

/*
 * In the modes of the SDKs each retry costs part of a quota, so that many clients do not overload a failing
 * service.
 */
static bool pay(struct ls_client *client, const struct retry_state *state, struct attempt *attempt,
                const struct err *err)
{
    bool is_free = !state->is_published || retry_waits_for_work(err);
    attempt->paid = is_free ? 0 : err->timed_out ? RATE_TIMEOUT_COST : RATE_RETRY_COST;
    return limiter_pay(client->limiter, attempt->paid);
}

/* Whether the failed attempt may be repeated; returns true when the delay before the next attempt is over. */
static bool tries_again(struct ls_client *client, const struct aws_scope *scope,
                        const struct retry_state *state, struct attempt *attempt, struct err *err)
{
    enum ls_op op = attempt->op;
    if (!retry_allowed(state, ls_op(op), err)) {
        bool tired = err->retryable && (!err->maybe_done || ls_op(op)->repeatable);
        return tired && state->retries > 0
                   ? fail_context(err, "gave up after %d attempts", state->retries + 1)
                   : false;
    }
    if (!pay(client, state, attempt, err))
        return fail_context(err, "not retried: the retry quota is used up");
    return pause_before_retry(scope, state, err);
}

static void compose(const struct composed_body *body, struct arena *mem, struct attempt *attempt)
{
    if (body != NULL)
        attempt->in = body->compose(body->context, mem);
    bool has_members = attempt->in != NULL && json_object_size(attempt->in) > 0;
    if (body != NULL || attempt->number == 1)
        attempt->body = has_members ? json_print(mem, attempt->in) : STR("{}");
}

/* Sends one attempt after its turn has come, and reports an attempt that certainly had no effect. */
static bool take_turn(struct ls_client *client, const struct aws_scope *scope,
                      const struct composed_body *body, struct arena *mem, struct attempt *attempt,
                      struct reply *reply, struct err *err)
{
    compose(body, mem, attempt);
    attempt->sent_ms = 0;
    bool ok = try_once(client, *scope, attempt, reply, err);
    limiter_leave(client->limiter, attempt->sent_ms, !ok && err->kind == ERR_THROTTLED);
    if (!ok && body != NULL && !err->maybe_done)
        body->had_no_effect(body->context);
    return ok;
}

static bool call(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                 const struct composed_body *body, struct reply *reply, struct err *err)
{
    TRY(may_begin(scope.deadline, op, err));
    for (int i = 0; in != NULL && i < LS_MOST_OPTIONS && ls_op_options(op)[i] != NULL; i++)
        json_object_set_new(in, ls_op_options(op)[i], json_true());
    struct arena *mem = arena_new();
    struct attempt attempt = {.op = op, .number = 1, .in = in};
    struct retry_state state = {.is_published = client->limiter->rate.mode != RATE_FOLLOWS,
                                .most_retries = client->most_retries};
    struct deadline deadline = *scope.deadline;
    if (deadline_left_ms(&deadline) == INT64_MAX)
        deadline = deadline_within(&deadline, LONGEST_CALL_MS);
    scope.deadline = &deadline;
    bool ok, clock_corrected = false, keys_renewed = false;
    for (;;) {
        ok = wait_for_turn(client, &scope, &attempt, err);
        if (!ok)
            break;
        ok = take_turn(client, &scope, body, mem, &attempt, reply, err);
        if (ok && state.is_published)
            (void)limiter_pay(client->limiter, attempt.paid > 0 ? -attempt.paid : -1);
        if (ok)
            break;
        state.has_responded = atomic_load(&client->has_responded);
        state.retry_after_ms = attempt.retry_after_ms;
        if (state.retries < state.most_retries && !clock_corrected &&
            can_correct_clock(client, &attempt, err)) {
            clock_corrected = true;
        } else if (!keys_renewed && error_is_stale_keys(err) && keys_renew(client, &scope, &attempt)) {
            keys_renewed = true;
        } else if (!tries_again(client, &scope, &state, &attempt, err)) {
            break;
        }
        state.retries++;
        attempt.number++;
    }
    if (ok && attempt.number > 1)
        *err = (struct err){0}; /* of the attempts before */
    if (ls_op_mutates(op) && !reply->is_hidden)
        client->note_change(client->view, op);
    arena_free(mem);
    return ok;
}

bool ls_call(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in, json_t **ret_out,
             struct err *err)
{
    struct reply reply = {0};
    TRY(call(client, scope, op, in, NULL, &reply, err));
    *ret_out = reply.object;
    return true;
}

bool ls_call_hidden(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                    struct err *err)
{
    struct reply reply = {.is_hidden = true};
    return call(client, scope, op, in, NULL, &reply, err);
}

bool client_call_text(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                      struct str *ret_text, struct err *err)
{
    struct reply reply = {.wants_text = true};
    TRY(call(client, scope, op, in, NULL, &reply, err));
    *ret_text = reply.text;
    return true;
}

bool client_call_composed(struct ls_client *client, struct aws_scope scope, enum ls_op op,
                          const struct composed_body *body, struct str *ret_text, struct err *err)
{
    struct reply reply = {.wants_text = true};
    TRY(call(client, scope, op, NULL, body, &reply, err));
    *ret_text = reply.text;
    return true;
}

bool ls_call_pages(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
                   const char *items_member, json_t **ret_items, struct err *err)
{
    json_t *items = json_own(scope.mem, json_array());
    json_t *request = json_own(scope.mem, in != NULL ? json_copy(in) : json_object());
    struct str last_token = {NULL, 0};
    for (int page = 0; page < MOST_PAGES; page++) {
        json_t *out;
        TRY(ls_call(client, scope, op, request, &out, err));
        json_array_extend(items, json_object_get(out, items_member));
        struct str token = json_member_text(out, "nextPageToken");
        if (token.len == 0) {
            *ret_items = items;
            return true;
        }
        if (str_eq(token, last_token))
            break; /* the service returned the same token again */
        last_token = token;
        json_object_set_new(request, "pageToken", json_new_str(token));
    }
    fail(err, ERR_PROTOCOL, "%s returned an endless list of pages", ls_op_name(op));
    ERR_SET(err, operation, str_c(ls_op_name(op)));
    return false;
}
