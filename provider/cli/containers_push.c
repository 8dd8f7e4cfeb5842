/*
 * containers_push.c — `containers push`: sends an image to the registry of container services and registers it with a
 * service. Knows the order of the steps; must not know the programs that send it (image_send.c).
 */
#include "cli/container_view.h"
#include "cli/image_send.h"
#include "cli/infra.h"
#include "steps/image_name.h"
#include "steps/image_step.h"

enum { SERVICE, LABEL };

static const struct option_row options[] = {
    [SERVICE] = {.name = "service",
                 .argument = "SERVICE",
                 .help = "the container service that gets the image",
                 .kind = VALUE_SERVICE,
                 .required = true},
    [LABEL] = {.name = "label",
               .argument = "LABEL",
               .help = "the middle part of the image's name: lower-case letters, digits and dashes",
               .required = true},
    {.name = NULL},
};

static bool take_login(struct session *s, struct registry_login *ret_login)
{
    json_t *response;
    TRY(session_call(s, OP_CREATE_CONTAINER_SERVICE_REGISTRY_LOGIN, NULL, &response));
    const json_t *login = json_object_get(response, "registryLogin");
    *ret_login = (struct registry_login){json_member_text(login, "registry"),
                                         json_member_text(login, "username"),
                                         json_member_text(login, "password")};
    return (ret_login->registry.len > 0 && ret_login->password.len > 0) ||
           fail(&s->err, ERR_PROTOCOL, "the response to %s has no login",
                ls_op_name(OP_CREATE_CONTAINER_SERVICE_REGISTRY_LOGIN));
}

/* Everything that can be refused is checked before the login. */
static bool send(struct session *s, const struct given *given, struct str *ret_digest)
{
    struct image_source source;
    struct registry_login login;
    enum image_tool tool;
    json_t *service;
    TRY(image_source_of(s->mem, given_text(given, GIVEN_WORD), &source, &s->err) &&
        image_choose_tool(s, &source, &tool) &&
        container_service_get(s, given_text(given, SERVICE), &service));
    note("sending %.*s '%.*s' with %s", STR_ARG(source.noun), STR_ARG(source.name),
         tool == TOOL_SKOPEO ? "skopeo" : "docker");
    return image_check_platform(s, &source, tool) && take_login(s, &login) &&
           image_send(s, &source, tool, &login, ret_digest);
}

static int run(struct session *s, const struct given *given)
{
    struct str digest, service = given_text(given, SERVICE), label = given_text(given, LABEL);
    json_t *image;
    if (!image_is_label(label))
        return usage_error(&containers_push,
                           "--label '%s' must have 1 to 53 lower-case letters, digits and dashes, and a "
                           "letter or digit at both ends",
                           given->values[LABEL]);
    if (!send(s, given, &digest))
        return session_failed(s, "cannot push '%s', and nothing was registered", given->values[GIVEN_WORD]);
    if (!image_register(s, service, label, digest, &image)) {
        int code = session_failed(s, "'%s' was sent, but it cannot be registered", given->values[GIVEN_WORD]);
        note("To register it: aws lightsail register-container-image --service-name %.*s --label %.*s "
             "--digest "
             "%.*s",
             STR_ARG(service), STR_ARG(label), STR_ARG(digest));
        return code;
    }
    note("digest %.*s", STR_ARG(digest));
    printf("%.*s\n", STR_ARG(json_member_text(image, "image")));
    return EXIT_DONE;
}

const struct command containers_push = {
    .group = "containers",
    .name = "push",
    .summary = "Send an image to the registry of container services and register it.",
    .options = options,
    .notes = "IMAGE is an image of the local Docker daemon (web:1), an OCI folder, a tar file of 'docker "
             "save', or a "
             "source in\nskopeo's words (oci:FOLDER:TAG, docker://REGISTRY/NAME). skopeo or docker sends it. "
             "The only "
             "line on stdout is\nthe name for deployments: :SERVICE.LABEL.N",
    .run = run,
    .word = "IMAGE",
    .word_kind = VALUE_FILE,
};
