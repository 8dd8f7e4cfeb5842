/*
 * rate.c — how the request rate is determined, and how callers wait for it. Must not know requests.
 */
#include "aws/rate.h"

#include <math.h>

enum { CHECK_EVERY_MS = 50 };
static const double LEAST_PER_S = 0.5;

/* ---- tokens -------------------------------------------------------------------------------------------------- */

static void refill(struct rate *rate, double now_s)
{
    if (rate->filled_s > 0 && now_s > rate->filled_s)
        rate->tokens = fmin(rate->most_tokens, rate->tokens + (now_s - rate->filled_s) * rate->per_s);
    rate->filled_s = fmax(now_s, rate->filled_s);
}

double rate_take(struct rate *rate, double now_s)
{
    if (!rate->is_limited)
        return 0;
    refill(rate, now_s);
    if (rate->tokens < 1) {
        rate->has_waited = true;
        return (1 - rate->tokens) / rate->per_s;
    }
    rate->tokens -= 1;
    return 0;
}

static void set_rate(struct rate *rate, double now_s, double per_s)
{
    static const double LEAST_TOKENS = 1;
    refill(rate, now_s);
    rate->per_s = fmax(per_s, LEAST_PER_S);
    rate->most_tokens = fmax(per_s, LEAST_TOKENS);
    rate->tokens = fmin(rate->tokens, rate->most_tokens);
}

/* ---- RATE_FOLLOWS -------------------------------------------------------------------------------------------- */

/* This much throttling costs less than a rate that is too low. */
static const double TOLERATED = 0.2, CLEARLY_LESS = 0.7;

/*
 * Slow growth near the rate that was too high; doubled when that rate is far away or the throttling does not
 * depend on the rate.
 */
static void grow(struct rate *rate, double now_s)
{
    bool is_far = rate->share > 0 || rate->top_per_s <= 0 || rate->per_s < rate->top_per_s / 2;
    if (!is_far && rate->rest > 0) {
        rate->rest--;
        return;
    }
    rate->rest = 0;
    rate->fell_per_s = 0;
    set_rate(rate, now_s, is_far ? 2 * rate->per_s : 1.15 * rate->per_s + 0.3);
}

static bool is_clearly_lower(const struct rate *rate)
{
    return rate->per_s <= CLEARLY_LESS * rate->fell_per_s;
}

/*
 * The first estimate: what was accepted in the last second may have been a burst, but it is at least a good
 * part of the sustainable rate.
 */
static void begin(struct rate *rate, double now_s, double accepted_per_s)
{
    static const double FIRST_PER_S = 4;
    double per_s = fmax(fmax(accepted_per_s, rate->accepted_per_s), FIRST_PER_S);
    rate->is_limited = true;
    rate->top_per_s = 2 * per_s;
    set_rate(rate, now_s, per_s);
}

/*
 * Not below what the service accepts, nor (except for a small margin) below what it accepted in the round
 * before.
 */
static void fall(struct rate *rate, double now_s, double accepted_per_s, double accepted)
{
    enum { REST_ROUNDS = 5 };
    static const double LITTLE_LESS = 0.95;
    if (rate->fell_per_s <= 0 || is_clearly_lower(rate) || accepted < CLEARLY_LESS * rate->fell_accepted) {
        rate->fell_per_s = rate->per_s;
        rate->fell_accepted = accepted;
    }
    rate->top_per_s = rate->per_s;
    rate->share = 0;
    rate->rest = REST_ROUNDS;
    set_rate(rate, now_s, fmax(accepted_per_s, fmin(rate->accepted_per_s, LITTLE_LESS * rate->per_s)));
}

/*
 * At a lower rate a request limit throttles a smaller share. When the share remains the same, or the rate
 * cannot be lowered, the throttling has another cause: the rate grows again until clearly more than that
 * share is throttled.
 */
