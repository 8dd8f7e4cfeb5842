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

/* A changing operation has come to its end, well or not. */
void view_note_change(struct view *view, enum ls_op op);
/* Something that was accepted earlier has ended: nobody knows what it touched. */
void view_note_any_change(struct view *view);

#endif
