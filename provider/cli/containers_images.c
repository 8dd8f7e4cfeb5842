/*
 * containers_images.c — `containers images`: the images that are registered with a container service, and the
 * deployments that use them. Must not change anything.
 */
#include "cli/container_view.h"
#include "cli/infra.h"
#include "steps/deployment_step.h"
#include "steps/image_step.h"

enum { OUTPUT };

static const struct option_row options[] = {
    [OUTPUT] = OUTPUT_OPTION,
    {.name = NULL},
};

static const struct column columns[] = {
    {"IMAGE", "image"}, {"CREATED", "created"}, {"USED BY", "usedBy"}, {"DIGEST", "digest"}, {NULL, NULL},
};

static bool uses(const json_t *deployment, struct str image)
{
    const char *name;
    json_t *container;
    json_object_foreach (json_object_get(deployment, "containers"), name, container) {
        if (str_eq(json_member_text(container, "image"), image))
            return true;
    }
    return false;
}

/* "7 ACTIVE, 5 INACTIVE": what the table shows of the versions that use an image. */
static struct str used_by(struct session *s, const json_t *deployments, struct str image, json_t *versions)
{
    enum { MOST_SHOWN = 3 };
    struct buf text = buf_new(s->mem, 1024);
    for (size_t i = 0; i < json_array_size(deployments); i++) {
        const json_t *deployment = json_array_get(deployments, i);
        if (!uses(deployment, image))
            continue;
        json_array_append(versions, json_object_get(deployment, "version"));
        if (json_array_size(versions) <= MOST_SHOWN)
            buf_printf(&text, "%s%.*s", text.len > 0 ? ", " : "", STR_ARG(container_version(s, deployment)));
        else if (json_array_size(versions) == MOST_SHOWN + 1)
            buf_add(&text, STR(", …"));
    }
    return buf_str(&text);
}

static int run(struct session *s, const struct given *given)
{
    struct str service = given_text(given, GIVEN_WORD);
    json_t *found, *images = NULL, *deployments = NULL;
    if (!container_service_get(s, service, &found) || !image_list(s, service, &images) ||
        !deployment_list(s, service, &deployments))
        return session_failed(s, "cannot list the images of '%.*s'", STR_ARG(service));
    for (size_t i = 0; i < json_array_size(images); i++) {
        json_t *image = json_array_get(images, i), *versions = json_own(s->mem, json_array());
        double created_s = json_number_value(json_object_get(image, "createdAt"));
        struct str text = used_by(s, deployments, json_member_text(image, "image"), versions);
        json_object_set_new(image, "created", json_new_str(clock_print_time(s->mem, created_s)));
        json_object_set_new(image, "usedBy", json_new_str(text));
        json_object_set(image, "versions", versions);
    }
    output_rows(s, output_format_of(given->values[OUTPUT]), images, columns);
    return EXIT_DONE;
}

const struct command containers_images = {
    .group = "containers",
    .name = "images",
    .summary = "List the images that are registered with a container service, the newest first.",
    .options = options,
    .run = run,
    SERVICE_WORD,
};
