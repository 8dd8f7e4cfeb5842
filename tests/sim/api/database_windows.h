/*
 * database_windows.h — the daily time of the backup and the weekly time of the maintenance of a database. It must
 * not know what happens in them.
 */
#ifndef SIM_API_DATABASE_WINDOWS_H
#define SIM_API_DATABASE_WINDOWS_H

#include "call.h"

/* "16:00-16:30" and "tue:17:00-tue:17:30", in lower case. */
struct database_windows {
    char backup[64], maintenance[64]; /* roomier than their texts */
};

/*
 * The windows of the input; those that it does not have are the given ones or, when these are empty, times that
 * depend on seed. False after call_fail for a window of a wrong form, one that is too short, and an overlap.
 */
bool database_windows_read(struct call *call, const char *seed, struct database_windows *windows);

/* When the next maintenance window after now_ms begins. */
int64_t database_windows_next(const char *maintenance, int64_t now_ms);

#endif
