/*
 * dns_text.h — the strings of a TXT record: one or more, in quotes, of at most 255 bytes each. Knows quotes and
 * escapes; must not know zones.
 */
#ifndef RESOURCES_DNS_TEXT_H
#define RESOURCES_DNS_TEXT_H

#include "base/str.h"

/*
 * The target of a TXT record as it is sent: a text that begins with a quote is taken as strings in quotes, any other
 * text is put into quotes and split. A text with an open quote is returned as it is.
 */
struct str dns_text_form(struct arena *mem, struct str target);
/* Whether a target in that form has strings of at most 255 bytes only; ret_bytes: of the longest. False with
 * *ret_bytes 0: an open quote, or text outside of the quotes. */
bool dns_text_is_valid(struct str target, size_t *ret_bytes);

#endif
