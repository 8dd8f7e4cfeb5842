/*
 * container_check.c — the form of a deployment: containers, their ports and the public endpoint. It must not
 * know any service.
 */
#include "api/container_check.h"

#include <stdlib.h>
#include <string.h>

#include "api/containers.h"
#include "memory.h"

/* Sources: the table of quotas of the guide; the model. */
enum { MOST_CONTAINERS = 10, LONGEST_NAME = 53, LARGEST_PORT = 65535 };

static const char *const protocols[] = {"HTTP", "HTTPS", "TCP", "UDP", NULL};

static const struct member container_members[] = {OPTIONAL("image", STRING),
                                                  OPTIONAL("command", STRINGS),
                                                  OPTIONAL("environment", MAP),
                                                  OPTIONAL("ports", MAP),
                                                  {0}};

/* The ranges are those of the guide. */
#define RANGE(n, low, high, needed)                                                          \
    {                                                                                        \
        .name = n, .form = FORM_INTEGER, .required = needed, .minimum = low, .maximum = high \
    }
static const struct member health_members[] = {RANGE("healthyThreshold", 2, 10, false),
                                               RANGE("unhealthyThreshold", 2, 10, false),
                                               RANGE("timeoutSeconds", 2, 60, false),
                                               RANGE("intervalSeconds", 5, 300, false),
                                               OPTIONAL("path", STRING),
                                               OPTIONAL("successCodes", STRING),
                                               {0}};

const struct member container_endpoint_members[] = {REQUIRED("containerName", STRING),
                                                    RANGE("containerPort", 1, LARGEST_PORT, true),
                                                    PARTS("healthCheck", STRUCTURE, health_members, false),
                                                    {0}};

const struct member container_deployment_members[] = {
    OPTIONAL("containers", MAP), PARTS("publicEndpoint", STRUCTURE, container_endpoint_members, false), {0}};

static bool check_texts(struct call *call, const json_t *map, const char *what)
{
    const char *name;
    json_t *value;
    json_object_foreach ((json_t *)(uintptr_t)map, name, value)
        if (!json_is_string(value))
            return call_fail(call, FAILURE_SERIALIZATION, NULL,
                             "The value at '%s.%s' cannot be converted to String", what, name);
    return true;
}

static bool check_port(struct call *call, const char *number, const char *protocol)
{
    char *end;
    long port = strtol(number, &end, 10);
    size_t i = 0;
    while (protocols[i] && strcmp(protocols[i], protocol) != 0)
        i++;
    if (*end != '\0' || port < 1 || port > LARGEST_PORT)
        return call_fail_input(call, "The port is not valid: %s", number);
    return protocols[i] || call_fail_input(call,
                                           "1 validation error detected: Value '%s' at 'containers.ports' "
                                           "failed to satisfy constraint: Member must satisfy enum value "
                                           "set: [HTTP, HTTPS, TCP, UDP]",
                                           protocol);
}

static bool check_container(struct call *call, const char *name, const json_t *container)
{
    const char *image = json_string_value(json_object_get(container, "image"));
    json_t *ports = json_object_get(container, "ports"), *protocol;
    const char *number;
    if (!container_check_name(call, "containers", name, LONGEST_NAME) ||
        !shape_check(call, container_members, container) ||
        !check_texts(call, json_object_get(container, "environment"), "environment") ||
        !check_texts(call, ports, "ports"))
        return false;
    if (!image || *image == '\0' || strchr(image, ' '))
        return call_fail_input(call, "The image of the container %s is not valid: %s", name,
                               image ? image : "null");
    json_object_foreach (ports, number, protocol)
        if (!check_port(call, number, json_string_value(protocol)))
            return false;
    return true;
}

static bool check_endpoint(struct call *call, const json_t *containers, const json_t *endpoint)
{
    const char *name = json_string_value(json_object_get(endpoint, "containerName"));
    json_int_t port = json_integer_value(json_object_get(endpoint, "containerPort"));
    const json_t *container = json_object_get(containers, name);
    if (!container)
        return call_fail_input(call, "The public endpoint names the container %s, which does not exist",
                               name);
    char *number = memory_format("%lld", (long long)port);
    const char *protocol = json_string_value(json_object_get(json_object_get(container, "ports"), number));
    free(number);
    return (protocol && !strncmp(protocol, "HTTP", 4)) ||
           call_fail_input(call,
                           "The port %lld of the public endpoint is not opened as HTTP or HTTPS on the "
                           "container %s",
                           (long long)port, name);
}

bool container_deployment_check(struct call *call, const json_t *deployment)
{
    json_t *containers = json_object_get(deployment, "containers"), *container;
    const json_t *endpoint = json_object_get(deployment, "publicEndpoint");
    const char *name;
    if (json_object_size(containers) == 0)
        return call_fail_input(call, "A deployment must have at least one container");
    if (json_object_size(containers) > MOST_CONTAINERS)
        return call_fail_input(call, "A deployment can have at most %d containers", MOST_CONTAINERS);
    json_object_foreach (containers, name, container)
        if (!check_container(call, name, container))
            return false;
    return !endpoint || check_endpoint(call, containers, endpoint);
}

json_t *container_endpoint_complete(const json_t *endpoint)
{
    json_t *health = json_pack("{s:i, s:i, s:i, s:i, s:s, s:s}", "healthyThreshold", 2, "unhealthyThreshold",
                               2, "timeoutSeconds", 2, "intervalSeconds", 5, "path", "/", "successCodes",
                               "200-499");
    json_t *complete = json_deep_copy(endpoint);
    json_object_update(health, json_object_get(endpoint, "healthCheck"));
    json_object_set_new(complete, "healthCheck", health);
    return complete;
}
