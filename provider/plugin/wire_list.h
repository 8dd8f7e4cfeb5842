/*
 * wire_list.h — the messages of list resources. Knows only these messages; must not know what is listed.
 * Rules as in wire.h.
 */
#ifndef PLUGIN_WIRE_LIST_H
#define PLUGIN_WIRE_LIST_H

#include "plugin/wire.h"

bool wire_decode_validate_list(struct arena *mem, struct str bytes, struct validate_request *ret) MUST_USE;
struct str wire_encode_validate_list(struct arena *mem, const struct diagnostics *diags);

bool wire_decode_list(struct arena *mem, struct str bytes, struct list_request *ret) MUST_USE;
/* One event. Parts that do not exist (identity, object, diagnostics) are absent. */
struct str wire_encode_list_event(struct arena *mem, const struct list_event *event);

#endif
