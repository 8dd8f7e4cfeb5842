/*
 * deployment_file.h — the containers and the public endpoint of a deployment, from a file of the user. Knows the members of a
 * deployment and what Lightsail accepts; must not send anything.
 */
#ifndef CLI_DEPLOYMENT_FILE_H
#define CLI_DEPLOYMENT_FILE_H

#include "base/json.h"

struct deployment_plan {
    json_t *containers; /* {"web": {"image", "command", "environment", "ports"}} */
    json_t *endpoint;   /* {"containerName", "containerPort", "healthCheck"}; NULL: none */
};

/*
 * Parses the text of `aws lightsail create-container-service-deployment --cli-input-json`, or the same in YAML, where
 * numbers may be written for texts. `name` (of the file) selects YAML when it ends with .yaml or .yml; `service` is the
 * one that "serviceName", if given, must name. The result belongs to the arena. Errors: ERR_USER with the path of the
 * member, such as containers.web.ports.
 */
bool deployment_parse(struct arena *mem, struct str name, struct str text, struct str service,
                      struct deployment_plan *ret_plan, struct err *err) MUST_USE;

/*
 * Whether Lightsail can accept it: at most ten containers, their names, well-formed images, ports from 1 to 65535, an
 * endpoint whose port is open as HTTP or HTTPS on its container. Errors: ERR_USER with the path of the member.
 */
bool deployment_check(struct arena *mem, const struct deployment_plan *plan, struct err *err) MUST_USE;

/* Gives the container another image. Errors: ERR_USER when the plan has no such container. */
bool deployment_set_image(struct arena *mem, const struct deployment_plan *plan, struct str container,
                          struct str image, struct err *err) MUST_USE;

#endif
