/*
 * list_container_image.c — the images of the region's container services, one event each. Changes nothing.
 */
#include "gen/list_container_image.h"

#include "resources/container/container_image.h"
#include "runtime/crud.h"
#include "runtime/listing.h"

static bool list_images(struct call *c, struct str service, const struct list_container_image *config,
                        struct lister *lister, bool *ret_more)
{
    const json_t *images;
    if (!container_images_now(c, service, &images))
        return api_done_if_not_found(c); /* it was deleted meanwhile */
    for (size_t i = 0; *ret_more && i < json_array_size(images); i++) {
        struct container_image state = {0};
        container_image_fill(c, service, json_array_get(images, i), &state);
        if (!TF_IS_KNOWN(config->label) || tf_string_equal(config->label, state.label))
            *ret_more = list_emit(c, lister, state.image.v, &state);
    }
    return true;
}

static bool item(struct call *c, json_t *service, const void *config_model, struct lister *lister,
                 bool *ret_more)
{
    const struct list_container_image *config = config_model;
    crud_name_item(LS_KIND_CONTAINER_SERVICE, service);
    struct str name = json_member_text(service, "name");
    bool is_wanted = !TF_IS_KNOWN(config->service_name) || str_eq(config->service_name.v, name);
    return !is_wanted || list_images(c, name, config, lister, ret_more);
}

static bool list(struct call *c, const void *config, struct lister *lister)
{
    const struct listing listing = {
        OP_GET_CONTAINER_SERVICES, "containerServices", &container_image_resource, item, NULL, NULL};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_container_image_resource = {
    .schema = &list_container_image_schema,
    .resource = &container_image_resource,
    .list = list,
};
