/*
 * instance_view.h — looking at instances for several subcommands. Knows the reading operations; must not print results.
 */
#ifndef CLI_INSTANCE_VIEW_H
#define CLI_INSTANCE_VIEW_H

#include "cli/command.h"

/* "KEY=VALUE" split; a key alone has value.data == NULL. False when the key is empty. */
bool tag_parse(const char *text, struct str *ret_key, struct str *ret_value) MUST_USE;
/* The instance as GetInstance answers it; ERR_NOT_FOUND when there is none, with near names as the hint. */
bool instance_get(struct session *s, struct str name, json_t **ret_instance) MUST_USE;
/* The same, but an instance that does not exist is a success with *ret_instance == NULL. */
bool instance_look(struct session *s, struct str name, json_t **ret_instance) MUST_USE;
/* "running"; the empty text for NULL. */
struct str instance_state(const json_t *instance);
/* Whether it is there and not about to go. */
bool instance_exists(const json_t *instance);
/* Waits until the instance is in `state`; the terminal shows its name meanwhile. */
bool instance_wait_state(struct session *s, struct str name, const char *state) MUST_USE;
/* Waits until it runs and has a public address; answers with it. */
bool instance_wait_up(struct session *s, struct str name, json_t **ret_instance) MUST_USE;
/* Waits until no instance has the name. */
bool instance_wait_gone(struct session *s, struct str name) MUST_USE;
/* Whether the instance carries the tag (value.data == NULL: any value). */
bool instance_has_tag(const json_t *instance, struct str key, struct str value);
/* The tag's value; all-zero when the instance does not carry it. */
struct str instance_tag(const json_t *instance, const char *key);
/* The address to reach it at: public IPv4, else its first IPv6 address, else all-zero. */
struct str instance_address(const json_t *instance);
/* A static IP as GetStaticIp answers it; NULL when there is none. */
bool static_ip_look(struct session *s, struct str name, json_t **ret_static_ip) MUST_USE;
/* Name of the static IP attached to the instance, or the empty text. */
bool instance_static_ip(struct session *s, struct str name, struct str *ret_static_ip) MUST_USE;
/* The name of the static IP that `infra create --static-ip` makes for an instance. */
struct str own_static_ip_name(struct session *s, struct str instance_name);
/* {"name": name} */
json_t *member_of(const char *member, struct str value);
/* "did you mean 'a', 'b'?" from the member of the items, or the empty text when none is near. */
struct str near_names(struct session *s, const json_t *items, const char *member, struct str wanted);

#endif
