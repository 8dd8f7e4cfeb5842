/*
 * carry.h — copies what belongs to an instance to the instance that replaces it: options, disks, and
 * what refers to it by its name. Knows the operations for that; must not know why the instance is a new one.
 */
#ifndef REBUILD_CARRY_H
#define REBUILD_CARRY_H

#include "steps/session.h"

/*
 * Writes into the journal everything that belongs to the instance of `journal.instance`. What the credentials
 * may not read is recorded as not known. Errors: those of the requests except a refusal.
 */
bool carry_record(struct session *s, json_t *journal) MUST_USE;
/* What will be kept, and what will not ("its private address"), one line each, in s->mem. */
struct str carry_kept(struct session *s, const json_t *journal);
struct str carry_lost(struct session *s, const json_t *journal);
/* The tags of the user, without those of AWS and of this provider: a new reference. */
json_t *carry_tags(const json_t *instance);
/* The members of CreateInstancesFromSnapshot, except the tags, that make the new instance equal to the old one. */
void carry_request(struct session *s, const json_t *journal, json_t *in);
/* Detaches the disks from the instance, which is stopped, and attaches them. */
bool carry_detach(struct session *s, const json_t *journal) MUST_USE;
bool carry_attach(struct session *s, const json_t *journal) MUST_USE;
/* Adds everything in the journal to the new instance. What it already has is not changed, and each step
 * may be repeated. */
bool carry_restore(struct session *s, const json_t *journal, const json_t *instance) MUST_USE;

#endif
