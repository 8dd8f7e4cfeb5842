/*
 * infra_manage.c — `infra manage`: starts, stops or reboots instances, by name or by tag, and waits for them.
 * Knows the power operations, and which instances are protected from a stop by tag.
 */
#include "cli/infra.h"
#include "cli/instance_view.h"

enum { NAME, TAG, ACTION, FORCE, DRY_RUN, NO_WAIT, TIMEOUT };

static const struct option_row options[] = {
    [NAME] = {.name = "name",
              .argument = "NAME",
              .help = "name of the instance",
              .kind = VALUE_INSTANCE,
              .repeatable = true},
    [TAG] = {.name = "tag",
             .argument = "KEY[=VALUE]",
             .help = "instead of names: all instances with all of these tags",
             .repeatable = true},
    [ACTION] = {.name = "action",
                .argument = "ACTION",
                .help = "start, stop or reboot",
                .kind = VALUE_WORDS,
                .words = "start stop reboot",
                .required = true},
    [FORCE] = {.name = "force", .help = "with --tag: also stop or reboot production and critical instances"},
    [DRY_RUN] = {.name = "dry-run", .help = "only print what would be done"},
    [NO_WAIT] = {.name = "no-wait", .help = "do not wait for the end"},
    [TIMEOUT] = TIMEOUT_OPTION,
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

static bool perform(struct session *s, const struct action *action, const json_t *instance, bool wait)
{
    output_progress("%.*s: %s requested", STR_ARG(json_member_text(instance, "name")), action->word);
    return instance_power(s, action->op, instance, wait ? action->is_done : NULL);
}

static int failed(struct session *s, const struct action *action, const char *name)
{
    bool maybe_done = s->err.maybe_done || s->err.kind == ERR_STOPPED;
    session_failed(s, "cannot %s '%s'", action->word, name);
    if (maybe_done)
        note("It may still be in progress. To show the state: 'quants-infra infra info --name %s'.", name);
    return EXIT_FAILED;
}

static void done(const char *name, const char *what)
{
    output_progress_end();
    printf("%s %s\n", name, what);
    fflush(stdout);
}

static void note_stopped(const struct action *action)
{
    if (action->op == OP_STOP_INSTANCE)
        note("A stopped instance is still billed. Without a static IP it gets another address at the next "
             "start.");
}

static int by_name(struct session *s, const struct given *given, const struct action *action)
{
    bool wait = given->values[NO_WAIT] == NULL, dry_run = given->values[DRY_RUN] != NULL;
    size_t at = 0;
    for (const char *name; (name = given_next(given, NAME, &at)) != NULL;) {
        json_t *instance;
        if (!instance_get(s, str_c(name), &instance) || (!dry_run && !perform(s, action, instance, wait)))
            return failed(s, action, name);
        if (dry_run)
            printf("%s: would %s\n", name, action->word);
        else
            done(name, wait ? action->done : "requested");
    }
    if (!dry_run)
        note_stopped(action);
    return EXIT_DONE;
}

/* ---- by tag: for timers, so it does what is still needed, and asks no questions ---- */

/* Instances that a tag alone must not stop: with one word too few on the command line, it would stop
 * production. */
static bool is_protected(const json_t *instance)
{
    return str_eqc(ls_tag(instance, STR("Environment")), "prod") ||
           str_eqc(ls_tag(instance, STR("CriticalLevel")), "critical");
}

/* An instance in transition gets no other request; the next run finds it in its final state. */
static bool has_to_act(const struct action *action, const json_t *instance)
{
    if (action->op == OP_START_INSTANCE)
        return ls_instance_is_stopped(instance);
    return ls_instance_is_running(instance);
}

/* The instances with the tags, and those that need a request. False: some of them are protected, and no
 * request may be sent. */
static bool choose(struct session *s, const struct given *given, const struct action *action, json_t *all,
                   json_t *ret_chosen)
{
    bool may_stop_all = given->values[FORCE] != NULL || action->op == OP_START_INSTANCE;
    struct buf refused = buf_new(s->mem, 16 * 1024);
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *instance = json_array_get(all, i);
        struct str name = json_member_text(instance, "name");
        if (!ls_instance_exists(instance) || !instance_has_tags(instance, given, TAG))
            continue;
        if (!may_stop_all && is_protected(instance))
            buf_printf(&refused, "%s%.*s", buf_str(&refused).len > 0 ? ", " : "", STR_ARG(name));
        else if (has_to_act(action, instance))
            json_array_append(ret_chosen, instance);
        else
            printf("%.*s: is %s, not changed\n", STR_ARG(name),
                   json_string_value(json_at(instance, "state.name")));
    }
    if (buf_str(&refused).len == 0)
        return true;
    fail(&s->err, ERR_USER, "--tag: these are production or critical instances: %.*s",
         STR_ARG(buf_str(&refused)));
    return fail_hint(&s->err,
                     "Nothing was changed. Add a tag that excludes them (--tag Environment=dev), name them "
                     "with --name, or add --force.");
}

