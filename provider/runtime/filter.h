/*
 * filter.h — which things of an answer a user wants to see: by a pattern of the name and by tags. Knows the members `name` and `tags`
 * that all of Lightsail's objects have; must not know any resource.
 */
#ifndef RUNTIME_FILTER_H
#define RUNTIME_FILTER_H

#include "runtime/api.h"

struct filter;

/* NULL or null arguments let everything through. In c->mem. Errors: ERR_USER at name_regex. */
bool filter_new(struct call *c, const struct tf_string *name_regex, const struct tf_strings *tags,
                const struct filter **ret_filter) MUST_USE;

/* What ignore_tags names is not there for filters either. */
bool filter_matches(struct call *c, const struct filter *filter, const json_t *answer);

#endif
