/*
 * crud.h — resources that are made by declaration: the calls of a record as rows, and the hooks of struct resource that interpret them.
 * schemac emits both for a record without a C file; a file of its own may call them for what it has in common.
 *
 * create   stores the identity before any wait; a refusal because something is in transition is repeated until the timeout; then waits for
 *          the operations, and for `ready`. Interrupted while it comes up: a warning, no taint.
 * read     the object of the state's ARN; another object of the name is not ours.
 * update   one request for each call, in the record's order; after each success the state has its attributes.
 * destroy  sends, then looks until NotFound.
 * import   by the id, which is the identity joined by commas, or by an ARN.
 */
#ifndef RUNTIME_CRUD_H
#define RUNTIME_CRUD_H

#include "runtime/api.h"
#include "runtime/move.h"

enum crud_step { CRUD_CREATE, CRUD_UPDATE, CRUD_DELETE };

/* A call that changes something. */
struct crud_call {
    enum ls_op op;
    const char *under; /* the member of the request that the attributes go into; NULL: the request itself */
    const char *fixed; /* members that are always sent, as JSON; NULL: none */
    bool sends_all;    /* of an update: all of its attributes, not only those that change */
};

struct crud {
    enum ls_kind kind;
    struct crud_call create, remove;
    const struct crud_call *updates;
    size_t update_count;
    const char *goal, *gone; /* what is waited for: "disk available", "disk gone" */
    const char *ready_at;    /* the member that tells the state; NULL: ready when the operations are over */
    const char *const *ready, *const *failed; /* each ends with NULL */
    const char *const *filters; /* attributes that its views filter by; ends with NULL; NULL: none */

    const struct state_move
        *moves; /* states of other providers that can be taken over, beside those of struct resource */
    size_t move_count;

    /* Decisions that rows cannot express; each optional. */
    bool (*validate)(struct call *c, const void *config);
    bool (*plan)(struct call *c, struct plan *plan);
    /* Changes a request before it is sent. prior is NULL on create, plan on delete. */
    bool (*request)(struct call *c, enum crud_step step, const void *prior, const void *plan, json_t *in);
    /* After the rows were filled from `object`; `prior` is what was known, `state` not the same memory. */
    bool (*fill)(struct call *c, const json_t *object, const void *prior, void *state);
    /* False, with c->err, for what must not be deleted: asked in the plan, and again before it is deleted. */
    bool (*may_delete)(struct call *c, const void *prior);
    /* Names are unique: resources/catalogue/name_check.h. */
    bool (*name_check)(struct call *c, const struct plan *plan, enum ls_kind kind, struct tf_string name);
};

bool crud_validate(struct call *c, const void *config);
bool crud_modify_plan(struct call *c, struct plan *plan);
bool crud_plan_destroy(struct call *c, const void *prior);
bool crud_create(struct call *c, const void *plan, void *state);
bool crud_read(struct call *c, const void *prior, void *state);
bool crud_update(struct call *c, const void *prior, const void *plan, void *state);
bool crud_destroy(struct call *c, const void *prior);
bool crud_import(struct call *c, struct str id, void *state);

/* What generated code writes into a struct resource. */
#define CRUD_HOOKS                                                                                 \
    .validate = crud_validate, .modify_plan = crud_modify_plan, .plan_destroy = crud_plan_destroy, \
    .create = crud_create, .read = crud_read, .update = crud_update, .destroy = crud_destroy,      \
    .import = crud_import

/* Fills a struct of c->schema from an object as AWS shows it: rows, tags, automatic snapshots, the hook. `state` starts as a copy of `prior`. */
bool crud_fill(struct call *c, const json_t *object, const void *prior, void *state) MUST_USE;

/* The field of an attribute, or NULL when the schema has no such attribute: for what several types share. */
static inline void *crud_field(const struct call *c, const void *model, const char *name)
{
    const struct attr_desc *attr = object_attr(c->schema->object, str_c(name));
    return attr != NULL ? (char *)(uintptr_t)model + attr->offset : NULL;
}

/* The value of a text attribute; null when the schema has no such attribute. */
static inline struct tf_string crud_text(const struct call *c, const void *model, const char *name)
{
    const struct tf_string *text = crud_field(c, model, name);
    return text != NULL ? *text : (struct tf_string){0};
}

/* The name by which the API knows it: the identity attribute that `.by` of the kind asks for. */
struct str crud_name(const struct call *c, const void *model);

#endif
