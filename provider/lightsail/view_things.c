/*
 * view_things.c — two tables with chains: things by name, names by ARN. Must not know where an answer comes from.
 */
#include "lightsail/view_things.h"

#include <string.h>

enum { BUCKETS = 1024 };

struct known_arn {
    struct known_arn *next;
    struct str arn, name;
};

void things_free(struct things *all)
{
    arena_free(all->mem);
    *all = (struct things){0};
}

static size_t bucket_of(struct str key)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char)key.data[i]) * 16777619u;
    return hash % BUCKETS;
}

static void begin(struct things *all)
{
    if (all->mem != NULL)
        return;
    all->mem = arena_new();
    all->by_name = arena_new_array(all->mem, struct thing *, BUCKETS);
    all->arns = arena_new_array(all->mem, struct known_arn *, BUCKETS);
}

const struct thing *things_find(const struct things *all, struct str name)
{
    const struct thing *thing = all->mem != NULL ? all->by_name[bucket_of(name)] : NULL;
    while (thing != NULL && !str_eq(thing->name, name))
        thing = thing->next;
    return thing;
}

struct str things_name_of_arn(const struct things *all, struct str arn)
{
    const struct known_arn *known = all->mem != NULL ? all->arns[bucket_of(arn)] : NULL;
    while (known != NULL && !str_eq(known->arn, arn))
        known = known->next;
    return known != NULL ? known->name : (struct str){NULL, 0};
}

static struct thing *find_or_add(struct things *all, struct str name)
{
    begin(all);
    struct thing **bucket = &all->by_name[bucket_of(name)], *thing = *bucket;
    while (thing != NULL && !str_eq(thing->name, name))
        thing = thing->next;
    if (thing != NULL)
        return thing;
    thing = arena_new_object(all->mem, struct thing);
    *thing = (struct thing){.next = *bucket, .name = str_copy(all->mem, name)};
    *bucket = thing;
    return thing;
}

/* Twice as much where it does not fit: all that a thing ever had is less than four times its longest text. */
static void keep_text(struct things *all, struct thing *thing, struct str text)
{
    char *bytes = (char *)(uintptr_t)thing->text.data;
    if (text.len > thing->capacity) {
        thing->capacity = text.len > 2 * thing->capacity ? text.len + text.len / 16 : 2 * thing->capacity;
        bytes = arena_alloc(all->mem, thing->capacity);
    }
    if (text.len > 0)
        memcpy(bytes, text.data, text.len);
    thing->text = str_n(bytes, text.len);
}

void things_put(struct things *all, struct look look, struct str name, struct str text)
{
    struct thing *thing = find_or_add(all, name);
    if (thing->look.begun > look.begun)
        return;
    thing->look = look;
    thing->is_absent = text.data == NULL;
    keep_text(all, thing, text);
}

void things_put_arn(struct things *all, struct str arn, struct str name)
{
    begin(all);
    if (arn.len == 0 || things_name_of_arn(all, arn).data != NULL)
        return;
    struct known_arn *known = arena_new_object(all->mem, struct known_arn),
                     **bucket = &all->arns[bucket_of(arn)];
    *known = (struct known_arn){*bucket, str_copy(all->mem, arn), str_copy(all->mem, name)};
    *bucket = known;
}

void things_forget_before(struct things *all, uint64_t begun)
{
    for (size_t i = 0; all->mem != NULL && i < BUCKETS; i++) {
        for (struct thing *thing = all->by_name[i]; thing != NULL; thing = thing->next) {
            if (thing->look.begun < begun)
                thing->look.begun = 0;
        }
    }
}
