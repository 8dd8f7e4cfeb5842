/*
 * rate.c — the token bucket, the cubic of the AWS SDKs' adaptive mode, and the trial of a rate. Must not know requests or threads.
 */
#include "lightsail/rate.h"

#include <math.h>

static const double LEAST_PER_S = 0.5, LEAST_TOKENS = 1, SMOOTH = 0.8, BETA = 0.7, WINDOW_S = 0.5;
/* A first throttling after a few requests tells little: this rate is tried before a lower one. */
static const double FIRST_PER_S = 4;
/* The SDKs grow by 0.4 t^3 whatever the rate; at a few requests a second that is to be throttled every few seconds. */
static const double MOST_SCALE = 0.4, SCALE_OF_RATE = 0.01;
/* A trial is over after so many answers in so long. */
static const double TRIAL_ANSWERS = 6, TRIAL_S = 1;
/* Less than this part of a success or of a rate is clearly less. What grows on trial grows by so much. */
static const double CLEARLY_LESS = 0.6, LOWER = 0.85, GROWTH = 2;

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
    if (rate->tokens < 1)
        return (1 - rate->tokens) / rate->per_s;
    rate->tokens -= 1;
    return 0;
}

static void set_rate(struct rate *rate, double now_s, double per_s)
{
    refill(rate, now_s);
    rate->per_s = fmax(per_s, LEAST_PER_S);
    rate->most_tokens = fmax(per_s, LEAST_TOKENS);
    rate->tokens = fmin(rate->tokens, rate->most_tokens);
}

static void measure(struct rate *rate, double now_s)
{
    double window_s = floor(now_s / WINDOW_S) * WINDOW_S;
    if (rate->measured_until_s == 0)
        rate->measured_until_s = window_s;
    if (window_s > rate->measured_until_s) {
        double per_s = rate->taken / (window_s - rate->measured_until_s);
        rate->measured_per_s = rate->measured_per_s * (1 - SMOOTH) + per_s * SMOOTH;
        rate->measured_until_s = window_s;
        rate->taken = 0;
    }
}

/* ---- trials -------------------------------------------------------------------------------------------------- */

static void try_rate(struct rate *rate, double now_s, double per_s)
{
    set_rate(rate, now_s, per_s);
    rate->set_s = now_s;
    rate->trial = (struct rate_trial){.is_on = true, .answered_s = now_s};
}

static void fall_from(struct rate *rate, double now_s, double took_per_s)
{
    rate->last_max_per_s = fmax(took_per_s, LEAST_PER_S);
    try_rate(rate, now_s, took_per_s * BETA);
}

static void begin_to_grow(struct rate *rate, double now_s)
{
    rate->trial.is_on = rate->has_failed = rate->has_background = false;
    rate->last_max_per_s = fmax(rate->last_max_per_s, rate->per_s / BETA);
    rate->set_s = now_s;
}

static bool is_clearly_more_throttled(double share, double than)
{
    return 1 - share < (1 - than) * CLEARLY_LESS;
}

/* One more throttled than usual is an accident. */
static bool is_only_background(const struct rate *rate)
{
    const struct rate_trial *trial = &rate->trial;
    return rate->has_background &&
           !is_clearly_more_throttled((trial->throttled - 1) / trial->asked, rate->share);
}

static bool shows_a_background(const struct rate *rate, double share, double asked_per_s)
{
    return rate->has_failed && asked_per_s < rate->asked_per_s * LOWER &&
           !is_clearly_more_throttled(rate->share, share);
}

static void judge_trial(struct rate *rate, double now_s)
{
    const struct rate_trial *trial = &rate->trial;
    double share = trial->throttled / trial->asked, asked_per_s = trial->asked / trial->busy_s;
    double took_per_s = fmin(asked_per_s, rate->per_s) * (1 - share);
    if (trial->throttled <= 0) {
        begin_to_grow(rate, now_s);
        return;
    }
    if (is_only_background(rate) || shows_a_background(rate, share, asked_per_s)) {
        rate->share = rate->has_background ? (rate->share + share) / 2 : share;
        rate->has_background = true;
        try_rate(rate, now_s, fmax(rate->per_s, GROWTH * asked_per_s));
        return;
    }
    rate->has_failed = true;
    rate->has_background = false;
    rate->share = share;
    rate->asked_per_s = asked_per_s;
    fall_from(rate, now_s, took_per_s);
}

static void note_trial(struct rate *rate, double now_s, double throttled)
{
    struct rate_trial *trial = &rate->trial;
    trial->asked += 1;
    trial->throttled += throttled;
    trial->busy_s += fmin(fmax(now_s - trial->answered_s, 0), 2 / rate->per_s);
    trial->answered_s = now_s;
    if (trial->asked >= TRIAL_ANSWERS && trial->busy_s >= TRIAL_S)
        judge_trial(rate, now_s);
}

/* ---- answers ------------------------------------------------------------------------------------------------- */

static void grow(struct rate *rate, double now_s)
{
    double scale = fmin(MOST_SCALE, SCALE_OF_RATE * rate->last_max_per_s);
    double way_back_s = cbrt(rate->last_max_per_s * (1 - BETA) / scale);
    double per_s = scale * pow(now_s - rate->set_s - way_back_s, 3) + rate->last_max_per_s;
    /* Who does not use his rate does not know whether it could be more. */
    set_rate(rate, now_s, fmin(per_s, fmax(2 * rate->measured_per_s, rate->per_s)));
}

void rate_took(struct rate *rate, double sent_s, double now_s)
{
    rate->taken += 1;
    measure(rate, now_s);
    if (!rate->is_limited)
        return;
    if (!rate->trial.is_on)
        grow(rate, now_s);
    else if (sent_s > rate->set_s)
        note_trial(rate, now_s, 0);
}

/* What was under way together and is throttled together counts as one. */
void rate_throttled(struct rate *rate, double sent_s, double now_s)
{
    measure(rate, now_s);
    if (rate->is_limited && sent_s <= rate->set_s)
        return;
    if (rate->trial.is_on) {
        note_trial(rate, now_s, 1);
        return;
    }
    /* Below what it took, a limit throttles nothing: before the rate falls, a trial says whether that was more than an accident. */
    if (rate->is_limited && rate->per_s < rate->last_max_per_s) {
        try_rate(rate, now_s, rate->per_s);
        return;
    }
    /* In its first half second nothing is measured: then what came so far is all there is to go by. */
    double took_per_s = fmax(rate->measured_per_s, rate->taken);
    took_per_s = rate->is_limited ? fmin(took_per_s, rate->per_s) : fmax(took_per_s, FIRST_PER_S / BETA);
    if (!rate->is_limited)
        rate->tokens = 0;
    rate->is_limited = true;
    fall_from(rate, now_s, took_per_s);
}
