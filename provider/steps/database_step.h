/*
 * database_step.h — makes a database and waits for it, and reads what its object does not show: log lines and passwords.
 * Knows the states of a database; must not know where a database comes from.
 */
#ifndef STEPS_DATABASE_STEP_H
#define STEPS_DATABASE_STEP_H

#include "steps/session.h"

/* For a wait: an error that says what to do when there is no database (NULL), or when it does not become available again. */
bool database_is_usable(const json_t *database, struct err *err);

/*
 * Waits until the database is available. response: to the request that is waited for; NULL: none. Errors:
 * ERR_NOT_FOUND; ERR_FAILED when it has failed, is stopped or is being deleted; ERR_TIMEOUT after an hour or s->step_ms.
 */
bool database_wait_until_ready(struct session *s, struct str name, const json_t *response,
                               json_t **ret_database) MUST_USE;

/*
 * Sends CreateRelationalDatabase or CreateRelationalDatabaseFromSnapshot once, and waits. It takes over the reference
 * `in`. members: what a read of the new database shows, to recognise it after a lost response. *ret_accepted: whether the
 * request was accepted; with another error the database may exist if s->err.maybe_done is set. Errors: those of the
 * request and of database_wait_until_ready.
 */
bool database_make(struct session *s, enum ls_op op, json_t *in, const json_t *members, bool *ret_accepted,
                   json_t **ret_database) MUST_USE;

/* The names of its log streams: ["error", "general"]. */
bool database_log_streams(struct session *s, struct str name, json_t **ret_streams) MUST_USE;

/* The lines of a stream since a time (milliseconds since 1970) as events {"createdAt", "message"}, in the order of time. */
struct database_log {
    struct str database, stream;
};
bool database_log_read(struct session *s, const struct database_log *log, int64_t since_ms,
                       json_t **ret_events) MUST_USE;

/*
 * The password of the master user. version: CURRENT, PREVIOUS or PENDING. The current one is searched for as long as
 * reads may lag. Errors: ERR_NOT_FOUND when there is no such version.
 */
bool database_password(struct session *s, struct str name, struct str version, struct str *ret_password)
    MUST_USE;

#endif
