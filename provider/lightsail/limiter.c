/*
 * limiter.c — who waits for the rate, for a place and for the budget. Must not know how the rate is found, nor requests.
 */
#include "lightsail/limiter.h"

#include <math.h>

enum { LOOK_AROUND_MS = 50 };

void limiter_init(struct limiter *limiter)
{
    *limiter = (struct limiter){.budget = LIMITER_BUDGET};
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

/* Under the lock, which is let go meanwhile. */
static bool take_place(struct limiter *limiter, const struct patience *patience, struct err *err)
{
    while (limiter->most_at_once > 0 && limiter->at_once >= limiter->most_at_once) {
        if (patience_stopped(patience))
            return fail(err, ERR_STOPPED, "interrupted while other requests were under way");
        if (patience_left_ms(patience) == 0)
            return fail(err, ERR_TIMEOUT, "the time limit was reached while other requests were under way");
        struct timespec until = clock_moment(clock_monotonic_ms() + LOOK_AROUND_MS);
        pthread_cond_timedwait(&limiter->left, &limiter->lock, &until);
    }
    limiter->at_once++;
    return true;
}

static double take_token(struct limiter *limiter)
{
    pthread_mutex_lock(&limiter->lock);
    bool is_adaptive = limiter->mode == LIMITER_ADAPTIVE;
    double wait_s = is_adaptive ? rate_take(&limiter->rate, seconds(clock_monotonic_ms())) : 0;
    pthread_mutex_unlock(&limiter->lock);
    return wait_s;
}

/*
 * The place comes after the token: who waits for a token holds none. The rate may rise while somebody waits, and all who wait look at the
 * same tokens: so nobody waits long at once, nor exactly as long as the others.
 */
bool limiter_enter(struct limiter *limiter, const struct patience *patience, struct err *err)
{
    enum { LONGEST_WAIT_MS = 1000 };
    for (double wait_s; (wait_s = take_token(limiter)) > 0;) {
        int64_t wait_ms = (int64_t)ceil(fmin(wait_s * 1000, LONGEST_WAIT_MS));
        TRY(clock_sleep(patience, wait_ms + clock_jitter_ms(wait_ms / 4), err));
    }
    pthread_mutex_lock(&limiter->lock);
    bool ok = take_place(limiter, patience, err);
    pthread_mutex_unlock(&limiter->lock);
    return ok;
}

void limiter_leave(struct limiter *limiter)
{
    pthread_mutex_lock(&limiter->lock);
    limiter->at_once--;
    pthread_cond_signal(&limiter->left);
    pthread_mutex_unlock(&limiter->lock);
}

void limiter_note(struct limiter *limiter, int64_t sent_ms, enum limiter_outcome outcome)
{
    double now_s = seconds(clock_monotonic_ms());
    pthread_mutex_lock(&limiter->lock);
    if (outcome == LIMITER_TAKEN && limiter->budget < LIMITER_BUDGET)
        limiter->budget++;
    if (limiter->mode == LIMITER_ADAPTIVE && outcome == LIMITER_TAKEN)
        rate_took(&limiter->rate, seconds(sent_ms), now_s);
    if (limiter->mode == LIMITER_ADAPTIVE && outcome == LIMITER_THROTTLED)
        rate_throttled(&limiter->rate, seconds(sent_ms), now_s);
    pthread_mutex_unlock(&limiter->lock);
}

bool limiter_may_repeat(struct limiter *limiter)
{
    pthread_mutex_lock(&limiter->lock);
    bool may = limiter->budget >= LIMITER_RETRY_COST;
    if (may)
        limiter->budget -= LIMITER_RETRY_COST;
    pthread_mutex_unlock(&limiter->lock);
    return may;
}

double limiter_rate_per_s(struct limiter *limiter)
{
    pthread_mutex_lock(&limiter->lock);
    double per_s = limiter->mode == LIMITER_ADAPTIVE && limiter->rate.is_limited ? limiter->rate.per_s : 0;
    pthread_mutex_unlock(&limiter->lock);
    return per_s;
}
