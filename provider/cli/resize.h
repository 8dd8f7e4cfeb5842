/*
 * resize.h — one resize in progress, for the files of `infra resize`: the checks before it begins
 * (resize_check.c) and its steps (resize_steps.c). Knows the contents of the journal.
 */
#ifndef CLI_RESIZE_H
#define CLI_RESIZE_H

#include "cli/command.h"

struct resize {
    struct session *session;
    struct str name, bundle;
    /*
     * {"bundle", "snapshot": name, "instance": the old instance before the resize, "ports", "static_ip":
     * name, "deleting": whether this command may have deleted the old instance, "new": ARN of the new
     * instance}, and what resize_carry.c adds
     */
    json_t *journal;
};

#define RESIZE_JOURNAL "resize"

/* Whether Lightsail could create the instance again with this size: checked before anything is deleted.
 * Errors: ERR_USER, ERR_CONFLICT. */
bool resize_check(struct resize *r, const json_t *instance) MUST_USE;
/* Whether the journal belongs to the instance that has the name now; `instance` is NULL when there is
 * none. */
bool resize_is_of(const struct resize *r, const json_t *instance);
/* All remaining steps, to the end. */
bool resize_go_on(struct resize *r) MUST_USE;
/* "web-resize-20261123-091700" */
struct str resize_snapshot_name(struct session *s, struct str name);

#endif
