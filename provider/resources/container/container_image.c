/*
 * container_image.c — lightsail_container_image: an image that was pushed, and is registered with a service. Knows
 * which registration is its own; must not know how an image is pushed or deployed.
 *
 * Lightsail chooses the name of an image, so a lost response leaves a registration without a known name. It is ours if
 * it has our label and digest, is newer than the request, was not in the list before it and is not of another resource.
 * If that cannot be read, the state has no `image`, and `created_at` is the time of the request: the next read searches.
 */
#include "resources/container/container_image.h"

#include "runtime/crud.h"
#include "runtime/region_check.h"
#include "steps/image_step.h"

enum { MOST_IMAGES = 150 }; /* the quota of a service */

/* ---- which image is meant ---- */

/* A name is used again if the service was deleted and created anew: then it is another image. */
static bool is_same(struct call *c, const struct container_image *prior, const json_t *entry)
{
    struct container_image found = {0};
    container_image_fill(c, prior->service_name.v, entry, &found);
    return (!TF_IS_KNOWN(prior->digest) || tf_string_equal(prior->digest, found.digest)) &&
           (!TF_IS_KNOWN(prior->created_at) || tf_string_equal(prior->created_at, found.created_at));
}

/* The entry of the state, or NULL. */
static const json_t *find(struct call *c, const struct container_image *prior, const json_t *images)
{
    int64_t since_ms;
    if (TF_IS_KNOWN(prior->image)) {
        const json_t *entry = image_find(images, prior->image.v);
        return entry != NULL && is_same(c, prior, entry) ? entry : NULL;
    }
    if (!TF_IS_KNOWN(prior->created_at) || !clock_parse_time(prior->created_at.v, &since_ms))
        return NULL;
    for (size_t i = 0; i < json_array_size(images); i++) {
        const json_t *entry = json_array_get(images, i);
        if (image_is_registration(entry, prior->service_name.v, prior->label.v, prior->digest.v, since_ms))
            return entry;
    }
    return NULL;
}

/* ---- plan ---- */

static void check_quota(struct call *c, const struct plan *plan, struct tf_string service)
{
    const json_t *images;
    if (!TF_IS_KNOWN(service) || c->client == NULL || plan->is_final || plan->is_replacement)
        return;
    if (!container_images_shared(c, service.v, &images))
        c->err = (struct err){0}; /* refers_check reports a missing service, the apply every other failure */
    else if (json_array_size(images) >= MOST_IMAGES)
        call_error(c, "service_name", "Too many images",
                   "The container service '%.*s' has %zu images, and it can have %d. Delete old ones first.",
                   STR_ARG(service.v), json_array_size(images), MOST_IMAGES);
}

/* The deployment may change in the same run, so this is a warning. */
static void warn_if_used(struct call *c, const struct container_image *prior, const char *advice)
{
    json_t *service;
    if (c->client == NULL || !TF_IS_KNOWN(prior->image))
        return;
    if (!api_view(c, LS_KIND_CONTAINER_SERVICE, prior->service_name.v, LS_REFRESH, &service)) {
        c->err = (struct err){0};
        return;
    }
    struct str user = container_image_user(c->mem, service, prior->image.v);
    if (user.data != NULL)
        call_warn(c, "image", "Image is in use",
                  "The image '%.*s' is used by %.*s of the service '%.*s', and is deleted only if another "
                  "deployment takes its place first. %s",
                  STR_ARG(prior->image.v), STR_ARG(user), STR_ARG(prior->service_name.v), advice);
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct container_image *config = plan->config, *prior = plan->prior, *planned = plan->planned;
    const struct tf_string none = {0};
    refers_check(c, plan, LS_KIND_CONTAINER_SERVICE, "service_name", config->service_name,
                 prior != NULL ? prior->service_name : none);
    if (prior == NULL)
        check_quota(c, plan, config->service_name);
    else if (!tf_string_equal(prior->digest, planned->digest) ||
             !tf_string_equal(prior->label, planned->label))
        warn_if_used(c, prior,
                     "Set lifecycle { create_before_destroy = true } and refer to this resource in the "
                     "deployment, so that the new image is deployed before the old one is deleted.");
    return true;
}

