/*
 * view_parts.h — what the client tells its view, and one read of it: for this layer only. Knows when; must not know what a view does with it.
 */
#ifndef LIGHTSAIL_VIEW_PARTS_H
#define LIGHTSAIL_VIEW_PARTS_H

#include "lightsail/view.h"
#include "lightsail/view_core.h"
#include "lightsail/view_things.h"

struct view;
/* A view lives as long as its client; `mem` holds it. */
struct view *view_new(struct arena *mem);
void view_free(struct view *view);

/* Where an answer comes from. */
struct view_answer {
    struct look look;
    bool
        is_hearsay; /* a list of several pages does not hold the thing: one may have slipped through while pages were turned */
};

/*
 * One read (view_core_ask has the freshness), not judged by the ledger. believes_lists: that a complete list does not hold the thing is
 * an answer, and it is not asked for by name. ret_answer is set in ERR_NOT_FOUND, too.
 */
bool view_read(struct ls_client *client, struct aws_scope scope, enum ls_kind which, struct str name,
               enum view_freshness freshness, uint64_t after, bool believes_lists, json_t **ret_object,
               struct view_answer *ret_answer, struct err *err) MUST_USE;

/* One more waits for something of the kind, or one less. */
void view_watch(struct view *view, enum ls_kind kind, bool more);

/* A changing operation has come to its end, well or not. */
void view_note_change(struct view *view, enum ls_op op);
/* Something that was accepted earlier has ended: nobody knows what it touched. */
void view_note_any_change(struct view *view);

#endif
