/*
 * container_deployment_find.c — a container of a configuration or a state by its name. Must not know the API.
 */
#include "resources/container/container_deployment.h"

const struct container_deployment_container *
container_deployment_find(const struct container_deployment *model, struct str name, bool *ret_is_open)
{
    bool is_open = !TF_IS_KNOWN(model->container);
    const struct container_deployment_container *found = NULL;
    for (size_t i = 0; TF_IS_KNOWN(model->container) && found == NULL && i < model->container.count; i++) {
        const struct container_deployment_container *one = &model->container.v[i];
        if (TF_IS_KNOWN(one->container_name) && str_eq(one->container_name.v, name))
            found = one;
        is_open = is_open || TF_IS_UNKNOWN(one->container_name);
    }
    if (ret_is_open != NULL)
        *ret_is_open = is_open;
    return found;
}
