/*
 * instance_view.h — reading instances for several subcommands. Knows the reading operations; must not print
 * results.
 */
#ifndef CLI_INSTANCE_VIEW_H
#define CLI_INSTANCE_VIEW_H

#include "cli/command.h"

/* Splits "KEY=VALUE"; a key alone has value.data == NULL. False when the key is empty. */
bool tag_parse(const char *text, struct str *ret_key, struct str *ret_value) MUST_USE;
/*
 * The current instance. If it is not found, it is searched for as long as reads may lag, because it may have
 * been created a moment ago. Then ERR_NOT_FOUND, with similar names as the hint.
 */
bool instance_get(struct session *s, struct str name, json_t **ret_instance) MUST_USE;
/* Whether its name still belongs to it: session_check. */
bool instance_check(struct session *s, const json_t *instance) MUST_USE;
/* An object in one read. *ret_object is NULL, without an error, when there is none. */
bool object_look(struct session *s, enum ls_kind kind, struct str name, json_t **ret_object) MUST_USE;
/*
 * Waits until it `is` in the state; a terminal shows its name and state meanwhile. Errors: ERR_TIMEOUT, with
 * the last state, when the step takes longer than ten minutes or --timeout.
 */
bool instance_wait(struct session *s, struct str name, ls_instance_is *is, json_t **ret_instance) MUST_USE;
/* A change of an instance, its operations, and the wait for the state `is`: one step with one timeout. It
 * takes over the reference `in`. */
bool instance_send(struct session *s, enum ls_op op, json_t *in, const struct ls_effect *effect,
                   ls_instance_is *is) MUST_USE;
/* Deletes the object with the name: the caller has just compared the ARN. */
bool instance_delete(struct session *s, const struct ls_effect *goes) MUST_USE;
/* StartInstance, StopInstance or RebootInstance of this very instance. is NULL: does not wait. */
bool instance_power(struct session *s, enum ls_op op, const json_t *instance, ls_instance_is *is) MUST_USE;
/* Whether the instance carries the tag (value.data == NULL: any value). */
bool instance_has_tag(const json_t *instance, struct str key, struct str value);
/* Whether it carries every tag that the repeatable option gives as KEY[=VALUE]. */
bool instance_has_tags(const json_t *instance, const struct given *given, int option);
/* The first of the option's values that has no key; NULL: all are valid. A usage error of this format
 * reports it. */
const char *tags_without_key(const struct given *given, int option);
#define TAG_WITHOUT_KEY "--tag '%s' has no key; write KEY=VALUE or KEY"
/* The tag's value; all-zero when the instance does not carry it. */
struct str instance_tag(const json_t *instance, const char *key);
/* Attaches an unattached address to this very instance. */
bool static_ip_attach(struct session *s, const json_t *static_ip, const json_t *instance) MUST_USE;
/* The static IP that is attached to the instance, or NULL. */
bool instance_static_ip(struct session *s, struct str name, json_t **ret_static_ip) MUST_USE;
/* The name of the static IP that `infra create --static-ip` allocates for an instance. */
struct str own_static_ip_name(struct session *s, struct str instance_name);
/* {"name": name} */
json_t *member_of(const char *member, struct str value);
/* "did you mean 'a', 'b'?" from the member of the items, or the empty text when none is similar. */
struct str near_names(struct session *s, const json_t *items, const char *member, struct str wanted);

#endif
