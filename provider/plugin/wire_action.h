/*
 * wire_action.h — the messages of actions. Knows only these messages; must not know what an action does.
 * Rules as in wire.h.
 */
#ifndef PLUGIN_WIRE_ACTION_H
#define PLUGIN_WIRE_ACTION_H

#include "plugin/wire.h"

bool wire_decode_validate_action(struct arena *mem, struct str bytes, struct validate_request *ret) MUST_USE;
struct str wire_encode_validate_action(struct arena *mem, const struct diagnostics *diags);

bool wire_decode_plan_action(struct arena *mem, struct str bytes, struct validate_request *ret) MUST_USE;
struct str wire_encode_plan_action(struct arena *mem, bool is_deferred, const struct diagnostics *diags);

bool wire_decode_invoke_action(struct arena *mem, struct str bytes, struct validate_request *ret) MUST_USE;
/* The two kinds of events: any number of progress events, then exactly one `completed`. */
struct str wire_encode_progress(struct arena *mem, struct str message);
struct str wire_encode_completed(struct arena *mem, const struct diagnostics *diags);

#endif
