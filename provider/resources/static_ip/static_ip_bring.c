/*
 * static_ip_bring.c — attaches a static IP to an instance that may have another one, which may move in the
 * same apply. Knows which addresses need which instances (static_ip_turns.c); must not know schemas or plans.
 * Reasons: docs/design/014.
 */
#include "base/log.h"
#include "resources/instance/instance.h"
#include "resources/static_ip/static_ip_attach.h"
#include "resources/static_ip/static_ip_turns.h"

/* How long to try to attach an address to its old instance again, also after an interruption. */
enum { PUT_BACK_MS = 30 * 1000 };

/* One address that is being moved. No lock is held while it waits. */
struct way {
    struct static_ip_now *now;
    struct instance_found target; /* as in the last read */
    struct str from;              /* the instance that it had before; data NULL: none */
    bool is_old;                  /* the last read is older than a wait */
    bool gave_up;
    int64_t busy_ms; /* of turn_is_hopeless */
};

/* While the address moves, its old instance stays reserved: it may have to go back. */
static void tell(struct call *c, const struct way *way, enum turn_status status)
{
    struct str from = status == TURN_MOVES ? way->from : way->now->attached_to;
    turn_tell(c, (struct turn){way->now->name, from, way->target.name, status, 0});
}

/* ---- the instance ---- */

/* An instance that was replaced under the same name does not have the address, whatever the static IP
 * still reports. */
static bool is_at(const struct static_ip_now *now, const struct instance_found *target)
{
    struct str address = json_member_text(target->instance, "publicIpAddress");
    return now->attached_to.data != NULL && str_eq(now->attached_to, target->name) &&
           (address.len == 0 || str_eq(address, now->address));
}

static bool judge_moved(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    const struct instance_found *target = context;
    (void)err;
    *ret_reached = object != NULL && !str_eq(json_member_text(object, "attachedTo"), target->name);
    return true;
}

/* Whether it is attached there now: a read may not show yet what another process has just done. `now` is
 * the last read. */
static bool is_surely_at(struct call *c, struct static_ip_now *now, const struct instance_found *target)
{
    json_t *object = NULL;
    if (!is_at(now, target))
        return false;
    if (!api_shows_soon(c, LS_KIND_STATIC_IP, now->name, judge_moved, (void *)(uintptr_t)target, &object))
        return true;
    *now = static_ip_of(object);
    return false;
}

static bool has_another(const struct way *way)
{
    const json_t *instance = way->target.instance;
    return json_is_true(json_object_get(instance, "isStaticIp")) &&
           !str_eq(json_member_text(instance, "publicIpAddress"), way->now->address);
}

/*
 * An interrupted apply leaves instances in transition. Lightsail may refuse to attach an address to them, and
 * if a creation fails because of this, the next apply releases the address and allocates another one.
 */
static bool wait_until_settled(struct call *c, struct instance_found *target)
{
    return instance_is_settled(target->instance) ||
           instance_wait(c, target->name, INSTANCE_SETTLED, &target->instance);
}

/* ---- one move ---- */

static bool give_up(struct call *c, struct way *way)
{
    json_t *ips;
    struct str instance = way->target.name, occupant = STR("another static IP");
    way->gave_up = true;
    if (api_list(c, OP_GET_STATIC_IPS, NULL, "staticIps", &ips)) {
        for (size_t i = 0; i < json_array_size(ips); i++) {
            const json_t *ip = json_array_get(ips, i);
            if (str_eq(json_member_text(ip, "attachedTo"), instance))
                occupant = str_printf(c->mem, "the static IP '%.*s'", STR_ARG(json_member_text(ip, "name")));
        }
    }
    fail_at(&c->err, ERR_USER, "instance_name",
            "the instance '%.*s' already has %.*s, and an instance can have only one", STR_ARG(instance),
            STR_ARG(occupant));
    return fail_hint(
        &c->err,
        "No address was detached. If the other address is to leave in the same run, run it again with a "
        "higher -parallelism: addresses that swap instances wait for each other. Otherwise detach the other "
        "address first, or attach this one to another instance.");
}

/* One attempt. Not attached and no error: another address has the instance. */
static bool try_once(struct call *c, struct way *way, bool *ret_there)
{
    struct str name = way->target.name;
    TRY(instance_ref_lock(c, name));
    bool good = !way->is_old || instance_ref_get(c, name, &way->target);
    way->is_old = false;
    *ret_there = good && !has_another(way) && !turn_is_kept(turns_look(c), name, way->now->name);
    if (*ret_there) {
        tell(c, way, TURN_MOVES);
        *ret_there = good = static_ip_move(c, way->now, name);
    }
    instance_ref_unlock(c, name);
    return good;
}

