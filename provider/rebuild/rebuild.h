/*
 * rebuild.h — an instance gets another bundle under its name, and everything that belongs to it stays: by a start with
 * another bundle where Lightsail offers that, otherwise by a snapshot from which it is created again. Also the steps of
 * `infra restore`. Knows the order that loses nothing; must not know Terraform, nor ask the user. The rules:
 * docs/design/056.
 *
 * A change that has begun is recorded in tags of the instance and of its snapshot (journal_tags.h), so that any computer
 * can continue it. Every function may be the first one of the next process.
 */
#ifndef REBUILD_REBUILD_H
#define REBUILD_REBUILD_H

#include "steps/session.h"

struct rebuild;

/* What a restore does differently; each function may be the first one of the next run. */
struct rebuild_source {
    /* The snapshot that the new instance is created from exists and is complete. Called before anything is deleted,
     * and before the creation. */
    bool (*ready)(struct rebuild *r);
    /* Changes the request CreateInstancesFromSnapshot. */
    void (*request)(const struct rebuild *r, json_t *in);
    /* Deletes what came with the new instance and is not wanted; it may stop the instance. Then *instance is the
     * stopped one. */
    bool (*drop)(struct rebuild *r, json_t **instance);
    /* Writes the journal to where the next run finds it. */
    bool (*save)(struct rebuild *r);
};

struct rebuild {
    struct session *session;
    struct str name, bundle; /* of the instance; the bundle that it shall have */
    bool keeps_snapshot;     /* after the change */
    bool keeps_automatic;    /* copies its automatic snapshots, which are deleted with it */
    const struct rebuild_source
        *source;              /* of a restore; NULL: its own snapshot, and the journal is in tags */
    struct str snapshot_word; /* in the name of the snapshot; "": "resize" */
    /*
     * NULL: no change has begun. {"bundle": the wanted one, "instance": the old instance before it was stopped, "replaces":
     * the value of LS_REPLACES_TAG of the new one, "ports": [PortInfo], "static_ip", "static_ip_arn": "" for none,
     * "keyPair": name, "disks": [{"name", "arn", "path"}]}, the requests of reference.h, and what is not kept:
     * "automatic": [{"date"}] and "unknown": [noun]. Of a restore also "snapshot": the name of the snapshot of the old
     * instance, "deleting": whether this may have deleted the old instance, "new": ARN of the new instance, and members
     * that only the command knows.
     */
    json_t *journal;
    json_t *instance; /* the one that has the name; NULL: none */
    json_t *snapshot; /* that of the old instance, as far as one exists; may be incomplete */
    const json_t *
        unknown; /* after rebuild_run: nouns of what AWS did not report before the creation; NULL: none was made */
};

/* ---- rebuild_find.c ---- */

/*
 * Reads what exists: r->instance, r->snapshot and r->journal. arn: of the instance in the state ("": any). An instance
 * that another one with its name has replaced counts as none. A snapshot without an instance is only found when it is
 * complete and of this instance; it is searched for as long as reads may lag if `is_expected`.
 */
bool rebuild_find(struct rebuild *r, struct str arn, bool is_expected) MUST_USE;
/* The same when a read has just shown that there is no such instance. */
bool rebuild_find_missing(struct rebuild *r, struct str arn, bool is_expected) MUST_USE;
/* Whether the object carries the tags of an unfinished change of an instance. */
bool rebuild_is_marked(const json_t *object);
/* Whether the instance (not NULL) is the old one of the journal, or the new one. */
bool rebuild_is_old(const struct rebuild *r, const json_t *instance);
bool rebuild_is_new(const struct rebuild *r, const json_t *instance);

/* ---- rebuild_record.c ---- */

/* Fills the journal with everything that belongs to the instance. Changes nothing. Errors: ERR_USER when the journal does
 * not fit into tags. */
bool rebuild_record(struct rebuild *r, const json_t *instance) MUST_USE;
/* "web-auto-2026-11-23": a name that is not too long, in the memory of the session. */
struct str rebuild_name(const struct rebuild *r, struct str word, struct str end);
/* "web-resize-20261123-091700" */
struct str rebuild_snapshot_name(const struct rebuild *r);
/* Sets a member of the journal of a restore and saves it; sets it only for a resize. It takes over the reference. */
bool rebuild_set(struct rebuild *r, const char *member, json_t *value) MUST_USE;

/* ---- in_place.c ---- */

/* Whether two bundles differ only in their generation: "small_2_0" and "small_3_0". */
bool rebuild_is_generation(struct str from, struct str to);

/* ---- rebuild_steps.c ---- */

/*
 * All steps, from what rebuild_find found; without a journal it begins with r->instance. After a failure before the old
 * instance is deleted, everything is as it was before, as far as requests are possible; a stop (ERR_STOPPED) and a timeout
 * leave it to the next process. r->instance is the last read of the instance; r->journal is NULL when nothing is
 * unfinished.
 */
bool rebuild_run(struct rebuild *r) MUST_USE;

/* ---- between the files ---- */

/* rebuild_snapshot.c: stops the instance and waits. */
bool rebuild_stop(struct rebuild *r) MUST_USE;
/* Stops the instance, detaches its disks, takes the snapshot (or uses one of an earlier process) and verifies it. */
bool rebuild_save_disk(struct rebuild *r) MUST_USE;
/* ERR_CONFLICT when the instance was started after its snapshot was taken. */
bool rebuild_check_unused(struct rebuild *r) MUST_USE;
/* That error. Returns false. */
bool rebuild_was_used(struct rebuild *r);
/* Deletes the snapshots of this change; a complete one that is kept only loses its tags. */
bool rebuild_end_snapshots(struct rebuild *r, bool keeps) MUST_USE;

/* automatic.c: copies the automatic snapshots of the journal, if they are kept. */
bool rebuild_copy_automatic(struct rebuild *r) MUST_USE;

/* in_place.c: a stop, and a start with the new bundle. ret_refused: Lightsail does not do that for this instance. */
bool rebuild_start_as(struct rebuild *r, bool *ret_refused) MUST_USE;

/* mark.c: writes the journal to the instance, and removes it from an object of the kind. */
bool rebuild_mark(struct rebuild *r) MUST_USE;
bool rebuild_unmark(struct rebuild *r, const json_t *object, enum ls_kind kind) MUST_USE;

#endif
