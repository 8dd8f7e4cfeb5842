/*
 * tags.h — the only place that reconciles tags: default tags of the provider, ignored tags, plan and
 * differences. Knows Lightsail's tag rules; must not know any resource.
 *
 * A resource with tags has the attributes `tags` (optional map) and `tags_all` (computed map) and calls
 * tags_validate in validate, tags_plan in modify_plan, tags_request in create, tags_read in read and
 * tags_update in update. In Terraform a key-only tag has an empty value. A tag whose value is null is left
 * out (given.h), and a default tag of the same key applies. Source: Tag, TagResource, UntagResource of the
 * API model.
 */
#ifndef RUNTIME_TAGS_H
#define RUNTIME_TAGS_H

#include "runtime/api.h"

enum { TAGS_MOST = 50 };

/* Reports at `attribute` the keys and values that Lightsail refuses, and too many tags. Unknown values are
 * never reported. */
void tags_validate(struct call *c, const char *attribute, const struct tf_strings *tags);

/*
 * The future `tags_all`: `tags` merged over the provider's default tags, without ignored ones; unknown when
 * either is not completely known. Reports at `tags` what Lightsail would refuse of the whole, more than 50
 * tags, and keys that ignore_tags names, which would never be sent.
 */
void tags_plan(struct call *c, const struct tf_strings *tags, struct tf_strings *ret_tags_all);

/* Warns of default tags that the block ignore_tags (`ignored`) names: no resource gets them. For the
 * validation of the provider. */
void tags_warn_ignored_defaults(struct call *c, const struct tf_strings *default_tags,
                                const struct tf_strings *ignored_keys,
                                const struct tf_strings *ignored_prefixes);

/* The `tags` member of a creation request: a new reference, NULL when there is none. */
json_t *tags_request(const struct tf_strings *tags_all);

/*
 * From the `tags` of a response: `tags_all` without ignored tags, and `tags` as the user has them (ignored
 * ones stay as they were). Tags that come from the provider's defaults are not in `tags` unless prior `tags`
 * names them. The prior maps may be null, as after an import.
 */
void tags_read(struct call *c, const json_t *api_tags, const struct tf_strings *prior_tags,
               const struct tf_strings *prior_tags_all, struct tf_strings *ret_tags,
               struct tf_strings *ret_tags_all);

/* All tags of a response except ignored ones, as a known map: for data sources. */
struct tf_strings tags_of_answer(struct call *c, const json_t *api_tags);

/*
 * Changes the tags of `resource_name` from `prior_all` to `planned_all` with the fewest requests:
 * UntagResource for removed tags, TagResource for new or different ones. Ignored tags are in neither map, so
 * they are not changed. `state_all` is updated after each successful step.
 */
bool tags_update(struct call *c, struct str resource_name, const struct tf_strings *prior_all,
                 const struct tf_strings *planned_all, struct tf_strings *state_all) MUST_USE;

/* The value of a key in a known map of strings, or NULL. */
const struct tf_string *tags_get(const struct tf_strings *map, struct str key);

#endif
