/*
 * list_container_deployment.c — the current deployment of each container service of the region, one event each. Changes
 * nothing.
 */
#include "gen/list_container_deployment.h"
#include "resources/container/container_deployment.h"
#include "runtime/listing.h"

static bool item(struct call *c, json_t *answer, const void *config, struct lister *lister, bool *ret_more)
{
    const json_t *current = json_object_get(answer, "currentDeployment");
    struct str service = json_member_text(answer, "containerServiceName");
    struct container_deployment state = {.service_name = tf_string(service),
                                         .service_arn = tf_string(json_member_text(answer, "arn"))};
    (void)config;
    if (!json_is_object(current))
        return true;
    if (list_wants_object(lister)) {
        const struct container_deployment unknown = state;
        container_deployment_fill(c, current, &unknown, &state);
    }
    *ret_more = list_emit(c, lister, service, &state);
    return true;
}

static bool list(struct call *c, const void *config_model, struct lister *lister)
{
    const struct list_container_deployment *config = config_model;
    const struct listing listing = {
        OP_GET_CONTAINER_SERVICES, "containerServices", &container_deployment_resource, item,
        &config->name_regex,       &config->tags};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_container_deployment_resource = {
    .schema = &list_container_deployment_schema,
    .resource = &container_deployment_resource,
    .list = list,
};
