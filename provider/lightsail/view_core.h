/*
 * view_core.h — the rule by which reads of one kind share calls, as a state machine without threads, memory
 * or network, so that a test can run every order of events. Knows stamps and counts; must not know names,
 * responses or how a read waits.
 *
 * The rule. Every event gets the next stamp of one counter. A result has the stamp of the moment at which its
 * call began. A read needs a result with at least a certain stamp, and never gets an older one:
 *   - a read of "now" needs the stamp at which the read began;
 *   - a refreshing read needs the stamp of the last change of the kind by this process (0: since the client
 *   was created);
 *   - a read of known results accepts any result;
 *   - the first read of a wait is a read of "now"; each later one needs more than the stamp of the read
 *   before.
 * An object is absent when a complete list that began in time does not contain it. The caller reads such an
 * object once by name before it reports that: pages shift while other processes delete objects, and an object
 * reported as absent is removed from the state.
 *
 * A list that no read continues is kept with its position. It still has the stamp of its first page, so it
 * may be continued for a read that accepts a result of that age, and never for a newer read: its first pages
 * would be too old.
 */
#ifndef LIGHTSAIL_VIEW_CORE_H
#define LIGHTSAIL_VIEW_CORE_H

#include <stdbool.h>
#include <stdint.h>

enum view_step {
    VIEW_USE,     /* the stored object is new enough */
    VIEW_CONFIRM, /* a complete and recent list does not contain it: read it once by name */
    VIEW_GET,     /* read it by name */
    VIEW_LEAD,    /* begin a list, or continue a paused one (list.pages) */
    VIEW_JOIN,    /* wait for the list that is being read */
    VIEW_QUEUE,   /* wait: the list that is being read began too early; the next one serves */
};

/*
 * How many pages a list may read beyond the number of its readers, because a service with low latency returns
 * pages faster than Terraform starts reads. With the one reader that began it, a list of seven pages is
 * always completed, however slow the machine is. That is 500 objects at 100 a page, which fleet_calls.t
 * expects to be read by one list and one Get, plus room for 200 objects outside of the configuration. Three
 * pages were too few for that test. Each page more costs one call more, once, for a user with two instances
 * in a large account.
 */
enum { VIEW_PAGES_AHEAD = 6 };

struct view_core {
    unsigned pages_ahead; /* VIEW_PAGES_AHEAD, except in tests */
    uint64_t stamp;       /* of the last event */
    uint64_t floor;       /* of the last change of the kind by this process */
    uint64_t complete;    /* at which the newest completed list began; 0: none */
    struct view_core_list {
        bool is_open, is_led; /* open, without a leader and joined by no read: paused */
        bool is_refresh;      /* should be completed: later refreshing reads use it */
        bool must_end;        /* at any cost */
        uint64_t begun;
        uint64_t round; /* the stamp at which it was begun or, after a pause, continued */
        unsigned pages;
        unsigned readers; /* reads that it served or could have served: each pays for one page */
        unsigned joined;  /* in this round */
    } list;
    unsigned pages;    /* known pages of a list, at least */
    unsigned misses;   /* refreshing reads without a result since the last list or change */
    unsigned reading;  /* reads without a result yet */
    unsigned watching; /* waits, during a read or between two */
    bool is_refused;   /* no permission for the list: read everything by name */
};

/* One read, from view_core_begin to view_core_done. */
struct view_core_read {
    uint64_t need;
    bool is_refresh, is_watch, is_counted;
    bool must_list;  /* set by a read that has no name: never VIEW_GET, and the list is completed */
    uint64_t joined; /* the round of the list that it waits for; 0: none */
    uint64_t paid;   /* the stamp of the list that counts it among its readers */
};

enum view_freshness { VIEW_KNOWN, VIEW_REFRESH, VIEW_NOW, VIEW_FIRST_READ, VIEW_AFTER };

/* Begins a read. `after` is used for VIEW_AFTER only: the stamp of the last read, 0 for none. */
struct view_core_read view_core_begin(struct view_core *core, enum view_freshness freshness, uint64_t after);
void view_core_done(struct view_core *core, struct view_core_read *read);

/*
 * The next step of the read, when the newest result for its name has the stamp `have` (0: there is none).
 * Called again after every event. VIEW_LEAD has made the read the leader; VIEW_JOIN has counted it among the
 * reads that wait.
 */
enum view_step view_core_step(struct view_core *core, struct view_core_read *read, uint64_t have);

/* A call by name begins; returns the stamp of its result. */
uint64_t view_core_get_begins(struct view_core *core);

/*
 * One page arrived, and its objects are stored. `is_last`: the list is complete; `leader_is_served`: the
 * leader itself needs no more of it. True: the leader continues.
 */
bool view_core_page(struct view_core *core, bool is_last, bool leader_is_served);
/*
 * The list failed; the reads that joined it get the error. `is_refused`: no permission for the list, and all
 * reads continue by name.
 */
void view_core_list_failed(struct view_core *core, bool is_refused);
/* The leader cannot continue. One of the joined reads, or a later one, will. */
void view_core_leader_gave_up(struct view_core *core);

/* An object of the kind was changed, or may have been; called at the end of the change. */
void view_core_changed(struct view_core *core);

#endif
