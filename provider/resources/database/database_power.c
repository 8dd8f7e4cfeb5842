/*
 * database_power.c — starts, stops and reboots a database. Knows the states of a database; must not know plans.
 */
#include "resources/database/database.h"
#include "runtime/action.h"
#include "runtime/busy.h"

struct str database_power_of(struct str state)
{
    bool is_stopped = str_eqc(state, "stopped") || str_eqc(state, "stopping");
    return is_stopped ? str_c(DATABASE_STATE_STOPPED) : str_c(DATABASE_STATE_RUNNING);
}

static struct str lock_key(struct call *c, struct str name)
{
    return str_printf(c->mem, "database/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(name));
}

bool database_lock(struct call *c, struct str name)
{
    return call_lock(c, lock_key(c, name));
}

void database_unlock(struct call *c, struct str name)
{
    call_unlock(c, lock_key(c, name));
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
    TRY(database_is_usable(object, err));
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

/* ---- reboot ---- */

/* Only the list of operations shows a reboot: after a lost response it is searched there. */
static bool send_reboot(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct str *name = context;
    const struct ls_effect effect = {.becomes = LS_DONE, .kind = LS_KIND_DATABASE, .name = *name};
    return api_change_begin(c, OP_REBOOT_RELATIONAL_DATABASE, in, &effect, ret_answer);
}

static bool judge_left(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    (void)context;
    (void)err;
    *ret_reached = !str_eqc(json_member_text(object, "state"), "available");
    return true;
}

/* The operation may end before a read shows that the reboot has begun. */
bool database_reboot(struct call *c, struct str name)
{
    json_t *answer;
    TRY(database_wait(c, name, "database available", "available", NULL));
    int64_t begun_ms = clock_monotonic_ms();
    json_t *in = json_pack("{s:o}", "relationalDatabaseName", json_new_str(name));
    TRY(busy_send(c, in, send_reboot, &name, &answer) && api_wait(c, answer));
    if (clock_monotonic_ms() - begun_ms < api_visible_ms(c))
        api_shows_soon(c, LS_KIND_DATABASE, name, judge_left, NULL, NULL);
    return database_wait(c, name, "database available", "available", NULL);
}
