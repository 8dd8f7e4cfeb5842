/*
 * infra_restore.c — `infra restore`: replaces an instance by one from a snapshot, or creates one that is gone. Knows the
 * user; must not know the steps (rebuild/rebuild_steps.c, restore_steps.c) nor what belongs to an instance (rebuild/carry.c).
 */
#include "cli/infra.h"

#include <unistd.h>

#include "cli/create_check.h"
#include "cli/instance_view.h"
#include "cli/journal.h"
#include "cli/resize.h"
#include "cli/snapshot_origin.h"

enum { FROM, DISKS, BUNDLE, ZONE, DRY_RUN, YES, TIMEOUT };

static const struct option_row options[] = {
    [FROM] = {.name = "from",
              .argument = "latest|DATE|SNAPSHOT",
              .help = "the latest automatic snapshot of NAME, that of a date, or a snapshot",
              .kind = VALUE_SNAPSHOT,
              .required = true},
    [DISKS] = {.name = "disks",
               .argument = "WHICH",
               .help = "attached disks: the current ones (default), or those in the snapshot",
               .kind = VALUE_WORDS,
               .words = "current snapshot"},
    [BUNDLE] = {.name = "bundle",
                .argument = "ID",
                .help = "another bundle (default: that of NAME, or of the snapshot)",
                .kind = VALUE_BUNDLE},
    [ZONE] = {.name = "az",
              .argument = "ZONE",
              .help = "availability zone, when NAME does not exist any more"},
    [DRY_RUN] = {.name = "dry-run", .help = "only print what would be done"},
    [YES] = {.name = "yes", .help = "do not ask"},
    [TIMEOUT] = TIMEOUT_OPTION,
    {.name = NULL},
};

static bool is_gone(const struct rebuild *r)
{
    return json_is_true(json_object_get(r->journal, "gone"));
}

/* ---- the beginning ---- */

static struct str disks_from(const struct given *given, bool is_gone)
{
    if (given->values[DISKS] != NULL)
        return given_text(given, DISKS);
    return is_gone ? STR("snapshot") : STR("current");
}

static bool begin_over(struct rebuild *r, const struct given *given, const json_t *instance)
{
    if (given->values[ZONE] != NULL)
        return fail(&r->session->err, ERR_USER, "--az: '%.*s' exists and stays in its zone",
                    STR_ARG(r->name));
    TRY(rebuild_record(r, instance));
    json_object_set_new(r->journal, "disks_from", json_new_str(disks_from(given, false)));
    TRY(restore_choose(r, given_text(given, FROM), instance));
    json_object_set_new(r->journal, "snapshot", json_new_str(rebuild_snapshot_name(r)));
    return true;
}

static bool needs_zone(struct rebuild *r)
{
    fail(&r->session->err, ERR_NOT_FOUND, "there is no instance '%.*s' in %.*s", STR_ARG(r->name),
         STR_ARG(ls_client_region(r->session->client)));
    return fail_hint(&r->session->err,
                     "To create it from the snapshot, add --az ZONE. 'quants-infra infra list' shows the "
                     "existing instances.");
}

/* Terraform recognizes the new instance by the ARN of the instance that the snapshot was taken from, if it had this
 * name. */
static json_t *instance_of_snapshot(const struct rebuild *r, const json_t *snapshot, struct str zone)
{
    bool is_of_name = str_eq(json_member_text(snapshot, "fromInstanceName"), r->name);
    json_t *instance = member_of("name", r->name);
    json_object_set(instance, "arn", json_object_get(snapshot, is_of_name ? "fromInstanceArn" : "arn"));
    json_object_set_new(instance, "location", member_of("availabilityZone", zone));
    json_object_set_new(instance, "state", member_of("name", STR("running")));
    return instance;
}

