/*
 * walk.c — a flag, and groups of items in a hash table, so that a lookup in a group is fast however many
 * objects there are. Must not know what groups and items stand for.
 */
#include "runtime/walk.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"

enum { BUCKETS = 4096 };

struct item {
    struct item *next;
    struct str text;
};

struct group {
    struct group *next;
    struct str name;
    struct item *items;
    size_t count;
    int64_t tally;
};

struct walk {
    atomic_bool is_apply;
    atomic_size_t applying;
    struct str id;
    pthread_mutex_t mutex; /* guards the following members */
    struct arena *mem;
    struct group *groups[BUCKETS];
};

static atomic_uint walks;

struct walk *walk_new(void)
{
    struct arena *mem = arena_new();
    struct walk *walk = arena_new_object(mem, struct walk);
    walk->mem = mem;
    walk->id = str_printf(mem, "%lld.%d.%u", (long long)clock_wall_ms(), (int)getpid(),
                          atomic_fetch_add(&walks, 1));
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

struct str walk_id(const struct walk *walk)
{
    return walk->id;
}

void walk_applies(struct walk *walk)
{
    atomic_store(&walk->is_apply, true);
    atomic_fetch_add(&walk->applying, 1);
}

void walk_applied(struct walk *walk)
{
    atomic_fetch_sub(&walk->applying, 1);
}

bool walk_is_apply(const struct walk *walk)
{
    return atomic_load(&walk->is_apply);
}

size_t walk_applying(const struct walk *walk)
{
    return atomic_load(&walk->applying);
}

/* ---- under the lock ---- */

static struct group **bucket_of(struct walk *walk, struct str name)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)name.data[i]) * 16777619u;
    return &walk->groups[hash % BUCKETS];
}

static struct group *find(struct walk *walk, struct str name)
{
    struct group *group = *bucket_of(walk, name);
    while (group != NULL && !str_eq(group->name, name))
        group = group->next;
    return group;
}

static bool holds(const struct group *group, struct str text)
{
    const struct item *item = group != NULL ? group->items : NULL;
    while (item != NULL && !str_eq(item->text, text))
        item = item->next;
    return item != NULL;
}

static struct group *find_or_add(struct walk *walk, struct str name)
{
    struct group *group = find(walk, name), **bucket = bucket_of(walk, name);
    if (group != NULL)
        return group;
    group = arena_new_object(walk->mem, struct group);
    *group = (struct group){.next = *bucket, .name = str_copy(walk->mem, name)};
    *bucket = group;
    return group;
}

static void add(struct walk *walk, struct group *group, struct str text)
{
    struct item *item = arena_new_object(walk->mem, struct item);
    *item = (struct item){group->items, str_copy(walk->mem, text)};
    group->items = item;
    group->count++;
}

/* ---- entrances ---- */

void walk_made(struct walk *walk, struct str group_name, struct str item)
{
    pthread_mutex_lock(&walk->mutex);
    struct group *group = find_or_add(walk, group_name);
    if (!holds(group, item))
        add(walk, group, item);
    pthread_mutex_unlock(&walk->mutex);
}

bool walk_has_made(struct walk *walk, struct str group_name, struct str item)
{
    pthread_mutex_lock(&walk->mutex);
    bool has = holds(find(walk, group_name), item);
    pthread_mutex_unlock(&walk->mutex);
    return has;
}

void walk_unmade(struct walk *walk, struct str group_name, struct str text)
{
    pthread_mutex_lock(&walk->mutex);
    struct group *group = find(walk, group_name);
    struct item **link = group != NULL ? &group->items : NULL;
    while (link != NULL && *link != NULL && !str_eq((*link)->text, text))
        link = &(*link)->next;
    if (link != NULL && *link != NULL) {
        *link = (*link)->next;
        group->count--;
    }
    pthread_mutex_unlock(&walk->mutex);
}

int64_t walk_tally(struct walk *walk, struct str group_name, int64_t more)
{
    pthread_mutex_lock(&walk->mutex);
    int64_t tally = find_or_add(walk, group_name)->tally += more;
    pthread_mutex_unlock(&walk->mutex);
    return tally;
}

size_t walk_made_of(struct walk *walk, struct arena *mem, struct str group_name, const struct str **ret_items)
{
    pthread_mutex_lock(&walk->mutex);
    const struct group *group = find(walk, group_name);
    size_t count = group != NULL ? group->count : 0, kept = 0;
    struct str *items = arena_new_array(mem, struct str, count);
    for (const struct item *item = count > 0 ? group->items : NULL; item != NULL; item = item->next)
        items[kept++] = str_copy(mem, item->text);
    pthread_mutex_unlock(&walk->mutex);
    *ret_items = items;
    return count;
}
