/*
 * database_rebuild.c — the requests of a change of the bundle of a database. Must not know the order of the steps. Source:
 * CreateRelationalDatabaseFromSnapshot, DeleteRelationalDatabase of the API model.
 */
#include "resources/database/database_rebuild.h"

#include "rebuild/journal_tags.h"
#include "resources/database/database_parameter.h"
#include "resources/database/database_parameters.h"
#include "runtime/busy.h"
#include "steps/database_rule.h"

static struct database_rebuild *context_of(struct rebuild *r)
{
    return r->context;
}

static bool in_call(struct rebuild *r, bool (*step)(struct rebuild *r, struct call *c))
{
    return database_rebuild_in_call(r, step);
}

static bool is_in(const json_t *object, const char *state)
{
    return str_eqc(json_member_text(object, "state"), state);
}

static bool exists(const json_t *object)
{
    return object != NULL && !is_in(object, "deleting");
}

static bool is_stopped(const json_t *object)
{
    return is_in(object, "stopped");
}

static bool is_stopping(const json_t *object)
{
    return is_in(object, "stopping");
}

static struct str old_text(const struct rebuild *r, const char *member)
{
    return json_member_text(journal_object(r->journal), member);
}

/* ---- the old database ---- */

static bool stop_in(struct rebuild *r, struct call *c)
{
    TRY(database_set_power(c, r->name, false) && api_view(c, LS_KIND_DATABASE, r->name, LS_NOW, &r->object));
    session_done(r->session, "%.*s stopped", STR_ARG(r->name));
    return true;
}

static bool stop(struct rebuild *r)
{
    return in_call(r, stop_in);
}

static bool remove_in(struct rebuild *r, struct call *c)
{
    return crud_remove(c, r->name, old_text(r, "arn"), NULL);
}

static bool remove_database(struct rebuild *r)
{
    return in_call(r, remove_in);
}

static bool judge_gone(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    const struct rebuild *r = context;
    (void)err;
    *ret_reached = !rebuild_is_old(r, object);
    return true;
}

static bool wait_gone_in(struct rebuild *r, struct call *c)
{
    return api_view_wait(c, LS_KIND_DATABASE, r->name, "database gone", NULL, judge_gone, r, NULL);
}

static bool wait_gone(struct rebuild *r)
{
    return in_call(r, wait_gone_in);
}

static void expect_gone(struct rebuild *r)
{
    api_expect(context_of(r)->c,
               &(struct ls_effect){LS_DELETED, LS_KIND_DATABASE, .name = r->name, .arn = old_text(r, "arn")});
}

/* ---- the new database ---- */

/* Lightsail chooses the zones of a high-availability database. */
static json_t *zone_of(struct rebuild *r)
{
    const struct database *plan = context_of(r)->plan;
    struct str old = old_text(r, "relationalDatabaseBundleId");
    if (database_has_two_zones(r->bundle))
        return NULL;
    if (TF_IS_KNOWN(plan->availability_zone))
        return json_new_str(plan->availability_zone.v);
    return database_has_two_zones(old)
               ? NULL
               : json_incref(json_at(journal_object(r->journal), "location.availabilityZone"));
}

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    return api_change_begin(c, OP_CREATE_RELATIONAL_DATABASE_FROM_SNAPSHOT, in, context, ret_answer);
}

static bool create_in(struct rebuild *r, struct call *c)
{
    const struct database *plan = context_of(r)->plan;
    json_t *answer,
        *zone = zone_of(r),
        *in = json_pack("{s:o, s:o, s:o, s:b, s:O}", "relationalDatabaseName", json_new_str(r->name),
                        "relationalDatabaseSnapshotName", json_new_str(json_member_text(r->snapshot, "name")),
                        "relationalDatabaseBundleId", json_new_str(r->bundle), "publiclyAccessible",
                        TF_IS_KNOWN(plan->publicly_accessible) && plan->publicly_accessible.v, "tags",
                        context_of(r)->tags);
    if (zone != NULL)
        json_object_set_new(in, "availabilityZone", zone);
    const json_t *members = json_own(c->mem, json_pack("{s:o}", "relationalDatabaseBundleId",
                                                       json_new_str(r->bundle)));
    const struct ls_effect effect = {LS_CREATED, LS_KIND_DATABASE, .name = r->name, .members = members};
    return busy_send(c, in, send, &effect, &answer) && api_wait(c, answer);
}

