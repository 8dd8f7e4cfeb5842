/*
 * api.h — what a resource uses to talk to Lightsail: calls that wait, creation that cannot lose anything, and answers poured into
 * the typed struct through the rows' `wire` names. The one runtime file that calls lightsail/.
 */
#ifndef RUNTIME_API_H
#define RUNTIME_API_H

#include "lightsail/change.h"
#include "runtime/resource.h"

/* One request; `in` is taken over (its reference is dropped with the call's arena), NULL for none. The answer lives in c->mem. `ret_out` may be NULL. */
bool api_call(struct call *c, enum ls_op op, json_t *in, json_t **ret_out) MUST_USE;
/* api_call, then waits for the operations that the answer names. */
bool api_do(struct call *c, enum ls_op op, json_t *in) MUST_USE;
/* All pages of a list. */
bool api_list(struct call *c, enum ls_op op, json_t *in, const char *items_member, json_t **ret_items)
    MUST_USE;

/*
 * One page: the first for an empty token; `ret_token` asks for the next one, and is empty after the last. Both answers live in c->mem.
 */
bool api_page(struct call *c, enum ls_op op, struct str token, const char *items_member, json_t **ret_items,
              struct str *ret_token) MUST_USE;

/*
 * The thing of a kind as AWS shows it, in c->mem, by as few calls as there can be (lightsail/view.h has the rule). LS_REFRESH: since the
 * provider was configured and since it changed anything of the kind itself, for reads and checks; LS_NOW: since this call, for what
 * decides about the next step. ERR_NOT_FOUND was said by AWS of this very name.
 */
bool api_view(struct call *c, enum ls_kind kind, struct str name, enum ls_freshness freshness,
              json_t **ret_object) MUST_USE;
/*
 * The same for what somebody has reason to expect: that it is not there, or that another one than that of `arn` ("": any) has the name, is
 * believed only after looking for as long as reads may lag (ls_view_find). Errors: ERR_NOT_FOUND; then *ret_object is the other one or NULL.
 */
bool api_find(struct call *c, enum ls_kind kind, struct str name, struct str arn, json_t **ret_object)
    MUST_USE;
/*
 * For read: the object of the state, which its ARN identifies (null after an import: whichever has the name). An instance that carries the tag
 * LS_REPLACES_TAG with the ARN is the same one made anew. Another object of the name is ERR_NOT_FOUND, with a warning that names it.
 */
bool api_read(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn, json_t **ret_object)
    MUST_USE;
/* Whether the object carries the tag LS_REPLACES_TAG; `arn`: with this value; data == NULL: with any. */
bool api_replaces(const json_t *object, struct str arn);
/*
 * Before a change or a deletion: whether what has the name is the object of the state; false with a warning that names the other one. What
 * was read before in this process decides as well.
 */
bool api_is_own(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn, bool *ret_own)
    MUST_USE;
/* Before a change: the same, but another object is an error (ERR_CONFLICT). */
bool api_must_be_own(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn) MUST_USE;
/* The name of the thing that has this ARN; ERR_NOT_FOUND when there is none. */
bool api_view_name_of_arn(struct call *c, enum ls_kind kind, struct str arn, struct str *ret_name) MUST_USE;
/* Looks until `judge` has seen enough, together with all others who wait for the kind: ls_view_wait. */
bool api_view_wait(struct call *c, enum ls_kind kind, struct str name, const char *goal, const json_t *answer,
                   ls_judge_function *judge, void *context, json_t **ret_object) MUST_USE;

/*
 * Whether `judge` is satisfied within the time that reads may lag: for what an earlier process may have done a moment ago. Leaves c->err alone;
 * ret_object (may be NULL) is the last read, if there was one.
 */
bool api_shows_soon(struct call *c, enum ls_kind kind, struct str name, ls_judge_function *judge,
                    void *context, json_t **ret_object);

/*
 * Fills every row that has a `wire` name from an answer's object: strings, bools, numbers, lists of strings, nested objects of lists. A member that
 * is missing makes the field null - except where it was known before and `wire` starts with '?' (told only sometimes).
 * createdAt-like epoch numbers in string fields become RFC 3339 UTC text.
 */
void api_fill(struct call *c, const struct object_desc *desc, const json_t *object, void *model);

/*
 * Sends a creation (ls_change says what a lost response does). The moment AWS accepts it - or might have - the schema's identity attributes are
 * copied from plan to state, so that nothing is ever missing from the state. Creations of the same at the same moment go out together
 * (lightsail/join.h). Then waits for the operations. A name in use by something else is ERR_CONFLICT with the import block as hint.
 */
bool api_create(struct call *c, enum ls_op op, json_t *in, const void *plan, void *state,
                const struct ls_effect *effect) MUST_USE;
/*
 * The same without the wait, for who follows the thing itself (api_view_wait): ret_answer, in c->mem, has the operations, and is an empty
 * object when the response was lost.
 */
bool api_create_begin(struct call *c, enum ls_op op, json_t *in, const void *plan, void *state,
                      const struct ls_effect *effect, json_t **ret_answer) MUST_USE;

/* Waits for the operations of an answer; when one of them fails or lasts too long, the error has what AWS did last. */
bool api_wait(struct call *c, const json_t *answer) MUST_USE;

/* Sends a change (ls_change) and waits for the operations. */
bool api_change(struct call *c, enum ls_op op, json_t *in, const struct ls_effect *effect) MUST_USE;
/* The same without the wait: as api_create_begin. */
bool api_change_begin(struct call *c, enum ls_op op, json_t *in, const struct ls_effect *effect,
                      json_t **ret_answer) MUST_USE;
/* A deletion that is over with its operations; already gone is success. */
bool api_delete(struct call *c, enum ls_op op, json_t *in, const struct ls_effect *effect) MUST_USE;
/* What was accepted, or is over, without the functions above: a read of this process that does not show it is late. */
void api_expect(struct call *c, const struct ls_effect *effect);

/* The hint for a name that is taken, when no thing of the kind has it: then there is nothing to import or to delete. Returns false. */
bool api_hint_other_kind(struct call *c);

/* In destroy: true when the last failure was NotFound (and clears it), else false. */
bool api_done_if_not_found(struct call *c) MUST_USE;
/* In read: call_gone when the last failure was NotFound, else false. */
bool api_gone_if_not_found(struct call *c) MUST_USE;

/* How long a read that does not show what was accepted is taken for a late one. */
int64_t api_visible_ms(struct call *c);

/* Waits with a growing pause between looks, from a quarter of the poll interval to the whole. */
struct ls_poll api_poll_begin(struct call *c);
bool api_poll_wait(struct call *c, struct ls_poll *poll) MUST_USE;

#endif
