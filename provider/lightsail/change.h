/*
 * change.h — the one way to change something: a request whose response may get lost, and whose effect a read may show late. Knows what
 * a change will show; must not know who wants it. The rules and what they assume of AWS: docs/design/037.
 */
#ifndef LIGHTSAIL_CHANGE_H
#define LIGHTSAIL_CHANGE_H

#include "lightsail/view.h"

/* The tag by which an instance says that it is another one made anew: its value is the ARN of that one. */
#define LS_REPLACES_TAG "quants-infra:replaces"

enum ls_becomes {
    LS_MADE,    /* a new object of the name */
    LS_CHANGED, /* the object shows `members` */
    LS_GONE,    /* no object of the name, or another one */
    LS_DONE,    /* no object shows it: only an operation in the history does (RebootInstance) */
};

/* What a change will show in the reads of its kind. */
struct ls_effect {
    enum ls_becomes becomes;
    enum ls_kind kind;
    struct str name;
    struct str arn; /* LS_CHANGED, LS_GONE: of the object that is meant; "": whichever has the name */
    const json_t
        *members; /* {"attachedTo": "web"}: paths and values, null means absent; NULL: nothing more */
    /* Instead of `members`, where one value is not enough: "stopping" is as good as "stopped". NULL: members decide. */
    bool (*shows)(const void *context, const json_t *object);
    const void *context;
};

/*
 * Sends a change, once. After a lost response (connection cut, timeout or 5xx after sending) it reads for as long as reads may lag
 * (aws_config.read_lag_ms) before it sends again. "Name in use" after that is success when the object is new by the service's
 * clock and shows the members; when this process has just deleted the object that has the name, it waits until the name is free. Once
 * accepted, all reads of this client show the effect or are repeated (view.h). `ret_answer` (may be NULL), in scope.mem: the response; an empty
 * object when it was lost. `in` stays the caller's. Errors: those of ls_call; err->maybe_done: it may have happened all the same.
 */
bool ls_change(struct ls_client *client, struct aws_scope scope, enum ls_op op, json_t *in,
               const struct ls_effect *effect, json_t **ret_answer, struct err *err) MUST_USE;

/* Something that was accepted, or has ended, without ls_change: from now on reads that do not show it are late. */
void ls_expect(struct ls_client *client, const struct ls_effect *effect);

#endif
