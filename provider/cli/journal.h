/*
 * journal.h — the data of a command between two steps, so that the next run can continue. Knows the file;
 * must not know its contents.
 */
#ifndef CLI_JOURNAL_H
#define CLI_JOURNAL_H

#include "cli/command.h"

/* $XDG_STATE_HOME/quants-infra (or ~/.local/state/quants-infra) /COMMAND-REGION-NAME.json */
struct str journal_path(struct session *s, const char *command, struct str name);
/* *ret_journal is NULL, without an error, when no command with that name is unfinished. */
bool journal_read(struct session *s, const char *command, struct str name, json_t **ret_journal) MUST_USE;
/* The file is on disk when it returns. */
bool journal_write(struct session *s, const char *command, struct str name, const json_t *journal) MUST_USE;
bool journal_remove(struct session *s, const char *command, struct str name) MUST_USE;

#endif
