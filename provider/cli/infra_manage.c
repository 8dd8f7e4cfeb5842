/*
 * infra_manage.c — `infra manage`: start, stop or reboot instances and wait for them. Knows the power operations.
 */
#include "cli/infra.h"
#include "cli/instance_view.h"

enum { NAME, ACTION, NO_WAIT };

static const struct option_row options[] = {
    [NAME] = {.name = "name",
              .argument = "NAME",
              .help = "name of the instance",
              .kind = VALUE_INSTANCE,
              .required = true,
              .repeatable = true},
    [ACTION] = {.name = "action",
                .argument = "ACTION",
                .help = "start, stop or reboot",
                .kind = VALUE_WORDS,
                .words = "start stop reboot",
                .required = true},
    [NO_WAIT] = {.name = "no-wait", .help = "do not wait until it has happened"},
    {.name = NULL},
};

static const struct action {
    const char *word, *done;
    ls_instance_is *is_done;
    enum ls_op op;
} actions[] = {
    {"start", "started", ls_instance_is_running, OP_START_INSTANCE},
    {"stop", "stopped", ls_instance_is_stopped, OP_STOP_INSTANCE},
    {"reboot", "rebooted", ls_instance_is_running, OP_REBOOT_INSTANCE},
};

static bool perform(struct session *s, const struct action *action, struct str name, bool wait)
{
    json_t *instance;
    TRY(instance_get(s, name, &instance));
    struct ls_instance_change change = {.name = name,
                                        .operation = ls_op_name(action->op),
                                        .began_wall_ms = clock_wall_ms()};
    output_progress("%.*s: %s requested", STR_ARG(name), action->word);
    TRY(session_change(s, action->op, member_of("instanceName", name), ls_look_operation, &change, wait));
    return !wait || instance_wait(s, name, action->is_done, &instance);
}

static int run(struct session *s, const struct given *given)
{
    bool wait = given->values[NO_WAIT] == NULL;
    const struct action *action = actions;
    while (strcmp(given->values[ACTION], action->word) != 0)
        action++;
    size_t at = 0;
    for (const char *name; (name = given_next(given, NAME, &at)) != NULL;) {
        if (!perform(s, action, str_c(name), wait)) {
            bool maybe_done = s->err.maybe_done || s->err.kind == ERR_STOPPED;
            session_failed(s, "cannot %s '%s'", action->word, name);
            if (maybe_done)
                note("It may be under way: 'quants-infra infra info --name %s' shows the state.", name);
            return EXIT_FAILED;
        }
        output_progress_end();
        printf("%s %s\n", name, wait ? action->done : "requested");
        fflush(stdout);
    }
    if (action->op == OP_STOP_INSTANCE)
        note("A stopped instance is billed as before; without a static IP it gets another address at the "
             "next start.");
    return EXIT_DONE;
}

const struct command infra_manage = {
    .group = "infra",
    .name = "manage",
    .summary = "Start, stop or reboot an instance.",
    .options = options,
    .run = run,
};
