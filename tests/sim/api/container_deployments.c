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
#include "api/container_states.h"
#include "api/containers.h"
#include "families.h"
#include "memory.h"

/* Source: the guide, 50 versions are kept. */
enum { MOST_VERSIONS = 50 };

static const char *const codes[] = {"CREATING_DEPLOYMENT", "EVALUATING_HEALTH_CHECK",
                                    "ACTIVATING_DEPLOYMENT"};
enum { STEPS = sizeof codes / sizeof codes[0] };

/* ---- versions, the newest first --------------------------------------------------------------------------------- */

/* NULL for a service that never had one. */
static json_t *versions(const struct resource *service)
{
    return json_object_get(service->hidden, "deployments");
}

static json_t *newest(const struct resource *service)
{
    return json_array_get(versions(service), 0);
}

static void add(struct resource *service, json_t *deployment)
{
    json_t *list = versions(service);
    if (!list) {
        list = json_array();
        json_object_set_new(service->hidden, "deployments", list);
    }
    json_array_insert_new(list, 0, deployment);
    while (json_array_size(list) > MOST_VERSIONS)
        json_array_remove(list, json_array_size(list) - 1);
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

/* ---- logs: the lines of the service itself, and one of the container -------------------------------------------- */

static void log_line(struct resource *service, const char *line)
{
    const char *name;
    json_t *container;
    resource_changed(service); /* now it has the time of the line */
    json_object_foreach (json_object_get(newest(service), "containers"), name, container)
        container_log_add(service, name, service->since_ms, line);
}

static void log_step(struct resource *service, const char *step)
{
    json_int_t version = json_integer_value(json_object_get(newest(service), "version"));
    char *line = memory_format("[deployment:%lld] %s", (long long)version, step);
    log_line(service, line);
    free(line);
}

static void log_nodes(struct resource *service)
{
    json_int_t nodes = json_integer_value(json_object_get(service->document, "scale"));
    char *step = memory_format("Started %lld new node%s", (long long)nodes, nodes == 1 ? "" : "s");
    log_step(service, step);
    free(step);
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

static void enter(struct resource *service, size_t step)
{
    container_service_set_state(service, "DEPLOYING", codes[step]);
    if (step == 0)
        log_step(service, "Creating your deployment");
    if (step == 1)
        log_nodes(service);
}

void container_deployment_begin(struct call *call, struct resource *service, const json_t *deployment,
                                int64_t start_ms)
{
    json_t *made = take_over(service, deployment);
    json_int_t version = json_integer_value(json_object_get(newest(service), "version")) + 1;
    int64_t begin_ms = start_ms > call->now_ms ? start_ms + 1 : start_ms; /* after the end of the creation */
    json_object_set_new(made, "version", json_integer(version));
    json_object_set_new(made, "state", json_string("ACTIVATING"));
    json_object_set_new(made, "createdAt", json_real((double)call->now_ms / 1000));
    add(service, made);
    show(service, "nextDeployment", false);
    if (begin_ms > call->now_ms)
        resource_plan(call->region, service, "deploy0", begin_ms);
    else
        enter(service, 0);
    container_service_plan(call->region, service, "deploy", STEPS, begin_ms, call->options->operation_ms);
}

static void end_well(struct resource *service)
{
    json_t *other;
    size_t i;
    json_array_foreach (versions(service), i, other)
        if (!strcmp(json_string_value(json_object_get(other, "state")), "ACTIVE"))
            json_object_set_new(other, "state", json_string("INACTIVE"));
    json_object_set_new(newest(service), "state", json_string("ACTIVE"));
    log_step(service, "Reached a steady state");
    show(service, "currentDeployment", false);
}

static void end_failed(struct resource *service, const char *line)
{
    json_object_set_new(newest(service), "state", json_string("FAILED"));
    if (*line)
        log_line(service, line);
    log_step(service, "Took too long");
    log_step(service, "Canceled");
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
        enter(service, (size_t)(word[6] - '0'));
}

void container_deployments_fail_next(struct resource *service, const char *line)
{
    json_object_set_new(service->hidden, "deploymentFails", json_string(line ? line : ""));
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
    if (!check(call, service) ||
        !container_images_check(call, service, json_object_get(call->input, "containers")))
        return false;
    if (call->end == END_FAILED)
        container_deployments_fail_next(service, NULL);
    container_deployment_begin(call, service, call->input, call->now_ms);
    return container_service_answer(call, service);
}

static bool get_deployments(struct call *call)
{
    struct resource *service = container_service_find(call);
    if (!service)
        return false;
    text_add(&call->out, "{\"deployments\":");
    if (versions(service))
        text_add_json_value(&call->out, versions(service));
    else
        text_add(&call->out, "[]");
    text_add(&call->out, "}");
    return true;
}

static const struct api container_deployments_api[] = {
    {.name = "CreateContainerServiceDeployment",
     .fails_itself = true,
     .handle = create_deployment,
     .input = INPUT(SERVICE, OPTIONAL("containers", MAP),
                    PARTS("publicEndpoint", STRUCTURE, container_endpoint_members, false))},
    {.name = "GetContainerServiceDeployments",
     .shows = OF_ONE,
     .handle = get_deployments,
     .input = INPUT(SERVICE)},
    {0},
};
const struct family container_deployments_family = {.api = container_deployments_api};
