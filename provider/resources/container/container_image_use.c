/*
 * container_image_use.c — what a registered image is, and which deployment uses it. Must not change anything.
 */
#include "resources/container/container_image.h"

void container_image_fill(struct call *c, struct str service, const json_t *entry,
                          struct container_image *state)
{
    struct str label = container_image_label(json_member_text(entry, "image"));
    api_fill(c, &container_image_desc, entry, state);
    state->service_name = tf_string(str_copy(c->mem, service));
    if (label.data != NULL)
        state->label = tf_string(str_copy(c->mem, label));
}

/* The container of a deployment that has the image; NULL when there is none. */
static const char *container_in(const json_t *deployment, struct str image)
{
    const char *name;
    json_t *container;
    json_object_foreach (json_object_get(deployment, "containers"), name, container) {
        if (str_eq(json_member_text(container, "image"), image))
            return name;
    }
    return NULL;
}

/* The next deployment first. */
static const char *find_user(const json_t *service, struct str image, const json_t **ret_deployment)
{
    *ret_deployment = json_object_get(service, "nextDeployment");
    const char *name = container_in(*ret_deployment, image);
    if (name != NULL)
        return name;
    *ret_deployment = json_object_get(service, "currentDeployment");
    return container_in(*ret_deployment, image);
}

bool container_image_is_used(const json_t *service, struct str image)
{
    const json_t *ignored;
    return find_user(service, image, &ignored) != NULL;
}

struct str container_image_user(struct arena *mem, const json_t *service, struct str image)
{
    const json_t *deployment;
    const char *name = find_user(service, image, &deployment);
    return name == NULL ? (struct str){NULL, 0}
                        : str_printf(mem, "the container '%s' of deployment %lld", name,
                                     (long long)json_integer_value(json_object_get(deployment, "version")));
}
