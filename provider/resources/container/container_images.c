/*
 * container_images.c — one list of the images of a service for all calls that read it. Must not know who registers or
 * deletes an image.
 *
 * A list in the memory of the provider is never changed or released before the provider ends. The call that fetches it
 * holds the key lock of the service, so that the others wait with their own deadline and then find the result.
 */
#include "resources/container/container_images.h"

struct slot {
    struct slot *next;
    const struct ls_client *client; /* of the region */
    struct str service;
    struct arena *mem;
    const json_t *images; /* NULL: none, or older than a change */
    uint64_t changes;     /* how many there were */
};

static struct slot *slots;
static pthread_mutex_t slots_lock = PTHREAD_MUTEX_INITIALIZER;

/* When the provider ends, and no call uses it any more. */
static void drop_slot(void *object)
{
    struct slot *slot = object;
    pthread_mutex_lock(&slots_lock);
    struct slot **link = &slots;
    while (*link != slot)
        link = &(*link)->next;
    *link = slot->next;
    pthread_mutex_unlock(&slots_lock);
    arena_free(slot->mem);
}

/* Called with the mutex held. */
static struct slot *find_slot(const struct call *c, struct str service)
{
    for (struct slot *slot = slots; slot != NULL; slot = slot->next) {
        if (slot->client == c->client && str_eq(slot->service, service))
            return slot;
    }
    struct arena *mem = arena_new();
    struct slot *slot = arena_new_object(mem, struct slot);
    *slot = (struct slot){.next = slots, .client = c->client, .service = str_copy(mem, service), .mem = mem};
    slots = slot;
    arena_defer(c->provider->mem, drop_slot, slot);
    return slot;
}

static const json_t *known(const struct call *c, struct str service, uint64_t *ret_changes)
{
    pthread_mutex_lock(&slots_lock);
    const struct slot *slot = find_slot(c, service);
    const json_t *images = slot->images;
    *ret_changes = slot->changes;
    pthread_mutex_unlock(&slots_lock);
    return images;
}

/* Unless an image has changed since the request was sent. */
static void publish(const struct call *c, struct str service, uint64_t changes, const json_t *images)
{
    pthread_mutex_lock(&slots_lock);
    struct slot *slot = find_slot(c, service);
    if (slot->changes == changes)
        slot->images = json_own(slot->mem, json_deep_copy(images));
    pthread_mutex_unlock(&slots_lock);
}

void container_images_change(struct call *c, struct str service)
{
    pthread_mutex_lock(&slots_lock);
    struct slot *slot = find_slot(c, service);
    slot->images = NULL;
    slot->changes++;
    pthread_mutex_unlock(&slots_lock);
}

/* ---- reads ---- */

bool container_images_now(struct call *c, struct str service, const json_t **ret_images)
{
    json_t *answer;
    TRY(api_call(c, OP_GET_CONTAINER_IMAGES, json_pack("{s:o}", "serviceName", json_new_str(service)),
                 &answer));
    *ret_images = json_object_get(answer, "containerImages");
    return true;
}

static bool fetch(struct call *c, struct str service, uint64_t changes, const json_t **ret_images)
{
    TRY(container_images_now(c, service, ret_images));
    if (json_is_array(*ret_images))
        publish(c, service, changes, *ret_images);
    return true;
}

bool container_images_shared(struct call *c, struct str service, const json_t **ret_images)
{
    uint64_t changes;
    TRY(api_has_client(c));
    if (c->is_again)
        return container_images_now(c, service, ret_images);
    *ret_images = known(c, service, &changes);
    if (*ret_images != NULL)
        return true;
    struct str key = str_printf(c->mem, "images/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(service));
    TRY(call_lock(c, key));
    *ret_images = known(c, service, &changes);
    bool good = *ret_images != NULL || fetch(c, service, changes, ret_images);
    call_unlock(c, key);
    return good;
}

/* ---- a deployment that stays ---- */

static struct str left_group(struct call *c)
{
    return str_printf(c->mem, "deployments left/%.*s", STR_ARG(call_region(c)));
}

void container_deployment_stays(struct call *c, struct str service)
{
    if (c->provider->walk != NULL)
        call_made(c, left_group(c), service);
}

bool container_deployment_is_left(struct call *c, struct str service)
{
    return c->provider->walk != NULL && call_has_made(c, left_group(c), service);
}

/* ---- entries ---- */

/* Neither a name of a service nor a label has a dot. */
struct str container_image_label(struct str name)
{
    struct str service, label, number;
    bool has_form = str_starts_with(name, STR(":")) && str_cut(name, '.', &service, &label) &&
                    str_cut(label, '.', &label, &number);
    return has_form ? label : (struct str){NULL, 0};
}
