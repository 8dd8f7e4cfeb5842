/*
 * clock.c — the two clocks and the stoppable sleep. Must not know why somebody waits.
 */
#include "base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Time runs at `rate` since `from_ms` of CLOCK_MONOTONIC: LIGHTSAIL_TEST_CLOCK=RATE@FROM_MS, for tests of long waits. */
static struct {
    pthread_once_t once;
    int64_t rate, from_ms;
} speed = {.once = PTHREAD_ONCE_INIT, .rate = 1};

static void read_speed(void)
{
    enum { MOST_RATE = 1000 };
    const char *text = getenv("LIGHTSAIL_TEST_CLOCK");
    char *end = NULL;
    long long rate = text != NULL ? strtoll(text, &end, 10) : 0;
    if (rate < 1 || rate > MOST_RATE || *end != '@')
        return;
    speed.rate = rate;
    speed.from_ms = strtoll(end + 1, NULL, 10);
}

static int64_t gained_ms(int64_t real_ms)
{
    pthread_once(&speed.once, read_speed);
    return speed.rate == 1 ? 0 : (real_ms - speed.from_ms) * (speed.rate - 1);
}

int64_t clock_monotonic_ms(void)
{
    int64_t real_ms = read_ms(CLOCK_MONOTONIC);
    return real_ms + gained_ms(real_ms);
}

int64_t clock_wall_ms(void)
{
    return read_ms(CLOCK_REALTIME) + gained_ms(read_ms(CLOCK_MONOTONIC));
}

struct timespec clock_moment(int64_t monotonic_ms)
{
    pthread_once(&speed.once, read_speed);
    int64_t left_ms = monotonic_ms - clock_monotonic_ms();
    int64_t real_ms = read_ms(CLOCK_MONOTONIC) + (left_ms + speed.rate - 1) / speed.rate;
    if (speed.rate == 1)
        real_ms = monotonic_ms;
    return (struct timespec){.tv_sec = real_ms / 1000, .tv_nsec = (real_ms % 1000) * 1000000};
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

    struct timespec end = clock_moment(clock_monotonic_ms() + duration_ms);
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
