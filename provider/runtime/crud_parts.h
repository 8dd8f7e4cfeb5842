/*
 * crud_parts.h — what the crud files share: the rows of a call, its fields by name, waiting. Not for
 * resources (crud.h).
 */
#ifndef RUNTIME_CRUD_PARTS_H
#define RUNTIME_CRUD_PARTS_H

#include "runtime/busy.h"
#include "runtime/crud.h"
#include "runtime/request_fill.h"

static inline const struct crud *crud_of(const struct call *c)
{
    return c->schema->crud;
}

/* The hour of `auto_snapshot`; data == NULL: not configured, or the schema has no such attribute. */
struct str crud_snapshot_hour(const struct call *c, const void *model);

/* ---- crud_change.c ---- */
/* Whether the creation sends an attribute; context: NULL for attributes of the plan, else for write-only
 * attributes. */
bool crud_is_of_creation(const struct attr_desc *attr, const void *context);
/* The members of an object with these values: {"location.availabilityZone": "eu-west-1a"}, in c->mem. */
json_t *crud_members(struct call *c, const void *model, request_wants *wants, const void *context);
/*
 * One request for each update call with an attribute that differs, in the order of the record; after each
 * success `state` has its attributes. is_creation: only what the creation does not send ("create": false).
 */
bool crud_update_calls(struct call *c, const void *prior, const void *plan, void *state, bool is_creation)
    MUST_USE;

/* Copies the value of one attribute between two structs of the schema. */
void crud_copy_field(const struct attr_desc *attr, void *to, const void *from);

/* ---- crud_wait.c ---- */
/* Polls until no object has the name, or only one with another ARN than `arn`. */
bool crud_wait_gone(struct call *c, struct str name, struct str arn, const json_t *answer) MUST_USE;

#endif
