/*
 * database_windows.c — the daily time of the backup and the weekly time of the maintenance of a database. It must
 * not know what happens in them.
 */
#include "api/database_windows.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "digest.h"

enum { DAY = 24 * 60, WEEK = 7 * DAY, SHORTEST = 30 };
/* The first day of 1970 was a Thursday. */
enum { FIRST_DAY = 4 };
#define MINUTE_MS ((int64_t)60 * 1000)

static const char *const days[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

/* From a minute of its period on. */
struct span {
    int start, length;
};

static bool read_minutes(const char *text, int *ret_minutes)
{
    bool fine = isdigit((unsigned char)text[0]) && isdigit((unsigned char)text[1]) && text[2] == ':' &&
                isdigit((unsigned char)text[3]) && isdigit((unsigned char)text[4]);
    if (!fine)
        return false;
    int hours = (text[0] - '0') * 10 + text[1] - '0', minutes = (text[3] - '0') * 10 + text[4] - '0';
    *ret_minutes = hours * 60 + minutes;
    return hours < 24 && minutes < 60;
}

static bool read_day(const char *text, int *ret_minutes)
{
    for (int i = 0; i < 7; i++)
        if (!strncasecmp(text, days[i], 3) && text[3] == ':' && read_minutes(text + 4, ret_minutes)) {
            *ret_minutes += i * DAY;
            return true;
        }
    return false;
}

static bool read_span(const char *text, bool is_weekly, struct span *ret)
{
    size_t half = is_weekly ? 9 : 5;
    int end = 0, period = is_weekly ? WEEK : DAY;
    bool (*read)(const char *, int *) = is_weekly ? read_day : read_minutes;
    if (strlen(text) != 2 * half + 1 || text[half] != '-' || !read(text, &ret->start) ||
        !read(text + half + 1, &end))
        return false;
    ret->length = (end - ret->start + period) % period;
    return true;
}

static bool overlap(const struct span *backup, const struct span *maintenance)
{
    for (int day = 0; day < 7; day++) {
        int start = backup->start + day * DAY;
        if ((start - maintenance->start + WEEK) % WEEK < maintenance->length ||
            (maintenance->start - start + WEEK) % WEEK < backup->length)
            return true;
    }
    return false;
}

static bool fail_form(struct call *call, const char *value, bool is_weekly)
{
    return call_fail_input(call, "Invalid %s window format: %s. It must be in the format %s.",
                           is_weekly ? "maintenance" : "backup", value,
                           is_weekly ? "ddd:hh24:mi-ddd:hh24:mi" : "hh24:mi-hh24:mi");
}

/* The window of the input, otherwise the given one. */
static bool read_window(struct call *call, bool is_weekly, char *window, struct span *ret)
{
    const char *given = call_string(call, is_weekly ? "preferredMaintenanceWindow" : "preferredBackupWindow");
    const char *value = given ? given : window;
    if (!*value)
        return true;
    if (!read_span(value, is_weekly, ret))
        return fail_form(call, value, is_weekly);
    if (ret->length < SHORTEST)
        return call_fail_input(call, "The %s window must be at least %d minutes: %s",
                               is_weekly ? "maintenance" : "backup", SHORTEST, value);
    if (given)
        for (size_t i = 0; i <= strlen(given); i++)
            window[i] = (char)tolower((unsigned char)given[i]);
    return true;
}

static void print_weekly(char *out, int start)
{
    int end = (start + SHORTEST) % WEEK;
    snprintf(out, 64, "%s:%02d:%02d-%s:%02d:%02d", days[start / DAY % 7], start % DAY / 60 % 24, start % 60,
             days[end / DAY % 7], end % DAY / 60 % 24, end % 60);
}

static void print_daily(char *out, int start)
{
    int end = (start + SHORTEST) % DAY;
    snprintf(out, 64, "%02d:%02d-%02d:%02d", start / 60 % 24, start % 60, end / 60 % 24, end % 60);
}

/* Half an hour in a block of eight hours, which is not in the other window. */
static void choose(const char *seed, struct database_windows *windows, struct span *backup,
                   struct span *maintenance)
{
    unsigned char hash[DIGEST_SIZE];
    digest_sha256(seed, strlen(seed), hash);
    bool no_backup = !*windows->backup, no_maintenance = !*windows->maintenance;
    int block = 13 * 60;
    for (int try = 0; try < 16; try++) {
        if (no_backup)
            *backup = (struct span){block + (hash[0] + try) % 16 * 30, SHORTEST};
        if (no_maintenance)
            *maintenance = (struct span){hash[1] % 7 * DAY + block + (hash[2] + try * 3) % 16 * 30, SHORTEST};
        if (!overlap(backup, maintenance))
            break;
    }
    if (no_backup)
        print_daily(windows->backup, backup->start);
    if (no_maintenance)
        print_weekly(windows->maintenance, maintenance->start);
}

bool database_windows_read(struct call *call, const char *seed, struct database_windows *windows)
{
    struct span backup = {0}, maintenance = {0};
    if (!read_window(call, false, windows->backup, &backup) ||
        !read_window(call, true, windows->maintenance, &maintenance))
        return false;
    choose(seed, windows, &backup, &maintenance);
    return !overlap(&backup, &maintenance) ||
           call_fail_input(call, "The backup window and maintenance window must not overlap: %s, %s",
                           windows->backup, windows->maintenance);
}

int64_t database_windows_next(const char *maintenance, int64_t now_ms)
{
    struct span span = {0};
    read_span(maintenance, true, &span);
    int64_t minutes = now_ms / MINUTE_MS, now = (minutes + FIRST_DAY * DAY) % WEEK;
    int64_t wait = (span.start - now + WEEK) % WEEK;
    return (minutes + (wait ? wait : WEEK)) * MINUTE_MS;
}
