/*
 * database_step.c — one database: its creation, the wait, its log lines and passwords. Must not know where it comes from.
 * Source: RelationalDatabase, GetRelationalDatabaseLogEvents, GetRelationalDatabaseMasterUserPassword of the API model.
 */
#include "steps/database_step.h"

#include "lightsail/log_pages.h"
#include "steps/database_password.h"

#define NAME_MEMBER "relationalDatabaseName"

/* ---- the wait ---- */

struct wait {
    struct session *session;
    struct str name;
};

bool database_is_usable(const json_t *database, struct err *err)
{
    struct str state = json_member_text(database, "state");
    if (database == NULL)
        return fail(err, ERR_NOT_FOUND, "the database no longer exists");
    if (!str_eqc(state, "failed") && !str_eqc(state, "deleting") &&
        !str_starts_with(state, STR("incompatible")))
        return true;
    fail(err, ERR_FAILED, "the database is in the state '%.*s'", STR_ARG(state));
    return fail_hint(err,
                     "It does not become available again. Create another one from a snapshot of it or from a "
                     "point in time.");
}

static bool judge(void *context, const json_t *database, bool *ret_reached, struct err *err)
{
    const struct wait *wait = context;
    struct str state = json_member_text(database, "state");
    if (!database_is_usable(database, err))
        return false;
    if (str_eqc(state, "stopped")) {
        fail(err, ERR_FAILED, "the database '%.*s' is stopped", STR_ARG(wait->name));
        return fail_hint(err, "Start it, and %s.", wait->session->again);
    }
    *ret_reached = str_eqc(state, "available");
    if (!*ret_reached)
        session_progress(wait->session, "database %.*s: %.*s", STR_ARG(wait->name), STR_ARG(state));
    return true;
}

bool database_wait_until_ready(struct session *s, struct str name, const json_t *response,
                               json_t **ret_database)
{
    enum { LONG_STEP_MS = 60 * 60 * 1000 };
    struct wait wait = {s, name};
    json_t *database = NULL;
    int64_t began_ms = clock_monotonic_ms();
    struct deadline before = session_begin_step(s, LONG_STEP_MS);
    bool done = ls_view_wait(s->client, session_scope(s), LS_KIND_DATABASE, name, "database available",
                             response, judge, &wait, &database, &s->err);
    s->deadline = before;
    *ret_database = database;
    if (done || s->err.kind != ERR_TIMEOUT || s->err.code[0] != '\0' || database == NULL)
        return done;
    fail(&s->err, ERR_TIMEOUT, "after %lld s the database '%.*s' is '%.*s'",
         (long long)(clock_monotonic_ms() - began_ms) / 1000, STR_ARG(name),
         STR_ARG(json_member_text(database, "state")));
    return fail_hint(&s->err, "Lightsail continues with it. To wait longer, %s.", s->longer);
}

bool database_make(struct session *s, enum ls_op op, json_t *in, const json_t *members, bool *ret_accepted,
                   json_t **ret_database)
{
    json_own(s->mem, in);
    struct str name = json_member_text(in, NAME_MEMBER);
    const struct ls_effect effect = {LS_CREATED, LS_KIND_DATABASE, .name = name, .members = members};
    json_t *response;
    *ret_accepted = session_send(s, op, json_incref(in), &effect, &response);
    return *ret_accepted && database_wait_until_ready(s, name, response, ret_database);
}

/* ---- log lines ---- */

bool database_log_streams(struct session *s, struct str name, json_t **ret_streams)
{
    json_t *out;
    TRY(session_call(s, OP_GET_RELATIONAL_DATABASE_LOG_STREAMS, member_of(NAME_MEMBER, name), &out));
    *ret_streams = json_object_get(out, "logStreams");
    return true;
}

bool database_log_read(struct session *s, const struct database_log *log, int64_t since_ms,
                       json_t **ret_events)
{
    json_t *in = json_own(s->mem, member_of(NAME_MEMBER, log->database));
    bool has_more;
    json_object_set_new(in, "logStreamName", json_new_str(log->stream));
    json_object_set_new(in, "startTime", json_real((double)since_ms / 1000));
    return ls_log_read(s->client, session_scope(s), &ls_database_log, in, SIZE_MAX, ret_events, &has_more,
                       &s->err);
}

/* ---- the password ---- */

bool database_password(struct session *s, struct str name, struct str version, struct str *ret_password)
{
    json_t *password;
    TRY(database_password_read(s->client, session_scope(s), name, version, &password, &s->err));
    *ret_password = json_member_text(password, "masterUserPassword");
    return true;
}
