/*
 * mutate_containers.c — changes of container services that no operation of the API can make: a deployment
 * that fails, log lines, a creation that fails. It must not know how a request arrives.
 */
#include "mutate_containers.h"

#include <string.h>

#include "api/container_deployments.h"
#include "api/container_logs.h"
#include "api/container_states.h"
#include "api/containers.h"
#include "clock.h"

static const char *fail_deployment(struct resource *service, const json_t *wish)
{
    container_deployments_fail_next(service, json_string_value(json_object_get(wish, "line")));
    return NULL;
}

static const char *add_log(struct resource *service, const json_t *wish)
{
    const char *container = json_string_value(json_object_get(wish, "container"));
    const char *line = json_string_value(json_object_get(wish, "line"));
    if (!container || !line)
        return "container or line is missing";
    container_log_add(service, container, clock_world_ms(), line);
    return NULL;
}

/* The service stays in the state PENDING with a code that ends the creation. */
static const char *fail_service(struct resource *service, const json_t *wish)
{
    const char *code = json_string_value(json_object_get(wish, "code"));
    container_service_fail(service, code ? code : "UNKNOWN_ERROR");
    return NULL;
}

static const struct {
    const char *name;
    const char *(*act)(struct resource *service, const json_t *wish);
} actions[] = {
    {"fail_deployment", fail_deployment},
    {"add_log", add_log},
    {"fail_container_service", fail_service},
};

bool mutate_containers(struct region *region, const char *action, const char *name, const json_t *wish,
                       const char **ret_reason)
{
    struct resource *service = region_find_kind(region, &container_service_kind, name);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (!strcmp(actions[i].name, action)) {
            *ret_reason = service ? actions[i].act(service, wish) : "there is no such container service";
            return true;
        }
    return false;
}
