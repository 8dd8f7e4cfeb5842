/*
 * zone.h — the entries of a DNS zone: which there are, and one change at a time. Knows entries in the API and what
 * this run has changed; must not know schemas or plans. Source: DomainEntry of the API model.
 *
 * The API reads entries only with their zone, so a run reads a zone once before its first change and records what it
 * changes (runtime/item.h). The id of an entry may be made from its content, so it is used for the next request only.
 */
#ifndef RESOURCES_DOMAIN_ZONE_H
#define RESOURCES_DOMAIN_ZONE_H

#include "resources/domain/dns_form.h"
#include "runtime/item.h"

/* An entry in the form of dns_form.h; `name` is complete. */
struct entry {
    struct str zone, name, type, target;
    bool is_alias;
};

/* From the spellings of a configuration, in c->mem. */
struct entry entry_of(struct call *c, struct str zone, struct str name, struct str type, struct str target,
                      bool is_alias);
/* From an item of a response. */
struct entry entry_of_item(struct call *c, struct str zone, const json_t *item);
/* Equal texts for equal entries of one zone. */
struct str entry_key(struct call *c, const struct entry *entry);
bool entry_is_validation(const struct entry *entry);
/* Whether Lightsail itself made it with the zone: its SOA and NS entries. */
bool entry_is_of_service(const struct entry *entry);

/* The zone as of a refresh, with all its entries. Errors: those of api_view. */
bool zone_view(struct call *c, struct str zone, json_t **ret_domain) MUST_USE;
/* All entries of a zone as of a refresh. Errors: those of api_view. */
bool zone_read(struct call *c, struct str zone, const struct entry **ret_entries, size_t *ret_count) MUST_USE;

/* All entries as this run knows them, for the checks of a plan: the zone is read once in a run. Errors: those of api_view. */
bool zone_known(struct call *c, struct str zone, const struct entry **ret_entries, size_t *ret_count)
    MUST_USE;

/* ---- changes; each takes the turn of the zone until the end of the call ---- */

/* All entries as this run knows them. Errors: those of api_find. */
bool zone_now(struct call *c, struct str zone, const struct entry **ret_entries, size_t *ret_count) MUST_USE;
/* What this run knows of the zone is outdated. */
void zone_forget(struct call *c, struct str zone);
/* Whether there is the entry now. */
bool entry_exists(struct call *c, const struct entry *entry, bool *ret_exists) MUST_USE;
/* Whether this run has created it. */
bool entry_is_added(struct call *c, const struct entry *entry);
/* Whether a read within the time that reads may lag shows it, or that it is gone: an earlier run may just have changed
 * it. */
bool entry_shows_soon(struct call *c, const struct entry *entry, bool is_there);
/* Creates it. An equal entry that Lightsail itself has made for a certificate is success. Errors: those of ls_change. */
bool entry_create(struct call *c, const struct entry *entry) MUST_USE;
/* Changes target and is_alias, unless an interrupted run has done so. Errors: ERR_NOT_FOUND when neither exists. */
bool entry_update(struct call *c, const struct entry *before, const struct entry *after) MUST_USE;
/* An entry, or a zone, that does not exist is success. */
bool entry_delete(struct call *c, const struct entry *entry) MUST_USE;

#endif
