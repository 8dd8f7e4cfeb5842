/*
 * domain_turns.c — changes of one zone that arrive at the same time: one takes place, the others are refused as
 * those of a busy zone. It must not know what is changed.
 */
#include "api/domain_turns.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "host_names.h"
#include "memory.h"

/* So long a change takes at least, so that requests of a client that does not wait for responses overlap. */
enum { TURN_MS = 2 };

struct turn {
    char *zone;
    bool is_refused;
    struct turn *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct turn *turns;

static bool is_taken(const char *zone)
{
    const struct turn *turn = turns;
    while (turn && (turn->is_refused || strcmp(turn->zone, zone) != 0))
        turn = turn->next;
    return turn != NULL;
}

void domain_turn_begin(struct call *call)
{
    struct turn *turn = memory_new(1, sizeof *turn);
    turn->zone = host_name_copy(call_string(call, "domainName"));
    pthread_mutex_lock(&lock);
    turn->is_refused = is_taken(turn->zone);
    turn->next = turns;
    turns = turn;
    pthread_mutex_unlock(&lock);
    call->prepared = turn;
    if (!turn->is_refused)
        clock_sleep(TURN_MS);
}

void domain_turn_end(struct call *call)
{
    struct turn *turn = call->prepared, **place = &turns;
    pthread_mutex_lock(&lock);
    while (*place != turn)
        place = &(*place)->next;
    *place = turn->next;
    pthread_mutex_unlock(&lock);
    free(turn->zone);
    free(turn);
    call->prepared = NULL;
}

bool domain_turn_check(struct call *call)
{
    const struct turn *turn = call->prepared;
    return !turn->is_refused ||
           call_fail(call, FAILURE_OPERATION, "OperationFailure",
                     "Another change of the DNS zone %s is in progress. Please try again in a few minutes.",
                     turn->zone);
}
