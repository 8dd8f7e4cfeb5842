/*
 * container_deployment_move.c — aws_lightsail_container_service_deployment_version as lightsail_container_deployment. Knows
 * its stored form; makes no request.
 */
#include "resources/container/container_deployment.h"
#include "resources/moves.h"
#include "runtime/move_source.h"

enum { MOST_CONTAINERS = 53, MOST_BLOCKS = 1 };

static bool take_containers(struct call *c, const json_t *source, struct container_deployment *state)
{
    const json_t *from;
    TRY(source_objects(c, source, "container", MOST_CONTAINERS, &from));
    struct container_deployment_container *all = arena_new_array(c->mem,
                                                                 struct container_deployment_container,
                                                                 json_array_size(from));
    for (size_t i = 0; i < json_array_size(from); i++) {
        const json_t *one = json_array_get(from, i);
        TRY(source_text(c, one, "container_name", &all[i].container_name) &&
            source_text(c, one, "image", &all[i].image) &&
            source_texts(c, one, "command", true, &all[i].command) &&
            source_map(c, one, "environment", &all[i].environment) &&
            source_map(c, one, "ports", &all[i].ports));
    }
    state->container.is = TF_KNOWN;
    state->container.count = json_array_size(from);
    state->container.v = all;
    return true;
}

static bool take_check(struct call *c, const json_t *source, struct container_deployment_public_endpoint *to)
{
    const json_t *from;
    TRY(source_objects(c, source, "health_check", MOST_BLOCKS, &from));
    struct container_deployment_public_endpoint_health_check *check = arena_new_object(
        c->mem, struct container_deployment_public_endpoint_health_check);
    const json_t *one = json_array_get(from, 0);
    TRY(source_int(c, one, "healthy_threshold", &check->healthy_threshold) &&
        source_int(c, one, "unhealthy_threshold", &check->unhealthy_threshold) &&
        source_int(c, one, "interval_seconds", &check->interval_seconds) &&
        source_int(c, one, "timeout_seconds", &check->timeout_seconds) &&
        source_text(c, one, "path", &check->path) &&
        source_text(c, one, "success_codes", &check->success_codes));
    to->health_check.is = TF_KNOWN;
    to->health_check.count = json_array_size(from);
    to->health_check.v = check;
    return true;
}

static bool take_endpoint(struct call *c, const json_t *source, struct container_deployment *state)
{
    const json_t *from;
    TRY(source_objects(c, source, "public_endpoint", MOST_BLOCKS, &from));
    state->public_endpoint.is = TF_KNOWN;
    state->public_endpoint.count = json_array_size(from);
    struct container_deployment_public_endpoint *one = arena_new_object(
        c->mem, struct container_deployment_public_endpoint);
    state->public_endpoint.v = one;
    if (json_array_size(from) == 0)
        return true;
    const json_t *given = json_array_get(from, 0);
    return source_text(c, given, "container_name", &one->container_name) &&
           source_int(c, given, "container_port", &one->container_port) && take_check(c, given, one);
}

static bool move_from_aws(struct call *c, const json_t *source, int64_t version, void *state_model)
{
    struct container_deployment *state = state_model;
    (void)version;
    TRY(source_name(c, source, "service_name", "service_name", &state->service_name));
    TRY(source_int(c, source, "version", &state->version) && source_text(c, source, "state", &state->state) &&
        source_text(c, source, "created_at", &state->created_at));
    return take_containers(c, source, state) && take_endpoint(c, source, state);
}

const struct state_move container_deployment_move = {
    .provider = AWS_PROVIDER,
    .type_name = "aws_lightsail_container_service_deployment_version",
    .newest_version = AWS_SCHEMA_VERSION,
    .move = move_from_aws,
    .merge_hint =
        "A service runs one deployment. Keep one of the 'moved' blocks, and remove the other resources from "
        "the "
        "state: with 'terraform state rm', or with a 'removed' block (lifecycle { destroy = false })."};
