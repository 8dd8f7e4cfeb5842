/*
 * limiter.c — the token bucket of --rate-limit, one for the account. It must not know what is limited.
 */
#include "limiter.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static double tokens;
static int64_t filled_ms;

bool limiter_take(double per_second, double burst, int64_t now_ms)
{
    if (per_second <= 0)
        return true;
    pthread_mutex_lock(&lock);
    double capacity = burst > 0 ? burst : per_second > 1 ? per_second : 1;
    tokens += filled_ms ? (double)(now_ms - filled_ms) * per_second / 1000 : capacity;
    if (tokens > capacity)
        tokens = capacity;
    filled_ms = now_ms;
    bool taken = tokens >= 1;
    if (taken)
        tokens -= 1;
    pthread_mutex_unlock(&lock);
    return taken;
}
