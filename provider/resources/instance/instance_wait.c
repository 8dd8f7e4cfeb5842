/*
 * instance_wait.c — waits until an instance reaches a state, and starts or stops it. Knows the states of an
 * instance; must not know plans.
 */
#include "resources/instance/instance.h"
#include "runtime/action.h"

static bool is_in(const json_t *instance, const char *state)
{
    return str_eqc(instance_state(instance), state);
}

bool instance_is_settled(const json_t *answer)
{
    return is_in(answer, "running") || is_in(answer, "stopped");
}

static bool is_reached(const json_t *instance, enum instance_goal goal)
{
    switch (goal) {
    case INSTANCE_UP:
        return ls_instance_is_up(instance);
    case INSTANCE_STOPPED:
        return is_in(instance, "stopped");
    case INSTANCE_SETTLED:
        break;
    }
    return instance_is_settled(instance);
}

/* Terminal states. */
static bool is_lost(const json_t *instance)
{
    return is_in(instance, "shutting-down") || is_in(instance, "terminated") ||
           is_in(instance, "terminating") || is_in(instance, "deleting");
}

static const char *goal_name(enum instance_goal goal)
{
    return goal == INSTANCE_UP        ? "be running with a public address"
           : goal == INSTANCE_STOPPED ? "be stopped"
                                      : "settle";
}

/* A timeout alone does not show the last state. */
static bool gave_up(struct call *c, struct str name, enum instance_goal goal, const json_t *last)
{
    struct str state = instance_state(last);
    return fail_context(&c->err, "while waiting for the instance '%.*s' to %s (it is %.*s)", STR_ARG(name),
                        goal_name(goal), STR_ARG(state.len > 0 ? state : STR("in an unknown state")));
}

struct wait {
    struct call *c;
    struct str name;
    enum instance_goal goal;
};

static bool judge(void *context, const json_t *instance, bool *ret_reached, struct err *err)
{
    const struct wait *wait = context;
    if (instance == NULL)
        return fail(err, ERR_NOT_FOUND, "the instance '%.*s' should %s, but it no longer exists",
                    STR_ARG(wait->name), goal_name(wait->goal));
    *ret_reached = is_reached(instance, wait->goal);
    if (*ret_reached)
        return true;
    if (is_lost(instance))
        return fail(err, ERR_FAILED, "the instance '%.*s' should %s, but it is %.*s", STR_ARG(wait->name),
                    goal_name(wait->goal), STR_ARG(instance_state(instance)));
    action_progress(wait->c, "waiting for the instance '%.*s' to %s (it is %.*s)", STR_ARG(wait->name),
                    goal_name(wait->goal), STR_ARG(instance_state(instance)));
    return true;
}

static bool is_over(const struct err *err)
{
    return err->kind == ERR_TIMEOUT || err->kind == ERR_STOPPED;
}

static bool wait_for(struct call *c, struct str name, enum instance_goal goal, const json_t *answer,
                     json_t **ret_instance)
{
    static const char *const goals[] = {[INSTANCE_UP] = "instance running",
                                        [INSTANCE_STOPPED] = "instance stopped",
                                        [INSTANCE_SETTLED] = "instance settled"};
    struct wait wait = {c, name, goal};
    json_t *last = NULL;
    bool ok = api_view_wait(c, LS_KIND_INSTANCE, name, goals[goal], answer, judge, &wait, &last);
    if (ret_instance != NULL && last != NULL)
        *ret_instance = last;
    return ok || (is_over(&c->err) ? gave_up(c, name, goal, last) : false);
}

bool instance_wait(struct call *c, struct str name, enum instance_goal goal, json_t **ret_instance)
{
    return wait_for(c, name, goal, NULL, ret_instance);
}

bool instance_follow(struct call *c, struct str name, enum instance_goal goal, const json_t *answer,
                     json_t **ret_instance)
{
    return wait_for(c, name, goal, answer, ret_instance);
}

