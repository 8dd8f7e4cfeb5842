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
    const char *word, *done, *state, *operation;
    enum ls_op op;
} actions[] = {
    {"start", "started", "running", "StartInstance", OP_START_INSTANCE},
    {"stop", "stopped", "stopped", "StopInstance", OP_STOP_INSTANCE},
    {"reboot", "rebooted", "running", "RebootInstance", OP_REBOOT_INSTANCE},
};

struct power_change {
    struct str name;
    const struct action *action;
    int64_t began_wall_ms;
};

/*
 * The state does not tell of a reboot, the list of operations does. One that is found is waited for here: its answer,
 * which would have named it, is lost.
 */
static bool has_happened(struct session *s, const void *context, bool *ret_happened)
{
    enum { TOLERANCE_MS = 2000 };
    const struct power_change *change = context;
    json_t *out = NULL;
    TRY(session_call(s, OP_GET_OPERATIONS_FOR_RESOURCE, member_of("resourceName", change->name), &out));
    const json_t *operations = json_object_get(out, "operations");
    int64_t service_ms = change->began_wall_ms + ls_client_clock_skew_ms(s->client);
    for (size_t i = 0; i < json_array_size(operations); i++) {
        json_t *operation = json_array_get(operations, i);
        double created_ms = json_number_value(json_object_get(operation, "createdAt")) * 1000;
        if (!str_eqc(json_member_text(operation, "operationType"), change->action->operation) ||
            created_ms + TOLERANCE_MS < (double)service_ms)
            continue;
        json_t *answer = json_own(s->mem, json_object());
        json_object_set(answer, "operation", operation);
        *ret_happened = true;
        return ls_wait_operations(s->client, session_scope(s), answer, &s->err);
    }
    return true;
}

static bool perform(struct session *s, const struct action *action, struct str name, bool wait)
{
    json_t *instance;
    TRY(instance_get(s, name, &instance));
    struct power_change change = {.name = name, .action = action, .began_wall_ms = clock_wall_ms()};
    output_progress("%.*s: %s requested", STR_ARG(name), action->word);
    TRY(session_change(s, action->op, member_of("instanceName", name), has_happened, &change, wait));
    return !wait || instance_wait_state(s, name, action->state);
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
