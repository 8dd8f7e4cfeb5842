/*
 * database_window.c — time ranges of a day and of a week, in minutes. Must not know attributes. Source:
 * preferredBackupWindow and preferredMaintenanceWindow of CreateRelationalDatabase in the API model.
 */
#include "resources/database/database_window.h"

enum { HOUR = 60, DAY = 24 * HOUR, WEEK = 7 * DAY };

static bool two_digits(struct str text, size_t at, int most, int *ret)
{
    char a = text.data[at], b = text.data[at + 1];
    if (a < '0' || a > '9' || b < '0' || b > '9')
        return false;
    *ret = (a - '0') * 10 + (b - '0');
    return *ret <= most;
}

/* "16:30" at a place of the text. */
static bool time_at(struct str text, size_t at, int *ret)
{
    int hour, minute;
    if (!two_digits(text, at, 23, &hour) || text.data[at + 2] != ':' ||
        !two_digits(text, at + 3, 59, &minute))
        return false;
    *ret = hour * HOUR + minute;
    return true;
}

/* "tue:16:30" at a place of the text. */
static bool day_and_time_at(struct str text, size_t at, int *ret)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (int day = 0; day < 7; day++) {
        if (!str_eq_nocase(str_slice(text, at, at + 3), str_c(days[day])))
            continue;
        bool is_good = text.data[at + 3] == ':' && time_at(text, at + 4, ret);
        *ret += is_good ? day * DAY : 0;
        return is_good;
    }
    return false;
}

static struct database_window between(int start, int end, int cycle)
{
    return (struct database_window){start, (end - start + cycle) % cycle};
}

bool database_window_of_day(struct str text, struct database_window *ret)
{
    int start = 0, end = 0;
    bool is_good = text.len == strlen("16:00-16:30") && text.data[5] == '-' && time_at(text, 0, &start) &&
                   time_at(text, 6, &end);
    *ret = between(start, end, DAY);
    return is_good;
}

bool database_window_of_week(struct str text, struct database_window *ret)
{
    int start = 0, end = 0;
    bool is_good = text.len == strlen("tue:16:00-tue:16:30") && text.data[9] == '-' &&
                   day_and_time_at(text, 0, &start) && day_and_time_at(text, 10, &end);
    *ret = between(start, end, WEEK);
    return is_good;
}

bool database_windows_overlap(struct database_window backup, struct database_window maintenance)
{
    for (int day = 0; day < 7; day++) {
        int from = (day * DAY + backup.start - maintenance.start + WEEK) % WEEK;
        if (from < maintenance.minutes || from + backup.minutes > WEEK)
            return true;
    }
    return false;
}
