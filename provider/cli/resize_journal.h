/*
 * resize_journal.h — what `infra resize` must not forget between two steps: the old machine as it was. Knows the file;
 * must not ask or change anything in AWS.
 */
#ifndef CLI_RESIZE_JOURNAL_H
#define CLI_RESIZE_JOURNAL_H

#include "cli/command.h"

/* $XDG_STATE_HOME/quants-infra (or ~/.local/state/quants-infra) /resize-REGION-NAME.json */
struct str resize_journal_path(struct session *s, struct str name);
/* *ret_journal is NULL, and that is no error, when no resize of that name is under way. */
bool resize_journal_read(struct session *s, struct str name, json_t **ret_journal) MUST_USE;
/* On disk when it returns. */
bool resize_journal_write(struct session *s, struct str name, const json_t *journal) MUST_USE;
bool resize_journal_remove(struct session *s, struct str name) MUST_USE;

#endif
