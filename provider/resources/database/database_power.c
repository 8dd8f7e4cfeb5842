/*
 * database_power.c — starts and stops a database. Knows the states of a database; must not know plans.
 */
#include "resources/database/database.h"
#include "runtime/action.h"

struct str database_power_of(struct str state)
{
    bool is_stopped = str_eqc(state, "stopped") || str_eqc(state, "stopping");
    return is_stopped ? str_c(DATABASE_STATE_STOPPED) : str_c(DATABASE_STATE_RUNNING);
}

static bool is_stopped(const json_t *object)
{
    return str_eqc(database_power_of(json_member_text(object, "state")), DATABASE_STATE_STOPPED);
}

static bool shows_power(const void *context, const json_t *object)
{
    const bool *runs = context;
    return is_stopped(object) != *runs;
}

struct wait {
    struct call *c;
    const char *state;
};

static bool judge(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    const struct wait *wait = context;
    struct str state = json_member_text(object, "state");
    if (object == NULL)
        return fail(err, ERR_NOT_FOUND, "the database no longer exists");
    if (str_eqc(state, "failed") || str_eqc(state, "deleting"))
        return fail(err, ERR_FAILED, "the database is in the state '%.*s'", STR_ARG(state));
    *ret_reached = str_eqc(state, wait->state);
    if (!*ret_reached)
        action_progress(wait->c, "waiting for the database to be %s (it is %.*s)", wait->state,
                        STR_ARG(state));
    return true;
}

bool database_wait(struct call *c, struct str name, const char *goal, const char *state, const json_t *answer)
{
    struct wait wait = {c, state};
    return api_view_wait(c, LS_KIND_DATABASE, name, goal, answer, judge, &wait, NULL);
}

bool database_set_power(struct call *c, struct str name, bool runs)
{
    json_t *object, *answer, *in;
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_DATABASE, .name = name, .shows = shows_power,
                                     .context = &runs};
    TRY(crud_wait_ready(c, name, NULL, &object)); /* in between Lightsail refuses both */
    if (is_stopped(object) != runs)
        return true;
    in = json_object();
    json_object_set_new(in, "relationalDatabaseName", json_new_str(name));
    TRY(api_change_begin(c, runs ? OP_START_RELATIONAL_DATABASE : OP_STOP_RELATIONAL_DATABASE, in, &effect,
                         &answer));
    TRY(database_wait(c, name, runs ? "database available" : "database stopped",
                      runs ? "available" : "stopped", answer));
    json_t *members = json_own(c->mem, json_pack("{s:s}", "state", runs ? "available" : "stopped"));
    api_expect(c, &(struct ls_effect){LS_CHANGED, LS_KIND_DATABASE, .name = name, .members = members});
    return true;
}
