/*
 * mask.h — makes text from another program fit for a message: parts that may be secrets are replaced. Knows
 * the form of keys, tokens and passwords; must not know which program wrote the text.
 */
#ifndef BASE_MASK_H
#define BASE_MASK_H

#include "base/str.h"

/*
 * The first line of `text` that is not empty, at most `max_bytes` of it. "(hidden)" replaces the value after
 * a name such as password, token or key with '=' or ':', the user in a URL, and every long or mixed sequence
 * of letters, digits and base64 signs. Other lines are left out, because they could continue a secret. For
 * text that is not UTF-8 only the number of bytes is returned.
 */
struct str mask_line(struct arena *mem, struct str text, size_t max_bytes);

#endif
