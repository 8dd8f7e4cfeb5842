/*
 * change.h — the only way to change an object: a request whose response may be lost, and whose effect may be
 * visible to reads only later. Knows what a change will show; must not know which resource or command wants
 * it. The rules and what they assume of AWS: docs/design/037.
 */
#ifndef LIGHTSAIL_CHANGE_H
#define LIGHTSAIL_CHANGE_H

#include "lightsail/view.h"

/* The tag of an instance that replaces another one; its value is the ARN of the replaced instance. */
#define LS_REPLACES_TAG "quants-infra:replaces"

/*
 * A change of size that has begun is recorded in tags that begin with LS_RESIZE_TAG; of an instance and its snapshot:
 * rebuild/journal_tags.h. While a disk grows (resize = "snapshot"), the disk and its snapshot carry these tags: the new size in GB, and
 * for an attached disk the earlier power state of its instance and its path ("64 running /dev/xvdf"); and the name
 * of the instance.
 */
#define LS_RESIZE_TAG "quants-infra:resize"
#define LS_RESIZE_INSTANCE_TAG "quants-infra:resize-instance"

enum ls_becomes {
    LS_CREATED, /* a new object with the name */
    LS_CHANGED, /* the object shows `members` */
    LS_DELETED, /* no object with the name, or a different one */
    LS_DONE,    /* no object shows the effect; the operation history does (RebootInstance), or `is_done` */
};

/* An item that the API has inside an object's array, such as an entry of a domain, and that a change adds,
 * replaces or removes. */
struct ls_item {
    const char *at;       /* the member of the object with the array; NULL: no condition */
    const json_t *wanted; /* the item, as `same` compares it */
    bool (*same)(const json_t *item, const json_t *wanted);
    bool is_removed; /* the array will not have it */
};

/* What reads of this kind will show after the change. Nothing of it is kept after the change. */
struct ls_effect {
    enum ls_becomes becomes;
    enum ls_kind kind;
    struct str name;
    struct str arn; /* LS_CHANGED, LS_DELETED: the ARN of the intended object; "": any object with the name */
    struct ls_item item; /* LS_CHANGED, beside `members`: an item of an array */
    const json_t
        *members; /* {"attachedTo": "web"}: paths and values; null means absent; NULL: no condition */
    /*
     * Used instead of `members` when several values are right: "stopping" as well as "stopped". NULL:
     * `members` decides.
     */
    bool (*shows)(const void *context, const json_t *object);
    /*
     * LS_DONE, instead of the operation history: whether a request that was sent at since_ms (by the service's
     * clock) took effect, from a read of its own. Errors: those of the read.
     */
    bool (*is_done)(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                    int64_t since_ms, bool *ret_done, struct err *err);
    const void *context;
};

/*
 * Sends a change once. After a lost response (connection closed, timeout or 5xx after sending) it reads the
 * object for as long as reads may lag (aws_config.read_lag_ms) before it sends again. If the second request
 * fails with "name in use", that is success when the object is new by the service's clock and shows the
 * members. If this process has just deleted the object that has the name, it waits until the name is free.
 * After the change is accepted, every read of this client shows its effect or is repeated (view.h).
 * `ret_response` (may be NULL), in scope.mem: the response; an empty object when it was lost. `in` remains
 * owned by the caller. Errors: those of ls_call; err->maybe_done: the change may have taken effect.
 */
bool ls_change(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
               const struct ls_effect *effect, json_t **ret_response, struct err *err) MUST_USE;

/*
 * For a change that was accepted, or has ended, without ls_change: from now on reads that do not show it are
 * stale.
 */
void ls_expect(struct ls_client *client, const struct ls_effect *effect);

#endif
