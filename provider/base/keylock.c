/*
 * keylock.c — one mutex and one condition for all keys: few keys are held at a time, and a stop must end a
 * wait. Must not know what is protected.
 */
#include "base/keylock.h"

#include <stdlib.h>

struct held {
    struct held *next;
    struct str key; /* in mem */
    struct arena *mem;
};

struct keylock {
    pthread_mutex_t mutex;
    struct held *held;
    struct arena *mem;
};

/* How often a waiting thread checks for a stop and for a free key; keys are held for seconds. */
enum { CHECK_EVERY_MS = 20 };

struct keylock *keylock_new(void)
{
    struct arena *mem = arena_new();
    struct keylock *locks = arena_new_object(mem, struct keylock);
    locks->mem = mem;
    pthread_mutex_init(&locks->mutex, NULL);
    return locks;
}

void keylock_free(struct keylock *locks)
{
    if (locks == NULL)
        return;
    pthread_mutex_destroy(&locks->mutex);
    arena_free(locks->mem);
}

static bool try_take(struct keylock *locks, struct str key)
{
    bool taken = true;
    pthread_mutex_lock(&locks->mutex);
    for (struct held *held = locks->held; held != NULL; held = held->next) {
        if (str_eq(held->key, key))
            taken = false;
    }
    if (taken) {
        struct arena *mem = arena_new();
        struct held *held = arena_new_object(mem, struct held);
        held->mem = mem;
        held->key = str_copy(mem, key);
        held->next = locks->held;
        locks->held = held;
    }
    pthread_mutex_unlock(&locks->mutex);
    return taken;
}

bool keylock_take(struct keylock *locks, struct str key, const struct deadline *deadline, struct err *err)
{
    while (!try_take(locks, key)) {
        if (!clock_sleep(deadline, CHECK_EVERY_MS, err))
            return fail_context(err, "while waiting for another change of '%.*s' to end", STR_ARG(key));
    }
    return true;
}

void keylock_give(struct keylock *locks, struct str key)
{
    pthread_mutex_lock(&locks->mutex);
    for (struct held **at = &locks->held; *at != NULL; at = &(*at)->next) {
        if (str_eq((*at)->key, key)) {
            struct held *held = *at;
            *at = held->next;
            arena_free(held->mem);
            break;
        }
    }
    pthread_mutex_unlock(&locks->mutex);
}
