/*
 * container_deployments.c — deployments: checks, versions, and what happens while one is made. A deployment
 * fails when a mutation said so. It must not know how a service is created.
 */
#include "api/container_deployments.h"

#include <stdlib.h>
#include <string.h>

#include "api/container_check.h"
#include "api/container_images.h"
#include "api/container_logs.h"
#include "api/containers.h"
#include "families.h"
#include "memory.h"

/* Source: the guide, 50 versions are kept. */
enum { MOST_VERSIONS = 50 };

static const char *const codes[] = {"CREATING_DEPLOYMENT", "EVALUATING_HEALTH_CHECK",
                                    "ACTIVATING_DEPLOYMENT"};
enum { STEPS = sizeof codes / sizeof codes[0] };

/* ---- versions, the newest first --------------------------------------------------------------------------------- */

static json_t *versions(struct resource *service)
{
    json_t *list = json_object_get(service->hidden, "deployments");
    if (!list) {
        list = json_array();
        json_object_set_new(service->hidden, "deployments", list);
    }
    return list;
}

static json_t *newest(struct resource *service)
{
    return json_array_get(versions(service), 0);
}

/* A copy of the newest one for the service itself; remove: the member goes. */
static void show(struct resource *service, const char *member, bool remove)
{
    if (remove)
        json_object_del(service->document, member);
    else
        json_object_set_new(service->document, member, json_deep_copy(newest(service)));
    resource_changed(service);
}

static void log_all(struct resource *service, int64_t at_ms, const char *line)
{
    json_t *deployment = newest(service), *container;
    const char *name;
    char *text = memory_format("[deployment:%lld] %s",
                               (long long)json_integer_value(json_object_get(deployment, "version")), line);
    json_object_foreach (json_object_get(deployment, "containers"), name, container)
        container_log_add(service, name, at_ms, text);
    free(text);
}

/* ---- begin and end ---------------------------------------------------------------------------------------------- */

/* The members of the request, and those that it left out: of the current version. */
static json_t *take_over(struct resource *service, const json_t *request)
{
    json_t *current = json_object_get(service->document, "currentDeployment");
    json_t *containers = json_object_get(request, "containers");
    json_t *endpoint = json_object_get(request, "publicEndpoint");
    json_t *made = json_object();
    containers = containers ? containers : json_object_get(current, "containers");
    json_object_set_new(made, "containers", containers ? json_deep_copy(containers) : json_object());
    container_images_resolve(service, json_object_get(made, "containers"));
    if (endpoint)
        json_object_set_new(made, "publicEndpoint", container_endpoint_complete(endpoint));
    else if (json_object_get(current, "publicEndpoint"))
        json_object_set_new(made, "publicEndpoint",
                            json_deep_copy(json_object_get(current, "publicEndpoint")));
    return made;
}

void container_deployment_begin(struct call *call, struct resource *service, const json_t *deployment,
                                int64_t start_ms)
{
    json_t *made = take_over(service, deployment), *list = versions(service);
    json_int_t version = json_integer_value(json_object_get(newest(service), "version")) + 1;
    json_object_set_new(made, "version", json_integer(version));
    json_object_set_new(made, "state", json_string("ACTIVATING"));
    json_object_set_new(made, "createdAt", json_real((double)call->now_ms / 1000));
    json_array_insert_new(list, 0, made);
    while (json_array_size(list) > MOST_VERSIONS)
        json_array_remove(list, json_array_size(list) - 1);
    show(service, "nextDeployment", false);
    log_all(service, call->now_ms, "Creating your deployment");
    if (start_ms > call->now_ms)
        resource_plan(call->region, service, "deploy0", start_ms + 1); /* after the end of the creation */
    else
        container_service_set_state(service, "DEPLOYING", codes[0]);
    container_service_plan(call->region, service, "deploy", STEPS, start_ms + (start_ms > call->now_ms),
                           call->options->operation_ms);
}

static void end_well(struct resource *service)
{
    json_t *other;
    size_t i;
    json_array_foreach (versions(service), i, other)
        if (!strcmp(json_string_value(json_object_get(other, "state")), "ACTIVE"))
            json_object_set_new(other, "state", json_string("INACTIVE"));
    json_object_set_new(newest(service), "state", json_string("ACTIVE"));
    show(service, "currentDeployment", false);
}

static void end_failed(struct resource *service, const char *line)
{
    int64_t at_ms = (int64_t)(1000 * json_number_value(json_object_get(newest(service), "createdAt")));
    json_object_set_new(newest(service), "state", json_string("FAILED"));
    log_all(service, at_ms, line);
    log_all(service, at_ms, "Took too long");
    log_all(service, at_ms, "Canceled");
    json_object_del(service->hidden, "deploymentFails");
}

static void end(struct resource *service)
{
    const char *line = json_string_value(json_object_get(service->hidden, "deploymentFails"));
    if (line)
        end_failed(service, line);
    else
        end_well(service);
    show(service, "nextDeployment", true);
    container_service_settle(service);
}

void container_deployments_transition(struct resource *service, const char *word)
{
    if (strncmp(word, "deploy", 6) != 0)
        return;
    if (!strcmp(word, "deploy-end"))
        end(service);
    else
        container_service_set_state(service, "DEPLOYING", codes[word[6] - '0']);
}

void container_deployments_fail_next(struct resource *service, const char *line)
{
    json_object_set_new(service->hidden, "deploymentFails", json_string(line));
    resource_changed(service);
}

/* ---- operations ------------------------------------------------------------------------------------------------- */

/* What a request without containers takes from the current version must fit, too. */
static bool check(struct call *call, struct resource *service)
{
    json_t *made = take_over(service, call->input);
    bool fine = container_deployment_check(call, made);
    json_decref(made);
    return fine;
}

static bool create_deployment(struct call *call)
{
    struct resource *service = container_service_find_settled(call);
    if (!service)
        return false;
    if (json_is_true(json_object_get(service->document, "isDisabled")))
        return call_fail_input(call, "The container service %s is disabled", resource_name(service));
    if (!container_deployment_check(call, call->input) || !container_images_check(call, service) ||
        !check(call, service))
        return false;
    container_deployment_begin(call, service, call->input, call->now_ms);
    return container_service_answer(call, service);
}

static bool get_deployments(struct call *call)
{
    struct resource *service = container_service_find(call);
    if (!service)
        return false;
    text_add(&call->out, "{\"deployments\":");
    text_add_json_value(&call->out, versions(service));
    text_add(&call->out, "}");
    return true;
}

static const struct api container_deployments_api[] = {
    {.name = "CreateContainerServiceDeployment",
     .handle = create_deployment,
     .input = INPUT(SERVICE, OPTIONAL("containers", MAP),
                    PARTS("publicEndpoint", STRUCTURE, container_endpoint_members, false))},
    {.name = "GetContainerServiceDeployments",
     .shows = OF_MANY,
     .handle = get_deployments,
     .input = INPUT(SERVICE)},
    {0},
};
const struct family container_deployments_family = {.api = container_deployments_api};
