/*
 * rebuild_static_ip.h — the static IP of an instance that gets another bundle. Must not know the other steps.
 */
#ifndef REBUILD_REBUILD_STATIC_IP_H
#define REBUILD_REBUILD_STATIC_IP_H

#include "rebuild/rebuild.h"

/* Writes its name and ARN into the journal, "" for none. Errors: ERR_CONFLICT when no list shows it. */
bool rebuild_record_static_ip(struct rebuild *r, const json_t *instance) MUST_USE;
/* Attaches it to the new instance. */
bool rebuild_restore_static_ip(struct rebuild *r) MUST_USE;

#endif
