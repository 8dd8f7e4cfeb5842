/*
 * containers.c — container services: created, changed, listed, deleted, and their states over time.
 * It must not know how a deployment is made (container_deployments.c).
 */
#include "api/containers.h"

#include <stdlib.h>
#include <string.h>

#include "api/container_deployments.h"
#include "api/container_domains.h"
#include "api/container_images.h"
#include "api/container_powers.h"
#include "api/container_states.h"
#include "digest.h"
#include "families.h"
#include "memory.h"
#include "tags.h"

/* Source: the table of quotas of the guide, container services in an account. */
enum { MOST_SERVICES = 100, LONGEST_NAME = 63, MOST_NODES = 20 };

/* The codes while a service is created and while its capacity or domains change, in their order. */
static const char *const creation_codes[] = {"CREATING_SYSTEM_RESOURCES", "CREATING_NETWORK_INFRASTRUCTURE",
                                             "PROVISIONING_CERTIFICATE", "PROVISIONING_SERVICE"};
enum { CREATION_STEPS = sizeof creation_codes / sizeof creation_codes[0] };

/* ---- states --------------------------------------------------------------------------------------------------- */

/* The service has its roles and can be used. */
static void end_creation(struct resource *service)
{
    char *principal = memory_format(
        "arn:aws:iam::123456789012:role/amazon/lightsail/%s/containers/%s/"
        "private-repo-access",
        json_string_value(json_object_get(json_object_get(service->document, "location"), "regionName")),
        resource_name(service));
    resource_set(service, "principalArn", json_string(principal));
    json_t *role = json_object_get(json_object_get(service->document, "privateRegistryAccess"),
                                   "ecrImagePullerRole");
    if (json_is_true(json_object_get(role, "isActive")))
        json_object_set_new(role, "principalArn", json_string(principal));
    free(principal);
    container_service_settle(service);
}

static void transition(struct resource *service, const char *word)
{
    if (!strncmp(word, "create", 6) && word[6] != '-')
        container_service_set_state(service, "PENDING", creation_codes[word[6] - '0']);
    if (!strcmp(word, "create-end"))
        end_creation(service);
    if (!strcmp(word, "create-fail"))
        container_service_fail(service, "UNKNOWN_ERROR");
    if (!strcmp(word, "update-end"))
        container_service_settle(service);
    container_deployments_transition(service, word);
}

/* ---- parts of a request --------------------------------------------------------------------------------------- */

bool container_check_name(struct call *call, const char *member, const char *name, size_t longest)
{
    size_t length = strlen(name);
    bool fine = length >= 1 && length <= longest && name[0] != '-' && name[length - 1] != '-' &&
                name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
    return fine || shape_fail_pattern(call, member, name, "^[a-z0-9]{1,2}|[a-z0-9][a-z0-9-]+[a-z0-9]$");
}

struct resource *container_service_find(struct call *call)
{
    return call_find(call, &container_service_kind, "serviceName");
}

struct resource *container_service_find_settled(struct call *call)
{
    struct resource *service = container_service_find(call);
    const char *state = service ? resource_string(service, "state") : NULL;
    if (!service || !strcmp(state, "READY") || !strcmp(state, "RUNNING") || !strcmp(state, "DISABLED"))
        return service;
    call_fail_input(call,
                    "The container service %s is in the state %s, which does not allow this operation. "
                    "Please try again in a few minutes.",
                    resource_name(service), state);
    return NULL;
}

bool container_service_answer(struct call *call, struct resource *service)
{
    text_add(&call->out, "{\"containerService\":");
    resource_print(service, &call->out);
    text_add(&call->out, "}");
    return true;
}

static void set_capacity(struct resource *service, const char *power, const json_t *scale)
{
    if (power) {
        char *id = memory_format("%s-1", power);
        resource_set(service, "power", json_string(power));
        resource_set(service, "powerId", json_string(id));
        free(id);
    }
    if (scale)
        resource_set(service, "scale", json_incref((json_t *)(uintptr_t)scale));
}

static void set_role(struct resource *service, bool is_active)
{
    resource_set(service, "privateRegistryAccess",
                 json_pack("{s:{s:b, s:s}}", "ecrImagePullerRole", "isActive", (int)is_active, "principalArn",
                           is_active ? resource_string(service, "principalArn") : ""));
}

/* What the input does not have stays. */
static void set_registry(const struct call *call, struct resource *service)
{
    const json_t *access = json_object_get(call->input, "privateRegistryAccess"),
                 *is_active = json_object_get(json_object_get(access, "ecrImagePullerRole"), "isActive");
    if (is_active)
        set_role(service, json_is_true(is_active));
}

/* ---- operations ----------------------------------------------------------------------------------------------- */

static bool check_quota(struct call *call)
{
    size_t count = 0;
    for (size_t at = 0; region_next(call->region, &container_service_kind, &at);)
        count++;
    return count < MOST_SERVICES ||
           call_fail(call, FAILURE_SERVICE, "LimitExceeded",
                     "You have reached the maximum number of container services: %d", MOST_SERVICES);
}