bool instance_must_run(struct call *c, const json_t *seen, const char *doing)
{
    struct str name = json_member_text(seen, "name");
    json_t *instance;
    if (is_in(seen, "running"))
        return true;
    TRY(instance_wait(c, name, INSTANCE_SETTLED, &instance));
    if (is_in(instance, "running"))
        return true;
    fail(&c->err, ERR_USER, "the instance '%.*s' is %.*s, but only a running instance %s", STR_ARG(name),
         STR_ARG(instance_state(instance)), doing);
    return fail_hint(&c->err, "Start it first.");
}

static bool judge_gone(void *context, const json_t *instance, bool *ret_reached, struct err *err)
{
    (void)context;
    (void)err;
    *ret_reached = instance == NULL;
    return true;
}

bool instance_wait_gone(struct call *c, struct str name, const json_t *answer)
{
    json_t *last = NULL;
    if (api_view_wait(c, LS_KIND_INSTANCE, name, "instance gone", answer, judge_gone, NULL, &last))
        return true;
    if (!is_over(&c->err))
        return false;
    struct str state = instance_state(last);
    return fail_context(&c->err, "while waiting for the deletion of the instance '%.*s' (it is %.*s)",
                        STR_ARG(name), STR_ARG(state.len > 0 ? state : STR("in an unknown state")));
}

/* ---- power ---- */

/* From here on a read that shows another state than the one reached is late. */
static void expect_state(struct call *c, struct str name, const char *state)
{
    json_t *members = json_own(c->mem, json_pack("{s:s}", "state.name", state));
    api_expect(c, &(struct ls_effect){LS_CHANGED, LS_KIND_INSTANCE, .name = name, .members = members});
}

static bool change_power(struct call *c, enum ls_op op, json_t *in, const struct ls_effect *effect,
                         json_t **ret_instance)
{
    bool run = op == OP_START_INSTANCE;
    json_t *answer;
    json_object_set_new(in, "instanceName", json_new_str(effect->name));
    TRY(api_change_begin(c, op, in, effect, &answer));
    TRY(instance_follow(c, effect->name, run ? INSTANCE_UP : INSTANCE_STOPPED, answer, ret_instance));
    expect_state(c, effect->name, run ? "running" : "stopped");
    return true;
}

static bool judge_left(void *context, const json_t *instance, bool *ret_reached, struct err *err)
{
    (void)err;
    *ret_reached = instance_is_settled(instance) && !is_in(instance, context);
    return true;
}

/*
 * Whether it is in that state now: a read may not show yet what another process has just done. ret_instance
 * is the last read.
 */
static bool is_surely_in(struct call *c, struct str name, const char *state, json_t **ret_instance)
{
    return is_in(*ret_instance, state) &&
           !api_shows_soon(c, LS_KIND_INSTANCE, name, judge_left, (void *)(uintptr_t)state, ret_instance);
}

bool instance_set_power(struct call *c, struct str name, bool run, json_t **ret_instance)
{
    const struct ls_effect effect = run ? ls_instance_starts(name) : ls_instance_stops(name);
    json_t *instance;
    TRY(instance_wait(c, name, INSTANCE_SETTLED, &instance)); /* in between Lightsail refuses both */
    if (is_surely_in(c, name, run ? "running" : "stopped", &instance))
        return instance_wait(c, name, run ? INSTANCE_UP : INSTANCE_STOPPED, ret_instance);
    return change_power(c, run ? OP_START_INSTANCE : OP_STOP_INSTANCE, json_object(), &effect, ret_instance);
}

/* For an instance that stays in "stopping", the state does not show that the stop was requested again. */
static bool shows_stopped(const void *context, const json_t *instance)
{
    (void)context;
    return is_in(instance, "stopped");
}

bool instance_stop_by_force(struct call *c, struct str name)
{
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_INSTANCE, .name = name, .shows = shows_stopped};
    json_t *instance;
    TRY(instance_get(c, name, &instance));
    if (is_in(instance, "pending")) /* it cannot be stopped before it is running */
        TRY(instance_wait(c, name, INSTANCE_SETTLED, &instance));
    return is_surely_in(c, name, "stopped", &instance) ||
           change_power(c, OP_STOP_INSTANCE, json_pack("{s:b}", "force", 1), &effect, NULL);
}
