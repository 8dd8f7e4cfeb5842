/*
 * auto_source.h — an automatic snapshot as an argument: of which instance or disk, and the date or the latest.
 * Knows the list of automatic snapshots; must not know what is made of one.
 */
#ifndef RESOURCES_AUTO_SOURCE_H
#define RESOURCES_AUTO_SOURCE_H

#include "lightsail/snapshots.h"
#include "runtime/api.h"

struct auto_source {
    struct tf_string source_name, date;
    struct tf_bool latest;
};

/* Reports anything other than exactly one of `date` and `latest`. at: the attribute with the three members,
 * "restore_from". Unknown values are never reported. */
void auto_source_validate(struct call *c, const char *at, const struct auto_source *source);

/* ls_auto_snapshots for a call. */
bool auto_source_list(struct call *c, struct str source_name, struct str date, json_t **ret_response)
    MUST_USE;

/*
 * For the plan of a creation: reports a source that does not exist (noun: "disk"), and an automatic snapshot that
 * does not exist or is not finished. ret_response: of GetAutoSnapshots, or NULL. False only when c->err is set.
 */
bool auto_source_plan(struct call *c, const char *at, const char *noun, const struct auto_source *source,
                      json_t **ret_response) MUST_USE;

/* Adds the members of a request that select the automatic snapshot, without its source. */
void auto_source_request(const struct auto_source *source, json_t *in);

#endif