static bool begin_gone(struct rebuild *r, const struct given *given)
{
    struct session *s = r->session;
    struct str from = given_text(given, FROM), zone = given_text(given, ZONE);
    struct snapshot_origin origin;
    /* Automatic snapshots are gone with their instance: an error, except for those of a disk. */
    if (snapshot_is_automatic(from))
        return snapshot_origin_find(s, r->name, from, &origin) &&
               fail(&s->err, ERR_USER, "there is no instance '%.*s' in %.*s", STR_ARG(r->name),
                    STR_ARG(ls_client_region(s->client)));
    if (zone.len == 0)
        return needs_zone(r);
    TRY(create_check_zone(s, &zone) && snapshot_origin_find(s, r->name, from, &origin));
    r->journal = json_own(s->mem, json_object());
    json_object_set_new(r->journal, "gone", json_true());
    json_object_set_new(r->journal, "deleting", json_true());
    json_object_set_new(r->journal, "disks_from", json_new_str(disks_from(given, true)));
    json_object_set_new(r->journal, "instance", instance_of_snapshot(r, origin.object, zone));
    return restore_choose(r, from, NULL);
}

static bool begin(struct rebuild *r, const struct given *given)
{
    struct session *s = r->session;
    json_t *instance;
    if (ls_view_find(s->client, session_scope(s), LS_KIND_INSTANCE, r->name, STR(""), &instance, &s->err))
        return begin_over(r, given, instance);
    if (s->err.kind != ERR_NOT_FOUND)
        return false;
    s->err = (struct err){.kind = ERR_NONE};
    return begin_gone(r, given);
}

static int start(struct rebuild *r, const struct given *given)
{
    return begin(r, given) ? EXIT_DONE : resize_failed(r, "restore");
}

/* ---- an earlier run ---- */

static bool differs(const struct given *given, int option, const json_t *journal, const char *member)
{
    return given->values[option] != NULL &&
           !str_eq(given_text(given, option), json_member_text(journal, member));
}

static int refuse_other(const struct rebuild *r)
{
    return usage_error(&infra_restore,
                       "a restore of '%.*s' is in progress; finish it first: quants-infra infra restore %.*s "
                       "--from %.*s --bundle %.*s --disks %.*s",
                       STR_ARG(r->name), STR_ARG(r->name), STR_ARG(json_member_text(r->journal, "from")),
                       STR_ARG(json_member_text(r->journal, "bundle")),
                       STR_ARG(json_member_text(r->journal, "disks_from")));
}

/*
 * Continues the run of the journal. A run of another --from is in progress until its instance is deleted; then
 * another snapshot or bundle may be chosen, because the first one may not work. ret_begun: whether the journal on
 * disk is right.
 */
static int resume(struct rebuild *r, const struct given *given, bool *ret_begun)
{
    json_t *instance;
    *ret_begun = !differs(given, FROM, r->journal, "from") && !differs(given, BUNDLE, r->journal, "bundle") &&
                 !differs(given, DISKS, r->journal, "disks_from");
    if (*ret_begun)
        return EXIT_DONE;
    if (!object_look(r->session, LS_KIND_INSTANCE, r->name, &instance))
        return resize_failed(r, "restore");
    if (instance != NULL)
        return refuse_other(r);
    if (r->bundle.len == 0)
        r->bundle = json_member_text(r->journal, "bundle");
    if (given->values[DISKS] != NULL)
        json_object_set_new(r->journal, "disks_from", json_new_str(given_text(given, DISKS)));
    const json_t *old = is_gone(r) ? NULL : json_object_get(r->journal, "instance");
    return restore_choose(r, given_text(given, FROM), old) ? EXIT_DONE : resize_failed(r, "restore");
}

/* ---- the command ---- */

static void print_steps(const struct rebuild *r)
{
    struct str source = json_member_text(r->journal, "source"),
               snapshot = json_member_text(r->journal, "snapshot");
    struct str date = json_text(json_at(r->journal, "copy.date"));
    printf("%.*s: restored from %s %.*s\n", STR_ARG(r->name),
           date.len > 0 ? "the automatic snapshot of" : "the snapshot",
           STR_ARG(date.len > 0 ? date : source));
    if (date.len > 0)
        printf("  copy the automatic snapshot as %.*s\n", STR_ARG(source));
    if (!is_gone(r)) {
        printf("  stop it, take the snapshot %.*s\n", STR_ARG(snapshot));
        puts("  delete it");
    }
    printf("  create it from %.*s as %.*s%s\n", STR_ARG(source), STR_ARG(r->bundle),
           is_gone(r) ? "" : ", with the same name, zone, key pair, tags and add-ons");
    restore_print_source(r);
    if (is_gone(r)) {
        puts("Not known any more: its tags, add-ons, key pair, firewall and static IP");
    } else {
        resize_print_carried(r);
        printf("  the data on its disk since the snapshot: they are in %.*s\n", STR_ARG(snapshot));
    }
    puts("No launch script runs. All snapshots are kept until you delete them.");
    fflush(stdout);
}

