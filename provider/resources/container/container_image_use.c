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

static struct str user_in(struct arena *mem, const json_t *deployment, struct str image)
{
    const json_t *containers = json_object_get(deployment, "containers");
    const char *name;
    json_t *container;
    json_object_foreach ((json_t *)(uintptr_t)containers, name, container) {
        if (str_eq(json_member_text(container, "image"), image))
            return str_printf(mem, "the container '%s' of deployment %lld", name,
                              (long long)json_integer_value(json_object_get(deployment, "version")));
    }
    return (struct str){NULL, 0};
}

struct str container_image_user(struct arena *mem, const json_t *service, struct str image)
{
    struct str user = user_in(mem, json_object_get(service, "nextDeployment"), image);
    return user.data != NULL ? user : user_in(mem, json_object_get(service, "currentDeployment"), image);
}
