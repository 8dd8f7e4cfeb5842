/*
 * crud.h — resources that are created by declaration: the calls of a record as rows, and the hooks of struct
 * resource that interpret them. schemac emits both for a record without a C file; a C file may call them too.
 * Knows the calls and states of a record; must not know any resource.
 *
 * create   stores the identity before any wait. A refusal because an object is in transition is repeated until
 *          the timeout. Then it waits for the operations, and for `ready`. An interruption during the creation
 *          is a warning and does not taint the resource.
 * read     the object with the ARN of the state. Another object with the name is not ours.
 * update   one request for each call, in the order of the record; after each success the state has its
 *          attributes. A call with until_ready waits for `ready` before and after its request.
 * destroy  sends the request, then polls until NotFound.
 * import   by the ID, which is the identity joined by commas, or by an ARN.
 */
#ifndef RUNTIME_CRUD_H
#define RUNTIME_CRUD_H

#include "runtime/api.h"
#include "runtime/move.h"

enum crud_step { CRUD_CREATE, CRUD_UPDATE, CRUD_DELETE };

/* A call that changes an object. */
struct crud_call {
    enum ls_op op;
    const char *under; /* the member of the request that contains the attributes; NULL: the request itself */
    const char *fixed; /* members that are always sent, as JSON; NULL: none */
    bool sends_all;    /* of an update: all of its attributes, not only the changed ones */
    bool until_ready;  /* of an update: it waits for `ready` before the request and after it */
};

struct crud {
    enum ls_kind kind;
    struct crud_call create, remove;
    const struct crud_call *updates;
    size_t update_count;
    const char *goal, *gone; /* the goal of a wait: "disk available", "disk gone" */
    const char *ready_at; /* the member that reports the state; NULL: ready when the operations have ended */
    const char *const *ready, *const *failed; /* each list ends with NULL */
    const char
        *detail_at; /* the member with a code and a message that explain the state, or a text; NULL: none */
    const char *const *failed_codes; /* codes that end the wait with an error; ends with NULL; NULL: none */
    const char *const *filters;      /* attributes that its views filter by; ends with NULL; NULL: none */

    const struct state_move
        *moves; /* states of other providers that can be moved, in addition to those of struct resource */
    size_t move_count;

    /* Decisions that rows cannot express. Each is optional. */
    bool (*validate)(struct call *c, const void *config);
    bool (*plan)(struct call *c, struct plan *plan);
    /* Changes a request before it is sent. prior is NULL on create, plan on delete. */
    bool (*request)(struct call *c, enum crud_step step, const void *prior, const void *plan, json_t *in);
    /* Adds what a read shows after an update, beyond the plain attributes: paths and values (change.h). */
    bool (*effect)(struct call *c, const void *prior, const void *plan, json_t *members);
    /* Called after the rows were filled from `object`. `prior` is the previous state; `state` is other
     * memory. */
    bool (*fill)(struct call *c, const json_t *object, const void *prior, void *state);
    /* False, with c->err, for an object that must not be deleted. Called in the plan, and again before the
     * deletion. */
    bool (*may_delete)(struct call *c, const void *prior);
    /* Of a wait, in one of the states `ready`: false while the object lacks something. */
    bool (*is_ready)(struct call *c, const json_t *object);
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

/* The initialiser of a struct resource in generated code. */
#define CRUD_HOOKS                                                                                 \
    .validate = crud_validate, .modify_plan = crud_modify_plan, .plan_destroy = crud_plan_destroy, \
    .create = crud_create, .read = crud_read, .update = crud_update, .destroy = crud_destroy,      \
    .import = crud_import

/* ---- parts of them, for a C file ---- */

/* A creation by another request than that of the record. */
struct crud_creation {
    enum ls_op op;
    /* Changes the request of the record before it is sent; c->err when it returns false. */
    bool (*request)(struct call *c, const void *plan, json_t *in);
};
bool crud_create_as(struct call *c, const struct crud_creation *as, const void *plan, void *state) MUST_USE;

/* The request of the creation: attributes, tags, automatic snapshots, fixed members. A new reference. */
json_t *crud_create_request(struct call *c, const void *plan);
/* Deletes the object and polls until it does not exist. An object that does not exist is success. prior:
 * its state, for the hook; NULL when there is none. */
bool crud_remove(struct call *c, struct str name, struct str arn, const void *prior) MUST_USE;
/* Waits for the operations of a response, then for `ready`. ret_object: the last read, also after a
 * failure; NULL without one. */
bool crud_wait_ready(struct call *c, struct str name, const json_t *answer, json_t **ret_object) MUST_USE;

/* The member of a request for one attribute, if a change gives it another value; NULL otherwise. In c->mem. */
json_t *crud_changed_member(struct call *c, const char *name, const void *prior, const void *plan);

/* Fills a struct of c->schema from an object that AWS reports: rows, tags, automatic snapshots, the hook.
 * `state` starts as a copy of `prior`. */
bool crud_fill(struct call *c, const json_t *object, const void *prior, void *state) MUST_USE;

/* For a creation by hand with the states of c->schema->crud. Waits for the operations of a response, then for
 * `ready`. ret_object: the last read, also after a failure; NULL without one. */
bool crud_wait_ready(struct call *c, struct str name, const json_t *answer, json_t **ret_object) MUST_USE;
/*
 * After crud_wait_ready failed: an interruption (Ctrl-C) becomes a warning, and true. An error would taint the
 * resource, and the next apply would delete the object to create it again.
 */
bool crud_leave_in_transition(struct call *c, struct str name) MUST_USE;

/* The field of an attribute, or NULL when the schema has no such attribute: for code that several types
 * share. */
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

/* Gives an item of a list the members of the object in it, and "name", where the API has another member for it. */
void crud_name_item(enum ls_kind kind, json_t *item);

/* The name of the object in lightsail/view.h: the identity attribute that `.by` of the kind names, or the two of a
 * kind with `.within`, with a comma between them. */
struct str crud_name(const struct call *c, const void *model);
/* Adds the members of a request that name an object. */
void crud_add_name(enum ls_kind kind, struct str name, json_t *in);

#endif