static void tell_kept(const struct rebuild *r)
{
    struct str snapshot = json_member_text(r->journal, "snapshot");
    printf("%.*s restored\n", STR_ARG(r->name));
    if (json_object_get(r->journal, "copy") != NULL)
        printf("kept: the copy of the automatic snapshot, %.*s\n",
               STR_ARG(json_member_text(r->journal, "source")));
    if (!is_gone(r))
        printf("kept: the snapshot of the instance before, %.*s\n", STR_ARG(snapshot));
}

/* The journal of an unfinished restore. A change of the bundle that has begun must end first. */
static bool look(struct rebuild *r)
{
    struct session *s = r->session;
    struct rebuild resize = {.kind = &rebuild_instance, .session = s, .name = r->name};
    TRY(restore_read_journal(r));
    if (r->journal != NULL)
        return true;
    TRY(rebuild_find(&resize, STR(""), false));
    if (resize.journal == NULL)
        return true;
    fail(&s->err, ERR_CONFLICT, "a change of its bundle to '%.*s' is in progress",
         STR_ARG(json_member_text(resize.journal, "bundle")));
    return fail_hint(&s->err, "Finish it first: quants-infra infra resize --name %.*s --bundle %.*s",
                     STR_ARG(r->name), STR_ARG(json_member_text(resize.journal, "bundle")));
}

static bool finish(struct rebuild *r, bool is_begun)
{
    struct session *s = r->session;
    if ((is_begun || restore_source.save(r)) && rebuild_run(r))
        return journal_remove(s, RESTORE_JOURNAL, r->name) || resize_failed(r, "restore") == EXIT_DONE;
    resize_failed(r, "restore");
    note("Run the same command again to continue; '%.*s' and the snapshot have everything that is needed.",
         STR_ARG(journal_path(s, RESTORE_JOURNAL, r->name)));
    return false;
}

static int run(struct session *s, const struct given *given)
{
    struct rebuild r = {.kind = &rebuild_instance,
                        .session = s,
                        .name = given_text(given, GIVEN_WORD),
                        .bundle = given_text(given, BUNDLE),
                        .keeps_snapshot = true,
                        .source = &restore_source,
                        .snapshot_word = STR("before-restore")};
    bool is_dry = given->values[DRY_RUN] != NULL, is_begun = false;
    if (!session_take_timeout(s, &infra_restore, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (!is_dry && given->values[YES] == NULL && !isatty(STDIN_FILENO))
        return usage_error(&infra_restore, "cannot ask for confirmation without a terminal; add --yes to "
                                           "continue without confirmation");
    if ((!is_dry && !session_settle(s)) || !look(&r))
        return resize_failed(&r, "restore");
    int code = r.journal != NULL ? resume(&r, given, &is_begun) : start(&r, given);
    if (code != EXIT_DONE)
        return code;
    r.bundle = json_member_text(r.journal, "bundle");
    print_steps(&r);
    if (is_dry)
        return EXIT_DONE;
    if (given->values[YES] == NULL && !resize_is_confirmed(&r)) {
        fputs("Nothing was changed.\n", stderr);
        return EXIT_FAILED;
    }
    if (!finish(&r, is_begun))
        return EXIT_FAILED;
    tell_kept(&r);
    return EXIT_DONE;
}

const struct command infra_restore = {
    .group = "infra",
    .name = "restore",
    .summary = "Replace an instance by one from a snapshot.",
    .options = options,
    .notes =
        "A snapshot of the current instance is taken first, and an automatic snapshot is copied, because it "
        "would be deleted with\nthe instance. Name, zone, key pair, tags, add-ons, metadata options, "
        "firewall, static IP, attached disks, alarms, load\nbalancers, access to buckets and origins of "
        "distributions are kept; --dry-run shows what is not. The launch script does\nnot run again. If a "
        "run "
        "is interrupted, run the same command again to continue, on the same computer: a file there "
        "has\nwhat "
        "is needed. For an instance that does not exist any more, --az is required, and its settings are not "
        "known.",
    .run = run,
    .word = "NAME",
    .word_kind = VALUE_INSTANCE,
};
