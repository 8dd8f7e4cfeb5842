/*
 * mask.h — foreign text made fit for a message: what looks like a secret is replaced.
 * Knows what keys, tokens and passwords look like; must not know who wrote the text.
 */
#ifndef BASE_MASK_H
#define BASE_MASK_H

#include "base/str.h"

/*
 * The first line of `text` that is not empty, at most `max_bytes` of it. "(hidden)" stands for what follows a name such as password,
 * token or key with '=' or ':', for the user of an address, and for every long or mixed run of letters, digits and base64 signs. Other
 * lines are left out: they could be the rest of a secret. Of what is not UTF-8 text only the number of bytes is told.
 */
struct str mask_line(struct arena *mem, struct str text, size_t max_bytes);

#endif