/* The move ended early. The address is attached to its old instance again, also after an interruption. */
static void put_back(struct call *c, struct way *way)
{
    struct static_ip_now *now = way->now;
    struct way back = {.now = now, .target = {.name = way->from}, .from = way->from, .is_old = true};
    struct deadline deadline = c->deadline;
    struct err original = c->err;
    bool is_back;
    if (way->from.data == NULL || now->attached_to.data != NULL)
        return;
    c->deadline = deadline_begin(NULL, PUT_BACK_MS);
    bool is_loose = static_ip_get(c, now->name, now) && now->attached_to.data == NULL;
    if (is_loose && !try_once(c, &back, &is_back))
        LOG(LOG_WARN, "could not attach a static IP to its old instance again",
            LOG_TEXT(LOG_KEY_NAME, now->name), LOG_TEXT(LOG_KEY_ERROR, str_c(c->err.text)));
    c->deadline = deadline;
    c->err = original;
    if (now->attached_to.data == NULL)
        fail_context(&c->err, "the static IP '%.*s' is not attached to any instance now", STR_ARG(now->name));
}

/* ---- addresses that stopped waiting ---- */

/* The call of that address has ended with an error, and no other call moves it now. */
static bool bring_for_another(struct call *c, const struct turn *turn)
{
    struct static_ip_now now;
    bool is_there = false;
    if (!static_ip_get(c, turn->name, &now))
        return false;
    struct way way = {.now = &now, .target = {.name = turn->to}, .from = now.attached_to, .is_old = true};
    if (!try_once(c, &way, &is_there))
        put_back(c, &way);
    tell(c, &way, TURN_OVER);
    LOG(LOG_INFO,
        is_there ? "brought a static IP to its place, which is free now" : "could not bring a static IP",
        LOG_TEXT(LOG_KEY_NAME, turn->name));
    return is_there;
}

/* The instance is free: the address that stopped waiting for it is attached, and so on with the instance
 * that this frees. */
static void fill_place(struct call *c, struct str place)
{
    struct err original = c->err;
    const struct turn *next = turn_left_waiting(turns_look(c), place);
    while (next != NULL)
        next = bring_for_another(c, next) ? turn_left_waiting(turns_look(c), next->from) : NULL;
    c->err = original;
}

bool static_ip_leave(struct call *c, struct static_ip_now *now)
{
    struct str from = now->attached_to;
    TRY(static_ip_detach(c, now));
    fill_place(c, from);
    return true;
}

/* ---- waiting ---- */

/* Several addresses need each other's instances, and this one is detached for the others. */
static bool open_circle(struct call *c, struct way *way)
{
    TRY(static_ip_detach(c, way->now));
    tell(c, way, TURN_WAITS);
    return true;
}

/* Another address has the instance: waits a moment, or reports that waiting is useless. */
static bool wait_a_moment(struct call *c, struct way *way, struct ls_poll *poll)
{
    struct str name = way->now->name;
    struct turns turns = turns_look(c);
    way->is_old = true;
    if (turn_opens_circle(turns, name))
        return open_circle(c, way);
    if (turn_is_hopeless(turns, name, walk_applying(c->provider->walk), clock_monotonic_ms(), &way->busy_ms))
        return give_up(c, way);
    if (way->from.data != NULL && way->now->attached_to.data == NULL)
        fill_place(c, way->from); /* an address that stopped waiting since it left */
    return api_poll_wait(c, poll) ||
           fail_context(&c->err, "while waiting for another static IP to leave '%.*s'",
                        STR_ARG(way->target.name));
}

static bool go(struct call *c, struct way *way)
{
    struct ls_poll poll = api_poll_begin(c);
    bool is_there;
    tell(c, way, TURN_MOVES);
    TRY(wait_until_settled(c, &way->target) && try_once(c, way, &is_there));
    if (!is_there)
        tell(c, way, TURN_WAITS);
    while (!is_there)
        TRY(wait_a_moment(c, way, &poll) && try_once(c, way, &is_there));
    return true;
}

bool static_ip_bring(struct call *c, struct static_ip_now *now, const struct instance_found *target)
{
    if (is_surely_at(c, now, target))
        return true;
    struct way way = {.now = now, .target = *target, .from = now->attached_to};
    bool is_there = go(c, &way);
    if (!is_there)
        put_back(c, &way);
    tell(c, &way, way.gave_up ? TURN_GAVE_UP : TURN_OVER);
    if (!str_eq(now->attached_to, way.from))
        fill_place(c, way.from);
    return is_there;
}

bool static_ip_await(struct call *c, struct str name, const struct instance_found *target)
{
    struct static_ip_now none = {.name = name};
    struct way way = {.now = &none, .target = *target};
    struct ls_poll poll = api_poll_begin(c);
    bool good = true;
    struct static_ip_now taken;
    /* An address of this very name, which an interrupted apply may have left: the allocation reports it. */
    if (!has_another(&way) || static_ip_get(c, name, &taken))
        return true;
    TRY(api_done_if_not_found(c));
    tell(c, &way, TURN_WAITS);
    while (good && has_another(&way))
        good = wait_a_moment(c, &way, &poll) && instance_ref_get(c, target->name, &way.target);
    tell(c, &way, TURN_OVER);
    return good;
}