static bool create(struct rebuild *r, json_t *tags, struct str *ret_snapshot)
{
    *ret_snapshot = json_member_text(r->snapshot, "name");
    context_of(r)->tags = tags;
    return in_call(r, create_in);
}

/* What the user needs when the new database cannot be completed. */
static bool name_snapshot(struct rebuild *r, struct call *c, bool done)
{
    if (done || c->err.kind == ERR_STOPPED)
        return done;
    return fail_context(&c->err, "while '%.*s' was created again as %.*s; the snapshot '%.*s' has its data",
                        STR_ARG(r->name), STR_ARG(r->bundle), STR_ARG(json_member_text(r->snapshot, "name")));
}

static bool wait_new_in(struct rebuild *r, struct call *c)
{
    json_t *object;
    TRY(name_snapshot(r, c, crud_wait_ready(c, r->name, NULL, &object)));
    r->object = object;
    return true;
}

static bool wait_new(struct rebuild *r)
{
    return in_call(r, wait_new_in);
}

/* Sets again what the plan has: also what a maintenance window would delay, because it was in effect. A new database is not
 * upgraded here. */
static bool set_again(struct rebuild *r, struct call *c)
{
    struct database_rebuild *of = context_of(r);
    struct database wanted = *of->plan, now, ignored;
    wanted.apply_immediately = tf_bool(true);
    wanted.blueprint_id = (struct tf_string){0};
    now = ignored = wanted;
    TRY(crud_fill(c, r->object, &wanted, &now));
    wanted.blueprint_id = now.blueprint_id;
    now.master_password = (struct tf_string){0};
    now.master_password_wo_version = (struct tf_int){0};
    bool is_configured = TF_IS_KNOWN(database_new_password(c, NULL, &wanted));
    if (!is_configured)
        wanted.master_password = of->kept;
    of->is_password_lost = !is_configured && !TF_IS_KNOWN(of->kept);
    of->is_set_again = database_modify(c, &now, &wanted, &ignored);
    return of->is_set_again;
}

/* Those that the new database still has: its version of the engine may be a later one. */
static json_t *settable(struct rebuild *r, const json_t *rows)
{
    json_t *wanted = json_own(r->session->mem, json_object()), *value;
    const char *name;
    json_object_foreach (json_object_get(r->journal, "parameters"), name, value) {
        const json_t *row = database_parameter_find(rows, str_c(name));
        if (json_is_true(json_object_get(row, "isModifiable")))
            json_object_set(wanted, name, value);
    }
    return wanted;
}

/* A value that is refused now would be refused each time. */
static bool set_parameters(struct rebuild *r, struct call *c)
{
    json_t *rows;
    TRY(database_parameters_list(c, r->name, &rows));
    if (!database_parameters_set(c, r->name, rows, settable(r, rows))) {
        TRY((c->err.kind == ERR_USER || c->err.kind == ERR_API) && !c->err.retryable && !c->err.maybe_done);
        call_warn(c, "bundle_id", "Parameters were not set",
                  "The new database '%.*s' does not have all parameters of the old one, because a value was "
                  "refused: %s",
                  STR_ARG(r->name), c->err.text);
        c->err = (struct err){0};
    }
    return database_parameters_reboot(c, r->name);
}

static bool restore_in(struct rebuild *r, struct call *c)
{
    bool done = database_set_power(c, r->name, true) && set_again(r, c) && set_parameters(r, c);
    return name_snapshot(r, c, done);
}

static bool restore(struct rebuild *r)
{
    return in_call(r, restore_in);
}

static bool restore_power_in(struct rebuild *r, struct call *c)
{
    bool runs = !str_eqc(database_power_of(old_text(r, "state")), DATABASE_STATE_STOPPED);
    return database_set_power(c, r->name, runs);
}

static bool restore_power(struct rebuild *r, bool starts)
{
    (void)starts;
    return in_call(r, restore_power_in);
}

const struct rebuild_kind database_kind = {
    .snapshot = &ls_database_snapshot,
    .bundle = "relationalDatabaseBundleId",
    .operations = "RelationalDatabase",
    .exists = exists,
    .is_stopped = is_stopped,
    .is_stopping = is_stopping,
    .record = database_rebuild_record,
    .stop = stop,
    .remove = remove_database,
    .wait_gone = wait_gone,
    .expect_gone = expect_gone,
    .create = create,
    .wait_new = wait_new,
    .restore = restore,
    .restore_power = restore_power,
};
