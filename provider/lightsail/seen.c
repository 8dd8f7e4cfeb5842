/*
 * seen.c — two tables with chains: things by name, names by ARN. Must not know where an answer comes from.
 */
#include "lightsail/seen.h"

#include <string.h>

enum { BUCKETS = 1024 };

struct seen_arn {
    struct seen_arn *next;
    struct str arn, name;
};

void seen_free(struct seen *seen)
{
    arena_free(seen->mem);
    *seen = (struct seen){0};
}

static size_t bucket_of(struct str key)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char)key.data[i]) * 16777619u;
    return hash % BUCKETS;
}

static void begin(struct seen *seen)
{
    if (seen->mem != NULL)
        return;
    seen->mem = arena_new();
    seen->things = arena_new_array(seen->mem, struct seen_thing *, BUCKETS);
    seen->arns = arena_new_array(seen->mem, struct seen_arn *, BUCKETS);
}

const struct seen_thing *seen_find(const struct seen *seen, struct str name)
{
    const struct seen_thing *thing = seen->mem != NULL ? seen->things[bucket_of(name)] : NULL;
    while (thing != NULL && !str_eq(thing->name, name))
        thing = thing->next;
    return thing;
}

struct str seen_name_of_arn(const struct seen *seen, struct str arn)
{
    const struct seen_arn *known = seen->mem != NULL ? seen->arns[bucket_of(arn)] : NULL;
    while (known != NULL && !str_eq(known->arn, arn))
        known = known->next;
    return known != NULL ? known->name : (struct str){NULL, 0};
}

static struct seen_thing *find_or_add(struct seen *seen, struct str name)
{
    begin(seen);
    struct seen_thing **bucket = &seen->things[bucket_of(name)], *thing = *bucket;
    while (thing != NULL && !str_eq(thing->name, name))
        thing = thing->next;
    if (thing != NULL)
        return thing;
    thing = arena_new_object(seen->mem, struct seen_thing);
    *thing = (struct seen_thing){.next = *bucket, .name = str_copy(seen->mem, name)};
    *bucket = thing;
    return thing;
}

/* Twice as much where it does not fit: all that a thing ever had is less than four times its longest text. */
static void keep_text(struct seen *seen, struct seen_thing *thing, struct str text)
{
    char *bytes = (char *)(uintptr_t)thing->text.data;
    if (text.len > thing->capacity) {
        thing->capacity = text.len > 2 * thing->capacity ? text.len + text.len / 16 : 2 * thing->capacity;
        bytes = arena_alloc(seen->mem, thing->capacity);
    }
    if (text.len > 0)
        memcpy(bytes, text.data, text.len);
    thing->text = str_n(bytes, text.len);
}

void seen_put(struct seen *seen, struct look look, struct str name, struct str text)
{
    struct seen_thing *thing = find_or_add(seen, name);
    if (thing->look.begun > look.begun)
        return;
    thing->look = look;
    thing->is_absent = text.data == NULL;
    keep_text(seen, thing, text);
}

void seen_put_arn(struct seen *seen, struct str arn, struct str name)
{
    begin(seen);
    if (arn.len == 0 || seen_name_of_arn(seen, arn).data != NULL)
        return;
    struct seen_arn *known = arena_new_object(seen->mem, struct seen_arn),
                    **bucket = &seen->arns[bucket_of(arn)];
    *known = (struct seen_arn){*bucket, str_copy(seen->mem, arn), str_copy(seen->mem, name)};
    *bucket = known;
}

void seen_forget_before(struct seen *seen, uint64_t begun)
{
    for (size_t i = 0; seen->mem != NULL && i < BUCKETS; i++) {
        for (struct seen_thing *thing = seen->things[i]; thing != NULL; thing = thing->next) {
            if (thing->look.begun < begun)
                thing->look.begun = 0;
        }
    }
}
