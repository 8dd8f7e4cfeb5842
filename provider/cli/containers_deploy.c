/*
 * containers_deploy.c — `containers deploy`: a new deployment of a container service, from a file or with other images. Knows
 * the user; must not know the form of the file (deployment_file.c) nor how a deployment is sent (deployment_step.c).
 */
#include "base/text_file.h"
#include "cli/container_view.h"
#include "cli/deployment_file.h"
#include "cli/infra.h"
#include "steps/deployment_log.h"
#include "steps/deployment_step.h"
#include "steps/image_step.h"

enum { FROM, IMAGE, NO_WAIT, TIMEOUT };

static const struct option_row options[] = {
    [FROM] = {.name = "file",
              .argument = "FILE",
              .help = "containers and publicEndpoint as JSON, or as YAML (FILE.yaml)",
              .kind = VALUE_FILE},
    [IMAGE] = {.name = "image",
               .argument = "CONTAINER=IMAGE",
               .help = "another image for a container of the file, or of the current deployment",
               .repeatable = true},
    [NO_WAIT] = {.name = "no-wait", .help = "do not wait until the deployment is active"},
    [TIMEOUT] = {.name = "timeout",
                 .argument = "SECONDS",
                 .help = "how long to wait for the deployment (default 1800)"},
    {.name = NULL},
};

/* ---- the plan ---- */

static bool read_file(struct session *s, const struct given *given, struct deployment_plan *ret_plan)
{
    struct text_file file;
    struct str path = given_text(given, FROM);
    if (text_file_read(s->mem, path, &file, &s->err) &&
        deployment_parse(s->mem, path, file.text, given_text(given, GIVEN_WORD), ret_plan, &s->err))
        return true;
    return fail_context(&s->err, "--file %.*s", STR_ARG(path));
}

static bool take_current(struct session *s, const json_t *service, struct deployment_plan *ret_plan)
{
    const json_t *current = json_object_get(service, "currentDeployment");
    if (current == NULL) {
        fail(&s->err, ERR_USER, "the service has no active deployment whose images --image could change");
        return fail_hint(&s->err, "Deploy it with --file first.");
    }
    json_t *copy = json_own(s->mem, json_deep_copy(current));
    *ret_plan = (struct deployment_plan){json_object_get(copy, "containers"),
                                         json_object_get(copy, "publicEndpoint")};
    return true;
}

static bool set_images(struct session *s, const struct given *given, const struct deployment_plan *plan)
{
    size_t at = 0;
    for (const char *text; (text = given_next(given, IMAGE, &at)) != NULL;) {
        struct str container, image;
        TRY(str_cut(str_c(text), '=', &container, &image) &&
            deployment_set_image(s->mem, plan, container, image, &s->err));
    }
    return true;
}

/* ---- images of the service ---- */

/* ":app.web.latest" needs any image of its label. */
static bool is_listed(const json_t *images, struct str service, struct str image)
{
    struct str latest = STR(".latest");
    if (!str_ends_with(image, latest))
        return image_find(images, image) != NULL;
    struct str label = str_slice(image, service.len + 2, image.len - latest.len); /* after ":app." */
    for (size_t i = 0; i < json_array_size(images); i++) {
        if (image_has_label(json_member_text(json_array_get(images, i), "image"), service, label))
            return true;
    }
    return false;
}

/* The first image of the service that is not registered; the empty text when all are. */
static struct str missing_image(const struct deployment_plan *plan, struct str service, const json_t *images)
{
    const char *name;
    json_t *container;
    json_object_foreach (plan->containers, name, container) {
        struct str image = json_member_text(container, "image");
        if (str_starts_with(image, STR(":")) && !is_listed(images, service, image))
            return image;
    }
    return STR("");
}

/* An image may have been registered a moment ago: it is searched for as long as reads may lag. */
static bool check_images(struct session *s, const struct deployment_plan *plan, struct str service)
{
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(s->client);
    struct ls_poll poll = ls_poll_begin(s->client);
    struct aws_scope scope = session_scope(s);
    struct str missing = missing_image(plan, service, NULL);
    while (missing.len > 0) {
        bool is_last = clock_monotonic_ms() >= end_ms;
        json_t *images;
        TRY(image_list(s, service, &images));
        missing = missing_image(plan, service, images);
        if (missing.len > 0 && is_last) {
            fail(&s->err, ERR_USER, "there is no image '%.*s'", STR_ARG(missing));
            return fail_hint(&s->err, "To show the images: 'quants-infra containers images %.*s'.",
                             STR_ARG(service));
        }
        TRY(missing.len == 0 || ls_poll_wait(&poll, &scope, &s->err));
    }
    return true;
}