static struct resource *create(struct call *call, const char *name)
{
    char uuid[37];
    digest_uuid(name, uuid);
    char *url = memory_format("https://%s.%.13s.%s.cs.amazonlightsail.com/", name, uuid + 23,
                              call->region_name);
    char *domain = memory_format("%s.service.local", name);
    json_t *members = json_pack("{s:b, s:s, s:s, s:s}", "isDisabled", 0, "principalArn", "",
                                "privateDomainName", domain, "url", url);
    struct resource *service = kind_create(call, &container_service_kind, name, NULL, name, members);
    free(domain);
    free(url);
    set_capacity(service, call_string(call, "power"), json_object_get(call->input, "scale"));
    set_role(service, false);
    set_registry(call, service);
    return service;
}

static bool check_first_deployment(struct call *call)
{
    const json_t *deployment = json_object_get(call->input, "deployment");
    return !deployment || (container_deployment_check(call, deployment) &&
                           container_images_check(call, NULL, json_object_get(deployment, "containers")));
}

/* What happens until the service is ready, and its first deployment after that; or the creation that fails. */
static void plan_creation(struct call *call, struct resource *service)
{
    const json_t *deployment = json_object_get(call->input, "deployment");
    int64_t end_ms = call->now_ms + call->options->pending_ms;
    container_service_set_state(service, "PENDING", creation_codes[0]);
    if (call->end == END_FAILED) {
        resource_plan(call->region, service, "create-fail", end_ms);
        return;
    }
    container_service_plan(call->region, service, "create", CREATION_STEPS, call->now_ms,
                           call->options->pending_ms);
    if (deployment)
        container_deployment_begin(call, service, deployment, end_ms);
}

static bool create_service(struct call *call)
{
    const char *name = call_string(call, "serviceName");
    if (!container_check_name(call, "serviceName", name, LONGEST_NAME) || !call_check_free_name(call, name) ||
        !check_quota(call) || !tags_check(call, 0) || !container_domains_check(call, NULL) ||
        !check_first_deployment(call))
        return false;
    struct resource *service = create(call, name);
    container_domains_set(service, json_object_get(call->input, "publicDomainNames"));
    plan_creation(call, service);
    return container_service_answer(call, service);
}

static bool update_service(struct call *call)
{
    struct resource *service = container_service_find_settled(call);
    if (!service || !container_domains_check(call, service))
        return false;
    const json_t *is_disabled = json_object_get(call->input, "isDisabled");
    set_capacity(service, call_string(call, "power"), json_object_get(call->input, "scale"));
    if (is_disabled)
        resource_set(service, "isDisabled", json_boolean(json_is_true(is_disabled)));
    container_domains_set(service, json_object_get(call->input, "publicDomainNames"));
    set_registry(call, service);
    container_service_set_state(service, "UPDATING", "PROVISIONING_SERVICE");
    container_service_plan(call->region, service, "update", 1, call->now_ms, call->options->operation_ms);
    return container_service_answer(call, service);
}

static bool delete_service(struct call *call)
{
    struct resource *service = container_service_find(call);
    if (!service)
        return false;
    resource_unplan_all(service);
    container_service_set_state(service, "DELETING", NULL);
    resource_plan(call->region, service, WORD_GONE, call->now_ms + call->options->operation_ms);
    text_add(&call->out, "{}");
    return true;
}

static bool get_services(struct call *call)
{
    const char *name = call_string(call, "serviceName");
    struct resource *service = name ? container_service_find(call) : NULL;
    if (name && !service)
        return false;
    text_add(&call->out, "{\"containerServices\":[");
    if (service)
        resource_print(service, &call->out);
    for (size_t at = 0, count = 0;
         !name && (service = region_next(call->region, &container_service_kind, &at));) {
        text_add(&call->out, count++ ? "," : "");
        resource_print(service, &call->out);
    }
    text_add(&call->out, "]}");
    return true;
}

const struct kind container_service_kind = {
    .api = "ContainerService",
    .plural = "container_services",
    .name_member = "serviceName",
    .member = "containerService",
    .list_member = "containerServices",
    .shown_name = "containerServiceName",
    .taggable = true,
    .no_support_code = true,
    .transition = transition,
};

#define REGISTRY                              \
    PARTS("privateRegistryAccess", STRUCTURE, \
          INPUT(PARTS("ecrImagePullerRole", STRUCTURE, INPUT(OPTIONAL("isActive", BOOLEAN)), false)), false)
#define SCALE(r)                                                                                  \
    {                                                                                             \
        .name = "scale", .form = FORM_INTEGER, .required = r, .minimum = 1, .maximum = MOST_NODES \
    }

static const struct api containers_api[] = {
    {.name = "CreateContainerService",
     .fails_itself = true,
     .handle = create_service,
     .input = INPUT(SERVICE, WORD("power", container_power_names, true), SCALE(true), TAGS,
                    OPTIONAL("publicDomainNames", MAP), DEPLOYMENT("deployment"), REGISTRY)},
    {.name = "UpdateContainerService",
     .handle = update_service,
     .input = INPUT(SERVICE, WORD("power", container_power_names, false), SCALE(false),
                    OPTIONAL("isDisabled", BOOLEAN), OPTIONAL("publicDomainNames", MAP), REGISTRY)},
    {.name = "DeleteContainerService", .handle = delete_service, .input = INPUT(SERVICE)},
    {.name = "GetContainerServices",
     .shows = OF_MANY,
     .one_with = "serviceName",
     .handle = get_services,
     .input = INPUT(OPTIONAL("serviceName", STRING))},
    {0},
};
const struct family containers_family = {.kinds = {&container_service_kind}, .api = containers_api};
