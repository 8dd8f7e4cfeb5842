/*
 * rebuild.h — an instance or a database gets another bundle under its name, and everything that belongs to it stays: by a
 * start with another bundle where Lightsail offers that, otherwise by a snapshot from which it is created again. Also the
 * steps of `infra restore`. Knows the order that loses nothing; must not know Terraform, nor ask the user. The rules:
 * docs/design/056, of a database 066.
 *
 * A change that has begun is recorded in tags of the object and of its snapshot (journal_tags.h), so that any computer
 * can continue it. Every function may be the first one of the next process.
 */
#ifndef REBUILD_REBUILD_H
#define REBUILD_REBUILD_H

#include "lightsail/snapshots.h"
#include "steps/session.h"

struct rebuild;

/*
 * How the objects of a kind are stopped, deleted, created and completed. Each function may be the first one of the next
 * process. Those that may be NULL: in_place, prepare, detach, attach, verify, keep_recorded.
 */
struct rebuild_kind {
    const struct ls_snapshot_form *snapshot; /* has both kinds */
    const char *bundle;                      /* the member of the object with its bundle */
    const char *operations;                  /* in the types of its operations: "Instance" */

    bool (*exists)(const json_t *object); /* false for NULL, and while it is deleted */
    bool (*is_stopped)(const json_t *object);
    bool (*is_stopping)(const json_t *object);

    /* Adds to the journal everything that belongs to the object. Changes nothing. */
    bool (*record)(struct rebuild *r, const json_t *object);
    /* The journal of an earlier process also has what that one has changed already, besides the power state. */
    void (*keep_recorded)(struct rebuild *r, const json_t *earlier);
    /* Changes the bundle of r->object in place. ret_refused: Lightsail does not do that for this object. */
    bool (*in_place)(struct rebuild *r, bool *ret_refused);
    /* Before the object is stopped. */
    bool (*prepare)(struct rebuild *r);
    /* Stops r->object and waits; r->object is read again. */
    bool (*stop)(struct rebuild *r);
    /* What must not be attached during the snapshot, and attached again when everything is as before. */
    bool (*detach)(struct rebuild *r);
    bool (*attach)(struct rebuild *r);
    /* Whether r->snapshot is more than complete: without what must not be in it. */
    bool (*verify)(struct rebuild *r);
    /* Deletes the object, whose ARN has just been compared, and waits. */
    bool (*remove)(struct rebuild *r);
    /* Waits until an object that is being deleted does not exist. */
    bool (*wait_gone)(struct rebuild *r);
    /* From here on reads that show the old object are late. */
    void (*expect_gone)(struct rebuild *r);
    /* Sends the creation from r->snapshot with these tags, which it borrows, and waits for its operations. ret_snapshot: the
     * name of the snapshot, also after a failure. */
    bool (*create)(struct rebuild *r, json_t *tags, struct str *ret_snapshot);
    /* Waits until the new object can be changed: r->object. */
    bool (*wait_new)(struct rebuild *r);
    /* Adds to the new object what belongs to it. */
    bool (*restore)(struct rebuild *r);
    /* The power state of before. starts: also when the object is stopped. */
    bool (*restore_power)(struct rebuild *r, bool starts);
};
extern const struct rebuild_kind rebuild_instance; /* rebuild_instance.c */

