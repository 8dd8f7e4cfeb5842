/*
 * database_find.c — finds the database that an action, a data source or an ephemeral resource names. Must not know what
 * happens to it.
 */
#include "resources/database/database_find.h"

#include "resources/database/database.h"

static bool no_database(struct call *c, const char *attribute, struct str value)
{
    return fail_at(&c->err, ERR_USER, attribute, "there is no database '%.*s' in %.*s", STR_ARG(value),
                   STR_ARG(call_region(c)));
}

bool database_missing(struct call *c, struct str name)
{
    return c->err.kind == ERR_NOT_FOUND ? no_database(c, "database_name", name) : false;
}

/* An ARN always has the same name, but the database may be deleted, and another one may have its name. */
static bool find_by_arn(struct call *c, struct str arn, json_t **ret_database)
{
    struct str name;
    return (api_view_name_of_arn(c, LS_KIND_DATABASE, arn, &name) &&
            api_find(c, LS_KIND_DATABASE, name, arn, ret_database)) ||
           (c->err.kind == ERR_NOT_FOUND ? no_database(c, "database_arn", arn) : false);
}

bool database_find(struct call *c, struct tf_string name, struct tf_string arn, json_t **ret_database)
{
    *ret_database = NULL;
    if (!TF_IS_KNOWN(name))
        return find_by_arn(c, arn.v, ret_database);
    if (api_find(c, LS_KIND_DATABASE, name.v, TF_IS_KNOWN(arn) ? arn.v : STR(""), ret_database))
        return true;
    if (c->err.kind != ERR_NOT_FOUND || *ret_database == NULL)
        return database_missing(c, name.v);
    return fail_at(&c->err, ERR_USER, "database_arn",
                   "the database '%.*s' has another ARN than database_arn: set only one of them",
                   STR_ARG(name.v));
}

bool database_find_running(struct call *c, struct tf_string name, const char *doing, json_t **ret_database)
{
    TRY(database_find(c, name, (struct tf_string){0}, ret_database));
    struct str state = json_member_text(*ret_database, "state");
    if (str_eqc(state, "available"))
        return true;
    if (!str_eqc(database_power_of(state), DATABASE_STATE_STOPPED))
        return database_wait(c, name.v, "database available", "available", NULL) &&
               api_view(c, LS_KIND_DATABASE, name.v, LS_NOW, ret_database);
    fail_at(&c->err, ERR_USER, "database_name", "the database '%.*s' is %.*s, but only a running database %s",
            STR_ARG(name.v), STR_ARG(state), doing);
    return fail_hint(&c->err, "Start it first.");
}
