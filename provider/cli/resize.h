/*
 * resize.h — one replacement of an instance in progress, for the files of `infra resize` and `infra restore`: what is
 * recorded (resize_journal.c), the checks before it begins (resize_check.c) and its steps (resize_steps.c,
 * restore_steps.c). Knows the contents of the journal.
 */
#ifndef CLI_RESIZE_H
#define CLI_RESIZE_H

#include "cli/command.h"

struct resize {
    struct session *session;
    struct str name, bundle;
    /*
     * {"bundle", "snapshot": name of the one of the old instance, "instance": the old instance before it was
     * stopped, "ports", "static_ip": name, "static_ip_arn", "deleting": whether this command may have deleted
     * the old instance, "new": ARN of the new instance}, and what resize_carry.c adds.
     * Of a restore also {"from": the user's --from, "source": the snapshot that the new instance is created from,
     * "source_arn" ("": not known), "copy": {"owner", "date"} of the automatic snapshot that "source" is a copy
     * of, "disks_from": "current" or "snapshot", "snapshot_disks": [{"name", "path"}] that come with the new
     * instance}. "gone": there was no old instance; "instance" then has only what the new one needs.
     */
    json_t *journal;
};

#define RESIZE_JOURNAL "resize"

/* ---- resize_journal.c ---- */
/* Whether the journal is that of a restore. */
bool resize_is_restore(const struct resize *r);
/* Whether the instance (not NULL) is the old one of the journal, or the new one. */
bool resize_is_old(const struct resize *r, const json_t *instance);
bool resize_is_new(const struct resize *r, const json_t *instance);
/* "web-resize-20261123-091700", "web-before-restore-20261123-091700" */
struct str resize_snapshot_name(const struct resize *r);
/* The journal of an unfinished run; NULL, after a message, when its instance is not the one that has the name now. */
bool resize_read_journal(struct resize *r) MUST_USE;
/* Fills the journal with everything that belongs to the instance. Changes nothing. */
bool resize_record(struct resize *r, const json_t *instance) MUST_USE;
/* Sets a member and writes the journal. It takes over the reference `value`. */
bool resize_set(struct resize *r, const char *member, json_t *value) MUST_USE;
/* Prints what the new instance gets again, and what is lost. */
void resize_print_carried(const struct resize *r);
/* "web: " of a step that is done, after the progress line: "snapshot web-1 taken" */
void resize_say(const char *what, struct str name, const char *done);
/* Asks for the name. */
bool resize_is_confirmed(const struct resize *r);
/* Prints the session's error. Returns EXIT_FAILED. */
int resize_failed(const struct resize *r, const char *verb);

/* ---- resize_check.c ---- */
/* Whether Lightsail could create the instance again with this size: checked before anything is deleted.
 * Errors: ERR_USER, ERR_CONFLICT. */
bool resize_check(struct resize *r, const json_t *instance) MUST_USE;
/*
 * Whether Lightsail could create an instance with r->bundle from a snapshot of an instance with `source_bundle` and
 * `blueprint`. instance: the one that is replaced, or NULL. ret_ipv6: whether the bundle is for IPv6-only instances.
 */
bool resize_check_source(struct resize *r, const json_t *instance, struct str source_bundle,
                         struct str blueprint, bool *ret_ipv6) MUST_USE;

/* ---- resize_steps.c ---- */
/* All steps. After an error, which is printed: false. `is_begun`: the journal is on disk. */
bool resize_finish(struct resize *r, bool is_begun) MUST_USE;

/* ---- restore_steps.c; without effect for a resize ---- */
/* Records the snapshot that --from names and what the new instance is created with. `instance`: the old one, or NULL. */
bool restore_choose(struct resize *r, struct str from, const json_t *instance) MUST_USE;
/* The snapshot exists and is complete; an automatic one is copied before. */
bool restore_source_ready(struct resize *r) MUST_USE;
/* Its members of CreateInstancesFromSnapshot. */
void restore_request(const struct resize *r, json_t *in);
/* Deletes the disks that came with the new instance, unless they are wanted. It stops the instance for that; then
 * *instance is the stopped one. */
bool restore_drop_disks(struct resize *r, json_t **instance) MUST_USE;
/* Prints the steps that only a restore has. */
void restore_print_source(const struct resize *r);

#endif
