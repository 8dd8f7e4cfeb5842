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
/*
 * Waits until it is so; the terminal shows its name and state meanwhile. Errors: ERR_TIMEOUT, with the state that the
 * instance has by then, when the step takes longer than ten minutes or --timeout.
 */
bool instance_wait(struct session *s, struct str name, ls_instance_is *is, json_t **ret_instance) MUST_USE;
/* A change of an instance, its operations, and what it `is` then: one step with one limit. `in` is taken over. */
bool instance_change(struct session *s, enum ls_op op, json_t *in, ls_look *look,
                     const struct ls_instance_change *change, ls_instance_is *is) MUST_USE;
/* Whether the instance carries the tag (value.data == NULL: any value). */
bool instance_has_tag(const json_t *instance, struct str key, struct str value);
/* Whether it carries every tag that the repeatable option gives as KEY[=VALUE]. */
bool instance_has_tags(const json_t *instance, const struct given *given, int option);
/* The first of the option's values that has no key; NULL: all are well. A usage error of this format says so. */
const char *tags_without_key(const struct given *given, int option);
#define TAG_WITHOUT_KEY "--tag '%s' has no key; write KEY=VALUE or KEY"
/* The tag's value; all-zero when the instance does not carry it. */
struct str instance_tag(const json_t *instance, const char *key);
/* A static IP as GetStaticIp answers it; NULL when there is none. */
bool static_ip_look(struct session *s, struct str name, json_t **ret_static_ip) MUST_USE;
/* The context of the looks at a static IP; instance_name for static_ip_look_attached. */
struct static_ip_change {
    struct str name, instance_name;
};
ls_look static_ip_look_allocated, static_ip_look_attached, static_ip_look_released;
/* Name of the static IP attached to the instance, or the empty text. */
bool instance_static_ip(struct session *s, struct str name, struct str *ret_static_ip) MUST_USE;
/* The name of the static IP that `infra create --static-ip` makes for an instance. */
struct str own_static_ip_name(struct session *s, struct str instance_name);
/* {"name": name} */
json_t *member_of(const char *member, struct str value);
/* "did you mean 'a', 'b'?" from the member of the items, or the empty text when none is near. */
struct str near_names(struct session *s, const json_t *items, const char *member, struct str wanted);

#endif
