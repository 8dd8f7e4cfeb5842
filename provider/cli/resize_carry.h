/*
 * resize_carry.h — copies what belongs to an instance to the instance that replaces it: options, disks, and
 * what refers to it by its name. Knows the operations for that; must not know why the instance is a new one.
 */
#ifndef CLI_RESIZE_CARRY_H
#define CLI_RESIZE_CARRY_H

#include "cli/command.h"

/*
 * Writes into the journal everything that belongs to the instance of `journal.instance`. What the credentials
 * may not read is recorded as not known. Errors: those of the requests except a refusal.
 */
bool resize_carry_look(struct session *s, json_t *journal) MUST_USE;
/* Prints what will be kept and what will not, one line each. */
void resize_carry_print(const json_t *journal);
/* The members of CreateInstancesFromSnapshot that make the new instance equal to the old one. */
void resize_carry_request(struct session *s, const json_t *journal, json_t *in);
/* Detaches the disks from the instance, which is stopped. */
bool resize_carry_detach(struct session *s, const json_t *journal) MUST_USE;
/* Adds everything in the journal to the new instance. What it already has is not changed, and each step
 * may be repeated. */
bool resize_carry_restore(struct session *s, const json_t *journal, const json_t *instance) MUST_USE;
/* The value of LS_REPLACES_TAG of the new machine. */
struct str resize_carry_replaces(const json_t *journal);

#endif