static bool has_not_helped(const struct rate *rate, double accepted)
{
    if (rate->per_s <= LEAST_PER_S)
        return accepted > TOLERATED;
    return is_clearly_lower(rate) && accepted >= CLEARLY_LESS * rate->fell_accepted &&
           accepted * accepted * rate->per_s < rate->fell_accepted * rate->fell_accepted * rate->fell_per_s;
}

static void judge_round(struct rate *rate, double now_s)
{
    double accepted = rate->accepted / rate->asked, accepted_per_s = rate->accepted / fmax(rate->busy_s, 1);
    if (accepted >= (1 - rate->share) * (1 - TOLERATED)) {
        if (rate->is_limited && rate->has_waited)
            grow(rate, now_s);
        if (1 - accepted < rate->share / 2)
            rate->share = 0;
    } else if (!rate->is_limited) {
        begin(rate, now_s, accepted_per_s);
    } else if (has_not_helped(rate, accepted)) {
        rate->share = 1 - accepted;
        set_rate(rate, now_s, 2 * fmax(rate->fell_per_s, rate->per_s));
        rate->fell_per_s = rate->top_per_s = 0;
    } else {
        fall(rate, now_s, accepted_per_s, accepted);
    }
    rate->accepted_per_s = accepted_per_s;
}

static void follow(struct rate *rate, double sent_s, double now_s, bool is_throttled)
{
    static const double ROUND_S = 1, RESPONSES = 10, RESPONSES_WITHOUT_THROTTLING = 4;
    enum { IN_A_ROW = 3 };
    if (sent_s < rate->round_s)
        return;
    double last_s = rate->responded_s > 0 ? rate->responded_s : sent_s;
    rate->busy_s += fmin(fmax(now_s - last_s, 0), rate->is_limited ? 2 / rate->per_s : ROUND_S);
    rate->responded_s = now_s;
    rate->asked += 1;
    rate->accepted += is_throttled ? 0 : 1;
    rate->in_a_row = is_throttled ? rate->in_a_row + 1 : 0;
    bool is_clear = rate->accepted >= rate->asked;
    bool is_enough = rate->asked >= (is_clear ? RESPONSES_WITHOUT_THROTTLING : RESPONSES);
    /* While the rate is not limited, no caller waits for the end of a second. */
    bool is_flood = !rate->is_limited && rate->in_a_row >= IN_A_ROW &&
                    rate->accepted < (1 - TOLERATED) * rate->asked;
    if (!is_flood && (!is_enough || rate->busy_s < ROUND_S))
        return;
    judge_round(rate, now_s);
    rate->asked = rate->accepted = rate->busy_s = 0;
    rate->has_waited = false;
    if (rate->is_limited)
        rate->round_s = now_s;
}

/* ---- RATE_ADAPTIVE, as in the SDKs --------------------------------------------------------------------------- */

static const double BETA = 0.7;

double rate_cubic(double last_max_per_s, double since_s)
{
    static const double SCALE = 0.4;
    return SCALE * pow(since_s - cbrt(last_max_per_s * (1 - BETA) / SCALE), 3) + last_max_per_s;
}

static void adapt(struct rate *rate, double now_s, bool is_throttled)
{
    static const double WINDOW_S = 0.5, SMOOTH = 0.8;
    double window_s = floor(now_s / WINDOW_S) * WINDOW_S;
    if (rate->measured_s <= 0)
        rate->measured_s = rate->last_throttle_s = floor(now_s);
    rate->responses += 1;
    if (window_s > rate->measured_s) {
        double per_s = rate->responses / (window_s - rate->measured_s);
        rate->measured_per_s = per_s * SMOOTH + rate->measured_per_s * (1 - SMOOTH);
        rate->responses = 0;
        rate->measured_s = window_s;
    }
    double per_s = rate_cubic(rate->last_max_per_s, now_s - rate->last_throttle_s);
    if (is_throttled) {
        rate->last_max_per_s = rate->is_limited ? fmin(rate->measured_per_s, rate->per_s)
                                                : rate->measured_per_s;
        rate->last_throttle_s = now_s;
        rate->is_limited = true;
        per_s = rate->last_max_per_s * BETA;
    }
    set_rate(rate, now_s, fmin(per_s, 2 * rate->measured_per_s));
}

