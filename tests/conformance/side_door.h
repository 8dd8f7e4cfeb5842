/*
 * side_door.h — the simulator's paths under /_sim/ from C: which operations were called, which objects exist,
 * faults. Knows HTTP and the paths of tests/sim/README.md; must not know the provider.
 */
#ifndef CONFORMANCE_SIDE_DOOR_H
#define CONFORMANCE_SIDE_DOOR_H

#include "base/json.h"

/* `url` is the simulator's address. All functions end the program when the simulator does not respond. */
void side_door_open(const char *url);

/* operation → count since the start; owned by the arena. */
json_t *side_door_calls(struct arena *mem);
/* The number of calls so far, and of those that were not reads. */
long long side_door_total(struct arena *mem);
long long side_door_changes(struct arena *mem);
/* Every object, as "region type name" lines; owned by the arena. */
struct str side_door_world(struct arena *mem);
/* The object with this name in any region, "disks" or "instances", with what it contains; NULL: none. "web-*": the first
 * whose name begins so. */
json_t *side_door_object(struct arena *mem, const char *type, const char *name);
/* The ARN of an object of any kind; "" when there is none of that name. */
struct str side_door_arn(struct arena *mem, const char *name);
/* The requests of an operation, or of all for NULL, the oldest first (the last 2000). */
json_t *side_door_requests(struct arena *mem, const char *operation);
/* NULL when the simulator accepted it, otherwise its error. */
const char *side_door_post(struct arena *mem, const char *path, const char *body);
/* The faults, with how often each acted. */
json_t *side_door_faults(struct arena *mem);
void side_door_clear_faults(void);
/* Whether a fault of the kind `hang` holds a caller. */
bool side_door_is_hanging(struct arena *mem);

#endif