/* What a restore of an instance does differently; each function may be the first one of the next run. */
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
    const struct rebuild_kind *kind;
    struct session *session;
    struct str name, bundle; /* of the object; the bundle that it shall have */
    bool keeps_snapshot;     /* after the change */
    bool keeps_automatic;    /* copies its automatic snapshots, which are deleted with it */
    const struct rebuild_source
        *source;              /* of a restore; NULL: its own snapshot, and the journal is in tags */
    struct str snapshot_word; /* in the name of the snapshot; "": "resize" */
    /*
     * NULL: no change has begun. {"bundle": the wanted one, "instance" (or "database"): the old one before it was stopped,
     * "replaces": the value of LS_REPLACES_TAG of the new one}, and what the kind records; of an instance "ports": [PortInfo], "static_ip", "static_ip_arn": "" for none,
     * "keyPair": name, "disks": [{"name", "arn", "path"}]}, the requests of reference.h, and what is not kept:
     * "automatic": [{"date"}] and "unknown": [noun]. Of a restore also "snapshot": the name of the snapshot of the old
     * instance, "deleting": whether this may have deleted the old instance, "new": ARN of the new instance, and members
     * that only the command knows.
     */
    json_t *journal;
    json_t *object;   /* the one that has the name; NULL: none */
    json_t *snapshot; /* that of the old object, as far as one exists; may be incomplete */
    const json_t *
        unknown; /* after rebuild_run: nouns of what AWS did not report before the creation; NULL: none was made */
    void *context; /* of the kind */
};

/* ---- rebuild_find.c ---- */

/*
 * Reads what exists: r->object, r->snapshot and r->journal. arn: of the object in the state ("": any). An object
 * that another one with its name has replaced counts as none. A snapshot without an object is only found when it is
 * complete and of this object; it is searched for as long as reads may lag if `is_expected`.
 */
bool rebuild_find(struct rebuild *r, struct str arn, bool is_expected) MUST_USE;
/* The same when a read has just shown that there is no such object. */
bool rebuild_find_missing(struct rebuild *r, struct str arn, bool is_expected) MUST_USE;
/* Whether the object carries the tags of an unfinished change. */
bool rebuild_is_marked(const json_t *object);
/* Whether the object is the old one of the journal, or the new one; false for NULL. */
bool rebuild_is_old(const struct rebuild *r, const json_t *object);
bool rebuild_is_new(const struct rebuild *r, const json_t *object);
/* Whether the snapshot is one of the change of the journal. */
bool rebuild_is_of_change(const struct rebuild *r, const json_t *snapshot);
/* All snapshots of the kind. */
bool rebuild_list_snapshots(struct rebuild *r, json_t **ret_items) MUST_USE;

/* ---- rebuild_record.c ---- */

/* Fills the journal with everything that belongs to the object. Changes nothing. Errors: ERR_USER when the journal does
 * not fit into tags. */
bool rebuild_record(struct rebuild *r, const json_t *object) MUST_USE;
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
 * All steps, from what rebuild_find found; without a journal it begins with r->object. After a failure before the old
 * object is deleted, everything is as it was before, as far as requests are possible; a stop (ERR_STOPPED) and a timeout
 * leave it to the next process. r->object is the last read of the object; r->journal is NULL when nothing is
 * unfinished.
 */
bool rebuild_run(struct rebuild *r) MUST_USE;

/* ---- between the files ---- */

/* rebuild_snapshot.c: stops and detaches, takes the snapshot (or uses one of an earlier process) and verifies it. */
bool rebuild_save(struct rebuild *r) MUST_USE;
/* ERR_CONFLICT when the object was started after its snapshot was taken. */
bool rebuild_check_unused(struct rebuild *r) MUST_USE;
/* That error. Returns false. */
bool rebuild_was_used(struct rebuild *r);
/* Deletes the snapshots of this change; a complete one that is kept only loses its tags. */
bool rebuild_end_snapshots(struct rebuild *r, bool keeps) MUST_USE;

/* automatic.c: copies the automatic snapshots of the journal, if they are kept. */
bool rebuild_copy_automatic(struct rebuild *r) MUST_USE;

/* in_place.c: a stop, and a start with the new bundle. ret_refused: Lightsail does not do that for this instance. */
bool rebuild_start_as(struct rebuild *r, bool *ret_refused) MUST_USE;
/* Stops the instance and waits. */
bool rebuild_stop(struct rebuild *r) MUST_USE;

/* mark.c: writes the journal to the object, and removes it from an object of the kind. */
bool rebuild_mark(struct rebuild *r) MUST_USE;
bool rebuild_unmark(struct rebuild *r, const json_t *object, enum ls_kind kind) MUST_USE;

#endif
