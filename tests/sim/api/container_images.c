/*
 * container_images.c — images of a container service, and the login to their registry. It must not know how a
 * deployment is made.
 */
#include "api/container_images.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/containers.h"
#include "digest.h"
#include "families.h"
#include "memory.h"

/* Sources: the guide; a login is valid for 12 hours. */
enum { MOST_IMAGES = 150, LONGEST_LABEL = 53, LOGIN_S = 12 * 60 * 60 };

/* The newest first; NULL for no service, and for one that never had an image. */
static json_t *images(const struct resource *service)
{
    return service ? json_object_get(service->hidden, "images") : NULL;
}

static const char *name_at(const struct resource *service, size_t i)
{
    return json_string_value(json_object_get(json_array_get(images(service), i), "image"));
}

static bool find(const struct resource *service, const char *name, size_t *ret_i)
{
    for (*ret_i = 0; *ret_i < json_array_size(images(service)); (*ret_i)++)
        if (!strcmp(name_at(service, *ret_i), name))
            return true;
    return false;
}

/* ":service.label.latest" begins like the newest ":service.label.N"; NULL when there is none. */
static const char *newest_of(const struct resource *service, const char *name)
{
    const char *dot = strrchr(name, '.');
    if (!dot || strcmp(dot, ".latest") != 0)
        return NULL;
    size_t length = (size_t)(dot - name) + 1;
    for (size_t i = 0; i < json_array_size(images(service)); i++)
        if (!strncmp(name_at(service, i), name, length) && !strchr(name_at(service, i) + length, '.'))
            return name_at(service, i);
    return NULL;
}

bool container_images_check(struct call *call, const struct resource *service, json_t *containers)
{
    const char *name;
    json_t *container;
    json_object_foreach (containers, name, container) {
        const char *image = json_string_value(json_object_get(container, "image"));
        size_t i;
        if (image && *image == ':' && !find(service, image, &i) && !newest_of(service, image))
            return call_fail_input(call, "The image %s does not exist", image);
    }
    return true;
}

void container_images_resolve(const struct resource *service, json_t *containers)
{
    const char *name;
    json_t *container;
    json_object_foreach (containers, name, container) {
        const char *image = json_string_value(json_object_get(container, "image"));
        const char *newest = image && *image == ':' ? newest_of(service, image) : NULL;
        if (newest)
            json_object_set_new(container, "image", json_string(newest));
    }
}

/*
 * Numbers count up for each service, over all labels, as users print them; none is given twice. Then the
 * newest image of a label is also the one with the highest number.
 */
static json_int_t next_number(struct resource *service)
{
    json_int_t number = json_integer_value(json_object_get(service->hidden, "imageCount")) + 1;
    json_object_set_new(service->hidden, "imageCount", json_integer(number));
    return number;
}

/* Whether the registry has the manifest, in the repository of all services ("sr" in lightsailctl). */
static bool is_pushed(const char *folder, const char *digest)
{
    char *path = memory_format("%s/docker/registry/v2/repositories/sr/_manifests/revisions/sha256/%s/link",
                               folder, strchr(digest, ':') + 1);
    bool found = access(path, F_OK) == 0;
    free(path);
    return found;
}

static bool check_digest(struct call *call, const char *digest)
{
    const char *folder = call->options->registry.folder;
    if (strncmp(digest, "sha256:", 7) != 0 || strlen(digest) != 7 + 2 * DIGEST_SIZE ||
        strspn(digest + 7, "0123456789abcdef") != 2 * DIGEST_SIZE)
        return call_fail_input(call, "The digest is not valid: %s", digest);
    return !folder || is_pushed(folder, digest) ||
           call_fail_input(call, "The registry has no image with the digest %s", digest);
}

