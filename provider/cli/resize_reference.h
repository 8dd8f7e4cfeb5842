/*
 * resize_reference.h — what refers to an instance by its name and is lost with it: alarms, attachments to
 * load balancers, access to buckets, origins of distributions. Knows their operations; must not know why the
 * instance is a new one.
 */
#ifndef CLI_RESIZE_REFERENCE_H
#define CLI_RESIZE_REFERENCE_H

#include "cli/command.h"

/* Adds arrays of what refers to the instance to the journal, and to its array "unknown" the nouns of what
 * AWS did not report. */
bool resize_references_look(struct session *s, struct str instance_name, json_t *journal) MUST_USE;
/* "  alarm web-cpu: made again", one line each. */
void resize_references_print(const json_t *journal);
/* Each request may be sent twice. Errors: those of the requests, with their purpose. */
bool resize_references_restore(struct session *s, struct str instance_name, const json_t *journal) MUST_USE;
/* Copies the members (the list ends with NULL) that exist and are not null. */
void copy_members(const json_t *from, const char *const *members, json_t *to);

#endif
