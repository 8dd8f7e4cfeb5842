/*
 * coverage.h — which declared attributes, enumerated values and operations were exercised. Knows the records of
 * schemas/; must not know how they are exercised.
 */
#ifndef CONFORMANCE_COVERAGE_H
#define CONFORMANCE_COVERAGE_H

#include "base/json.h"
#include "tf/value.h"

struct coverage;

/* Reads every record below `folder` except the history. NULL with a message on stderr. */
struct coverage *coverage_load(struct arena *mem, const char *folder);

/*
 * A configuration that was used, or a state that was returned, of the record `kind`/`name` ("resource",
 * "instance").
 */
void coverage_add_config(struct coverage *coverage, const char *kind, const char *name,
                         const struct value *config);
void coverage_add_state(struct coverage *coverage, const char *kind, const char *name,
                        const struct value *state);
/* Operations called for a record: `after` counts more than `before`. */
void coverage_add_calls(struct coverage *coverage, const char *kind, const char *name, const json_t *before,
                        const json_t *after);
/* A function's parameter or its result, by name. */
void coverage_add_name(struct coverage *coverage, const char *kind, const char *name, const char *attribute);

/* An operation that another test exercises, because the simulator does not have it: it is not counted. */
void coverage_leave_out(struct coverage *coverage, const char *kind, const char *name, const char *operation);
/*
 * Texts with a fixed set of values: calls `each` with the path and one of the values, for tests in other
 * files.
 */
typedef void coverage_rule(void *context, const char *path, const json_t *row);
void coverage_each_rule(struct coverage *coverage, const char *kind, const char *name, coverage_rule *each,
                        void *context);

/* Prints the percentages and each row that was not exercised; returns the number of those rows. */
size_t coverage_print(const struct coverage *coverage, const char *prefix);

#endif
