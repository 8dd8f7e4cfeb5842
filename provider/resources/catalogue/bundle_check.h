/*
 * bundle_check.h — the bundle of a bucket or a distribution in a plan: it exists, and it changes once in a month. Must not change
 * the plan.
 */
#ifndef RESOURCES_BUNDLE_CHECK_H
#define RESOURCES_BUNDLE_CHECK_H

#include "resources/catalogue/catalogue.h"
#include "runtime/crud.h"

/*
 * Reports at `bundle_id` a bundle that `list` does not have, and a change that Lightsail refuses now, with the day from which it
 * is possible. The record has the attributes name, bundle_id. Errors: those of the reads.
 */
bool bundle_check_monthly(struct call *c, const struct plan *plan, enum catalogue_kind list,
                          enum ls_kind kind) MUST_USE;

#endif
