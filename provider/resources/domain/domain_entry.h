/*
 * domain_entry.h — the state of lightsail_domain_entry from an entry, for its list. Must not know requests.
 */
#ifndef RESOURCES_DOMAIN_ENTRY_H
#define RESOURCES_DOMAIN_ENTRY_H

#include "gen/domain_entry.h"

#include "resources/domain/zone.h"

extern const struct resource domain_entry_resource;

/* ---- domain_entry_id.c ---- */
/* The state that an import of the entry has. */
void domain_entry_fill(const struct entry *entry, struct domain_entry *state);
/* The import hook: an ID of this provider or of hashicorp/aws. Errors: ERR_USER. */
bool domain_entry_import(struct call *c, struct str id, void *state) MUST_USE;
/* The import ID of an entry. */
struct str domain_entry_id(struct call *c, const struct entry *entry);
extern const struct state_move domain_entry_move;

#endif