static bool keeps_used(const struct container_image *prior)
{
    return TF_IS_KNOWN(prior->on_destroy) &&
           str_eqc(prior->on_destroy.v, CONTAINER_IMAGE_ON_DESTROY_KEEP_IF_USED);
}

static bool plan_destroy(struct call *c, const void *prior)
{
    warn_if_used(c, prior,
                 keeps_used(prior) ? "Otherwise it stays registered until the service is deleted."
                                   : "Otherwise the apply refuses to delete it. Deploy another image in the "
                                     "same run, or destroy the deployment's resource, too. To destroy the "
                                     "image together with its service, set on_destroy = \"keep_if_used\" "
                                     "and apply first.");
    return true;
}

/* ---- create ---- */

static struct str made_here(struct call *c, struct str service)
{
    return str_printf(c->mem, "images/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(service));
}

/* Those of other resources: they may have the same label and digest. */
static json_t *registered_here(struct call *c, struct str service)
{
    json_t *images = json_own(c->mem, json_array());
    const struct str *names;
    size_t count = c->provider->walk != NULL ? call_made_of(c, made_here(c, service), &names) : 0;
    for (size_t i = 0; i < count; i++)
        json_array_append_new(images, json_pack("{s:o}", "image", json_new_str(names[i])));
    return images;
}

static bool refused(struct call *c, const struct container_image *plan)
{
    if (c->err.kind == ERR_NOT_FOUND) {
        fail_at(&c->err, ERR_USER, "service_name", "there is no container service '%.*s' in %.*s",
                STR_ARG(plan->service_name.v), STR_ARG(call_region(c)));
        return fail_hint(&c->err,
                         "Refer to it (service_name = lightsail_container_service.<label>.name), so that it "
                         "is created first.");
    }
    if (c->err.kind == ERR_API && c->err.hint[0] == '\0')
        return fail_hint(&c->err,
                         "The image must be in the registry of this region before it is registered. Push it "
                         "with `quants-infra containers push`, and use the digest that the push prints.");
    return false;
}

/* Under the lock of the service: registrations of one run do not take each other for their own. */
static bool register_locked(struct call *c, const struct container_image *plan, struct container_image *state)
{
    struct session s = {.mem = c->mem,
                        .client = c->client,
                        .deadline = c->deadline,
                        .step_ms = deadline_left_ms(&c->deadline)};
    struct str service = plan->service_name.v;
    double sent_s = (double)(clock_wall_ms() + ls_client_clock_skew_ms(c->client)) / 1000;
    json_t *entry;
    container_images_change(c, service);
    bool done = image_register_beside(&s, service, plan->label.v, plan->digest.v, registered_here(c, service),
                                      &entry);
    container_images_change(c, service);
    c->err = s.err;
    if (!done && !c->err.maybe_done)
        return refused(c, plan);
    state->service_name = plan->service_name;
    state->label = plan->label;
    state->digest = plan->digest;
    state->created_at = tf_string(clock_print_time(c->mem, sent_s));
    if (!done)
        return false;
    container_image_fill(c, service, entry, state);
    if (c->provider->walk != NULL)
        call_made(c, made_here(c, service), state->image.v);
    return true;
}

static bool create(struct call *c, const void *plan_model, void *state)
{
    const struct container_image *plan = plan_model;
    struct str key = str_printf(c->mem, "register/%.*s/%.*s", STR_ARG(call_region(c)),
                                STR_ARG(plan->service_name.v));
    TRY(call_lock(c, key));
    bool done = register_locked(c, plan, state);
    call_unlock(c, key);
    return done;
}

/* ---- read ---- */

static bool read(struct call *c, const void *prior_model, void *state)
{
    const struct container_image *prior = prior_model;
    const json_t *images;
    if (!container_images_shared(c, prior->service_name.v, &images))
        return api_gone_if_not_found(c);
    const json_t *entry = find(c, prior, images);
    if (entry == NULL && TF_IS_KNOWN(prior->image) && image_find(images, prior->image.v) != NULL)
        call_warn(c, "image", "Another image",
                  "The image '%.*s' has another digest or time than the state: the service was created anew. "
                  "The image of the state is gone.",
                  STR_ARG(prior->image.v));
    if (entry == NULL)
        return call_gone(c);
    container_image_fill(c, prior->service_name.v, entry, state);
    return true;
}

/* ---- destroy ---- */

static bool is_gone(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                    int64_t since_ms, bool *ret_done, struct err *err)
{
    const struct container_image *prior = effect->context;
    json_t *in = json_own(scope.mem, json_object()), *answer;
    (void)since_ms;
    json_object_set_new(in, "serviceName", json_new_str(prior->service_name.v));
    TRY(ls_call(client, scope, OP_GET_CONTAINER_IMAGES, in, &answer, err));
    *ret_done = image_find(json_object_get(answer, "containerImages"), prior->image.v) == NULL;
    return true;
}

static bool judge_unused(void *image, const json_t *service, bool *ret_reached, struct err *err)
{
    (void)err;
    *ret_reached = service != NULL && !container_image_is_used(service, *(const struct str *)image);
    return true;
}

/* Whether the image stays: *ret_kept with a warning, or an error. A late read may show the deployment that another step of
 * this run has just replaced. */
static bool check_use(struct call *c, const struct container_image *prior, struct str image, bool *ret_kept)
{
    json_t *service;
    struct str name = prior->service_name.v;
    *ret_kept = false;
    TRY(api_view(c, LS_KIND_CONTAINER_SERVICE, name, LS_NOW, &service));
    if (!container_image_is_used(service, image) ||
        api_shows_soon(c, LS_KIND_CONTAINER_SERVICE, name, judge_unused, &image, &service))
        return true;
    struct str user = container_image_user(c->mem, service, image);
    *ret_kept = keeps_used(prior) || container_deployment_is_left(c, name);
    if (*ret_kept) {
        call_warn(
            c, "image", "Image stays registered",
            "The image '%.*s' is used by %.*s of the service '%.*s'. It is not deleted, and stays until "
            "the service is deleted.",
            STR_ARG(image), STR_ARG(user), STR_ARG(name));
        return true;
    }
    fail_at(&c->err, ERR_USER, "image", "the image '%.*s' is used by %.*s of the service '%.*s'",
            STR_ARG(image), STR_ARG(user), STR_ARG(name));
    return fail_hint(
        &c->err, "Nothing was changed. Deploy another image first. To replace an image that is in use, set "
                 "lifecycle { "
                 "create_before_destroy = true }. To destroy it together with its service, set on_destroy = "
                 "\"keep_if_used\" and apply first.");
}

static bool delete_image(struct call *c, const struct container_image *prior, struct str image)
{
    const struct container_image target = {.service_name = prior->service_name, .image = tf_string(image)};
    const struct ls_effect effect = {LS_DONE, LS_KIND_CONTAINER_SERVICE, .name = image, .is_done = is_gone,
                                     .context = &target};
    json_t *in = json_pack("{s:o, s:o}", "serviceName", json_new_str(prior->service_name.v), "image",
                           json_new_str(image));
    json_t *answer;
    container_images_change(c, prior->service_name.v);
    bool done = api_change_begin(c, OP_DELETE_CONTAINER_IMAGE, in, &effect, &answer);
    container_images_change(c, prior->service_name.v);
    return done || api_done_if_not_found(c);
}

/* The list may be older than a registration of this run, so an image that it does not show is deleted, too. */
static bool destroy(struct call *c, const void *prior_model)
{
    const struct container_image *prior = prior_model;
    const json_t *images;
    if (!container_images_now(c, prior->service_name.v, &images))
        return api_done_if_not_found(c);
    const json_t *entry = find(c, prior, images);
    bool is_other = entry == NULL && TF_IS_KNOWN(prior->image) && image_find(images, prior->image.v) != NULL;
    if (is_other || (entry == NULL && !TF_IS_KNOWN(prior->image)))
        return true;
    struct str image = TF_IS_KNOWN(prior->image) ? prior->image.v : json_member_text(entry, "image");
    bool is_kept;
    if (!check_use(c, prior, image, &is_kept))
        return api_done_if_not_found(c);
    return is_kept || delete_image(c, prior, image);
}

const struct resource container_image_resource = {
    .schema = &container_image_schema,
    .modify_plan = modify_plan,
    .plan_destroy = plan_destroy,
    .create = create,
    .read = read,
    .destroy = destroy,
    .import = crud_import,
};
