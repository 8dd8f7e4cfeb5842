/*
 * crud_parts.h — what the files of crud share: the rows of a call, its fields by name, waiting. Not for resources (crud.h).
 */
#ifndef RUNTIME_CRUD_PARTS_H
#define RUNTIME_CRUD_PARTS_H

#include "runtime/crud.h"

static inline const struct crud *crud_of(const struct call *c)
{
    return c->schema->crud;
}

/* The hour of `auto_snapshot`; data == NULL: it is not wanted, or the schema has no such attribute. */
struct str crud_snapshot_hour(const struct call *c, const void *model);

/* ---- crud_wait.c ---- */
/* Sends a change, and again for as long as something is in transition that has to end first. ret_answer: the response. */
typedef bool crud_send(struct call *c, json_t *in, const void *context, json_t **ret_answer);
bool crud_send_patiently(struct call *c, json_t *in, crud_send *send, const void *context,
                         json_t **ret_answer) MUST_USE;
/* Waits for the operations of a response, then for `ready`. ret_object: the last read, also after a failure; NULL without one. */
bool crud_wait_ready(struct call *c, struct str name, const json_t *answer, json_t **ret_object) MUST_USE;
/* Looks until there is no object of the name, or only another one than that of `arn`. */
bool crud_wait_gone(struct call *c, struct str name, struct str arn, const json_t *answer) MUST_USE;

#endif
