/*
 * instance_pause.c — counts the calls that need an instance to be stopped, stops it for the first and starts it
 * after the last. Must not know what they do.
 */
#include "resources/instance/instance_pause.h"

#include "resources/instance/instance.h"
#include "runtime/walk.h"

static const struct str running = STR("was running"), stopped = STR("is stopped"), alone = STR("alone");

/* The calls inside; whether the instance was running before them, and whether it is stopped. */
static struct str group_of(struct call *c, struct str name)
{
    return str_printf(c->mem, "paused/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(name));
}

static bool begin(struct call *c, struct str name, struct str group)
{
    struct walk *walk = c->provider->walk;
    json_t *instance;
    if (walk_has_made(walk, group, stopped))
        return true;
    bool is_known = api_view(c, LS_KIND_INSTANCE, name, LS_KNOWN, &instance);
    c->err = (struct err){0};
    if (!is_known || !str_eqc(instance_state(instance), "running")) /* the stop reads a running one itself */
        TRY(api_find(c, LS_KIND_INSTANCE, name, STR(""), &instance));
    if (!instance_is_settled(instance))
        TRY(instance_wait(c, name, INSTANCE_SETTLED, &instance));
    if (str_eqc(instance_state(instance), "running")) {
        walk_made(walk, group, running);
        TRY(instance_set_power(c, name, false, NULL));
    }
    walk_made(walk, group, stopped);
    return true;
}

/* ret_waits: another call needs the instance alone. */
static bool enter(struct call *c, struct str name, struct str group, bool *ret_waits)
{
    struct walk *walk = c->provider->walk;
    /* Counted before the lock: the last call inside sees that another one waits. */
    walk_tally(walk, group, 1);
    bool is_locked = call_lock(c, group);
    *ret_waits = is_locked && walk_has_made(walk, group, alone);
    bool is_in = is_locked && !*ret_waits && begin(c, name, group);
    if (is_locked)
        call_unlock(c, group);
    if (!is_in)
        walk_tally(walk, group, -1);
    return is_in;
}

bool instance_pause_enter(struct call *c, struct str name, bool *ret_was_running)
{
    struct str group = group_of(c, name);
    struct ls_poll poll = api_poll_begin(c);
    bool waits;
    while (!enter(c, name, group, &waits))
        TRY(waits && api_poll_wait(c, &poll));
    if (ret_was_running != NULL)
        *ret_was_running = walk_has_made(c->provider->walk, group, running);
    return true;
}

bool instance_pause_alone(struct call *c, struct str name)
{
    struct walk *walk = c->provider->walk;
    struct str group = group_of(c, name);
    struct ls_poll poll = api_poll_begin(c);
    for (;;) {
        TRY(call_lock(c, group));
        bool is_free = walk_tally(walk, group, 0) == 0;
        if (is_free)
            walk_made(walk, group, alone);
        call_unlock(c, group);
        if (is_free)
            return true;
        TRY(api_poll_wait(c, &poll));
    }
}

void instance_pause_alone_end(struct call *c, struct str name)
{
    walk_unmade(c->provider->walk, group_of(c, name), alone);
}

void instance_pause_was_running(struct call *c, struct str name)
{
    walk_made(c->provider->walk, group_of(c, name), running);
}

void instance_pause_deleted(struct call *c, struct str name)
{
    struct walk *walk = c->provider->walk;
    struct str group = group_of(c, name);
    walk_unmade(walk, group, stopped);
    walk_unmade(walk, group, running);
    walk_tally(walk, group, -1);
}

bool instance_pause_power(struct call *c, struct str name, bool *ret_runs)
{
    struct str group = group_of(c, name);
    json_t *instance;
    TRY(call_lock(c, group));
    bool is_read = api_find(c, LS_KIND_INSTANCE, name, STR(""), &instance);
    *ret_runs = is_read && (!str_eqc(instance_state(instance), "stopped") ||
                            walk_has_made(c->provider->walk, group, running));
    call_unlock(c, group);
    return is_read;
}

bool instance_pause_set_power(struct call *c, struct str name, bool run)
{
    struct walk *walk = c->provider->walk;
    struct str group = group_of(c, name);
    struct ls_poll poll = api_poll_begin(c);
    for (;;) {
        TRY(call_lock(c, group));
        bool is_paused = walk_tally(walk, group, 0) > 0, done = false;
        if (is_paused && run)
            walk_made(walk, group, running); /* the last call inside starts it */
        else if (is_paused)
            walk_unmade(walk, group, running);
        else
            done = instance_set_power(c, name, run, NULL);
        call_unlock(c, group);
        if (!is_paused)
            return done;
        TRY(api_poll_wait(c, &poll));
    }
}

static bool end(struct call *c, struct str name, struct str group)
{
    walk_unmade(c->provider->walk, group, stopped);
    if (!walk_has_made(c->provider->walk, group, running))
        return true;
    if (!instance_set_power(c, name, true, NULL))
        return fail_context(&c->err, "while starting '%.*s' again, which was stopped for this change",
                            STR_ARG(name));
    walk_unmade(c->provider->walk, group, running);
    return true;
}

static bool leave(struct call *c, struct str name)
{
    struct walk *walk = c->provider->walk;
    struct str group = group_of(c, name);
    if (!call_lock(c, group)) {
        walk_tally(walk, group, -1);
        return false;
    }
    bool done = walk_tally(walk, group, -1) > 0 || end(c, name, group);
    call_unlock(c, group);
    return done;
}

bool instance_pause_leave(struct call *c, struct str name, bool done)
{
    struct err failure = c->err;
    c->err = (struct err){0};
    bool has_left = leave(c, name);
    if (done)
        return has_left;
    if (!has_left)
        call_warn(c, "", "Instance is still stopped",
                  "'%.*s' was stopped for this change, and could not be started again: %s", STR_ARG(name),
                  c->err.text);
    c->err = failure;
    return false;
}