static json_t *add(struct call *call, struct resource *service)
{
    json_t *list = images(service);
    if (!list) {
        list = json_array();
        json_object_set_new(service->hidden, "images", list);
    }
    char *name = memory_format(":%s.%s.%lld", resource_name(service), call_string(call, "label"),
                               (long long)next_number(service));
    json_t *image = json_pack("{s:s, s:s, s:f}", "image", name, "digest", call_string(call, "digest"),
                              "createdAt", (double)call->now_ms / 1000);
    free(name);
    json_array_insert_new(list, 0, image);
    resource_changed(service);
    return image;
}

static bool register_image(struct call *call)
{
    struct resource *service = container_service_find(call);
    if (!service || !container_check_name(call, "label", call_string(call, "label"), LONGEST_LABEL) ||
        !check_digest(call, call_string(call, "digest")))
        return false;
    if (json_array_size(images(service)) >= MOST_IMAGES)
        return call_fail_input(call, "A container service can have at most %d images", MOST_IMAGES);
    text_add(&call->out, "{\"containerImage\":");
    text_add_json_value(&call->out, add(call, service));
    text_add(&call->out, "}");
    return true;
}

static bool get_images(struct call *call)
{
    struct resource *service = container_service_find(call);
    if (!service)
        return false;
    text_add(&call->out, "{\"containerImages\":");
    if (images(service))
        text_add_json_value(&call->out, images(service));
    else
        text_add(&call->out, "[]");
    text_add(&call->out, "}");
    return true;
}

/* An image of the current or next deployment is in use. */
static bool is_used(const struct resource *service, const char *member, const char *image)
{
    const char *name;
    json_t *container;
    json_object_foreach (json_object_get(json_object_get(service->document, member), "containers"), name,
                         container)
        if (!strcmp(json_string_value(json_object_get(container, "image")), image))
            return true;
    return false;
}

static bool delete_image(struct call *call)
{
    struct resource *service = container_service_find(call);
    const char *image = call_string(call, "image");
    size_t i;
    if (!service)
        return false;
    if (!find(service, image, &i))
        return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The ContainerImage does not exist: %s",
                         image);
    if (is_used(service, "currentDeployment", image) || is_used(service, "nextDeployment", image))
        return call_fail_input(call, "The image %s is in use by a deployment", image);
    json_array_remove(images(service), i);
    resource_changed(service);
    text_add(&call->out, "{}");
    return true;
}

/* The registry of the options, or one that does not exist. */
static json_t *make_login(const struct call *call)
{
    const struct registry *given = &call->options->registry;
    char *seed = memory_format("login %s %lld", call->region_name, (long long)call->now_ms);
    char *address = memory_format("123456789012.dkr.ecr.%s.amazonaws.com", call->region_name);
    char password[2 * DIGEST_SIZE + 1];
    digest_sha256_hex(seed, strlen(seed), password);
    json_t *login = json_pack("{s:s, s:s, s:f, s:s}", "username", given->user ? given->user : "AWS",
                              "password", given->password ? given->password : password, "expiresAt",
                              (double)call->now_ms / 1000 + LOGIN_S, "registry",
                              given->address ? given->address : address);
    free(address);
    free(seed);
    return login;
}

static bool create_login(struct call *call)
{
    size_t at = 0;
    if (!region_next(call->region, &container_service_kind, &at))
        return call_fail_input(call,
                               "You must create a container service before retrieving a registry login");
    json_t *login = make_login(call);
    text_add(&call->out, "{\"registryLogin\":");
    text_add_json_value(&call->out, login);
    text_add(&call->out, "}");
    json_decref(login);
    return true;
}

static const struct api container_images_api[] = {
    {.name = "RegisterContainerImage",
     .handle = register_image,
     .input = INPUT(SERVICE, REQUIRED("label", STRING), REQUIRED("digest", STRING))},
    {.name = "DeleteContainerImage",
     .handle = delete_image,
     .input = INPUT(SERVICE, REQUIRED("image", STRING))},
    {.name = "GetContainerImages", .shows = OF_ONE, .handle = get_images, .input = INPUT(SERVICE)},
    {.name = "CreateContainerServiceRegistryLogin", .handle = create_login, .input = nothing_members},
    {0},
};
const struct family container_images_family = {.api = container_images_api};
