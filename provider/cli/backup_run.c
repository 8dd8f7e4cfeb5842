/*
 * backup_run.c — `backup run`, for cron or a systemd timer: takes snapshots by the tag Backup, and deletes
 * old ones. Knows the periods; never deletes a snapshot that it has not taken.
 */
#include "cli/infra.h"

#include <stdlib.h>

#include "cli/instance_view.h"
#include "steps/snapshot_step.h"

enum { ENVIRONMENT, KEEP, DRY_RUN };

static const struct option_row options[] = {
    [ENVIRONMENT] = {.name = "env", .argument = "ENV", .help = "only instances with the tag Environment=ENV"},
    [KEEP] = {.name = "keep",
              .argument = "N",
              .help = "snapshots to keep of each instance (hourly 24, daily 7, weekly 4)"},
    [DRY_RUN] = {.name = "dry-run", .help = "only print what would be done"},
    {.name = NULL},
};

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, DAY_MS = 24 * HOUR_MS };

/* A little less than the period, so that a timer that starts a bit early still takes its snapshot. */
static const struct period {
    const char *word;
    int64_t least_age_ms;
    size_t keep;
} periods[] = {
    {"hourly", HOUR_MS - 5 * MINUTE_MS, 24},
    {"daily", DAY_MS - 30 * MINUTE_MS, 7},
    {"weekly", 7 * (int64_t)DAY_MS - HOUR_MS, 4},
};

#define MADE_BY_KEY "CreatedBy"
#define MADE_BY_VALUE "quants-infra-backup"

struct backup {
    struct session *session;
    json_t *snapshots;
    int64_t now_ms; /* by the clock of the service */
    size_t keep;    /* 0: that of the period */
    bool dry_run;
};

static const struct period *period_of(struct str word)
{
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        if (str_eqc(word, periods[i].word))
            return &periods[i];
    }
    return NULL;
}

static double created_ms(const json_t *snapshot)
{
    return json_number_value(json_object_get(snapshot, "createdAt")) * 1000;
}

static bool is_in(const json_t *snapshot, const char *state)
{
    return str_eqc(json_member_text(snapshot, "state"), state);
}

static bool is_own(const json_t *snapshot, struct str instance_name)
{
    return str_eq(json_member_text(snapshot, "fromInstanceName"), instance_name) &&
           instance_has_tag(snapshot, STR(MADE_BY_KEY), STR(MADE_BY_VALUE));
}

static int compare_newest_first(const void *a, const void *b)
{
    double left = created_ms(*(const json_t *const *)a), right = created_ms(*(const json_t *const *)b);
    return left > right ? -1 : left < right;
}

/* The command's snapshots of the instance and of earlier instances with its name, the newest first. A
 * failed snapshot is no backup. */
static size_t own_snapshots(struct backup *b, struct str instance_name, const json_t ***ret_snapshots)
{
    size_t count = 0;
    *ret_snapshots = arena_new_array(b->session->mem, const json_t *, json_array_size(b->snapshots));
    for (size_t i = 0; i < json_array_size(b->snapshots); i++) {
        const json_t *snapshot = json_array_get(b->snapshots, i);
        if (is_own(snapshot, instance_name) && !is_in(snapshot, "error"))
            (*ret_snapshots)[count++] = snapshot;
    }
    qsort(*ret_snapshots, count, sizeof **ret_snapshots, compare_newest_first);
    return count;
}

static bool take(struct backup *b, const json_t *instance, const struct period *period)
{
    struct session *s = b->session;
    struct str instance_name = json_member_text(instance, "name");
    struct str name = str_printf(s->mem, "%.*s-backup-%.*s", STR_ARG(instance_name),
                                 STR_ARG(snapshot_time(s, b->now_ms)));
    json_t *tags = json_own(s->mem, json_pack("[{s:s, s:s}, {s:s, s:s}]", "key", MADE_BY_KEY, "value",
                                              MADE_BY_VALUE, "key", "Backup", "value", period->word));
    if (!b->dry_run) {
        TRY(instance_check(s, instance) && snapshot_request(s, &ls_instance_snapshot, name, instance, tags));
        TRY(snapshot_wait(s, LS_KIND_INSTANCE_SNAPSHOT, name));
        output_progress_end();
    }
    printf("%.*s: %s %.*s\n", STR_ARG(instance_name), b->dry_run ? "would take" : "took", STR_ARG(name));
    fflush(stdout);
    return true;
}

static bool drop(struct backup *b, struct str instance_name, const json_t *snapshot, const char *why)
{
    TRY(b->dry_run || snapshot_delete(b->session, LS_KIND_INSTANCE_SNAPSHOT, snapshot));
    printf("%.*s: %s %.*s%s\n", STR_ARG(instance_name), b->dry_run ? "would delete" : "deleted",
           STR_ARG(json_member_text(snapshot, "name")), why);
    fflush(stdout);
    return true;
}

