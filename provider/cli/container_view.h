/*
 * container_view.h — reading container services for several subcommands. Knows services and their deployments as the API
 * returns them; must not print results.
 */
#ifndef CLI_CONTAINER_VIEW_H
#define CLI_CONTAINER_VIEW_H

#include "cli/command.h"

/*
 * The current service. If it is not found, it is searched for as long as reads may lag. Then ERR_NOT_FOUND, with similar
 * names as the hint.
 */
bool container_service_get(struct session *s, struct str name, json_t **ret_service) MUST_USE;

/* "micro × 2" */
struct str container_capacity(struct session *s, const json_t *service);
/* "3 ACTIVE", "-" without a deployment */
struct str container_version(struct session *s, const json_t *deployment);

/*
 * The container that the command shall use: `wanted`, or the only one of the current or next deployment when `wanted` is
 * "". Errors: ERR_USER, with the names.
 */
bool container_choose(struct session *s, const json_t *service, struct str wanted, struct str *ret_name)
    MUST_USE;

/* The word SERVICE of a command. */
#define SERVICE_WORD .word = "SERVICE", .word_kind = VALUE_SERVICE

#endif
