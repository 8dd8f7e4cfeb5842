/*
 * resize.h — what `infra resize` and `infra restore` share: the checks before they begin (resize_check.c), what the user
 * sees (resize_journal.c), and what only a restore has (restore_steps.c). Knows the contents of the journal; must not know
 * the steps (rebuild/rebuild.h).
 */
#ifndef CLI_RESIZE_H
#define CLI_RESIZE_H

#include "cli/command.h"
#include "rebuild/rebuild.h"

/* ---- resize_journal.c ---- */
/* The command of the file; that of an earlier version, so that its restores can be continued. */
#define RESTORE_JOURNAL "resize"
/*
 * A restore that was not finished, in a file, because an instance that is gone has no tags: r->journal, NULL when there is
 * none, or after a message when its instance is not the one that has the name now. In the journal are also {"from": the
 * user's --from, "source": the snapshot that the new instance is created from, "source_arn" ("": not known), "copy":
 * {"owner", "date"} of the automatic snapshot that "source" is a copy of, "disks_from": "current" or "snapshot",
 * "snapshot_disks": [{"name", "path"}] that come with the new instance}. "gone": there was no old instance; "instance"
 * then has only what the new one needs.
 */
bool restore_read_journal(struct rebuild *r) MUST_USE;
/* Prints what the new instance gets again, and what is lost. */
void resize_print_carried(const struct rebuild *r);
/* Asks for the name. */
bool resize_is_confirmed(const struct rebuild *r);
/* Prints the session's error. Returns EXIT_FAILED. */
int resize_failed(const struct rebuild *r, const char *verb);

/* ---- resize_check.c ---- */
/* Whether Lightsail could create the instance again with this size: checked before anything is deleted.
 * Errors: ERR_USER, ERR_CONFLICT. */
bool resize_check(struct rebuild *r, const json_t *instance) MUST_USE;
/*
 * Whether Lightsail could create an instance with r->bundle from a snapshot of an instance with `source_bundle` and
 * `blueprint`. instance: the one that is replaced, or NULL. ret_ipv6: whether the bundle is for IPv6-only instances.
 */
bool resize_check_source(struct rebuild *r, const json_t *instance, struct str source_bundle,
                         struct str blueprint, bool *ret_ipv6) MUST_USE;

/* ---- restore_steps.c ---- */
extern const struct rebuild_source restore_source;
/* Records the snapshot that --from names and what the new instance is created with. `instance`: the old one, or NULL. */
bool restore_choose(struct rebuild *r, struct str from, const json_t *instance) MUST_USE;
/* Prints the steps that only a restore has. */
void restore_print_source(const struct rebuild *r);

#endif