/* Of the completed ones the newest `keep` stay, whatever else is in transition: the last backup is never
 * deleted. */
static bool prune(struct backup *b, struct str instance_name, const json_t **own, size_t count, size_t keep)
{
    size_t whole = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_in(own[i], "available") && ++whole > keep)
            TRY(drop(b, instance_name, own[i], ""));
    }
    return true;
}

static bool prune_failed(struct backup *b, struct str instance_name)
{
    for (size_t i = 0; i < json_array_size(b->snapshots); i++) {
        const json_t *snapshot = json_array_get(b->snapshots, i);
        if (is_own(snapshot, instance_name) && is_in(snapshot, "error"))
            TRY(drop(b, instance_name, snapshot, ", which failed"));
    }
    return true;
}

/* An instance that was created anew under its name has no backup yet. */
static bool is_time(const struct backup *b, const json_t *instance, const json_t **own, size_t count,
                    const struct period *period)
{
    struct str arn = json_member_text(instance, "arn");
    size_t newest = 0;
    while (newest < count && !str_eq(json_member_text(own[newest], "fromInstanceArn"), arn))
        newest++;
    return newest == count || created_ms(own[newest]) + (double)period->least_age_ms <= (double)b->now_ms;
}

static bool has_automatic_snapshots(const json_t *instance)
{
    const json_t *add_ons = json_object_get(instance, "addOns");
    for (size_t i = 0; i < json_array_size(add_ons); i++) {
        const json_t *add_on = json_array_get(add_ons, i);
        if (str_eqc(json_member_text(add_on, "name"), "AutoSnapshot") &&
            str_eqc(json_member_text(add_on, "status"), "Enabled"))
            return true;
    }
    return false;
}

static bool back_up(struct backup *b, const json_t *instance)
{
    const json_t **own;
    struct str name = json_member_text(instance, "name");
    const struct period *period = period_of(ls_tag(instance, STR("Backup")));
    if (period == NULL || !ls_instance_exists(instance))
        return true;
    if (str_eqc(str_c(period->word), "daily") && has_automatic_snapshots(instance)) {
        printf("%.*s: Lightsail already takes automatic snapshots every day\n", STR_ARG(name));
        return true;
    }
    TRY(prune_failed(b, name));
    size_t count = own_snapshots(b, name, &own);
    size_t keep = b->keep > 0 ? b->keep : period->keep;
    bool is_due = is_time(b, instance, own, count, period);
    if (!is_due) {
        printf("%.*s: not due\n", STR_ARG(name));
        return prune(b, name, own, count, keep);
    }
    TRY(take(b, instance, period));
    return prune(b, name, own, count, keep - 1);
}

static int run(struct session *s, const struct given *given)
{
    json_t *instances = NULL;
    struct backup b = {.session = s, .dry_run = given->values[DRY_RUN] != NULL};
    int64_t keep = 0;
    if (given->values[KEEP] != NULL &&
        (!str_to_int64(given_text(given, KEEP), &keep) || keep < 1 || keep > 1000))
        return usage_error(&backup_run, "--keep '%s' is not a number from 1 to 1000", given->values[KEEP]);
    b.keep = (size_t)keep;
    if (!session_list(s, OP_GET_INSTANCES, NULL, "instances", &instances) ||
        !session_list(s, OP_GET_INSTANCE_SNAPSHOTS, NULL, "instanceSnapshots", &b.snapshots))
        return session_failed(s, "cannot back up");
    b.now_ms = clock_wall_ms() + ls_client_clock_skew_ms(s->client);
    int code = EXIT_DONE;
    for (size_t i = 0; i < json_array_size(instances) && !deadline_stopped(&s->deadline); i++) {
        const json_t *instance = json_array_get(instances, i);
        if (given->values[ENVIRONMENT] != NULL &&
            !str_eq(ls_tag(instance, STR("Environment")), given_text(given, ENVIRONMENT)))
            continue;
        if (!back_up(&b, instance))
            code = session_failed(s, "cannot back up '%s'", json_member_text(instance, "name").data);
        s->err = (struct err){.kind = ERR_NONE};
    }
    return deadline_stopped(&s->deadline) ? EXIT_FAILED : code;
}

const struct command backup_run = {
    .group = "backup",
    .name = "run",
    .summary = "Take snapshots of the instances with the tag Backup, and delete old ones.",
    .options = options,
    .notes =
        "Set the tag Backup=hourly, daily or weekly on an instance, and run this command every hour. A "
        "snapshot is taken when the newest one\nis old enough. Only snapshots with the tag "
        "CreatedBy=quants-infra-backup are ever deleted: old ones when the new one is\navailable, failed "
        "ones immediately. If one instance fails, the others are still backed up; the exit code is then 1.",
    .run = run,
};
