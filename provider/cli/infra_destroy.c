/*
 * infra_destroy.c — `infra destroy`: deletes one instance and the static IP that `infra create --static-ip` made for it.
 * Asks on a terminal, and refuses without one unless forced. Knows DeleteInstance and the static IP operations.
 */
#include "cli/infra.h"
#include "cli/instance_view.h"

#include <unistd.h>

enum { NAME, FORCE };

static const struct option_row options[] = {
    [NAME] = {"name", "NAME", "name of the instance", true, false},
    [FORCE] = {"force", NULL, "do not ask", false, false},
    {NULL, NULL, NULL, false, false},
};

/* Only the address that this tool named after the instance is ours to release: others may be known to an exchange. */
static bool release_own_static_ip(struct session *s, struct str name, struct str attached)
{
    struct str own = str_printf(s->mem, "%.*s-ip", STR_ARG(name));
    return !str_eq(attached, own) || session_do(s, OP_RELEASE_STATIC_IP, member_of("staticIpName", own));
}

static bool destroy(struct session *s, struct str name, struct str attached)
{
    if (attached.len > 0)
        TRY(session_do(s, OP_DETACH_STATIC_IP, member_of("staticIpName", attached)));
    json_t *in = member_of("instanceName", name);
    json_object_set_new(in, "forceDeleteAddOns", json_true());
    TRY(session_do(s, OP_DELETE_INSTANCE, in));
    return release_own_static_ip(s, name, attached);
}

static bool confirmed(const char *name)
{
    char answer[300];
    fprintf(stderr, "Destroy instance '%s' and its disk? Type its name to confirm: ", name);
    if (fgets(answer, sizeof answer, stdin) == NULL)
        return false;
    answer[strcspn(answer, "\r\n")] = '\0';
    return strcmp(answer, name) == 0;
}

static int run(struct session *s, const struct given *given)
{
    const char *name = given->values[NAME];
    struct str attached = {NULL, 0};
    json_t *instance = NULL;
    if (!instance_get(s, str_c(name), &instance) || !instance_static_ip(s, str_c(name), &attached))
        return session_failed(s, str_printf(s->mem, "cannot destroy '%s'", name).data);
    if (given->values[FORCE] == NULL && !isatty(STDIN_FILENO))
        return usage_error(&infra_destroy, "there is no terminal to ask at; add --force to destroy '%s' without asking", name);
    if (given->values[FORCE] == NULL && !confirmed(name)) {
        fputs("Nothing was destroyed.\n", stderr);
        return EXIT_FAILED;
    }
    if (!destroy(s, str_c(name), attached))
        return session_failed(s, str_printf(s->mem, "cannot destroy '%s'", name).data);
    printf("%s destroyed\n", name);
    return EXIT_DONE;
}

const struct command infra_destroy = {
    "infra", "destroy", "Delete an instance.", options,
    "A static IP made by 'infra create --static-ip' is released with it; any other static IP is only detached.", run,
};
