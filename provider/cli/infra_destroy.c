/*
 * infra_destroy.c — `infra destroy`: deletes instances and the static IPs that `infra create --static-ip` made for them.
 * Asks on a terminal, and refuses without one unless forced. Knows DeleteInstance and ReleaseStaticIp.
 */
#include "cli/infra.h"
#include "cli/instance_view.h"

#include <unistd.h>

enum { NAME, FORCE, TIMEOUT };

static const struct option_row options[] = {
    [NAME] = {.name = "name",
              .argument = "NAME",
              .help = "name of the instance",
              .kind = VALUE_INSTANCE,
              .required = true,
              .repeatable = true},
    [FORCE] = {.name = "force", .help = "do not ask"},
    [TIMEOUT] = TIMEOUT_OPTION,
    {.name = NULL},
};

struct doomed {
    struct str name, arn, attached, own_ip, own_ip_arn;
    bool releases; /* own_ip is this tool's to give back */
};

/* Only the address that this tool named after the instance is ours to release: others may be known to an exchange. */
static bool look(struct session *s, struct str name, struct doomed *ret_doomed)
{
    json_t *instance, *own, *attached;
    struct doomed doomed = {.name = name, .own_ip = own_static_ip_name(s, name)};
    TRY(instance_get(s, name, &instance));
    TRY(instance_static_ip(s, name, &attached));
    doomed.arn = json_member_text(instance, "arn");
    doomed.attached = json_member_text(attached, "name");
    TRY(object_look(s, LS_KIND_STATIC_IP, doomed.own_ip, &own));
    doomed.own_ip_arn = json_member_text(own, "arn");
    struct str owner = json_member_text(own, "attachedTo");
    doomed.releases = own != NULL && (owner.len == 0 || str_eq(owner, name)) &&
                      !instance_has_tag(instance, STR("ManagedBy"), STR("terraform"));
    *ret_doomed = doomed;
    return true;
}

/* The instance first: a deletion that is refused leaves it with its address. */
static bool destroy(struct session *s, const struct doomed *doomed)
{
    const struct ls_effect goes = ls_instance_goes(doomed->name, doomed->arn),
                           release = {LS_GONE, LS_KIND_STATIC_IP, .name = doomed->own_ip,
                                      .arn = doomed->own_ip_arn};
    TRY(session_check(s, LS_KIND_INSTANCE, goes.name, goes.arn) && instance_delete(s, &goes));
    output_progress_end();
    printf("%.*s destroyed\n", STR_ARG(doomed->name));
    fflush(stdout);
    return !doomed->releases ||
           session_change(s, OP_RELEASE_STATIC_IP, member_of("staticIpName", doomed->own_ip), &release, NULL);
}

static int tell_what_exists(struct session *s, const struct doomed *doomed)
{
    json_t *instance = NULL, *static_ip = NULL;
    session_failed(s, "cannot destroy '%.*s'", STR_ARG(doomed->name));
    if (patience_stopped(&s->patience)) {
        note("It may be on its way out: 'quants-infra infra list' shows what exists.");
        return EXIT_FAILED;
    }
    if (object_look(s, LS_KIND_INSTANCE, doomed->name, &instance))
        note("Instance '%.*s' %s.", STR_ARG(doomed->name),
             ls_instance_exists(instance) ? "still exists" : "is gone");
    if (doomed->releases && object_look(s, LS_KIND_STATIC_IP, doomed->own_ip, &static_ip) &&
        static_ip != NULL)
        note("Static IP '%.*s' still exists and costs money while it is not attached: "
             "aws lightsail release-static-ip --static-ip-name %.*s",
             STR_ARG(doomed->own_ip), STR_ARG(doomed->own_ip));
    return EXIT_FAILED;
}

static bool is_confirmed(struct session *s, const struct doomed *doomed)
{
    char answer[300];
    struct str question = str_printf(
        s->mem,
        "Destroy instance '%.*s' and its disk%s%.*s%s? Type its name to confirm: ", STR_ARG(doomed->name),
        doomed->releases ? ", and release its static IP '" : "",
        STR_ARG(doomed->releases ? doomed->own_ip : STR("")), doomed->releases ? "'" : "");
    return session_ask(s, question.data, answer, sizeof answer) && str_eqc(doomed->name, answer);
}

static int run(struct session *s, const struct given *given)
{
    size_t at = 0, count = 0;
    struct doomed *doomed = arena_new_array(s->mem, struct doomed, (size_t)given->counts[NAME]);
    if (!session_take_timeout(s, &infra_destroy, given->values[TIMEOUT]))
        return EXIT_USAGE;
    for (const char *name; (name = given_next(given, NAME, &at)) != NULL; count++) {
        if (!look(s, str_c(name), &doomed[count]))
            return session_failed(s, "cannot destroy '%s'", name);
    }
    if (given->values[FORCE] == NULL && !isatty(STDIN_FILENO))
        return usage_error(&infra_destroy,
                           "there is no terminal to ask at; add --force to destroy '%.*s' without asking",
                           STR_ARG(doomed[0].name));
    for (size_t i = 0; i < count && given->values[FORCE] == NULL; i++) {
        if (!is_confirmed(s, &doomed[i])) {
            fputs("Nothing was destroyed.\n", stderr);
            return EXIT_FAILED;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!destroy(s, &doomed[i]))
            return tell_what_exists(s, &doomed[i]);
        if (doomed[i].attached.len > 0 &&
            !(doomed[i].releases && str_eq(doomed[i].attached, doomed[i].own_ip)))
            note("The static IP '%.*s' was kept. Unattached it costs money: aws lightsail release-static-ip "
                 "--static-ip-name %.*s",
                 STR_ARG(doomed[i].attached), STR_ARG(doomed[i].attached));
    }
    return EXIT_DONE;
}

const struct command infra_destroy = {
    .group = "infra",
    .name = "destroy",
    .summary = "Delete an instance.",
    .options = options,
    .notes = "The static IP NAME-ip that 'infra create --static-ip' made is released with it. Any other "
             "static IP is kept,\n"
             "and so is that of an instance with the tag ManagedBy=terraform.",
    .run = run,
};
