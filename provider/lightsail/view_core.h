/*
 * view_core.h — the rule by which reads of one kind share calls, as a state machine without threads, memory or network, so that a
 * test can walk through every order of events. Knows stamps and counts; must not know names, answers or who waits how.
 *
 * The rule. Every event gets the next stamp of one counter. An answer carries the stamp of the moment at which the call that
 * brought it began. A read needs an answer with at least a certain stamp, and never gets an older one:
 *   - a read of "now" needs the stamp that it got when it was asked for;
 *   - a refreshing read needs the stamp of the last change of the kind by this process (0: since the client exists);
 *   - a read of what is known needs any answer;
 *   - a waiter's first look is of now, each later one needs more than the stamp of the one before.
 * Absent is what a list that began in time and came to its end does not hold. The caller asks for such a thing once by
 * name before it says so: pages shift while others delete, and what is reported absent leaves somebody's state.
 *
 * A list that nobody goes on with is kept with the place where it stopped. It still has the stamp of its first page, so going on with it is
 * safe for a read that needs no newer answer, and never for one that was asked for later: the pages before would be too old for it.
 */
#ifndef LIGHTSAIL_VIEW_CORE_H
#define LIGHTSAIL_VIEW_CORE_H

#include <stdbool.h>
#include <stdint.h>

enum view_step {
    VIEW_ANSWER,  /* what is there is new enough */
    VIEW_CONFIRM, /* a list that is new enough does not hold it: ask once by name */
    VIEW_GET,     /* ask by name */
    VIEW_LEAD,    /* begin a list, or go on where one stopped (list.pages) */
    VIEW_JOIN,    /* a list that is under way will tell */
    VIEW_QUEUE,   /* a list that is under way began too early; the next one will tell */
};

/*
 * How many pages a list may run ahead of its readers, because pages of a near service come faster than Terraform asks. With the page of the
 * one who began it, a list of seven is never given up, however slow the machine is: that is 500 things at a hundred a page, which
 * fleet_calls.t promises to read by one list and one Get, and room for two hundred that are somebody else's. Three were too few for it. Each
 * page more is a call more, once, for who has two machines in a big account.
 */
enum { VIEW_PATIENCE_PAGES = 6 };

struct view_core {
    unsigned deadline; /* VIEW_PATIENCE_PAGES, but for tests */
    uint64_t stamp;    /* of the last event */
    uint64_t floor;    /* of the last change of the kind by this process */
    uint64_t complete; /* at which the newest list began that came to its end; 0: none */
    struct view_core_list {
        bool is_open, is_led; /* open, not led, joined by nobody: it rests */
        bool is_refresh;      /* worth its end: later refreshing reads are answered from it */
        bool must_end;        /* whatever it costs */
        uint64_t begun;
        uint64_t round; /* the stamp at which it was begun or, after a rest, gone on with */
        unsigned pages;
        unsigned readers; /* that it was or could have been of use to: each pays for a page */
        unsigned joined;  /* in this round */
    } list;
    unsigned pages;    /* what a list costs at least, as far as it is known */
    unsigned misses;   /* refreshing reads without an answer since the last list or change */
    unsigned asking;   /* reads that have no answer yet */
    unsigned watching; /* waiters, in a look or between two */
    bool is_refused;   /* the list may not be called: everything by name */
};

/* One read, from view_core_ask to view_core_done. */
struct view_core_read {
    uint64_t need;
    bool is_refresh, is_watch, is_counted;
    bool must_list;  /* set by who cannot ask by name: never VIEW_GET, and the list goes to its end */
    uint64_t joined; /* the round of the list that it waits for; 0: none */
    uint64_t paid;   /* the list that counts it among its readers, by its stamp */
};

enum view_freshness { VIEW_KNOWN, VIEW_REFRESH, VIEW_NOW, VIEW_FIRST_LOOK, VIEW_AFTER };

/* A read begins. `after` counts for VIEW_AFTER alone: the stamp of the last look, 0 for none. */
struct view_core_read view_core_ask(struct view_core *core, enum view_freshness freshness, uint64_t after);
void view_core_done(struct view_core *core, struct view_core_read *read);

/*
 * What the read does next, when the newest answer for its name has the stamp `have` (0: there is none). Asked again after everything
 * that happened. VIEW_LEAD has made the read the leader; VIEW_JOIN has counted it among those who wait.
 */
enum view_step view_core_step(struct view_core *core, struct view_core_read *read, uint64_t have);

/* A call by name begins: the stamp of its answer. */
uint64_t view_core_get_begins(struct view_core *core);

/*
 * One page arrived, and its things can be looked up. `is_last`: the list is complete; `leader_is_served`: the leader itself would
 * not need more of it. True: the leader goes on.
 */
bool view_core_page(struct view_core *core, bool is_last, bool leader_is_served);
/* The list failed; those who joined it hear of it. `is_refused`: it may not be called, and all go on by name. */
void view_core_list_failed(struct view_core *core, bool is_refused);
/* The leader cannot go on. One of those who joined will, or somebody who comes later. */
void view_core_leader_gave_up(struct view_core *core);

/* Something of the kind was changed, or may have been: at the end of the change. */
void view_core_changed(struct view_core *core);

#endif
