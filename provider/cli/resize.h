/*
 * resize.h — one resize on its way, for the files that `infra resize` is made of: what is checked before it begins (resize_check.c) and its steps
 * (resize_steps.c). Knows what the journal holds.
 */
#ifndef CLI_RESIZE_H
#define CLI_RESIZE_H

#include "cli/command.h"

struct resize {
    struct session *session;
    struct str name, bundle;
    /*
     * {"bundle", "snapshot": name, "instance": the old machine as it was, "ports", "static_ip": name, "deleting": whether the old machine
     * may be gone by our doing, "new": ARN of the new machine}, and what resize_carry.c adds
     */
    json_t *journal;
};

#define RESIZE_JOURNAL "resize"

/* Whether Lightsail could make the machine with this size again: asked before anything is deleted. Errors: ERR_USER, ERR_CONFLICT. */
bool resize_check(struct resize *r, const json_t *instance) MUST_USE;
/* Whether the journal is of the machine that has the name now; `instance` is NULL when there is none. */
bool resize_is_of(const struct resize *r, const json_t *instance);
/* All steps that are left, to the end. */
bool resize_go_on(struct resize *r) MUST_USE;
/* "web-resize-20261123-091700" */
struct str resize_snapshot_name(struct session *s, struct str name);

#endif
