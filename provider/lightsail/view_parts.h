/*
 * view_parts.h — the events that the client reports to its view, and one read of it: for this layer only.
 * Knows when an event is reported; must not know what a view does with it.
 */
#ifndef LIGHTSAIL_VIEW_PARTS_H
#define LIGHTSAIL_VIEW_PARTS_H

#include "lightsail/view.h"
#include "lightsail/view_core.h"
#include "lightsail/view_objects.h"

struct view;
/* Lives as long as its client, in `mem`. */
struct view *view_new(struct arena *mem);
void view_free(struct view *view);

/* Where a result comes from. */
struct view_result {
    struct read_start start;
    bool is_unconfirmed; /* a list of several pages lacks the object; it may have moved between pages */
};

/*
 * One read (its freshness as in view_core_begin), not judged by the ledger. trusts_lists: when a complete
 * list does not contain the object, it is not read by name. ret_result is also set for ERR_NOT_FOUND.
 */
bool view_read(struct ls_client *client, struct aws_scope scope, enum ls_kind which, struct str name,
               enum view_freshness freshness, uint64_t after, bool trusts_lists, json_t **ret_object,
               struct view_result *ret_result, struct err *err) MUST_USE;

/* One wait for an object of the kind more, or one less. */
void view_watch(struct view *view, enum ls_kind kind, bool more);

/* A changing operation has ended, with any outcome. */
void view_note_change(struct view *view, enum ls_op op);
/* An operation that was accepted earlier has ended: the changed kinds are unknown. */
void view_note_any_change(struct view *view);

#endif
