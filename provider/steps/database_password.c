/*
 * database_password.c — reads a password of the master user of a database. Must not know who wants one. Source:
 * GetRelationalDatabaseMasterUserPassword of the API model.
 */
#include "steps/database_password.h"

static const enum ls_op op = OP_GET_RELATIONAL_DATABASE_MASTER_USER_PASSWORD;

static bool read_once(struct ls_client *client, struct aws_scope scope, struct str name, struct str version,
                      json_t **ret_password, struct err *err)
{
    json_t *in = json_own(scope.mem, json_pack("{s:o, s:o}", "relationalDatabaseName", json_new_str(name),
                                               "passwordVersion", json_new_str(version)));
    TRY(ls_call(client, scope, op, in, ret_password, err));
    return json_member_text(*ret_password, "masterUserPassword").len > 0 ||
           fail(err, ERR_PROTOCOL, "the response to %s has no password", ls_op_name(op));
}

bool database_password_read(struct ls_client *client, struct aws_scope scope, struct str name,
                            struct str version, json_t **ret_password, struct err *err)
{
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(client);
    struct ls_poll poll = ls_poll_begin(client);
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms;
        if (read_once(client, scope, name, version, ret_password, err))
            return true;
        if (err->kind != ERR_NOT_FOUND || !str_eqc(version, "CURRENT") || is_last)
            return false;
        *err = (struct err){0};
        TRY(ls_poll_wait(&poll, &scope, err));
    }
}
