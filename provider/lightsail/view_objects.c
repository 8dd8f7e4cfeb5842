/*
 * view_objects.c — two hash tables with chains: objects by name, names by ARN. Must not know where a result
 * comes from.
 */
#include "lightsail/view_objects.h"

#include <string.h>

enum { BUCKETS = 1024 };

struct known_arn {
    struct known_arn *next;
    struct str arn, name;
};

void view_objects_free(struct view_objects *all)
{
    arena_free(all->mem);
    *all = (struct view_objects){0};
}

static size_t bucket_of(struct str key)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char)key.data[i]) * 16777619u;
    return hash % BUCKETS;
}

static void begin(struct view_objects *all)
{
    if (all->mem != NULL)
        return;
    all->mem = arena_new();
    all->by_name = arena_new_array(all->mem, struct view_object *, BUCKETS);
    all->arns = arena_new_array(all->mem, struct known_arn *, BUCKETS);
}

const struct view_object *view_objects_find(const struct view_objects *all, struct str name)
{
    const struct view_object *object = all->mem != NULL ? all->by_name[bucket_of(name)] : NULL;
    while (object != NULL && !str_eq(object->name, name))
        object = object->next;
    return object;
}

struct str view_objects_name_of_arn(const struct view_objects *all, struct str arn)
{
    const struct known_arn *known = all->mem != NULL ? all->arns[bucket_of(arn)] : NULL;
    while (known != NULL && !str_eq(known->arn, arn))
        known = known->next;
    return known != NULL ? known->name : (struct str){NULL, 0};
}

static struct view_object *find_or_add(struct view_objects *all, struct str name)
{
    begin(all);
    struct view_object **bucket = &all->by_name[bucket_of(name)], *object = *bucket;
    while (object != NULL && !str_eq(object->name, name))
        object = object->next;
    if (object != NULL)
        return object;
    object = arena_new_object(all->mem, struct view_object);
    *object = (struct view_object){.next = *bucket, .name = str_copy(all->mem, name)};
    *bucket = object;
    return object;
}

/*
 * Doubles the capacity when the text does not fit: all the memory that an object ever used is less than four
 * times its longest text.
 */
static void keep_text(struct view_objects *all, struct view_object *object, struct str text)
{
    char *bytes = (char *)(uintptr_t)object->text.data;
    if (text.len > object->capacity) {
        object->capacity = text.len > 2 * object->capacity ? text.len + text.len / 16 : 2 * object->capacity;
        bytes = arena_alloc(all->mem, object->capacity);
    }
    if (text.len > 0)
        memcpy(bytes, text.data, text.len);
    object->text = str_n(bytes, text.len);
}

void view_objects_put(struct view_objects *all, struct read_start start, struct str name, struct str text)
{
    struct view_object *object = find_or_add(all, name);
    if (object->start.begun > start.begun)
        return;
    object->start = start;
    object->is_absent = text.data == NULL;
    keep_text(all, object, text);
}

void view_objects_put_arn(struct view_objects *all, struct str arn, struct str name)
{
    begin(all);
    if (arn.len == 0 || view_objects_name_of_arn(all, arn).data != NULL)
        return;
    struct known_arn *known = arena_new_object(all->mem, struct known_arn),
                     **bucket = &all->arns[bucket_of(arn)];
    *known = (struct known_arn){*bucket, str_copy(all->mem, arn), str_copy(all->mem, name)};
    *bucket = known;
}

void view_objects_forget_before(struct view_objects *all, uint64_t begun)
{
    for (size_t i = 0; all->mem != NULL && i < BUCKETS; i++) {
        for (struct view_object *object = all->by_name[i]; object != NULL; object = object->next) {
            if (object->start.begun < begun)
                object->start.begun = 0;
        }
    }
}
