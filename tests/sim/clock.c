/*
 * clock.c — the time of the simulator, and waits that end when the program is stopped. It must not know why a
 * caller waits.
 */
#include "clock.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

static int64_t wall_at_start_ms, monotonic_at_start_ms;
static atomic_int_least64_t advanced_ms, latency_ms;
static int stop_event = -1;

static int64_t read_clock(clockid_t id)
{
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The speed of time, and since when (CLOCK_MONOTONIC): LIGHTSAIL_TEST_CLOCK=RATE@FROM_MS. */
static int64_t rate = 1, fast_from_ms;

static void read_rate(void)
{
    const char *text = getenv("LIGHTSAIL_TEST_CLOCK"), *at = text != NULL ? strchr(text, '@') : NULL;
    int64_t given = at != NULL ? strtoll(text, NULL, 10) : 0;
    if (given < 1 || given > 1000)
        return;
    rate = given;
    fast_from_ms = strtoll(at + 1, NULL, 10);
}

static int64_t monotonic_ms(void)
{
    int64_t real_ms = read_clock(CLOCK_MONOTONIC);
    return rate == 1 ? real_ms : real_ms + (real_ms - fast_from_ms) * (rate - 1);
}

void clock_start(int64_t offset_s)
{
    read_rate();
    monotonic_at_start_ms = monotonic_ms();
    wall_at_start_ms = read_clock(CLOCK_REALTIME) - read_clock(CLOCK_MONOTONIC) + monotonic_at_start_ms +
                       offset_s * 1000;
    stop_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (stop_event < 0)
        abort();
}

int64_t clock_now_ms(void)
{
    return wall_at_start_ms + monotonic_ms() - monotonic_at_start_ms;
}

int64_t clock_world_ms(void)
{
    return clock_now_ms() + atomic_load(&advanced_ms);
}

void clock_advance(int64_t by_ms)
{
    atomic_fetch_add(&advanced_ms, by_ms);
}

void clock_set_latency(int64_t each_ms)
{
    atomic_store(&latency_ms, each_ms);
}

void clock_sleep_latency(void)
{
    clock_sleep(atomic_load(&latency_ms));
}

static void split(int64_t at_ms, struct tm *ret)
{
    time_t at = (time_t)(at_ms / 1000);
    gmtime_r(&at, ret);
}

void clock_print_basic(int64_t at_ms, char out[17])
{
    struct tm tm;
    split(at_ms, &tm);
    strftime(out, 17, "%Y%m%dT%H%M%SZ", &tm);
}

bool clock_parse_basic(const char *text, int64_t *ret_ms)
{
    struct tm tm = {0};
    const char *end = strptime(text, "%Y%m%dT%H%M%SZ", &tm);
    if (!end || *end || strlen(text) != 16)
        return false;
    *ret_ms = (int64_t)timegm(&tm) * 1000;
    return true;
}

void clock_print_http(int64_t at_ms, char out[30])
{
    struct tm tm;
    split(at_ms, &tm);
    strftime(out, 30, "%a, %d %b %Y %H:%M:%S GMT", &tm);
}

void clock_stop(void)
{
    int saved = errno;
    uint64_t one = 1;
    /*
     * The event is never read, so that it stays readable for every waiter; a full counter has the same
     * effect.
     */
    if (write(stop_event, &one, sizeof one) < 0)
        errno = saved;
    errno = saved;
}

bool clock_sleep(int64_t duration_ms)
{
    int64_t until_ms = clock_now_ms() + duration_ms;
    struct pollfd stop = {.fd = stop_event, .events = POLLIN};
    for (int64_t left_ms = duration_ms; left_ms > 0; left_ms = until_ms - clock_now_ms())
        if (poll(&stop, 1, (int)((left_ms < 60000 ? left_ms : 60000) + rate - 1) / (int)rate) > 0)
            return false;
    return true;
}

void clock_wait_for_hangup(int socket)
{
    struct pollfd either[] = {{.fd = stop_event, .events = POLLIN}, {.fd = socket, .events = POLLRDHUP}};
    while (poll(either, 2, -1) < 0 && errno == EINTR)
        continue;
}

void clock_wait_for_stop(void)
{
    struct pollfd stop = {.fd = stop_event, .events = POLLIN};
    while (poll(&stop, 1, -1) < 0 && errno == EINTR)
        continue;
}
