/*
 * journal.h — what a command must not forget between two steps, so that the next run goes on. Knows the file; must not know what is in it.
 */
#ifndef CLI_JOURNAL_H
#define CLI_JOURNAL_H

#include "cli/command.h"

/* $XDG_STATE_HOME/quants-infra (or ~/.local/state/quants-infra) /COMMAND-REGION-NAME.json */
struct str journal_path(struct session *s, const char *command, struct str name);
/* *ret_journal is NULL, and that is no error, when nothing is under way with that name. */
bool journal_read(struct session *s, const char *command, struct str name, json_t **ret_journal) MUST_USE;
/* On disk when it returns. */
bool journal_write(struct session *s, const char *command, struct str name, const json_t *journal) MUST_USE;
bool journal_remove(struct session *s, const char *command, struct str name) MUST_USE;

#endif
