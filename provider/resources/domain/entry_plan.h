/*
 * entry_plan.h — checks of planned entries: of their own forms, against other entries of the configuration, and
 * against those of the zone. Knows what this run has planned and read; must not know the schema of a resource.
 */
#ifndef RESOURCES_DOMAIN_ENTRY_PLAN_H
#define RESOURCES_DOMAIN_ENTRY_PLAN_H

#include "resources/domain/zone.h"

/* An entry of a plan. */
struct planned_entry {
    struct entry entry;  /* target.data NULL: not known yet */
    struct entry before; /* of a change, the entry in the state; zone.data NULL: a new entry */
    const char *path;    /* of the attribute to report it at */
    struct str import_id;
    bool is_set; /* of lightsail_domain_records, otherwise of lightsail_domain_entry */
};

/* Checks what is known of a configuration, without a network; reports at the attributes. */
void entry_validate(struct call *c, struct tf_string zone, struct tf_string name, struct tf_string type);
void entry_validate_target(struct call *c, const char *path, struct tf_string type, struct tf_string target,
                           bool is_alias);

/* Records that a resource of this run manages the entry. */
void entry_note_managed(struct call *c, const struct entry *entry);

/*
 * Records that the zone does not have an entry of the state any more. An interrupted run may have changed it: then an
 * equal entry of the same name and type is that of the resource.
 */
void entry_note_lost(struct call *c, const struct entry *entry);

/* Checks against the configuration and the zone; not for a rehearsal. Errors: those of a read of the zone. */
bool entry_plan(struct call *c, const struct plan *plan, const struct planned_entry *planned) MUST_USE;
/* The zone of the plan exists. */
void entry_plan_zone(struct call *c, const struct plan *plan, struct tf_string zone, struct tf_string before);

#endif
