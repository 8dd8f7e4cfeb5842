/*
 * instance_view.h — reading instances for several subcommands. Knows the reading operations; must not print
 * results.
 */
#ifndef CLI_INSTANCE_VIEW_H
#define CLI_INSTANCE_VIEW_H

#include "cli/command.h"
#include "steps/instance_step.h"

/* Splits "KEY=VALUE"; a key alone has value.data == NULL. False when the key is empty. */
bool tag_parse(const char *text, struct str *ret_key, struct str *ret_value) MUST_USE;
/*
 * The current instance. If it is not found, it is searched for as long as reads may lag, because it may have
 * been created a moment ago. Then ERR_NOT_FOUND, with similar names as the hint.
 */
bool instance_get(struct session *s, struct str name, json_t **ret_instance) MUST_USE;
/* Whether the instance carries the tag (value.data == NULL: any value). */
bool instance_has_tag(const json_t *instance, struct str key, struct str value);
/* Whether it carries every tag that the repeatable option gives as KEY[=VALUE]. */
bool instance_has_tags(const json_t *instance, const struct given *given, int option);
/* The first of the option's values that has no key; NULL: all are valid. A usage error of this format
 * reports it. */
const char *tags_without_key(const struct given *given, int option);
#define TAG_WITHOUT_KEY "--tag '%s' has no key; write KEY=VALUE or KEY"
/* The name of the static IP that `infra create --static-ip` allocates for an instance. */
struct str own_static_ip_name(struct session *s, struct str instance_name);
/* "did you mean 'a', 'b'?" from the member of the items, or the empty text when none is similar. */
struct str near_names(struct session *s, const json_t *items, const char *member, struct str wanted);

#endif
