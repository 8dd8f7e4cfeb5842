/*
 * release.h — the static IPs that are given back with an instance, so that a run that is cut off is gone on with: a journal for each instance. Knows
 * when an address may be released; must not know who deletes the instance.
 */
#ifndef CLI_RELEASE_H
#define CLI_RELEASE_H

#include "cli/command.h"

/*
 * {"arn": of the instance, "addresses": [static IP], "attached_s": when the first was attached, "made": whether it was made for the instance and
 * was not attached yet}, in s->mem
 */
json_t *release_plan(struct session *s, const json_t *instance, json_t *static_ip);
/* Whether the journal has an address of that name. */
bool release_has(const json_t *journal, struct str ip_name);
/* The journal of the instance's name; NULL, and that is no error, when there is none. */
bool release_read(struct session *s, struct str instance_name, json_t **ret_journal) MUST_USE;
/* Writes it, on disk when it returns: before the instance is deleted. */
bool release_note(struct session *s, struct str instance_name, json_t *journal) MUST_USE;
/* The address was made for the instance, and is about to be attached. Best effort: without it only a hint is missing later. */
void release_note_made(struct session *s, const json_t *instance, json_t *static_ip);
/* It is attached. */
void release_forget_made(struct session *s, const json_t *instance);
/* The instance is gone: from here on a read that shows an address at it is late. */
void release_expect(struct session *s, const json_t *journal);
/*
 * Releases the addresses of the journal: those very ones, unattached, and attached to nothing since; others are kept, and the user is told. Then the
 * journal goes. Errors: those of the calls.
 */
bool release_all(struct session *s, struct str instance_name, const json_t *journal) MUST_USE;
/* Tells the user that the address is kept. why: ": it was attached again", or "". */
void release_tell_kept(struct str ip_name, const char *why);

#endif
