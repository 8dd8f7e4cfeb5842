/*
 * database_window.h — the time ranges of backups and of maintenance of a database. Knows their forms; must not know
 * when they are checked.
 */
#ifndef RESOURCES_DATABASE_WINDOW_H
#define RESOURCES_DATABASE_WINDOW_H

#include "base/str.h"

enum { DATABASE_WINDOW_LEAST_MINUTES = 30 };

/* A time range in UTC. An end before the start is on the next day, or in the next week. */
struct database_window {
    int start, minutes; /* start: since midnight, or since Monday 00:00 */
};

/* "16:00-16:30". False when the text has another form. */
bool database_window_of_day(struct str text, struct database_window *ret) MUST_USE;
/* "tue:17:00-tue:17:30", in lower or upper case. False when the text has another form. */
bool database_window_of_week(struct str text, struct database_window *ret) MUST_USE;

/* Whether a backup, which is made each day, and the maintenance have a minute in common. */
bool database_windows_overlap(struct database_window backup, struct database_window maintenance);

#endif