void rate_note(struct rate *rate, double sent_s, double now_s, bool is_throttled)
{
    if (rate->mode == RATE_FOLLOWS)
        follow(rate, sent_s, now_s, is_throttled);
    else if (rate->mode == RATE_ADAPTIVE)
        adapt(rate, now_s, is_throttled);
}

/* ---- shared by threads --------------------------------------------------------------------------------------- */

void limiter_init(struct limiter *limiter)
{
    *limiter = (struct limiter){.quota = RATE_QUOTA};
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&limiter->lock, NULL);
    pthread_cond_init(&limiter->left, &attributes);
    pthread_condattr_destroy(&attributes);
}

void limiter_destroy(struct limiter *limiter)
{
    pthread_cond_destroy(&limiter->left);
    pthread_mutex_destroy(&limiter->lock);
}

static double seconds(int64_t ms)
{
    return (double)ms / 1000;
}

/* Called with the lock, which is released during the wait. The rate may change, so each sleep is short. */
static bool take_token(struct limiter *limiter, const struct deadline *deadline, struct err *err)
{
    enum { LONGEST_WAIT_MS = 1000 };
    double wait_s;
    bool ok = true;
    while (ok && (wait_s = rate_take(&limiter->rate, seconds(clock_monotonic_ms()))) > 0) {
        pthread_mutex_unlock(&limiter->lock);
        ok = clock_sleep(deadline, (int64_t)ceil(fmin(wait_s * 1000, LONGEST_WAIT_MS)), err);
        pthread_mutex_lock(&limiter->lock);
    }
    return ok;
}

static bool take_place(struct limiter *limiter, const struct deadline *deadline, struct err *err)
{
    while (limiter->most_at_once > 0 && limiter->at_once >= limiter->most_at_once) {
        if (deadline_stopped(deadline))
            return fail(err, ERR_STOPPED, "interrupted while waiting for other requests");
        if (deadline_left_ms(deadline) == 0)
            return fail(err, ERR_TIMEOUT, "the time limit was reached while waiting for other requests");
        struct timespec until = clock_moment(clock_monotonic_ms() + CHECK_EVERY_MS);
        pthread_cond_timedwait(&limiter->left, &limiter->lock, &until);
    }
    limiter->at_once++;
    return true;
}

/* The slot is taken after the token: a caller that waits for a token holds no slot. */
bool limiter_enter(struct limiter *limiter, const struct deadline *deadline, struct err *err)
{
    pthread_mutex_lock(&limiter->lock);
    bool ok = take_token(limiter, deadline, err) && take_place(limiter, deadline, err);
    pthread_mutex_unlock(&limiter->lock);
    return ok;
}

void limiter_leave(struct limiter *limiter, int64_t sent_ms, bool is_throttled)
{
    pthread_mutex_lock(&limiter->lock);
    limiter->at_once--;
    if (sent_ms > 0)
        rate_note(&limiter->rate, seconds(sent_ms), seconds(clock_monotonic_ms()), is_throttled);
    pthread_cond_signal(&limiter->left);
    pthread_mutex_unlock(&limiter->lock);
}

bool limiter_pay(struct limiter *limiter, int cost)
{
    pthread_mutex_lock(&limiter->lock);
    bool may = limiter->quota >= cost;
    if (may)
        limiter->quota = limiter->quota - cost < RATE_QUOTA ? limiter->quota - cost : RATE_QUOTA;
    pthread_mutex_unlock(&limiter->lock);
    return may;
}

double limiter_rate_per_s(struct limiter *limiter)
{
    pthread_mutex_lock(&limiter->lock);
    double per_s = limiter->rate.is_limited ? limiter->rate.per_s : 0;
    pthread_mutex_unlock(&limiter->lock);
    return per_s;
}
