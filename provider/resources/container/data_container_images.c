/*
 * data_container_images.c — the images of a container service, the newest first. Changes nothing.
 */
#include "gen/data_container_images.h"

#include "resources/container/container_images.h"
#include "steps/image_step.h"

static size_t fill(struct call *c, const json_t *images, const struct data_container_images *config,
                   struct data_container_images_images *found)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(images); i++) {
        const json_t *entry = json_array_get(images, i);
        struct str label = container_image_label(json_member_text(entry, "image"));
        if (TF_IS_KNOWN(config->label) && !str_eq(config->label.v, label))
            continue;
        api_fill(c, &data_container_images_images_desc, entry, &found[count]);
        if (label.data != NULL)
            found[count].label = tf_string(str_copy(c->mem, label));
        count++;
    }
    return count;
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_container_images *config = config_model;
    struct data_container_images *state = state_model;
    struct session s = {.mem = c->mem, .client = c->client, .deadline = c->deadline};
    json_t *images;
    if (!image_list(&s, config->service_name.v, &images)) {
        c->err = s.err;
        if (c->err.kind == ERR_NOT_FOUND)
            ERR_SET(&c->err, attribute, STR("service_name"));
        return false;
    }
    state->images.is = TF_KNOWN;
    state->images.v = arena_new_array(c->mem, struct data_container_images_images, json_array_size(images));
    state->images.count = fill(c, images, config, state->images.v);
    if (state->images.count > 0)
        state->newest = state->images.v[0].image;
    return true;
}

const struct data_source data_container_images_source = {.schema = &data_container_images_schema,
                                                         .read = read};
