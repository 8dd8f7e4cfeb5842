/*
 * ledger.h — what this process has written, to detect reads that do not show it yet. Knows names, ARNs, times
 * and members of objects; makes no request and never waits.
 *
 * Lightsail does not promise that a read shows an earlier write (docs/design/037). So every object that a
 * read returns is judged:
 *   LEDGER_CURRENT  it shows what this process wrote, or this process wrote nothing
 *   LEDGER_STALE    it is older than an accepted write: read again
 *   LEDGER_DELETED  it shows an object that this process has deleted: treat it as not found
 * A write is expected for a limited time; after that every read is trusted. Any thread may call any function.
 */
#ifndef LIGHTSAIL_LEDGER_H
#define LIGHTSAIL_LEDGER_H

#include "lightsail/change.h"

struct ledger;
/* Freed with ledger_free when no call uses it any more. */
struct ledger *ledger_new(void);
void ledger_free(struct ledger *ledger);

/*
 * The change was accepted. since_ms: when its request was sent, by the service's clock (epoch); until_ms: how
 * long a read that does not show it is stale (clock_monotonic_ms). LS_DELETED: the deletion has ended. A newer
 * change of the same name replaces the older expectation, because a read that shows the newer change shows
 * the older ones too.
 */
void ledger_note(struct ledger *ledger, const struct ls_effect *effect, int64_t since_ms, int64_t until_ms);
/* A change of the object begins: from now on its members may have any value. */
void ledger_begin(struct ledger *ledger, enum ls_kind kind, struct str name);

enum ledger_verdict { LEDGER_CURRENT, LEDGER_STALE, LEDGER_DELETED };
/* `object` is NULL when the service reports that there is none. Stores the ARN of a created object. */
enum ledger_verdict ledger_judge(struct ledger *ledger, enum ls_kind kind, struct str name,
                                 const json_t *object);

/* Whether this process has deleted an object with this name, of any kind: names are unique over all kinds. */
bool ledger_has_deleted(struct ledger *ledger, struct str name);

/* Whether the object was created at or after since_ms, by its createdAt and the service's clock. */
bool ledger_is_new(const json_t *object, int64_t since_ms);
/* Whether the object shows every member: {"attachedTo": "web", "isAttached": true}; null means absent. Lists are the same in any
 * order, and an empty one may be absent. */
bool ledger_shows(const json_t *object, const json_t *members);
/* Whether the object has the item, or does not have it if it is removed. */
bool ledger_shows_item(const json_t *object, const struct ls_item *item);

#endif
