/*
 * static_ip_turns.h — which static IPs of this run are being moved, and which of them goes first when they
 * need each other's instances. Knows names of addresses and instances; must not know any request to Lightsail
 * (static_ip_attach.c sends them). Reasons: docs/design/014.
 */
#ifndef RESOURCES_STATIC_IP_TURNS_H
#define RESOURCES_STATIC_IP_TURNS_H

#include "runtime/resource.h"

enum turn_status {
    TURN_MOVES = 'm',   /* a call of this run is attaching it now */
    TURN_WAITS = 'w',   /* a call of this run waits until its instance is free */
    TURN_GAVE_UP = 'g', /* the wait ended with an error, and it is still attached to its old instance */
    TURN_OVER = 'o',    /* it is attached, or will not be attached in this run */
};

struct turn {
    struct str name; /* name of the static IP */
    struct str from,
        to; /* instances; `from` is "" when it is not attached, and has no instance to go back to */
    enum turn_status status;
    int64_t at_ms; /* clock_monotonic_ms of this status */
};

/* The latest turn of each static IP, in the memory of the call. */
struct turns {
    const struct turn *v;
    size_t count;
};

/* Records the current status of one (at_ms is set here), and returns the status of all of the region. */
void turn_tell(struct call *c, struct turn turn);
struct turns turns_look(struct call *c);

/*
 * Whether `name` is in a circle of addresses that wait for each other, and is the one that must be detached
 * for the others: the first by name of those in the circle whose call is still running. Of two calls that see
 * the same turns, only one gets true.
 */
bool turn_opens_circle(struct turns turns, struct str name);

/* Whether an address that is being moved, other than `name`, has left this instance and may have to come
 * back. */
bool turn_is_kept(struct turns turns, struct str place, struct str name);

/*
 * Whether `name` should stop waiting: nothing has happened for a while, and all `applying` calls of the run
 * wait for an instance. They stop one by one, because each lets Terraform begin a call that it has held back,
 * which may be the one that all wait for. `busy_ms` begins with 0, and records between two checks when other
 * calls were last seen working.
 */
bool turn_is_hopeless(struct turns turns, struct str name, size_t applying, int64_t now_ms, int64_t *busy_ms);

/* The address that stopped waiting for this instance; NULL when there is none. */
const struct turn *turn_left_waiting(struct turns turns, struct str place);

#endif
