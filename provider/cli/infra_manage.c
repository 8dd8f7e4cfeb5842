/*
 * infra_manage.c — `infra manage`: start, stop or reboot one instance and wait for it. Knows the power operations.
 */
#include "cli/infra.h"
#include "cli/instance_view.h"

enum { NAME, ACTION, NO_WAIT };

static const struct option_row options[] = {
    [NAME] = {"name", "NAME", "name of the instance", true, false},
    [ACTION] = {"action", "ACTION", "start, stop or reboot", true, false},
    [NO_WAIT] = {"no-wait", NULL, "do not wait until it has happened", false, false},
    {NULL, NULL, NULL, false, false},
};

static const struct action {
    const char *word, *done, *state;
    enum ls_op op;
} actions[] = {
    {"start", "started", "running", OP_START_INSTANCE},
    {"stop", "stopped", "stopped", OP_STOP_INSTANCE},
    {"reboot", "rebooted", "running", OP_REBOOT_INSTANCE},
};

static int perform(struct session *s, const struct action *action, const char *name, bool wait)
{
    json_t *in = member_of("instanceName", str_c(name));
    bool sent = wait ? session_do(s, action->op, in) : session_call(s, action->op, in, NULL);
    if (!sent || (wait && !instance_wait_state(s, str_c(name), action->state, name)))
        return session_failed(s, str_printf(s->mem, "cannot %s '%s'", action->word, name).data);
    output_progress_end();
    printf("%s %s\n", name, wait ? action->done : "requested");
    if (wait && action->op == OP_STOP_INSTANCE)
        fputs("A stopped instance is billed as before; without a static IP it gets another address at the next start.\n", stderr);
    return EXIT_DONE;
}

static int run(struct session *s, const struct given *given)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(given->values[ACTION], actions[i].word) == 0)
            return perform(s, &actions[i], given->values[NAME], given->values[NO_WAIT] == NULL);
    }
    return usage_error(&infra_manage, "--action is '%s'; use start, stop or reboot", given->values[ACTION]);
}

const struct command infra_manage = {"infra", "manage", "Start, stop or reboot an instance.", options, NULL, run};
