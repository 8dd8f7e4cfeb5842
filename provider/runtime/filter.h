/*
 * filter.h — which objects of a response match the filters of a user: a pattern of the name, and tags. Knows
 * the members `name` and `tags` that all Lightsail objects have; must not know any resource.
 */
#ifndef RUNTIME_FILTER_H
#define RUNTIME_FILTER_H

#include "runtime/api.h"

struct filter;

/* NULL or null arguments match everything. In c->mem. Errors: ERR_USER at name_regex. */
bool filter_new(struct call *c, const struct tf_string *name_regex, const struct tf_strings *tags,
                const struct filter **ret_filter) MUST_USE;

/* Tags that ignore_tags names do not exist for filters either. */
bool filter_matches(struct call *c, const struct filter *filter, const json_t *answer);

#endif
