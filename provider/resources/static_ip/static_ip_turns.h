/*
 * static_ip_turns.h — which static IPs of this walk are on their way, and whose turn it is when they want each other's places. Knows names
 * and places; must not know any call to Lightsail (static_ip_attach.c makes them). Reasons: docs/design/014.
 */
#ifndef RESOURCES_STATIC_IP_TURNS_H
#define RESOURCES_STATIC_IP_TURNS_H

#include "runtime/resource.h"

enum turn_status {
    TURN_MOVES = 'm',   /* a call of this walk brings it there now */
    TURN_WAITS = 'w',   /* a call of this walk waits until its place is free */
    TURN_GAVE_UP = 'g', /* the wait ended with an error, and it is still where it was */
    TURN_OVER = 'o',    /* it is there, or will not get there in this walk */
};

struct turn {
    struct str name;     /* of the static IP */
    struct str from, to; /* instances; `from` is "" when it has no place, nor one to go back to */
    enum turn_status status;
    int64_t at_ms; /* clock_monotonic_ms of when that became so */
};

/* The latest of each static IP, in the call's memory. */
struct turns {
    const struct turn *v;
    size_t count;
};

/* Notes how it is with one now (at_ms is set here), and tells how it is with all of the region. */
void turn_tell(struct call *c, struct turn turn);
struct turns turns_look(struct call *c);

/*
 * Whether all that `name` waits for waits for it in the end, and it is the one that has to leave its place for the others: the first by
 * name of those in the circle whose call still runs. Two calls that look at the same turns never both get a yes.
 */
bool turn_opens_circle(struct turns turns, struct str name);

/* Whether one that moves has left this place, other than `name`, and may have to come back to it. */
bool turn_is_kept(struct turns turns, struct str place, struct str name);

/*
 * Whether it is time for `name` to give up: nothing has happened for a while, and all `applying` calls of the walk wait for a place. They
 * give up one by one, because each makes room for a call that Terraform has held back, which may be the one that all wait for. `busy_ms`
 * begins with 0, and keeps from one look to the next when others were last seen at work.
 */
bool turn_is_hopeless(struct turns turns, struct str name, size_t applying, int64_t now_ms, int64_t *busy_ms);

/* The one that gave up waiting for this place; NULL when there is none. */
const struct turn *turn_left_waiting(struct turns turns, struct str place);

#endif
