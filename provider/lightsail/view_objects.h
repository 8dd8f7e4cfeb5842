/*
 * view_objects.h — the newest known result for each object of a kind: its text, and when its call began.
 * Knows names, ARNs and stamps; must not know calls, locks or readers. For one thread at a time.
 *
 * The text is kept, not the parsed value: an object takes 1.5 kB as text and 13 kB as values, most objects of
 * a list are not read before the next list, and parsing one takes 9 us.
 */
#ifndef LIGHTSAIL_VIEW_OBJECTS_H
#define LIGHTSAIL_VIEW_OBJECTS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* When the call of a result began. */
struct read_start {
    uint64_t begun; /* 0: there is no result */
    int64_t begun_ms;
};

struct view_object {
    struct view_object *next;
    struct str name;
    struct read_start start; /* begun 0: the result is too old for any read */
    bool is_absent;          /* as AWS reported */
    struct str text;
    size_t capacity; /* of the text's memory, which the next text reuses */
};

/* Zeroed, it is empty. */
struct view_objects {
    struct arena *mem;
    struct view_object **by_name;
    struct known_arn **arns;
};
void view_objects_free(struct view_objects *all);

/* The object, or NULL. It lives as long as the table; its text until the next put or forget. */
const struct view_object *view_objects_find(const struct view_objects *all, struct str name);
/*
 * The name of an ARN, data NULL when it is not known. An ARN identifies one object for ever, so it is never
 * forgotten.
 */
struct str view_objects_name_of_arn(const struct view_objects *all, struct str arn);

/*
 * Stores a result, unless a newer one is stored. text.data NULL: AWS reported that the object does not exist.
 */
void view_objects_put(struct view_objects *all, struct read_start start, struct str name, struct str text);
void view_objects_put_arn(struct view_objects *all, struct str arn, struct str name);
/* A complete list began then and contains every object: older results are not valid any more. */
void view_objects_forget_before(struct view_objects *all, uint64_t begun);

#endif
