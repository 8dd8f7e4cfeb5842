/*
 * image_step.c — the images of a container service. Must not know why they are registered. Source:
 * RegisterContainerImage and GetContainerImages of the API model; the guide on names of images.
 */
#include "steps/image_step.h"

#include <stdlib.h>

#include "lightsail/ledger.h"

static double created_s(const json_t *image)
{
    return json_number_value(json_object_get(image, "createdAt"));
}

/* N of ":service.label.N", which counts up; 0 for another name. */
static int64_t number_of(const json_t *image)
{
    struct str name = json_member_text(image, "image");
    size_t begin = name.len;
    int64_t number = 0;
    while (begin > 0 && name.data[begin - 1] != '.')
        begin--;
    return str_to_int64(str_slice(name, begin, name.len), &number) ? number : 0;
}

static int compare_newest_first(const void *a, const void *b)
{
    const json_t *one = *(json_t *const *)a, *other = *(json_t *const *)b;
    double left = created_s(one), right = created_s(other);
    if (left != right)
        return left > right ? -1 : 1;
    return number_of(one) > number_of(other) ? -1 : number_of(one) < number_of(other);
}

static bool list(struct ls_client *client, struct aws_scope scope, struct str service, json_t **ret_images,
                 struct err *err)
{
    json_t *out, *in = json_own(scope.mem, member_of("serviceName", service));
    TRY(ls_call(client, scope, OP_GET_CONTAINER_IMAGES, in, &out, err));
    const json_t *images = json_object_get(out, "containerImages");
    size_t count = json_array_size(images);
    json_t **order = arena_new_array(scope.mem, json_t *, count + 1);
    for (size_t i = 0; i < count; i++)
        order[i] = json_array_get(images, i);
    qsort(order, count, sizeof *order, compare_newest_first);
    *ret_images = json_own(scope.mem, json_array());
    for (size_t i = 0; i < count; i++)
        json_array_append(*ret_images, order[i]);
    return true;
}

bool image_list(struct session *s, struct str service, json_t **ret_images)
{
    return list(s->client, session_scope(s), service, ret_images, &s->err);
}

json_t *image_find(const json_t *images, struct str name)
{
    for (size_t i = 0; i < json_array_size(images); i++) {
        json_t *image = json_array_get(images, i);
        if (str_eq(json_member_text(image, "image"), name))
            return image;
    }
    return NULL;
}

/* Takes `part` and a dot from the beginning of the text. */
static bool take(struct str *text, struct str part)
{
    if (!str_starts_with(*text, part) || text->len <= part.len || text->data[part.len] != '.')
        return false;
    *text = str_slice(*text, part.len + 1, text->len);
    return true;
}

bool image_has_label(struct str name, struct str service, struct str label)
{
    struct str rest = str_slice(name, 1, name.len);
    int64_t number;
    return str_starts_with(name, STR(":")) && take(&rest, service) && take(&rest, label) &&
           str_to_int64(rest, &number);
}

/* ---- registration ---- */

struct registration {
    struct str service, label, digest;
    const json_t *before; /* the list before the request */
    const json_t *others; /* of others, too; NULL: none */
    json_t *image;        /* what a read found after a lost response, or NULL */
};

bool image_is_registration(const json_t *image, struct str service, struct str label, struct str digest,
                           int64_t since_ms)
{
    return str_eq(json_member_text(image, "digest"), digest) &&
           image_has_label(json_member_text(image, "image"), service, label) &&
           ledger_is_new(image, since_ms);
}

static bool is_ours(const struct registration *r, const json_t *image, int64_t since_ms)
{
    struct str name = json_member_text(image, "image");
    return image_is_registration(image, r->service, r->label, r->digest, since_ms) &&
           image_find(r->before, name) == NULL && image_find(r->others, name) == NULL;
}

static bool is_registered(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                          int64_t since_ms, bool *ret_done, struct err *err)
{
    struct registration *r = (struct registration *)(uintptr_t)effect->context;
    json_t *images;
    *ret_done = false;
    TRY(list(client, scope, r->service, &images, err));
    for (size_t i = 0; i < json_array_size(images) && !*ret_done; i++) {
        *ret_done = is_ours(r, json_array_get(images, i), since_ms);
        r->image = *ret_done ? json_array_get(images, i) : NULL;
    }
    return true;
}

/* Others will use the name right away. That reads do not show it in time is no error. */
static bool wait_until_listed(struct session *s, const struct registration *r)
{
    int64_t end_ms = clock_monotonic_ms() + ls_client_visible_ms(s->client);
    struct ls_poll poll = ls_poll_begin(s->client);
    struct aws_scope scope = session_scope(s);
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms;
        json_t *images;
        TRY(image_list(s, r->service, &images));
        if (is_last || image_find(images, json_member_text(r->image, "image")) != NULL)
            return true;
        TRY(ls_poll_wait(&poll, &scope, &s->err));
    }
}

bool image_register_beside(struct session *s, struct str service, struct str label, struct str digest,
                           const json_t *others, json_t **ret_image)
{
    struct registration r = {.service = service, .label = label, .digest = digest, .others = others};
    json_t *answer, *before, *in = json_own(s->mem, member_of("serviceName", service));
    json_object_set_new(in, "label", json_new_str(label));
    json_object_set_new(in, "digest", json_new_str(digest));
    TRY(image_list(s, service, &before));
    r.before = before;
    /* The name is that of no object: what this process expects of the service stays. */
    const struct ls_effect effect = {LS_DONE, LS_KIND_CONTAINER_SERVICE,
                                     .name = str_printf(s->mem, ":%.*s.%.*s", STR_ARG(service),
                                                        STR_ARG(label)),
                                     .is_done = is_registered, .context = &r};
    TRY(session_send(s, OP_REGISTER_CONTAINER_IMAGE, json_incref(in), &effect, &answer));
    json_t *image = json_object_get(answer, "containerImage");
    if (image != NULL)
        r.image = image;
    if (json_member_text(r.image, "image").len == 0)
        return fail(&s->err, ERR_PROTOCOL, "the response to %s has no image",
                    ls_op_name(OP_REGISTER_CONTAINER_IMAGE));
    *ret_image = r.image;
    if (wait_until_listed(s, &r))
        return true;
    /* It is registered; only the wait failed. */
    s->err = (struct err){.kind = ERR_NONE};
    return true;
}

bool image_register(struct session *s, struct str service, struct str label, struct str digest,
                    json_t **ret_image)
{
    return image_register_beside(s, service, label, digest, NULL, ret_image);
}
