/*
 * resize_carry.h — what hangs on a machine and has to hang on the one that takes its place: options, disks, and what refers to it by its name. Knows
 * the operations for that; must not know why the machine is a new one.
 */
#ifndef CLI_RESIZE_CARRY_H
#define CLI_RESIZE_CARRY_H

#include "cli/command.h"

/*
 * Writes into the journal all that hangs on the instance of `journal.instance`. What may not be asked is noted there as not known. Errors: those of the
 * calls but a refusal.
 */
bool resize_carry_look(struct session *s, json_t *journal) MUST_USE;
/* What will be carried over and what will not, a line each, for people. */
void resize_carry_print(const json_t *journal);
/* The members of CreateInstancesFromSnapshot that make the new machine like the old one. */
void resize_carry_request(struct session *s, const json_t *journal, json_t *in);
/* Takes the disks from the machine, which is stopped. */
bool resize_carry_detach(struct session *s, const json_t *journal) MUST_USE;
/* Gives the new machine what the journal knows. What it has is left as it is, and each step may be done twice. */
bool resize_carry_restore(struct session *s, const json_t *journal, const json_t *instance) MUST_USE;
/* The value of LS_REPLACES_TAG of the new machine. */
struct str resize_carry_replaces(const json_t *journal);

#endif
