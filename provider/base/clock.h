/*
 * clock.h — time, deadlines and the only sleep of the project, which a stop interrupts at once. Knows the two
 * clocks; must not know what a caller waits for.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"

/* Milliseconds of the monotonic clock: for durations and deadlines. */
int64_t clock_monotonic_ms(void);
/* Milliseconds since 1970-01-01 UTC: for signatures and comparisons with the service's times. */
int64_t clock_wall_ms(void);
/* A time of clock_monotonic_ms for pthread_cond_timedwait on CLOCK_MONOTONIC, which clock_cond_init sets. */
struct timespec clock_moment(int64_t monotonic_ms);
void clock_cond_init(pthread_cond_t *cond);
/* Waits for the condition, at most 50 ms (or most_ms, if less), so that the caller can check its deadline. */
void clock_wait(pthread_cond_t *cond, pthread_mutex_t *lock, int64_t most_ms);

/* The last second of the year 9999: the API has no later time, and RFC 3339 cannot express one. */
#define CLOCK_LAST_S 253402300799.0
/* "2024-01-31T12:00:00Z", in `mem`; a time beyond CLOCK_LAST_S is shown as 1970. */
struct str clock_print_time(struct arena *mem, double epoch_s);
/* The same without separators, for names: "20261101T120000Z". */
struct str clock_print_compact(struct arena *mem, double epoch_s);
/*
 * The reverse of clock_print_time, also with a fraction, with an offset, and with a space instead of T: milliseconds since 1970.
 */
bool clock_parse_time(struct str text, int64_t *ret_ms) MUST_USE;

/*
 * A stop signal shared by all calls of a process. Firing it ends the waits of the calls that are running;
 * later calls are not affected (Terraform still sends requests after StopProvider, and a process in debug
 * mode serves the next run).
 */
struct stop {
    pthread_mutex_t lock;
    pthread_cond_t fired;
    uint64_t generation;
};
void stop_init(struct stop *stop);
void stop_destroy(struct stop *stop);
void stop_fire(struct stop *stop);
/* Wakes all waiting calls, so that each checks whether it was cancelled (struct deadline). */
void stop_wake(struct stop *stop);

/* The limits of one call: a deadline, and the stop signal's count at the start of the call. */
struct deadline {
    struct stop *stop;   /* NULL: cannot be stopped */
    uint64_t generation; /* count of the stop signal when the call began */
    int64_t deadline_ms; /* monotonic; INT64_MAX: none */
    const atomic_bool
        *cancelled; /* becomes true when the client has cancelled this call, then stop_wake; NULL: never */
};
struct deadline deadline_begin(struct stop *stop, int64_t timeout_ms /* < 0: none */);
/* The same stop signal, and the earlier of its deadline and `timeout_ms` from now. */
struct deadline deadline_within(const struct deadline *deadline, int64_t timeout_ms);
bool deadline_stopped(const struct deadline *deadline);
/*
 * False when the call must end: "interrupted …" (ERR_STOPPED) or "the time limit was reached …"
 * (ERR_TIMEOUT), followed by the formatted text.
 */
bool deadline_check(const struct deadline *deadline, struct err *err, const char *format, ...)
    PRINTF_LIKE(3, 4) MUST_USE;
/* Milliseconds until the deadline, at least 0; INT64_MAX when there is none. */
int64_t deadline_left_ms(const struct deadline *deadline);

/*
 * Waits `duration_ms`. False, with `err` filled, when the stop fires (ERR_STOPPED), or at once when the
 * deadline is earlier than the end of the wait (ERR_TIMEOUT).
 */
bool clock_sleep(const struct deadline *deadline, int64_t duration_ms, struct err *err) MUST_USE;

/* A random number in [0, limit), for jitter only: not cryptographic and not reproducible. */
int64_t clock_jitter_ms(int64_t limit_ms);

#endif
