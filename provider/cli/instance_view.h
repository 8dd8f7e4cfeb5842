/*
 * instance_view.h — looking at instances for several subcommands. Knows GetInstance(s) and GetBundles; must not print.
 */
#ifndef CLI_INSTANCE_VIEW_H
#define CLI_INSTANCE_VIEW_H

#include "cli/command.h"

/* "KEY=VALUE" split; a key alone has value.data == NULL. False (with usage_error's text to write) when the key is empty. */
bool tag_parse(const char *text, struct str *ret_key, struct str *ret_value) MUST_USE;
/* The instance as GetInstance answers it; ERR_NOT_FOUND when there is none. */
bool instance_get(struct session *s, struct str name, json_t **ret_instance) MUST_USE;
/* Waits until the instance is in `state`; `progress` is what the terminal shows meanwhile. */
bool instance_wait_state(struct session *s, struct str name, const char *state, const char *progress) MUST_USE;
/* Whether the instance carries the tag (value.data == NULL: any value). */
bool instance_has_tag(const json_t *instance, struct str key, struct str value);
/* {"name": name} */
json_t *member_of(const char *member, struct str value);
/* Name of the static IP attached to the instance, or the empty text. */
bool instance_static_ip(struct session *s, struct str name, struct str *ret_static_ip) MUST_USE;

#endif
