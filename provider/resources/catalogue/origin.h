/*
 * origin.h — objects as origins of distributions: what a run does so that they can be one, and which distributions have them. Must
 * not know how a distribution is made.
 */
#ifndef RESOURCES_ORIGIN_H
#define RESOURCES_ORIGIN_H

#include "runtime/api.h"

/* For a plan that gives an instance a static IP, or a load balancer an instance. Unknown names are ignored. */
void origin_prepare(struct call *c, enum ls_kind kind, struct tf_string name);
/* Whether a plan of this run does. */
bool origin_is_prepared(struct call *c, enum ls_kind kind, struct str name);

/*
 * The distributions whose origin is the object of the call's region, as texts "the distribution 'shop', whose origin it is" in an
 * array. Distributions are in us-east-1, which other AWS partitions do not have: there it is empty. Errors: those of the request.
 */
bool origin_users(struct call *c, enum ls_kind kind, struct str name, json_t **ret_users) MUST_USE;

/*
 * For a hook `may_delete`: in a plan, a warning about such a distribution; before a deletion, false with an error that names it.
 * Without permission to read distributions, true.
 */
bool origin_may_delete(struct call *c, enum ls_kind kind, struct str name) MUST_USE;

#endif
