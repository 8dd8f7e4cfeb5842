/*
 * clock.c — the two clocks and the stoppable sleep. Must not know why somebody waits.
 */
#include "base/clock.h"

#include <errno.h>
#include <sys/random.h>
#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_monotonic_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

int64_t clock_wall_ms(void)
{
    return read_ms(CLOCK_REALTIME);
}

void stop_init(struct stop *stop)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_mutex_init(&stop->lock, NULL);
    pthread_cond_init(&stop->fired, &attributes);
    pthread_condattr_destroy(&attributes);
    stop->generation = 0;
}

void stop_destroy(struct stop *stop)
{
    pthread_cond_destroy(&stop->fired);
    pthread_mutex_destroy(&stop->lock);
}

void stop_fire(struct stop *stop)
{
    pthread_mutex_lock(&stop->lock);
    stop->generation++;
    pthread_cond_broadcast(&stop->fired);
    pthread_mutex_unlock(&stop->lock);
}

void stop_wake(struct stop *stop)
{
    pthread_mutex_lock(&stop->lock);
    pthread_cond_broadcast(&stop->fired);
    pthread_mutex_unlock(&stop->lock);
}

static uint64_t generation_of(struct stop *stop)
{
    pthread_mutex_lock(&stop->lock);
    uint64_t generation = stop->generation;
    pthread_mutex_unlock(&stop->lock);
    return generation;
}

struct patience patience_begin(struct stop *stop, int64_t timeout_ms)
{
    return (struct patience){
        .stop = stop,
        .generation = stop != NULL ? generation_of(stop) : 0,
        .deadline_ms = timeout_ms < 0 ? INT64_MAX : clock_monotonic_ms() + timeout_ms,
    };
}

struct patience patience_within(const struct patience *patience, int64_t timeout_ms)
{
    struct patience within = *patience;
    int64_t deadline = clock_monotonic_ms() + timeout_ms;
    if (deadline < within.deadline_ms)
        within.deadline_ms = deadline;
    return within;
}

static bool is_cancelled(const struct patience *patience)
{
    return patience->cancelled != NULL && atomic_load(patience->cancelled);
}

bool patience_stopped(const struct patience *patience)
{
    return is_cancelled(patience) ||
           (patience->stop != NULL && generation_of(patience->stop) != patience->generation);
}

int64_t patience_left_ms(const struct patience *patience)
{
    if (patience->deadline_ms == INT64_MAX)
        return INT64_MAX;
    int64_t left = patience->deadline_ms - clock_monotonic_ms();
    return left > 0 ? left : 0;
}

static bool stopped(struct err *err)
{
    return fail(err, ERR_STOPPED, "interrupted while waiting");
}

bool clock_sleep(const struct patience *patience, int64_t duration_ms, struct err *err)
{
    if (patience_stopped(patience))
        return stopped(err);
    if (duration_ms > patience_left_ms(patience))
        return fail(err, ERR_TIMEOUT, "the time limit for this step was reached");

    int64_t end_ms = clock_monotonic_ms() + duration_ms;
    struct timespec end = {.tv_sec = end_ms / 1000, .tv_nsec = (end_ms % 1000) * 1000000};
    if (patience->stop == NULL) {
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR)
            continue;
        return true;
    }
    struct stop *stop = patience->stop;
    bool was_stopped = false;
    pthread_mutex_lock(&stop->lock);
    for (int result = 0;; result = pthread_cond_timedwait(&stop->fired, &stop->lock, &end)) {
        was_stopped = stop->generation != patience->generation || is_cancelled(patience);
        if (result != 0 || was_stopped)
            break;
    }
    pthread_mutex_unlock(&stop->lock);
    return was_stopped ? stopped(err) : true;
}

int64_t clock_jitter_ms(int64_t limit_ms)
{
    uint64_t random = 0;
    if (limit_ms <= 0)
        return 0;
    if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
        random = (uint64_t)clock_monotonic_ms() * 2654435761u;
    return (int64_t)(random % (uint64_t)limit_ms);
}
