/*
 * dns_form.h — the one form of names and targets in DNS, and what is wrong with those that are none. Knows the text
 * forms of record types; must not know zones of Lightsail, plans or requests. All results are in `mem`.
 *
 * Two spellings mean the same when their forms are equal: upper case, a dot at the end, spaces between the parts of a
 * target, the spelling of an IPv6 address and the quotes of one string have no meaning.
 */
#ifndef RESOURCES_DNS_FORM_H
#define RESOURCES_DNS_FORM_H

#include "base/err.h"
#include "base/str.h"

/* The most bytes of one string of a TXT record. */
enum { DNS_MOST_STRING_BYTES = 255 };

/* Lower case, without the dot at the end: of a zone, or of a name that is complete. */
struct str dns_plain_name(struct arena *mem, struct str name);
/* The complete name of a record. `name`: relative to the zone, or complete; "" is the zone itself. `zone`: plain. */
struct str dns_full_name(struct arena *mem, struct str name, struct str zone);
/* The name relative to the zone; "" for the zone itself. Both plain. */
struct str dns_relative_name(struct str name, struct str zone);
/* The target as it is sent and compared; a target of a wrong form is returned as it is. */
struct str dns_target(struct arena *mem, struct str type, struct str target, bool is_alias);
/* Any text as the strings of a TXT record: in quotes, at most 255 bytes each. */
struct str dns_txt(struct arena *mem, struct str text);

/* A part of an import ID, without its percent-encoding. */
struct str dns_decoded(struct arena *mem, struct str text);

/* Whether it is a record by which AWS Certificate Manager validates a domain name. `target`: plain. */
bool dns_is_validation(struct str name, struct str type, struct str target);
bool dns_is_address(struct str type, struct str target);

/* Errors: ERR_USER with what is wrong, and a hint. zone data NULL: not known. */
bool dns_check_name(struct arena *mem, struct str name, struct str zone, struct err *err) MUST_USE;
bool dns_check_target(struct arena *mem, struct str type, struct str target, bool is_alias, struct err *err)
    MUST_USE;

#endif
