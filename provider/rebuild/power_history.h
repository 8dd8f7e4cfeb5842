/*
 * power_history.h — whether an instance or a database was started or stopped after a snapshot of it. Knows the
 * operations of both; must not know the caller's purpose.
 */
#ifndef REBUILD_POWER_HISTORY_H
#define REBUILD_POWER_HISTORY_H

#include "steps/session.h"

enum power_history {
    POWER_UNTOUCHED, /* neither started since it was stopped for the snapshot, nor stopped again since */
    POWER_USED,      /* it was started or stopped: the snapshot may be older than its disk */
    POWER_UNKNOWN,   /* the list of operations does not go back to the snapshot, or cannot be read */
};

/* noun: in the types of its operations, "Instance" or "RelationalDatabase". Source: GetOperationsForResource, all pages. Errors: those of the request except a refusal, which is
 * POWER_UNKNOWN. */
bool power_history_since(struct session *s, struct str name, const char *noun, const json_t *snapshot,
                         enum power_history *ret_history) MUST_USE;
/* The result for the operations (NULL: not known) and the time of the snapshot in seconds. */
enum power_history power_history_judge(const json_t *operations, const char *noun, double snapshot_s);

#endif
