/*
 * pace.h — when to look next at something that changes by itself, from how long it took the times before. Knows durations;
 * must not know what changes.
 *
 * Looks fall on a grid of time, so that the looks of many waiters fall together and share a call. Not knowing anything, a
 * waiter looks at once and then whenever an eighth more has passed. Knowing that it takes E, give or take S, it looks first at E - S and
 * then in steps of half of S: what always takes equally long is met closely, what varies costs few looks all the same.
 */
#ifndef LIGHTSAIL_PACE_H
#define LIGHTSAIL_PACE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { MOST_PACES = 32, MOST_GOAL_BYTES = 64 };

/* What a client has learned; shared by its waiters. */
struct paces {
    pthread_mutex_t lock; /* guards all below, held for a few comparisons */
    struct learned {
        char goal[MOST_GOAL_BYTES];
        int64_t expected_ms, spread_ms;
    } learned[MOST_PACES];
    unsigned count;
};

void paces_init(struct paces *paces);
void paces_free(struct paces *paces);

/* How one waiter looks. */
struct pace {
    bool is_known;
    int64_t expected_ms, spread_ms, most_ms, grid_ms;
};

/*
 * goal: what is waited for, NULL for a wait of which nothing can be learned. most_ms: the longest pause, unless may_stretch: then an eighth
 * of the time that it takes, where that is more (as for the unknown: late by an eighth at most). least_ms: the grid is not
 * finer, for a service that has no time for looks (may be more than most_ms).
 */
struct pace pace_begin(struct paces *paces, const char *goal, int64_t least_ms, int64_t most_ms,
                       bool may_stretch);

/*
 * The moment (monotonic, ms) of the next look for who waits since begun_ms and looked last at looked_ms; may be in the past.
 */
int64_t pace_next_look_ms(const struct pace *pace, int64_t begun_ms, int64_t looked_ms, bool is_first);

/*
 * It was not over after_ms after its begin and was over at_ms after it. The newest times count most.
 */
void pace_learn(struct paces *paces, const char *goal, int64_t after_ms, int64_t at_ms);

#endif
