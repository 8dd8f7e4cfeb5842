/*
 * release.h — the static IPs that are released together with an instance, so that the next run continues
 * after an interruption: a journal for each instance. Knows when an address may be released; must not know
 * which command deletes the instance.
 */
#ifndef CLI_RELEASE_H
#define CLI_RELEASE_H

#include "cli/command.h"

/*
 * {"arn": of the instance, "addresses": [static IP], "attached_s": when the first was attached, "made":
 * whether it was allocated for the instance and was not attached yet}, in s->mem
 */
json_t *release_plan(struct session *s, const json_t *instance, json_t *static_ip);
/* Whether the journal contains an address of that name. */
bool release_has(const json_t *journal, struct str ip_name);
/* The journal of the instance's name; NULL, without an error, when there is none. */
bool release_read(struct session *s, struct str instance_name, json_t **ret_journal) MUST_USE;
/* Writes the journal, which is on disk when it returns: before the instance is deleted. */
bool release_note(struct session *s, struct str instance_name, json_t *journal) MUST_USE;
/* The address was allocated for the instance, and is about to be attached. A failure is ignored: only a
 * hint would be missing later. */
void release_note_made(struct session *s, const json_t *instance, json_t *static_ip);
/* It is attached. */
void release_forget_made(struct session *s, const json_t *instance);
/* The instance does not exist any more: from here on a read that shows an address attached to it is late. */
void release_expect(struct session *s, const json_t *journal);
/*
 * Releases the addresses of the journal: those very ones, not attached now, and not attached since; others
 * are kept, and a message says so. Then the journal is deleted. Errors: those of the requests.
 */
bool release_all(struct session *s, struct str instance_name, const json_t *journal) MUST_USE;
/* Prints that the address is kept. why: ": it was attached again", or "". */
void release_tell_kept(struct str ip_name, const char *why);

#endif
