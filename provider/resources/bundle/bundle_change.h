/*
 * bundle_change.h — another bundle with everything kept, as resources see the steps of provider/rebuild/. Knows calls and
 * sessions; must not know which type changes.
 */
#ifndef RESOURCES_BUNDLE_CHANGE_H
#define RESOURCES_BUNDLE_CHANGE_H

#include "rebuild/rebuild.h"
#include "runtime/api.h"

/* The requests of the call as a session of rebuild/. Its errors are in its own `err`. */
struct session bundle_session(struct call *c);

/* ---- what has begun ---- */

/*
 * Whether a change of the bundle of the object with this name has begun and not ended, also when the object does not
 * exist in the middle of it. What belongs to it may be missing meanwhile: the change restores it.
 */
bool bundle_is_changing(struct call *c, const struct rebuild_kind *kind, struct str name, bool *ret) MUST_USE;

/* For a read that has found no object with the name and the ARN ("": any): whether it is in the middle of a change.
 * is_expected: it reads for as long as reads may lag. */
bool bundle_is_missing_for_change(struct call *c, const struct rebuild_kind *kind, struct str name,
                                  struct str arn, bool is_expected, bool *ret) MUST_USE;

/* rebuild_find for the object of a state; reads right after another process may be late. is_whole: the state is not that of
 * an unfinished change. Errors: ERR_NOT_FOUND when neither the object nor a snapshot exists. */
bool bundle_find(struct call *c, struct rebuild *r, struct tf_string arn, bool is_whole) MUST_USE;

/* ---- the change ---- */

/* With ignore_changes a plan that resumes a change has no bundle: the change ends at the one that it began with. */
struct str bundle_wanted(const struct rebuild *r, struct tf_string planned);

/* rebuild_run; an error is at bundle_id. */
bool bundle_run(struct call *c, struct rebuild *r) MUST_USE;

/* For a plan: the journal needs some tags; the apply counts exactly, before it changes anything. */
void bundle_check_tags(struct call *c, const struct tf_strings *tags_all);

/*
 * For a deletion: the snapshots of an unfinished change stay, and a warning names them. ret_is_gone: the object does not
 * exist. Called before the deletion, because afterwards they are no longer found.
 */
bool bundle_give_up(struct call *c, struct rebuild *r, struct tf_string arn, bool is_expected,
                    bool *ret_is_gone) MUST_USE;

/* ---- this run ---- */

/* Records that this run plans or makes a change after which the object may have another ARN; whether it was recorded. */
void bundle_note_change(struct call *c, enum ls_kind kind, struct str name);
bool bundle_will_change(struct call *c, enum ls_kind kind, struct tf_string name);

#endif
