/*
 * api.h — what a resource uses to talk to Lightsail: calls that wait, creation that cannot lose anything, and answers poured into
 * the typed struct through the rows' `wire` names. The one runtime file that calls lightsail/.
 */
#ifndef RUNTIME_API_H
#define RUNTIME_API_H

#include "lightsail/view.h"
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
/* The name of the thing that has this ARN; ERR_NOT_FOUND when there is none. */
bool api_view_name_of_arn(struct call *c, enum ls_kind kind, struct str arn, struct str *ret_name) MUST_USE;
/* Looks until `judge` has seen enough, together with all others who wait for the kind: ls_view_wait. */
bool api_view_wait(struct call *c, enum ls_kind kind, struct str name, const char *goal, const json_t *answer,
                   ls_judge_function *judge, void *context, json_t **ret_object) MUST_USE;

/*
 * Fills every row that has a `wire` name from an answer's object: strings, bools, numbers, lists of strings, nested objects of lists. A member that
 * is missing makes the field null - except where it was known before and `wire` starts with '?' (told only sometimes).
 * createdAt-like epoch numbers in string fields become RFC 3339 UTC text.
 */
void api_fill(struct call *c, const struct object_desc *desc, const json_t *object, void *model);

/*
 * Whether the thing of this name that exists now is the one that our lost request made: `ret_ours`. Filled by looking (GetX); ERR_NOT_FOUND
 * means that the request had no effect.
 */
typedef bool api_is_ours_fn(struct call *c, const void *plan, int64_t sent_wall_ms, bool *ret_ours);

/*
 * Sends a creation. The moment AWS accepts it - or might have - the schema's identity attributes are copied from plan to state, so that nothing is ever
 * missing from the state. An answer that was lost is not a failure: is_ours looks, and the request is repeated only if it
 * had no effect. Creations of the same at the same moment go out together (lightsail/join.h). Then waits for the operations. A name in
 * use by something else is ERR_CONFLICT with the import block as hint.
 */
bool api_create(struct call *c, enum ls_op op, json_t *in, const void *plan, void *state,
                api_is_ours_fn *is_ours) MUST_USE;
/*
 * The same without the wait, for who follows the thing itself (api_view_wait): ret_answer, in c->mem, has the operations, and is an empty
 * object when the answer was lost.
 */
bool api_create_begin(struct call *c, enum ls_op op, json_t *in, const void *plan, void *state,
                      api_is_ours_fn *is_ours, json_t **ret_answer) MUST_USE;

/* Waits for the operations of an answer; when one of them fails or lasts too long, the error has what AWS did last. */
bool api_wait(struct call *c, const json_t *answer) MUST_USE;

/*
 * Sends a change whose effect can be seen: after a lost answer `is_done` looks whether it took effect (ret_done) and it is repeated
 * only if not. Waits for the operations.
 */
typedef bool api_is_done_fn(struct call *c, const void *context, bool *ret_done);
bool api_change(struct call *c, enum ls_op op, json_t *in, api_is_done_fn *is_done, const void *context)
    MUST_USE;
/* The same without the wait: as api_create_begin. */
bool api_change_begin(struct call *c, enum ls_op op, json_t *in, api_is_done_fn *is_done, const void *context,
                      json_t **ret_answer) MUST_USE;

/* The hint for a name that is taken, when no thing of the kind has it: then there is nothing to import or to delete. Returns false. */
bool api_hint_other_kind(struct call *c);

/* In destroy: true when the last failure was NotFound (and clears it), else false. */
bool api_done_if_not_found(struct call *c) MUST_USE;
/* In read: call_gone when the last failure was NotFound, else false. */
bool api_gone_if_not_found(struct call *c) MUST_USE;

/* Waits with a growing pause between looks, from a quarter of the poll interval to the whole. */
struct ls_poll api_poll_begin(struct call *c);
bool api_poll_wait(struct call *c, struct ls_poll *poll) MUST_USE;

#endif