/* ---- the command ---- */

/* The images of a deployment in progress would be lost: it is waited for. */
static bool prepare(struct session *s, const struct given *given, struct deployment_plan *ret_plan,
                    json_t **ret_service)
{
    struct str name = given_text(given, GIVEN_WORD);
    bool has_file = given->values[FROM] != NULL;
    TRY(!has_file || (read_file(s, given, ret_plan) && set_images(s, given, ret_plan) &&
                      deployment_check(s->mem, ret_plan, &s->err)));
    TRY(container_service_get(s, name, ret_service));
    struct str arn = json_member_text(*ret_service, "arn");
    TRY(deployment_settle(s, name, arn, ret_service));
    TRY(has_file || (take_current(s, *ret_service, ret_plan) && set_images(s, given, ret_plan) &&
                     deployment_check(s->mem, ret_plan, &s->err)));
    if (ret_plan->endpoint == NULL && json_at(*ret_service, "currentDeployment.publicEndpoint") != NULL)
        note(
            "the file has no publicEndpoint: the service keeps the publicEndpoint of its current deployment");
    return check_images(s, ret_plan, name);
}

static int failed(struct session *s, const struct deployment *deployment, const json_t *shown)
{
    int code = session_failed(s, "cannot deploy '%.*s'", STR_ARG(deployment->service));
    if (shown == NULL || !str_eqc(json_member_text(shown, "state"), "FAILED"))
        return code;
    struct str lines = deployment_log(s, deployment->service, shown, NULL);
    if (lines.len > 0)
        fprintf(stderr, "%.*s\n", STR_ARG(lines));
    return code;
}

static int deploy(struct session *s, const struct given *given)
{
    struct deployment_plan plan = {NULL, NULL};
    struct str name = given_text(given, GIVEN_WORD);
    json_t *service, *shown = NULL;
    if (!prepare(s, given, &plan, &service))
        return session_failed(s, "cannot deploy '%.*s', and nothing was changed", STR_ARG(name));
    struct deployment deployment = {.service = name,
                                    .service_arn = json_member_text(service, "arn"),
                                    .containers = plan.containers,
                                    .endpoint = plan.endpoint};
    if (!deployment_send(s, &deployment))
        return failed(s, &deployment, NULL);
    bool waits = given->values[NO_WAIT] == NULL;
    if (waits && !deployment_wait(s, &deployment, &shown))
        return failed(s, &deployment, shown);
    output_progress_end();
    printf("%.*s: deployment %lld %s%s%.*s\n", STR_ARG(name), (long long)deployment.version,
           waits ? "active" : "requested", waits ? " at " : "",
           STR_ARG(waits ? json_member_text(service, "url") : STR("")));
    return EXIT_DONE;
}

static int run(struct session *s, const struct given *given)
{
    size_t at = 0;
    if (given->values[FROM] == NULL && given->values[IMAGE] == NULL)
        return usage_error(&containers_deploy, "--file or --image is missing");
    for (const char *text; (text = given_next(given, IMAGE, &at)) != NULL;) {
        struct str container, image;
        if (!str_cut(str_c(text), '=', &container, &image) || container.len == 0 || image.len == 0)
            return usage_error(&containers_deploy, "--image '%s': write CONTAINER=IMAGE", text);
    }
    return session_take_timeout(s, &containers_deploy, given->values[TIMEOUT]) ? deploy(s, given)
                                                                               : EXIT_USAGE;
}

const struct command containers_deploy = {
    .group = "containers",
    .name = "deploy",
    .summary = "Deploy containers on a container service.",
    .options = options,
    .notes = "The file has the form of 'aws lightsail create-container-service-deployment --cli-input-json'. "
             "With --image "
             "alone, the\ncurrent deployment is repeated with other images. If the deployment fails, the "
             "last log lines "
             "are printed, and the\nservice keeps the deployment before it.",
    .run = run,
    SERVICE_WORD,
};
