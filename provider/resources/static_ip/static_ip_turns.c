/*
 * static_ip_turns.c — the turns as items of the run, the latest first, and the decisions that follow from
 * them. Must not know Lightsail.
 */
#include "resources/static_ip/static_ip_turns.h"

/* How long all calls must wait until the first gives up: a call that Terraform is about to begin has
 * started by then. */
enum { FIRST_QUIET_MS = 15 * 1000, NEXT_QUIET_MS = 2 * 1000 };

/* ---- the items of the run: "name from to status at_ms", none of which has a space ---- */

static struct str group_of(struct call *c)
{
    return str_printf(c->mem, "static-ip-turns/%.*s", STR_ARG(call_region(c)));
}

void turn_tell(struct call *c, struct turn turn)
{
    call_made(c, group_of(c),
              str_printf(c->mem, "%.*s %.*s %.*s %c %lld", STR_ARG(turn.name), STR_ARG(turn.from),
                         STR_ARG(turn.to), turn.status, (long long)clock_monotonic_ms()));
}

static struct turn parse(struct str item)
{
    struct str parts[5], rest = item;
    for (size_t i = 0; i < 4; i++)
        str_cut(rest, ' ', &parts[i], &rest);
    int64_t at_ms = 0;
    for (size_t i = 0; i < rest.len; i++)
        at_ms = at_ms * 10 + (rest.data[i] - '0');
    return (struct turn){parts[0], parts[1], parts[2], (enum turn_status)parts[3].data[0], at_ms};
}

static const struct turn *find(struct turns turns, struct str name)
{
    for (size_t i = 0; i < turns.count; i++) {
        if (str_eq(turns.v[i].name, name))
            return turns.v + i;
    }
    return NULL;
}

struct turns turns_look(struct call *c)
{
    const struct str *items;
    size_t count = call_made_of(c, group_of(c), &items);
    struct turn *v = arena_new_array(c->mem, struct turn, count);
    struct turns turns = {v, 0};
    for (size_t i = 0; i < count; i++) {
        struct turn turn = parse(items[i]);
        if (find(turns, turn.name) == NULL)
            v[turns.count++] = turn;
    }
    return turns;
}

/* ---- decisions ---- */

static bool is_running(const struct turn *turn)
{
    return turn->status == TURN_MOVES || turn->status == TURN_WAITS;
}

/* The address that has the instance that `turn` needs, and will leave it. */
static const struct turn *in_the_way_of(struct turns turns, const struct turn *turn)
{
    for (size_t i = 0; i < turns.count; i++) {
        if (turns.v[i].status != TURN_OVER && str_eq(turns.v[i].from, turn->to))
            return turns.v + i;
    }
    return NULL;
}

bool turn_opens_circle(struct turns turns, struct str name)
{
    const struct turn *own = find(turns, name), *at = own;
    struct str first = name;
    for (size_t steps = 0; at != NULL && steps < turns.count; steps++) {
        at = in_the_way_of(turns, at);
        if (at == own)
            return str_eq(first, name);
        if (at != NULL && is_running(at) && str_cmp(at->name, first) < 0)
            first = at->name;
    }
    return false;
}

/* The turn that changed last; NULL when there are none. */
static const struct turn *latest_of(struct turns turns)
{
    const struct turn *latest = NULL;
    for (size_t i = 0; i < turns.count; i++) {
        if (latest == NULL || turns.v[i].at_ms > latest->at_ms)
            latest = turns.v + i;
    }
    return latest;
}

bool turn_is_kept(struct turns turns, struct str place, struct str name)
{
    for (size_t i = 0; i < turns.count; i++) {
        const struct turn *turn = turns.v + i;
        if (turn->status == TURN_MOVES && str_eq(turn->from, place) && !str_eq(turn->name, name))
            return true;
    }
    return false;
}

bool turn_is_hopeless(struct turns turns, struct str name, size_t applying, int64_t now_ms, int64_t *busy_ms)
{
    const struct turn *latest = latest_of(turns);
    size_t waiting = 0, before = 0;
    for (size_t i = 0; i < turns.count; i++) {
        bool waits = turns.v[i].status == TURN_WAITS;
        waiting += waits;
        before += waits && str_cmp(turns.v[i].name, name) < 0;
    }
    if (applying > waiting)
        *busy_ms = now_ms;
    if (latest == NULL || before > 0)
        return false;
    bool is_next = latest->status == TURN_GAVE_UP && latest->at_ms > *busy_ms;
    int64_t since_ms = latest->at_ms > *busy_ms ? latest->at_ms : *busy_ms;
    return now_ms - since_ms >= (is_next ? NEXT_QUIET_MS : FIRST_QUIET_MS);
}

const struct turn *turn_left_waiting(struct turns turns, struct str place)
{
    for (size_t i = 0; i < turns.count; i++) {
        if (turns.v[i].status == TURN_GAVE_UP && str_eq(turns.v[i].to, place))
            return turns.v + i;
    }
    return NULL;
}
