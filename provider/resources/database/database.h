/*
 * database.h — what the files of lightsail_database share. Knows the struct of the record; must not know snapshots of
 * databases.
 */
#ifndef RESOURCES_DATABASE_H
#define RESOURCES_DATABASE_H

#include "gen/database.h"

#include "runtime/crud.h"
#include "steps/database_step.h"

/* ---- database_plan.c ---- */
bool database_validate(struct call *c, const void *config);
bool database_modify_plan(struct call *c, struct plan *plan);
bool database_plan_destroy(struct call *c, const void *prior);

/* Whether the state has a decision about the last snapshot. */
bool database_has_decision(const struct database *prior);
/* Whether it may have data: not while it is created, nor when that failed. */
bool database_may_have_data(const json_t *object);

/* ---- database_modify.c ---- */
/*
 * The password that a request sets: of the plan, or of the configuration if it is write-only. Null when the plan has no
 * other one than `prior`; prior NULL: none yet.
 */
struct tf_string database_new_password(const struct call *c, const struct database *prior,
                                       const struct database *plan);
/*
 * Sends everything that one UpdateRelationalDatabase changes and waits until the database is ready and shows it, or
 * shows it as pending. Without a difference there is no request. On success `state` has the attributes of the plan.
 * Errors: those of the request and of the wait.
 */
bool database_modify(struct call *c, const struct database *prior, const struct database *plan,
                     struct database *state) MUST_USE;
/* Whether there is something to modify. */
bool database_is_modified(struct call *c, const struct database *prior, const struct database *plan);

/* ---- database_power.c ---- */
/* A change of a database that deletes and creates it, and changes of what belongs to it, come one after the other. */
bool database_lock(struct call *c, struct str name) MUST_USE;
void database_unlock(struct call *c, struct str name);
/* The value of `state` for a state of AWS. */
struct str database_power_of(struct str state);
/* Polls until AWS shows this state, after `answer` (NULL: none) was accepted. `goal` as for api_view_wait. Errors:
 * ERR_FAILED for a database that has failed or is deleted, ERR_NOT_FOUND, those of the reads. */
bool database_wait(struct call *c, struct str name, const char *goal, const char *state, const json_t *answer)
    MUST_USE;
/* Reboots a running database, after changes that are in progress, and waits. Errors: those of the request and the waits. */
bool database_reboot(struct call *c, struct str name) MUST_USE;
/* Starts or stops the database unless it is so already, and waits. Errors: those of the requests and waits. */
bool database_set_power(struct call *c, struct str name, bool runs) MUST_USE;

#endif
