/*
 * auto_source.h — an automatic snapshot as an argument: of which instance or disk, and the date or the latest.
 * Knows the list of automatic snapshots; must not know what is made of one.
 */
#ifndef RESOURCES_AUTO_SOURCE_H
#define RESOURCES_AUTO_SOURCE_H

#include "runtime/api.h"

struct auto_source {
    struct tf_string source_name, date;
    struct tf_bool latest;
};

/* Reports anything other than exactly one of `date` and `latest`. at: the attribute with the three members,
 * "restore_from". Unknown values are never reported. */
void auto_source_validate(struct call *c, const char *at, const struct auto_source *source);

/*
 * The response to GetAutoSnapshots: `resourceType` and `autoSnapshots`, the newest first. date: one that is expected;
 * "": none. That there is no instance and no disk with this name (ERR_NOT_FOUND), or no snapshot of the date (no
 * error), is believed only after reading for as long as reads may lag.
 */
bool auto_source_list(struct call *c, struct str source_name, struct str date, json_t **ret_response)
    MUST_USE;

/* The automatic snapshot of a date in such a response; NULL when there is none. */
const json_t *auto_source_of_date(const json_t *response, struct str date);

/* The dates in such a response: "2026-11-02, 2026-11-01", or "none". */
struct str auto_source_dates(struct call *c, const json_t *response);

/*
 * For the plan of a creation: reports a source that does not exist (noun: "disk"), and an automatic snapshot that
 * does not exist or is not finished. ret_response: of GetAutoSnapshots, or NULL. False only when c->err is set.
 */
bool auto_source_plan(struct call *c, const char *at, const char *noun, const struct auto_source *source,
                      json_t **ret_response) MUST_USE;

/* Adds the members of a request that select the automatic snapshot, without its source. */
void auto_source_request(const struct auto_source *source, json_t *in);

#endif