/* First all requests are sent, then the command waits for all instances: this takes as long as the slowest
 * one. */
static int by_tag(struct session *s, const struct given *given, const struct action *action)
{
    json_t *all = NULL, *chosen = json_own(s->mem, json_array()), *asked = json_own(s->mem, json_array());
    bool wait = given->values[NO_WAIT] == NULL, dry_run = given->values[DRY_RUN] != NULL;
    int code = EXIT_DONE;
    if (!session_list(s, OP_GET_INSTANCES, NULL, "instances", &all) || !choose(s, given, action, all, chosen))
        return session_failed(s, "cannot %s by tag", action->word);
    for (size_t i = 0; i < json_array_size(chosen) && !deadline_stopped(&s->deadline); i++) {
        json_t *instance = json_array_get(chosen, i);
        const char *name = json_string_value(json_object_get(instance, "name"));
        if (dry_run)
            printf("%s: would %s\n", name, action->word);
        else if (perform(s, action, instance, wait && action->op == OP_REBOOT_INSTANCE))
            json_array_append(asked, instance);
        else
            code = failed(s, action, name);
        s->err = (struct err){.kind = ERR_NONE};
    }
    for (size_t i = 0; i < json_array_size(asked); i++) {
        const char *name = json_string_value(json_object_get(json_array_get(asked, i), "name"));
        json_t *instance;
        if (!wait || instance_wait_for(s, str_c(name), action->is_done, &instance))
            done(name, wait ? action->done : "requested");
        else
            code = failed(s, action, name);
        s->err = (struct err){.kind = ERR_NONE};
    }
    if (json_array_size(asked) > 0)
        note_stopped(action);
    return deadline_stopped(&s->deadline) ? EXIT_FAILED : code;
}

static int run(struct session *s, const struct given *given)
{
    const char *without_key = tags_without_key(given, TAG);
    const struct action *action = actions;
    while (strcmp(given->values[ACTION], action->word) != 0)
        action++;
    if ((given->values[NAME] != NULL) == (given->values[TAG] != NULL))
        return usage_error(&infra_manage, "no instances are given: use --name NAME, or --tag KEY=VALUE");
    if (!session_take_timeout(s, &infra_manage, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (without_key != NULL)
        return usage_error(&infra_manage, TAG_WITHOUT_KEY, without_key);
    return given->values[NAME] != NULL ? by_name(s, given, action) : by_tag(s, given, action);
}

const struct command infra_manage = {
    .group = "infra",
    .name = "manage",
    .summary = "Start, stop or reboot instances.",
    .options = options,
    .notes =
        "With --tag it changes all instances with all of the tags, except those that have the state "
        "already, and is made for timers:\nif one instance fails, the others are still changed; the exit "
        "code is then 1. If an instance to stop or reboot has the tag\nEnvironment=prod or "
        "CriticalLevel=critical, nothing is changed without --force.",
    .run = run,
};
