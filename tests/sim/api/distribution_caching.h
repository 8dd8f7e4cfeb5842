/*
 * distribution_caching.h — what a distribution keeps, and for how long: the form of behaviors, settings and pages
 * for errors. It must not know any distribution.
 */
#ifndef SIM_API_DISTRIBUTION_CACHING_H
#define SIM_API_DISTRIBUTION_CACHING_H

#include "call.h"
#include "shape.h"

/* The members that a creation and a change share. */
extern const struct member distribution_behavior_members[], distribution_path_members[],
    distribution_settings_members[], distribution_error_members[];
#define CACHING_MEMBERS(needed)                                                          \
    PARTS("defaultCacheBehavior", STRUCTURE, distribution_behavior_members, needed),     \
        PARTS("cacheBehaviors", STRUCTURES, distribution_path_members, false),           \
        PARTS("cacheBehaviorSettings", STRUCTURE, distribution_settings_members, false), \
        OPTIONAL("defaultRootObject", STRING),                                           \
        PARTS("customErrorResponses", STRUCTURES, distribution_error_members, false)

/* All of them that the input has; false after call_fail. */
bool distribution_caching_check(struct call *call);

/* The settings as the API shows them: what they do not have gets its default. The caller owns them. */
json_t *distribution_settings(const json_t *settings);

/* The pages for errors with their defaults. The caller owns them. */
json_t *distribution_error_pages(const json_t *pages);

#endif
