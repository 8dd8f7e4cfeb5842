/*
 * clock.c — the two clocks and the sleep that a stop interrupts. Must not know what a caller waits for.
 */
#include "base/clock.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/random.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Time runs at `rate` since `from_ms` of CLOCK_MONOTONIC: LIGHTSAIL_TEST_CLOCK=RATE@FROM_MS, for tests of
 * long waits.
 */
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

void clock_cond_init(pthread_cond_t *cond)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(cond, &attributes);
    pthread_condattr_destroy(&attributes);
}

void clock_wait(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t most_ms)
{
    enum { CHECK_EVERY_MS = 50 };
    struct timespec until = clock_moment(clock_monotonic_ms() +
                                         (most_ms < CHECK_EVERY_MS ? most_ms : CHECK_EVERY_MS));
    pthread_cond_timedwait(cond, lock, &until);
}

/* ---- dates ---- */

static struct tm utc_of(double epoch_s)
{
    time_t seconds = fabs(epoch_s) <= CLOCK_LAST_S ? (time_t)floor(epoch_s) : 0;
    struct tm utc;
    gmtime_r(&seconds, &utc);
    return utc;
}

struct str clock_print_time(struct arena *mem, double epoch_s)
{
    char text[40];
    struct tm utc = utc_of(epoch_s);
    return str_copy(mem, str_n(text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)));
}

struct str clock_print_compact(struct arena *mem, double epoch_s)
{
    char text[40];
    struct tm utc = utc_of(epoch_s);
    return str_copy(mem, str_n(text, strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc)));
}

/*
 * Whether the text begins with a digit where the pattern has 0, and with the pattern's own characters
 * elsewhere.
 */
static bool has_form(const char *text, const char *form)
{
    while (*form != '\0' && (*form == '0' ? *text >= '0' && *text <= '9' : *text == *form))
        text++, form++;
    return *form == '\0';
}

bool clock_parse_time(struct str text, int64_t *ret_ms)
{
    char copy[64];
    struct tm tm = {0}, zone = {0};
    if (text.len >= sizeof copy)
        return false;
    memcpy(copy, text.len > 0 ? text.data : "", text.len);
    copy[text.len] = '\0';
    if (!has_form(copy, "0000-00-00T00:00:00") && !has_form(copy, "0000-00-00 00:00:00"))
        return false; /* strptime would accept fewer digits */
    copy[10] = 'T';
    char *rest = strptime(copy, "%Y-%m-%dT%H:%M:%S", &tm);
    if (rest == NULL)
        return false;
    if (*rest == '.')
        rest += 1 + strspn(rest + 1, "0123456789");
    if (strcasecmp(rest, "Z") != 0) {
        bool is_offset = (*rest == '+' || *rest == '-') &&
                         (has_form(rest + 1, "00:00") || has_form(rest + 1, "0000"));
        rest = is_offset ? strptime(rest, "%z", &zone) : NULL;
        if (rest == NULL || *rest != '\0')
            return false;
    }
    *ret_ms = ((int64_t)timegm(&tm) - zone.tm_gmtoff) * 1000;
    return true;
}

/* ---- stop and deadline ---- */

void stop_init(struct stop *stop)
{
    pthread_mutex_init(&stop->lock, NULL);
    clock_cond_init(&stop->fired);
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

struct deadline deadline_begin(struct stop *stop, int64_t timeout_ms)
{
    return (struct deadline){
        .stop = stop,
        .generation = stop != NULL ? generation_of(stop) : 0,
        .deadline_ms = timeout_ms < 0 ? INT64_MAX : clock_monotonic_ms() + timeout_ms,
    };
}

struct deadline deadline_within(const struct deadline *deadline, int64_t timeout_ms)
{
    struct deadline within = *deadline;
    int64_t end_ms = clock_monotonic_ms() + timeout_ms;
    if (end_ms < within.deadline_ms)
        within.deadline_ms = end_ms;
    return within;
}

static bool is_cancelled(const struct deadline *deadline)
{
    return deadline->cancelled != NULL && atomic_load(deadline->cancelled);
}

bool deadline_stopped(const struct deadline *deadline)
{
    return is_cancelled(deadline) ||
           (deadline->stop != NULL && generation_of(deadline->stop) != deadline->generation);
}

bool deadline_check(const struct deadline *deadline, struct err *err, const char *format, ...)
{
    bool is_stopped = deadline_stopped(deadline);
    if (!is_stopped && deadline_left_ms(deadline) > 0)
        return true;
    char when[256];
    va_list args;
    va_start(args, format);
    vsnprintf(when, sizeof when, format, args);
    va_end(args);
    return fail(err, is_stopped ? ERR_STOPPED : ERR_TIMEOUT, "%s %s",
                is_stopped ? "interrupted" : "the time limit was reached", when);
}

int64_t deadline_left_ms(const struct deadline *deadline)
{
    if (deadline->deadline_ms == INT64_MAX)
        return INT64_MAX;
    int64_t left = deadline->deadline_ms - clock_monotonic_ms();
    return left > 0 ? left : 0;
}

static bool stopped(struct err *err)
{
    return fail(err, ERR_STOPPED, "interrupted while waiting");
}

bool clock_sleep(const struct deadline *deadline, int64_t duration_ms, struct err *err)
{
    if (deadline_stopped(deadline))
        return stopped(err);
    if (duration_ms > deadline_left_ms(deadline))
        return fail(err, ERR_TIMEOUT, "the time limit for this step was reached");

    struct timespec end = clock_moment(clock_monotonic_ms() + duration_ms);
    if (deadline->stop == NULL) {
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR)
            continue;
        return true;
    }
    struct stop *stop = deadline->stop;
    bool was_stopped = false;
    pthread_mutex_lock(&stop->lock);
    for (int result = 0;; result = pthread_cond_timedwait(&stop->fired, &stop->lock, &end)) {
        was_stopped = stop->generation != deadline->generation || is_cancelled(deadline);
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
