/*
 * ledger.h — what this process has written, so that a read which does not show it yet is known to be late. Knows names, ARNs,
 * times and members of objects; makes no request and waits for nobody.
 *
 * Lightsail does not promise that a read shows an earlier write (docs/design/037). So every object that comes back is judged:
 *   LEDGER_FITS  it shows what this process wrote, or this process wrote nothing
 *   LEDGER_LATE  it is older than an accepted write: read again
 *   LEDGER_GONE  it shows what this process has deleted: as good as NotFound
 * A write is expected for a bounded time; after that every read is believed. Any thread may call any function.
 */
#ifndef LIGHTSAIL_LEDGER_H
#define LIGHTSAIL_LEDGER_H

#include "lightsail/change.h"

struct ledger;
/* Freed with ledger_free when no call uses it any more. */
struct ledger *ledger_new(void);
void ledger_free(struct ledger *ledger);

/*
 * The change was accepted. since_ms: when its request was sent, by the service's clock (epoch); until_ms: how long a read that does not
 * show it is late (clock_monotonic_ms). LS_GONE: the deletion is over. A newer change of the same name replaces what was
 * expected before, because a read that shows it shows the older ones too.
 */
void ledger_note(struct ledger *ledger, const struct ls_effect *effect, int64_t since_ms, int64_t until_ms);
/* A change of it begins: from now on its members may be anything. */
void ledger_begin(struct ledger *ledger, enum ls_kind kind, struct str name);

enum ledger_verdict { LEDGER_FITS, LEDGER_LATE, LEDGER_GONE };
/* `object` is NULL when the service says that there is none. Learns the ARN of what was made. */
enum ledger_verdict ledger_judge(struct ledger *ledger, enum ls_kind kind, struct str name,
                                 const json_t *object);

/* Whether this process has deleted something of this name, whatever its kind: names are unique over all kinds. */
bool ledger_has_deleted(struct ledger *ledger, struct str name);

/* Whether the object was made at or after since_ms, by its createdAt and the service's clock. */
bool ledger_is_new(const json_t *object, int64_t since_ms);
/* Whether the object shows every member: {"attachedTo": "web", "isAttached": true}; null means absent. */
bool ledger_shows(const json_t *object, const json_t *members);

#endif
