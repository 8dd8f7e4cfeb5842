/*
 * base64.h — bytes as base64 text (RFC 4648, section 4). Must not know what the bytes are.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/arena.h"
#include "base/str.h"

/* With padding, without line breaks. The result is in mem. */
struct str base64_encode(struct arena *mem, struct str bytes);
/* The bytes, in mem. Padding may be missing. False when the text has another character, or a single last digit. */
bool base64_decode(struct arena *mem, struct str text, struct str *ret_bytes) MUST_USE;
/* Whether the text has only such characters, then padding. */
bool base64_is_text(struct str text);

#endif
