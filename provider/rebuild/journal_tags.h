/*
 * journal_tags.h — the journal of a change as tags, because an interrupted process leaves nothing else. Knows the form;
 * must not know the steps.
 *
 *   quants-infra:resize      "small_3_0 running 2": the wanted bundle, the state before, the number of the others
 *   quants-infra:resize-1 …  the journal as JSON, compressed by zlib, in base64, up to 256 characters each
 */
#ifndef REBUILD_JOURNAL_TAGS_H
#define REBUILD_JOURNAL_TAGS_H

#include "steps/session.h"

enum { MOST_TAGS = 50 }; /* of an object. Source: TagList of the API model */

/* The object of a journal as it was before: its member "instance" or "database"; NULL without one. */
json_t *journal_object(const json_t *journal);
/* The name of its state: "running" of an instance, "available" of a database; "" for NULL. */
struct str journal_state(const json_t *object);
/* [{"key", "value"}] in mem. Errors: ERR_USER when the journal is so large that it could not be read again, ERR_INTERNAL of
 * zlib. */
bool journal_to_tags(struct arena *mem, const json_t *journal, json_t **ret_tags, struct err *err) MUST_USE;
/* The journal in the tags of an object, in mem, with a journal_object; NULL when it has none. Errors: ERR_PROTOCOL
 * when the tags are damaged. */
bool journal_of_tags(struct arena *mem, const json_t *object, json_t **ret_journal, struct err *err) MUST_USE;
/* Whether a tag belongs to a journal. */
bool is_journal_tag(struct str key);

#endif
