/*
 * session.h — a series of requests of one caller: its client, its limits, its error, and where it reports progress. For
 * the steps of this folder, of rebuild/ and of the commands of quants-infra. Knows the client; must not know who the caller is.
 */
#ifndef STEPS_SESSION_H
#define STEPS_SESSION_H

#include "lightsail/machine.h"
#include "lightsail/tag.h"

/* Where a session reports; each function may be NULL, and gets the `reporter` of the session. The texts are borrowed. */
struct session_report {
    void (*progress)(void *reporter, struct str text); /* what it waits for, after each poll */
    void (*done)(void *reporter, struct str text);     /* a step has ended: "disk data attached" */
    void (*note)(void *reporter, struct str text);     /* advice for the user */
};

struct session {
    struct arena *mem;
    struct ls_client *client;
    struct deadline deadline;
    int64_t step_ms;                     /* how long to wait for one step; 0: the usual time of the step */
    const char *again;                   /* what continues after a failure: "run the same command again" */
    const char *longer;                  /* what makes it wait longer: "use --timeout" */
    const struct session_report *report; /* NULL: nowhere */
    void *reporter;
    struct err err;
};

struct aws_scope session_scope(struct session *s);
void session_progress(struct session *s, const char *format, ...) PRINTF_LIKE(2, 3);
void session_done(struct session *s, const char *format, ...) PRINTF_LIKE(2, 3);
void session_note(struct session *s, const char *format, ...) PRINTF_LIKE(2, 3);

/* ls_call with the scope of the session; it takes over the reference `in`. */
bool session_call(struct session *s, enum ls_op op, json_t *in, json_t **ret_out) MUST_USE;
/* A change that may be sent twice: session_call, and the wait for its operations, as one step. */
bool session_do(struct session *s, enum ls_op op, json_t *in) MUST_USE;
/* All pages of a list operation. It takes over the reference `in`, which may be NULL. */
bool session_list(struct session *s, enum ls_op op, json_t *in, const char *member, json_t **ret_items)
    MUST_USE;
/* The same, but a refusal (no permission, no such operation) is success with *ret_items == NULL. */
bool session_list_if_allowed(struct session *s, enum ls_op op, json_t *in, const char *member,
                             json_t **ret_items) MUST_USE;
/* Waits until reads show all changes that were made before this session began. */
bool session_settle(struct session *s) MUST_USE;
/*
 * Whether the object with the name now has this ARN ("": any), reading for as long as reads may lag. Errors:
 * ERR_CONFLICT when another object has the name, ERR_NOT_FOUND.
 */
bool session_check(struct session *s, enum ls_kind kind, struct str name, struct str arn) MUST_USE;
/*
 * ls_change with the scope of the session, as one step. It takes over the reference `in`. ret_answer NULL:
 * waits for its operations, and for LS_DELETED until the object does not exist.
 */
bool session_send(struct session *s, enum ls_op op, json_t *in, const struct ls_effect *effect,
                  json_t **ret_answer) MUST_USE;
/* session_check and session_send: an object that was replaced since it was read is not changed. */
bool session_change(struct session *s, enum ls_op op, json_t *in, const struct ls_effect *effect,
                    json_t **ret_answer) MUST_USE;
/* An object in one read. *ret_object is NULL, without an error, when there is none. */
bool object_look(struct session *s, enum ls_kind kind, struct str name, json_t **ret_object) MUST_USE;
enum { USUAL_STEP_MS = 10 * 60 * 1000 };
/*
 * Begins a step with a timeout of `usual_ms`, or of step_ms; the limit of the whole session may be longer.
 * Returns the previous s->deadline: restore it when the step has ended.
 */
struct deadline session_begin_step(struct session *s, int64_t usual_ms);
/* {"name": name} */
json_t *member_of(const char *member, struct str value);

#endif
