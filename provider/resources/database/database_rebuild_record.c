/*
 * database_rebuild_record.c — what belongs to a database, before its bundle changes: its journal, and a password that is kept in
 * memory only. Must not change a database. Source: GetRelationalDatabaseMasterUserPassword of the API model.
 */
#include "rebuild/journal_tags.h"
#include "rebuild/reference.h"
#include "resources/database/database_parameters.h"
#include "resources/database/database_rebuild.h"
#include "steps/database_password.h"
#include "steps/database_rule.h"

/* Calls a step with the time of the session; its error becomes that of the session. */
bool database_rebuild_in_call(struct rebuild *r, bool (*step)(struct rebuild *r, struct call *c))
{
    struct call *c = ((struct database_rebuild *)r->context)->c;
    struct deadline before = c->deadline;
    c->deadline = r->session->deadline;
    c->err = (struct err){0};
    bool done = step(r, c);
    c->deadline = before;
    r->session->err = c->err;
    return done;
}

static bool refuse_password(struct rebuild *r, struct call *c)
{
    fail_context(&c->err,
                 "the database '%.*s' gets a new password when it is created again, its present one is not "
                 "configured, and it cannot be kept; nothing was changed",
                 STR_ARG(r->name));
    return fail_hint(&c->err, "Set master_password_wo or master_password, and apply again.");
}

/* A password that the configuration does not have is kept, as far as this process lives. */
static bool read_password(struct rebuild *r, struct call *c)
{
    struct database_rebuild *of = r->context;
    const struct database_limits most = database_limits(
        json_member_text(journal_object(r->journal), "relationalDatabaseBlueprintId"));
    json_t *password;
    if (TF_IS_KNOWN(database_new_password(c, NULL, of->plan)))
        return true;
    if (!database_password_read(c->client, api_scope(c), r->name, STR("CURRENT"), &password, &c->err))
        return c->err.kind == ERR_STOPPED || c->err.kind == ERR_TIMEOUT ? false : refuse_password(r, c);
    of->kept = tf_string(json_member_text(password, "masterUserPassword"));
    if (database_is_password(of->kept.v, most.password))
        return true;
    fail(&c->err, ERR_USER, "it has characters that a request may not have");
    return refuse_password(r, c);
}

/* Those that can be set: formulas and values, as they are shown. */
static bool record_parameters(struct rebuild *r, struct call *c)
{
    json_t *rows, *kept = json_object();
    json_object_set_new(r->journal, "parameters", kept);
    TRY(database_parameters_list(c, r->name, &rows));
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        json_t *value = json_object_get(row, "parameterValue");
        if (json_is_string(value) && json_is_true(json_object_get(row, "isModifiable")))
            json_object_set(kept, json_member_text(row, "parameterName").data, value);
    }
    return true;
}

/* A pending version of the engine would be lost. */
static bool has_pending(struct rebuild *r, struct call *c, const json_t *object)
{
    struct str version = json_text(json_at(object, "pendingModifiedValues.engineVersion"));
    if (version.len == 0)
        return false;
    fail(&c->err, ERR_CONFLICT,
         "the version %.*s of '%.*s' waits for the maintenance window and would be lost; nothing was changed",
         STR_ARG(version), STR_ARG(r->name));
    fail_hint(&c->err, "Wait for the maintenance window, or set apply_immediately = true for the upgrade.");
    return true;
}

static bool record_in(struct rebuild *r, struct call *c)
{
    return !has_pending(r, c, journal_object(r->journal)) && read_password(r, c) && record_parameters(r, c);
}

bool database_rebuild_record(struct rebuild *r, const json_t *object)
{
    static const char *const members[] = {"name",
                                          "arn",
                                          "relationalDatabaseBundleId",
                                          "relationalDatabaseBlueprintId",
                                          "location",
                                          "state",
                                          "tags",
                                          "pendingModifiedValues",
                                          NULL};
    json_t *kept = json_object();
    copy_members(object, members, kept);
    json_object_set_new(r->journal, "database", json_deep_copy(kept));
    json_decref(kept);
    TRY(database_rebuild_in_call(r, record_in));
    json_object_del(journal_object(r->journal), "pendingModifiedValues"); /* it may have a password */
    return true;
}
