/*
 * ephemeral_database_password.c — a password of the master user of a database, and what a connection needs besides, for one
 * run. Stores and logs nothing of it.
 */
#include "gen/ephemeral_database_password.h"
#include "resources/database/database_find.h"
#include "runtime/ephemeral.h"
#include "steps/database_password.h"

/* A version other than the current one need not exist: its password is null. */
static bool read_password(struct call *c, struct ephemeral_database_password *result)
{
    json_t *password;
    bool is_current = str_eqc(result->version.v, EPHEMERAL_DATABASE_PASSWORD_VERSION_CURRENT);
    if (!database_password_read(c->client, api_scope(c), result->database_name.v, result->version.v,
                                &password, &c->err)) {
        if (c->err.kind == ERR_NOT_FOUND && !is_current)
            c->err = (struct err){0};
        return c->err.kind == ERR_NONE;
    }
    result->password = tf_string(json_member_text(password, "masterUserPassword"));
    result->created_at = tf_string(
        clock_print_time(c->mem, json_number_value(json_object_get(password, "createdAt"))));
    return true;
}

static bool open(struct call *c, const void *config, void *result_model, struct lease *ret_lease)
{
    const struct ephemeral_database_password *asked = config;
    struct ephemeral_database_password *result = result_model;
    json_t *database;
    (void)ret_lease; /* nothing to renew, and nothing to close */
    TRY(database_find(c, asked->database_name, asked->database_arn, &database));
    api_fill(c, &ephemeral_database_password_desc, database, result);
    if (!TF_IS_KNOWN(asked->version))
        result->version = tf_string(STR(EPHEMERAL_DATABASE_PASSWORD_VERSION_CURRENT));
    return read_password(c, result);
}

const struct ephemeral_resource ephemeral_database_password_resource = {
    .schema = &ephemeral_database_password_schema,
    .open = open,
};
