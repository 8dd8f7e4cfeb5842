/*
 * tags.h — the one reconciler of tags: defaults of the provider, ignored tags, plan and differences.
 * Knows Lightsail's tag rules; must not know any resource.
 *
 * A resource with tags has the attributes `tags` (optional map) and `tags_all` (computed map) and calls
 * tags_validate in validate, tags_plan in modify_plan, tags_request in create, tags_read in read and tags_update in update.
 * In Terraform a key-only tag has an empty value (a null value in the configuration means the same).
 * Source: Tag, TagResource, UntagResource of the API model.
 */
#ifndef RESOURCES_TAGS_H
#define RESOURCES_TAGS_H

#include "runtime/api.h"

/* Reports keys and values that Lightsail refuses, and too many. Unknown values are never complained about. */
void tags_validate(struct call *c, const struct tf_strings *tags);

/*
 * What `tags_all` will be: `tags` over the default tags, without ignored ones; unknown when either is not wholly known.
 * Reports more than 50. `prior` is the tags_all of the state (NULL on create): when nothing but the form of key-only tags
 * differs it is kept as it is.
 */
void tags_plan(struct call *c, const struct tf_strings *tags, const struct tf_strings *prior, struct tf_strings *tags_all);

/*
 * The `tags` member of a creation request: every planned tag but ignored ones; NULL when there is none. New reference.
 */
json_t *tags_request(struct call *c, const struct tf_strings *tags_all);

/*
 * From the `tags` of an answer: `tags_all` without ignored tags, and `tags` in the form that the user wrote: what comes
 * from the provider's defaults alone is left out unless prior `tags` names it, null and empty value are the same. After an
 * import (prior all null) `tags` is everything that the defaults do not explain.
 */
void tags_read(struct call *c, const json_t *api_tags, const struct tf_strings *prior_tags, struct tf_strings *tags,
               struct tf_strings *tags_all);

/*
 * Brings the tags of `resource_name` from `prior_all` to `planned_all` with the fewest calls: TagResource with what is new or
 * different, UntagResource with what is gone. Ignored tags are not touched. `*state_all` follows each step that succeeded.
 */
bool tags_update(struct call *c, struct str resource_name, const struct tf_strings *prior_all,
                 const struct tf_strings *planned_all, struct tf_strings *state_all) MUST_USE;

#endif
