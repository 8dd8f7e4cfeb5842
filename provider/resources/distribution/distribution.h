/*
 * distribution.h — the parts of lightsail_distribution. Knows its struct; must not know what an origin is for others.
 */
#ifndef RESOURCES_DISTRIBUTION_H
#define RESOURCES_DISTRIBUTION_H

#include "gen/distribution.h"

/* The block; NULL when there is none. */
const struct distribution_origin *distribution_origin(const struct distribution *model);
struct distribution_cache_behavior_settings *distribution_settings(const struct distribution *model);

/* Whether two values list the same HTTP methods, in any order. */
bool distribution_same_methods(struct str a, struct str b);
/* Whether two options of forwarded headers mean the same: `none` and `default` do. */
bool distribution_same_headers(struct tf_string a, struct tf_string b);

/* Reports an origin that does not exist in its region, or that cannot be one yet. Errors: an interruption. */
bool distribution_check_origin(struct call *c, const struct plan *plan) MUST_USE;

#endif
