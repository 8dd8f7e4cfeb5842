/*
 * action_deploy_containers.c — deploys the current containers of a service with other images. Must not know how a deployment
 * is made (container_deployment_run.c).
 */
#include "gen/action_deploy_containers.h"
#include "resources/container/container_deployment.h"
#include "runtime/action.h"

/* Shorter values occur everywhere in a log, and are no secrets. */
enum { SHORTEST_SECRET = 8 };

static const char *path_of(struct call *c, struct str container)
{
    return str_printf(c->mem, "images[\"%.*s\"]", STR_ARG(container)).data;
}

static bool validate(struct call *c, const void *config_model)
{
    const struct action_deploy_containers *config = config_model;
    for (size_t i = 0; TF_IS_KNOWN(config->images) && i < config->images.count; i++) {
        struct tf_string image = config->images.v[i];
        if (!TF_IS_UNKNOWN(image))
            container_check_image(c, path_of(c, config->images.keys[i]), config->images.keys[i], image.v,
                                  config->service_name.v);
    }
    return true;
}

static bool find_current(struct call *c, struct tf_string name, json_t **ret_service, json_t **ret_current)
{
    if (!api_find(c, LS_KIND_CONTAINER_SERVICE, name.v, STR(""), ret_service))
        return c->err.kind == ERR_NOT_FOUND ? fail_at(&c->err, ERR_USER, "service_name",
                                                      "there is no container service '%.*s' in %.*s",
                                                      STR_ARG(name.v), STR_ARG(call_region(c)))
                                            : false;
    *ret_current = json_object_get(*ret_service, "currentDeployment");
    if (json_is_object(*ret_current))
        return true;
    fail_at(&c->err, ERR_USER, "service_name", "the container service '%.*s' has no deployment",
            STR_ARG(name.v));
    return fail_hint(&c->err, "Make the first one with lightsail_container_deployment.");
}

static struct str names_of(struct call *c, const json_t *containers)
{
    struct buf names = buf_new(c->mem, 4096);
    const char *name;
    json_t *container;
    json_object_foreach ((json_t *)(uintptr_t)containers, name, container)
        buf_printf(&names, "%s'%s'", names.len > 0 ? ", " : "", name);
    return buf_str(&names);
}

static bool set_images(struct call *c, const struct tf_strings *images, json_t *containers)
{
    for (size_t i = 0; i < images->count; i++) {
        json_t *container = json_object_get(containers, str_z(c->mem, images->keys[i]));
        if (container == NULL) {
            fail_at(&c->err, ERR_USER, path_of(c, images->keys[i]),
                    "the current deployment has no container '%.*s'", STR_ARG(images->keys[i]));
            return fail_hint(&c->err, "Its containers: %.*s.", STR_ARG(names_of(c, containers)));
        }
        json_object_set_new(container, "image", json_new_str(images->v[i].v));
    }
    return true;
}

/* Any variable may be a secret. */
static json_t *secrets_of(struct call *c, const json_t *containers)
{
    json_t *all = json_own(c->mem, json_object()), *container, *value;
    const char *name, *variable;
    json_object_foreach ((json_t *)(uintptr_t)containers, name, container) {
        json_t *one = json_object();
        json_object_foreach (json_object_get(container, "environment"), variable, value)
            if (json_string_length(value) >= SHORTEST_SECRET)
                json_object_set(one, variable, value);
        json_object_set_new(all, name, one);
    }
    return all;
}

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_deploy_containers *config = config_model;
    json_t *service, *current = NULL;
    struct container_outcome made;
    TRY(find_current(c, config->service_name, &service, &current));
    json_t *containers = json_own(c->mem, json_deep_copy(json_object_get(current, "containers")));
    TRY(set_images(c, &config->images, containers));
    const struct container_wish wish = {config->service_name.v,
                                        json_member_text(service, "arn"),
                                        containers,
                                        json_object_get(current, "publicEndpoint"),
                                        secrets_of(c, containers),
                                        INT64_MAX};
    TRY(container_deploy(c, &wish, &made));
    action_progress(c, "the container service '%.*s' runs the deployment %lld",
                    STR_ARG(config->service_name.v), (long long)made.version);
    return true;
}

const struct action action_deploy_containers_action = {
    .schema = &action_deploy_containers_schema,
    .validate = validate,
    .invoke = invoke,
};
