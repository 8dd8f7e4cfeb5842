/*
 * key_pairs.h — key pairs: created, imported, deleted, and the default one of a region.
 * It must not know how keys are made; ssh_keys.c does.
 */
#ifndef SIM_KEY_PAIRS_H
#define SIM_KEY_PAIRS_H

#include "call.h"

#define DEFAULT_KEY_NAME "LightsailDefaultKeyPair"

/* Says that the region has a default key pair from now on; its key is made when someone asks for it. */
void key_pair_need_default(struct region *region, int64_t now_ms);

/* Makes a key before the world is locked, when this call will need one. */
void key_pair_prepare(struct call *call);
void key_pair_discard(struct call *call);

bool create_key_pair(struct call *call);
bool import_key_pair(struct call *call);
bool delete_key_pair(struct call *call);
bool get_key_pair(struct call *call);
bool get_key_pairs(struct call *call);
bool download_default_key_pair(struct call *call);

#endif
