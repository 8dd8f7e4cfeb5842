/*
 * reference.h — what refers to an instance by its name and is lost with it: alarms, attachments to
 * load balancers, access to buckets, origins of distributions. Knows their operations; must not know why the
 * instance is a new one.
 */
#ifndef REBUILD_REFERENCE_H
#define REBUILD_REFERENCE_H

#include "steps/session.h"

/* Adds to the journal the requests that make again what refers to the instance, and to its array "unknown" the nouns of
 * what AWS did not report. */
bool references_record(struct session *s, struct str instance_name, json_t *journal) MUST_USE;
/* "alarm web-cpu: made again", one line each. */
void references_describe(const json_t *journal, struct buf *out);
/* Each request may be sent twice. Errors: those of the requests, with their purpose. */
bool references_restore(struct session *s, const json_t *journal) MUST_USE;
/* Copies the members (the list ends with NULL) that exist and are not null. */
void copy_members(const json_t *from, const char *const *members, json_t *to);

#endif
