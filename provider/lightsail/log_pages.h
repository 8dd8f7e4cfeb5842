/*
 * log_pages.h — the lines of a log of AWS: its pages with limits, and their order. Must not know whose log it is.
 */
#ifndef LIGHTSAIL_LOG_PAGES_H
#define LIGHTSAIL_LOG_PAGES_H

#include "lightsail/client.h"

struct ls_log {
    enum ls_op op;
    const char *items, *token; /* members of a response: its lines, and the token of the next page */
    bool newest_first;         /* the first page has the latest lines, the next page those before them */
};
/* Of a database. Lightsail reads the log of PostgreSQL only from its end. Source: GetRelationalDatabaseLogEvents. */
extern const struct ls_log ls_database_log;

/*
 * The latest lines in the order of time, in scope.mem; lines of one time keep their order. most: how many; 0: the limit, which
 * is 10000; SIZE_MAX: all. `in` stays owned by the caller. ret_has_more: lines were left out that were not asked to be. A
 * token that repeats, or an empty page of a log with the newest lines first, ends it. Errors: those of the request.
 */
bool ls_log_read(struct ls_client *client, struct aws_scope scope, const struct ls_log *log, json_t *in,
                 size_t most, json_t **ret_events, bool *ret_has_more, struct err *err) MUST_USE;

#endif
