/*
 * key_pairs.h — key pairs: created, imported, deleted, and the default one of a region. It must not know how
 * keys are generated; ssh_keys.c does.
 */
#ifndef SIM_KEY_PAIRS_H
#define SIM_KEY_PAIRS_H

#include "kind.h"

extern const struct kind key_pair_kind;

#define DEFAULT_KEY_NAME "LightsailDefaultKeyPair"

/* Records that the region has a default key pair; its key is generated when a call needs it. */
void key_pair_need_default(struct region *region, int64_t now_ms);

#endif
