/*
 * view_things.h — what was last seen of each thing of a kind: its text, and when the call began that brought it. Knows names, ARNs and
 * stamps; must not know calls, locks or who reads. One thread at a time.
 *
 * A text is kept, and not what is parsed from it: a thing takes 1.5 kB so and 13 kB as values, most things of a list are read by nobody
 * before the next list, and to parse one takes 9 us.
 */
#ifndef LIGHTSAIL_VIEW_THINGS_H
#define LIGHTSAIL_VIEW_THINGS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* When the call began that an answer came from. */
struct look {
    uint64_t begun; /* 0: there was none */
    int64_t begun_ms;
};

struct thing {
    struct thing *next;
    struct str name;
    struct look look; /* begun 0: what was seen is too old for anybody */
    bool is_absent;   /* AWS said so */
    struct str text;
    size_t capacity; /* of the text's memory, which the next one takes */
};

/* Zeroed, it is empty. */
struct things {
    struct arena *mem;
    struct thing **by_name;
    struct known_arn **arns;
};
void things_free(struct things *all);

/* The thing, or NULL; it lives as long as the table, its text until the next function that puts or forgets. */
const struct thing *things_find(const struct things *all, struct str name);
/* The name that an ARN stands for, data NULL when it is not known. An ARN means one life of one thing: that is never forgotten. */
struct str things_name_of_arn(const struct things *all, struct str arn);

/* An answer about a thing, unless a newer one is there. text.data NULL: AWS said that there is none. */
void things_put(struct things *all, struct look look, struct str name, struct str text);
void things_put_arn(struct things *all, struct str arn, struct str name);
/* A complete list that began then holds all there is: what is older is nothing any more. */
void things_forget_before(struct things *all, uint64_t begun);

#endif
