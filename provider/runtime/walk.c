/*
 * walk.c — a flag and a list of keys: a walk makes few things that can be made over, and asks about them once each.
 * Must not know what the keys stand for.
 */
#include "runtime/walk.h"

#include <pthread.h>
#include <stdatomic.h>

struct made {
    struct made *next;
    struct str key;
};

struct walk {
    atomic_bool is_apply;
    pthread_mutex_t mutex; /* of what follows */
    struct made *made;
    struct arena *mem;
};

struct walk *walk_new(void)
{
    struct arena *mem = arena_new();
    struct walk *walk = arena_new_object(mem, struct walk);
    walk->mem = mem;
    pthread_mutex_init(&walk->mutex, NULL);
    return walk;
}

void walk_free(struct walk *walk)
{
    if (walk == NULL)
        return;
    pthread_mutex_destroy(&walk->mutex);
    arena_free(walk->mem);
}

void walk_applies(struct walk *walk)
{
    atomic_store(&walk->is_apply, true);
}

bool walk_is_apply(const struct walk *walk)
{
    return atomic_load(&walk->is_apply);
}

void walk_made(struct walk *walk, struct str key)
{
    pthread_mutex_lock(&walk->mutex);
    struct made *made = arena_new_object(walk->mem, struct made);
    made->key = str_copy(walk->mem, key);
    made->next = walk->made;
    walk->made = made;
    pthread_mutex_unlock(&walk->mutex);
}

bool walk_has_made(struct walk *walk, struct str key)
{
    pthread_mutex_lock(&walk->mutex);
    const struct made *made = walk->made;
    while (made != NULL && !str_eq(made->key, key))
        made = made->next;
    pthread_mutex_unlock(&walk->mutex);
    return made != NULL;
}
