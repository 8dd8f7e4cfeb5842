/*
 * pace.c — the pace of looking, learned from durations. Must not know what changes.
 */
#include "lightsail/pace.h"

#include <string.h>

enum {
    LEAST_GRID_MS = 25,
    /* The spread of what takes E is E / 10 while one time is known, and stays between E / 40 and E / 4: so a wait costs few looks. */
    FIRST_SPREAD = 10,
    LEAST_SPREAD = 40,
    MOST_SPREAD = 4,
    STRETCH = 8,
};

void paces_init(struct paces *paces)
{
    pthread_mutex_init(&paces->lock, NULL);
}

void paces_free(struct paces *paces)
{
    pthread_mutex_destroy(&paces->lock);
}

/* Under the lock; NULL when nothing is known. */
static struct learned *find(struct paces *paces, const char *goal)
{
    for (unsigned i = 0; i < paces->count; i++) {
        if (strcmp(paces->learned[i].goal, goal) == 0)
            return &paces->learned[i];
    }
    return NULL;
}

static int64_t within(int64_t value, int64_t least, int64_t most)
{
    int64_t at_least = value > least ? value : least;
    return at_least < most ? at_least : most;
}

struct pace pace_begin(struct paces *paces, const char *goal, int64_t least_ms, int64_t most_ms,
                       bool may_stretch)
{
    struct pace pace = {.most_ms = most_ms > 0 ? most_ms : 1};
    if (least_ms > pace.most_ms)
        pace.most_ms = least_ms;
    pthread_mutex_lock(&paces->lock);
    const struct learned *learned = goal != NULL ? find(paces, goal) : NULL;
    if (learned != NULL) {
        pace.is_known = true;
        pace.expected_ms = learned->expected_ms;
        pace.spread_ms = learned->spread_ms;
        if (may_stretch && pace.expected_ms / STRETCH > pace.most_ms)
            pace.most_ms = pace.expected_ms / STRETCH;
    }
    pthread_mutex_unlock(&paces->lock);
    pace.grid_ms = within(pace.is_known ? pace.spread_ms / 2 : most_ms / 8,
                          LEAST_GRID_MS > least_ms ? LEAST_GRID_MS : least_ms, pace.most_ms);
    return pace;
}

int64_t pace_next_look_ms(const struct pace *pace, int64_t begun_ms, int64_t looked_ms, bool is_first)
{
    if (is_first && !pace->is_known)
        return looked_ms;
    int64_t elapsed_ms = looked_ms - begun_ms, early_ms = pace->expected_ms - pace->spread_ms, pause_ms;
    if (!pace->is_known)
        pause_ms = elapsed_ms / 8;
    else if (elapsed_ms < early_ms)
        pause_ms = early_ms - elapsed_ms;
    else
        pause_ms = (elapsed_ms - early_ms) / 4;
    if (is_first && pause_ms < pace->grid_ms)
        return looked_ms;
    int64_t at_ms = looked_ms + within(pause_ms, pace->grid_ms, pace->most_ms);
    /* Up to the grid, unless that would be a long way. */
    int64_t over_ms = at_ms % pace->grid_ms;
    return over_ms == 0 ? at_ms : at_ms + pace->grid_ms - over_ms;
}

static int64_t apart(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* The truth is between the looks: its middle is the best guess, and half of the gap is doubt. */
void pace_learn(struct paces *paces, const char *goal, int64_t after_ms, int64_t at_ms)
{
    int64_t took_ms = after_ms + (at_ms - after_ms) / 2, doubt_ms = (at_ms - after_ms) / 2;
    pthread_mutex_lock(&paces->lock);
    struct learned *learned = find(paces, goal);
    if (learned != NULL) {
        int64_t spread_ms = apart(took_ms, learned->expected_ms) + doubt_ms;
        learned->spread_ms = (3 * learned->spread_ms + spread_ms) / 4;
        learned->expected_ms = (3 * learned->expected_ms + took_ms) / 4;
    } else if (paces->count < MOST_PACES && strlen(goal) < MOST_GOAL_BYTES) {
        learned = &paces->learned[paces->count++];
        learned->expected_ms = took_ms;
        learned->spread_ms = took_ms / FIRST_SPREAD;
        memcpy(learned->goal, goal, strlen(goal) + 1);
    }
    if (learned != NULL)
        learned->spread_ms = within(learned->spread_ms, learned->expected_ms / LEAST_SPREAD,
                                    learned->expected_ms / MOST_SPREAD);
    pthread_mutex_unlock(&paces->lock);
}
