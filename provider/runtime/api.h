/*
 * api.h — the requests of a resource to Lightsail: requests that wait, creations that lose no object, and
 * responses read into the typed struct through the rows' `wire` names. The only runtime file that calls
 * lightsail/.
 */
#ifndef RUNTIME_API_H
#define RUNTIME_API_H

#include "lightsail/change.h"
#include "runtime/resource.h"

/* What functions of lightsail/ that have no form here need beside c->client: whether there is a client (an error when
 * the provider is not configured), and the scope of the call. */
bool api_has_client(struct call *c) MUST_USE;
struct aws_scope api_scope(struct call *c);

/* One request. It takes over the reference `in`, which is released with the arena of the call; NULL for no
 * members. The response lives in c->mem. `ret_out` may be NULL. */
bool api_call(struct call *c, enum ls_op op, json_t *in, json_t **ret_out) MUST_USE;
/* api_call, then waits for the operations in the response. */
bool api_do(struct call *c, enum ls_op op, json_t *in) MUST_USE;
/* All pages of a list. */
bool api_list(struct call *c, enum ls_op op, json_t *in, const char *items_member, json_t **ret_items)
    MUST_USE;

/*
 * One page: the first for an empty token. `ret_token` is the token of the next page; empty after the last.
 * Page and token live in c->mem.
 */
bool api_page(struct call *c, enum ls_op op, struct str token, const char *items_member, json_t **ret_items,
              struct str *ret_token) MUST_USE;

/*
 * The object of a kind as AWS reports it, in c->mem, with as few requests as possible (lightsail/view.h has
 * the rule). LS_REFRESH: read since the provider was configured and since it last changed an object of the
 * kind, for refreshes and checks. LS_NOW: read since this call, for decisions about the next step.
 * ERR_NOT_FOUND means that AWS reported it for this name.
 */
bool api_view(struct call *c, enum ls_kind kind, struct str name, enum ls_freshness freshness,
              json_t **ret_object) MUST_USE;
/*
 * The same for an object that the caller expects to exist. That it does not exist, or has another ARN than
 * `arn` ("": any), is believed only after reading for as long as reads may lag (ls_view_find). Errors:
 * ERR_NOT_FOUND, with *ret_object the other object or NULL.
 */
bool api_find(struct call *c, enum ls_kind kind, struct str name, struct str arn, json_t **ret_object)
    MUST_USE;
/*
 * For read: the object of the state, which its ARN identifies (null after an import: any object with the
 * name). An instance that carries the tag LS_REPLACES_TAG with the ARN is the same one created anew. Another
 * object with the name is ERR_NOT_FOUND, with a warning that names it.
 */
bool api_read(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn, json_t **ret_object)
    MUST_USE;
/* Whether the object carries the tag LS_REPLACES_TAG; `arn`: with this value; data == NULL: with any
 * value. */
bool api_replaces(const json_t *object, struct str arn);
/* For read: removes the tag LS_REPLACES_TAG of an object whose ARN the state has already. A failure is harmless. */
void api_forget_replaced(struct call *c, struct str name, struct tf_string arn, const json_t *object);
/*
 * Before a change or a deletion: whether the object with the name is the object of the state; false with a
 * warning that names the other one. A read made earlier in this process is enough.
 */
bool api_is_own(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn, bool *ret_own)
    MUST_USE;
/* Before a change: the same, but another object is an error (ERR_CONFLICT). */
bool api_must_be_own(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn) MUST_USE;
/* The name of the object that has this ARN; ERR_NOT_FOUND when there is none. */
bool api_view_name_of_arn(struct call *c, enum ls_kind kind, struct str arn, struct str *ret_name) MUST_USE;
/* Polls until `judge` accepts a read, together with all other calls that wait for the kind: ls_view_wait. */
bool api_view_wait(struct call *c, enum ls_kind kind, struct str name, const char *goal, const json_t *answer,
                   ls_judge_function *judge, void *context, json_t **ret_object) MUST_USE;

/*
 * Whether `judge` accepts a read within the time that reads may lag: for a change that an earlier process may
 * just have made. Does not change c->err. ret_object (may be NULL) is the last read, if there was one.
 */
bool api_shows_soon(struct call *c, enum ls_kind kind, struct str name, ls_judge_function *judge,
                    void *context, json_t **ret_object);

/*
 * Fills every row that has a `wire` name from an object of a response: strings, bools, numbers, lists of
 * strings, nested objects of lists. A missing member makes the field null, unless the field was known before
 * and `wire` starts with '?' (a member that is not always reported). Epoch numbers such as createdAt in
 * string fields become RFC 3339 UTC text.
 */
void api_fill(struct call *c, const struct object_desc *desc, const json_t *object, void *model);

/*
 * Sends a creation (ls_change says what a lost response does). When AWS accepts it, or might have accepted
 * it, the identity attributes of the schema are copied from plan to state, so that an object is never missing
 * from the state. Equal creations at the same time share one request (lightsail/join.h). Then waits for the
 * operations. A name that another object uses is ERR_CONFLICT with the import block as hint.
 */
bool api_create(struct call *c, enum ls_op op, json_t *in, const void *plan, void *state,
                const struct ls_effect *effect) MUST_USE;
/*
 * The same without the wait, for a caller that polls the object itself (api_view_wait). ret_answer, in
 * c->mem, has the operations. It is an empty object when the response was lost.
 */
bool api_create_begin(struct call *c, enum ls_op op, json_t *in, const void *plan, void *state,
                      const struct ls_effect *effect, json_t **ret_answer) MUST_USE;

/* Waits for the operations of a response. When one of them fails or takes too long, the error has the last
 * operations that AWS recorded. */
bool api_wait(struct call *c, const json_t *answer) MUST_USE;

/* Sends a change (ls_change) and waits for the operations. */
bool api_change(struct call *c, enum ls_op op, json_t *in, const struct ls_effect *effect) MUST_USE;
/* The same without the wait, as api_create_begin. */
bool api_change_begin(struct call *c, enum ls_op op, json_t *in, const struct ls_effect *effect,
                      json_t **ret_answer) MUST_USE;
/* A deletion that is finished when its operations are. An object that does not exist is success. */
bool api_delete(struct call *c, enum ls_op op, json_t *in, const struct ls_effect *effect) MUST_USE;
/* Records an accepted change, or its end, that was made without the functions above: a read of this
 * process that does not show it is late. */
void api_expect(struct call *c, const struct ls_effect *effect);

/* The hint for a name that is in use when no object of the kind has it, so that there is nothing to import
 * or to delete. Returns false. */
bool api_hint_other_kind(struct call *c);

/* In destroy: true when the last failure was NotFound (and clears it), else false. */
bool api_done_if_not_found(struct call *c) MUST_USE;
/* In read: call_gone when the last failure was NotFound, else false. */
bool api_gone_if_not_found(struct call *c) MUST_USE;

/* How long a read that does not show an accepted change counts as late. */
int64_t api_visible_ms(struct call *c);

/* Waits with a growing pause between polls, from a quarter of the poll interval to the whole. */
struct ls_poll api_poll_begin(struct call *c);
bool api_poll_wait(struct call *c, struct ls_poll *poll) MUST_USE;

#endif
