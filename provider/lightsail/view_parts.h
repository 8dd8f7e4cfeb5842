/*
 * view_parts.h — what the client tells its view: for this layer only. Knows when; must not know what a view does with it.
 */
#ifndef LIGHTSAIL_VIEW_PARTS_H
#define LIGHTSAIL_VIEW_PARTS_H

#include "lightsail/view.h"

struct view;
/* A view lives as long as its client; `mem` holds it. */
struct view *view_new(struct arena *mem);
void view_free(struct view *view);

/* As ls_view_read of LS_NOW, but what the service says is not judged: for who looks for a change that is not accepted yet. */
bool view_look(struct ls_client *client, struct aws_scope scope, enum ls_kind kind, struct str name,
               json_t **ret_object, struct err *err) MUST_USE;

/* A changing operation has come to its end, well or not. */
void view_note_change(struct view *view, enum ls_op op);
/* Something that was accepted earlier has ended: nobody knows what it touched. */
void view_note_any_change(struct view *view);

#endif
