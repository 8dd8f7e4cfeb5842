/*
 * container_states.c — the states of a container service with their details, and the steps before one is reached. It
 * must not know which request begins them.
 */
#include "api/container_states.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static const char *text_of_code(const char *code)
{
    static const char *const texts[][2] = {
        {"CREATING_SYSTEM_RESOURCES", "The system resources of the service are being created."},
        {"CREATING_NETWORK_INFRASTRUCTURE", "The network infrastructure of the service is being created."},
        {"PROVISIONING_CERTIFICATE", "The SSL/TLS certificate of the service is being created."},
        {"PROVISIONING_SERVICE", "The service is being provisioned."},
        {"CREATING_DEPLOYMENT", "The deployment is being created."},
        {"EVALUATING_HEALTH_CHECK", "The health of the deployment is being evaluated."},
        {"ACTIVATING_DEPLOYMENT", "The deployment is being activated."},
        {"CERTIFICATE_LIMIT_EXCEEDED",
         "The SSL/TLS certificate of the service exceeds the number of certificates of the account."},
        {"UNKNOWN_ERROR", "An error was experienced while the service was being created."},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (!strcmp(texts[i][0], code))
            return texts[i][1];
    return "The service had an error.";
}

void container_service_set_state(struct resource *service, const char *state, const char *code)
{
    resource_set(service, "state", json_string(state));
    if (code)
        resource_set(service, "stateDetail",
                     json_pack("{s:s, s:s}", "code", code, "message", text_of_code(code)));
    else
        json_object_del(service->document, "stateDetail");
    resource_changed(service);
}

void container_service_settle(struct resource *service)
{
    bool is_disabled = json_is_true(json_object_get(service->document, "isDisabled"));
    bool has_deployment = json_object_get(service->document, "currentDeployment") != NULL;
    container_service_set_state(service,
                                is_disabled      ? "DISABLED"
                                : has_deployment ? "RUNNING"
                                                 : "READY",
                                NULL);
}

void container_service_fail(struct resource *service, const char *code)
{
    resource_unplan_all(service);
    container_service_set_state(service, "PENDING", code);
}

void container_service_plan(struct region *region, struct resource *service, const char *prefix, size_t steps,
                            int64_t start_ms, int64_t duration_ms)
{
    for (size_t i = 1; i <= steps; i++) {
        char *word = i < steps ? memory_format("%s%zu", prefix, i) : memory_format("%s-end", prefix);
        resource_plan(region, service, word, start_ms + duration_ms * (int64_t)i / (int64_t)steps);
        free(word);
    }
}
