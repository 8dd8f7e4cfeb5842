/*
 * world.h — the objects: regions, the resources in them, their names and the changes that are due later. It
 * must not know what any operation of the API does; everything here happens under one lock.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct kind; /* kind.h */

struct resource {
    const struct kind *kind;
    uint64_t sequence;        /* order of creation over the whole world; what page tokens count */
    json_t *document;         /* as in the API's responses */
    json_t *hidden;           /* what the API never returns: user data, and under "due" the planned changes */
    int64_t next_due_ms;      /* the earliest of them; INT64_MAX when there is none */
    struct text printed;      /* document as text, until it changes */
    int64_t since_ms;         /* when it got its current value; when it was deleted, for a deleted one */
    bool noted;               /* the newest of earlier has the current value */
    struct resource *earlier; /* history.c: its versions at since_ms and before, the newest first */
    struct resource *next_in_bucket;
};

struct resource_list {
    struct resource **items;
    size_t count, capacity;
};

/* One asynchronous operation. Its status is computed from its age, so only facts are stored. */
struct operation {
    char id[37];
    char *resource_name, *zone, *details, *error_code, *error_details; /* the last three may be NULL */
    const char *resource_type;                                         /* a literal */
    char *type;
    int64_t created_ms, lives_ms;
    bool completed; /* its last status is Completed instead of Succeeded; the API has both */
    bool stuck;     /* it does not end, or did not until unstick */
};

enum { REGION_BUCKETS = 1024, REGION_OPERATIONS = 4096 };

struct region {
    const char *name;
    struct resource_list resources; /* in the order of sequence */
    struct resource *buckets[REGION_BUCKETS];
    int64_t next_due_ms;
    bool has_lost;                /* a resource was deleted, and what belonged to it may still be there */
    struct operation *operations; /* a ring of REGION_OPERATIONS: the newest is at operation_count - 1 */
    uint64_t operation_count;
    json_t *default_key; /* {"document":..., "private":..., "public":...} or NULL until a call needs it */
    struct resource
        *gone; /* history.c: deleted resources that may still be read, chained by next_in_bucket */
    struct region *next;
};

void world_lock(void);
void world_unlock(void);

/* The region, created at the first use. name must outlive the world. */
struct region *world_region(const char *name);

/* The first of all regions, chained by next; NULL in an empty world. */
struct region *world_first_region(void);

/* Numbers that are given once: one sequence for resources, one for public addresses. */
enum counter { COUNTER_THINGS, COUNTER_ADDRESSES, COUNTERS };
uint64_t world_next_number(enum counter counter);
uint64_t world_last_number(enum counter counter);
void world_set_last_number(enum counter counter, uint64_t number);

/*
 * What is true of the whole account, and of other accounts: an object whose members belong to the families. It is
 * part of the state file. The world owns it; world_touch() must follow a change.
 */
json_t *world_account(void);
void world_set_account(json_t *account);

/* A member of it that is an object; made when it is missing. */
json_t *world_facts(const char *member);

/* Whether something changed since the last call; the state file is written only then. */
bool world_take_changed(void);
void world_touch(void);

/* Frees everything. */
void world_clear(void);

/* The resource of that name, of any kind or of one; NULL when there is none. */
struct resource *region_find(struct region *region, const char *name);
struct resource *region_find_kind(struct region *region, const struct kind *kind, const char *name);

/* The next of the resources of a kind, or of all for NULL, in order; *at is 0 at first. NULL after the last. */
struct resource *region_next(const struct region *region, const struct kind *kind, size_t *at);

/*
 * A new resource with the members that all kinds share: name, arn, supportCode, createdAt, location,
 * resourceType and an empty tag list where the kind has tags. zone NULL means the whole region, "all".
 * support is the part of the support code after the account. The region owns it.
 */
struct resource *resource_create(struct region *region, const struct kind *kind, const char *name,
                                 const char *zone, const char *support, int64_t now_ms);

/* Puts a stored resource back into the region; takes over both values. */
struct resource *resource_restore(struct region *region, const struct kind *kind, uint64_t sequence,
                                  json_t *document, json_t *hidden);

void resource_delete(struct region *region, struct resource *resource);

/* Puts a resource into a region, unchanged. */
void region_add(struct region *region, struct resource *resource);

/* A copy of a resource, in no region and without a history. The caller frees it. */
struct resource *resource_copy(const struct resource *resource);

/* Frees a resource that is in no region any more, with its history. */
void resource_free(struct resource *resource);

/*
 * A copy of the region, to run a change that is discarded afterwards: only its operations are those of the
 * region.
 */
struct region *region_copy(const struct region *region);
void region_discard(struct region *copy);

/* Must follow every change of document or hidden. */
void resource_changed(struct resource *resource);

const char *resource_name(const struct resource *resource);
const char *resource_zone(const struct resource *resource);
const char *resource_string(const struct resource *resource, const char *member); /* NULL when absent */

/* Sets a member of the document and notes the change; takes over value. */
void resource_set(struct resource *resource, const char *member, json_t *value);

/* Adds the document as text. */
void resource_print(struct resource *resource, struct text *out);

/* A time that never comes. While changes are held, they are planned for this time. Whether they were held. */
#define WORLD_NEVER_MS (INT64_MAX / 8)
bool world_hold(bool hold);

/* In a transition: the time for which it was planned. */
int64_t world_moment_ms(void);

/* Applies the held changes of a resource now; name NULL: of all. */
void region_unstick(struct region *region, const char *name, int64_t now_ms);

/*
 * At at_ms, the kind's transition gets this word; a word that is planned already is moved. "gone" deletes the
 * resource.
 */
#define WORD_GONE "gone"
void resource_plan(struct region *region, struct resource *resource, const char *word, int64_t at_ms);
void resource_unplan(struct region *region, struct resource *resource, const char *word);
void resource_unplan_all(struct resource *resource);

/* Applies all changes that are due, in the order of time within a resource. */
void region_settle(struct region *region, int64_t now_ms);

#endif
