/*
 * infra_resize.c — `infra resize`: gives an instance another size, which Lightsail supports only by a
 * snapshot. Knows the user and the journal; must not know the steps (resize_steps.c) nor what belongs to an
 * instance (resize_carry.c).
 */
#include "cli/infra.h"

#include <unistd.h>

#include "cli/firewall.h"
#include "cli/instance_view.h"
#include "cli/journal.h"
#include "cli/resize.h"
#include "cli/resize_carry.h"

enum { NAME, BUNDLE, DRY_RUN, FORCE, TIMEOUT };

static const struct option_row options[] = {
    [NAME] = {.name = "name",
              .argument = "NAME",
              .help = "name of the instance",
              .kind = VALUE_INSTANCE,
              .required = true},
    [BUNDLE] = {.name = "bundle",
                .argument = "ID",
                .help = "the new bundle",
                .kind = VALUE_BUNDLE,
                .required = true},
    [DRY_RUN] = {.name = "dry-run", .help = "only print what would be done"},
    [FORCE] = {.name = "force", .help = "do not ask"},
    [TIMEOUT] = TIMEOUT_OPTION,
    {.name = NULL},
};

static const json_t *old_instance(const struct resize *r)
{
    return json_object_get(r->journal, "instance");
}

static struct str snapshot_name(const struct resize *r)
{
    return json_member_text(r->journal, "snapshot");
}

/* ---- the journal ---- */

static bool begin(struct resize *r)
{
    struct session *s = r->session;
    json_t *instance, *ports, *static_ip, *journal = json_own(s->mem, json_object());
    TRY(instance_get(s, r->name, &instance));
    TRY(resize_check(r, instance));
    TRY(firewall_get(s, r->name, &ports)); /* what the response does not contain would be lost, so the
                                            * resize does not begin */
    TRY(instance_static_ip(s, r->name, &static_ip));
    json_object_set_new(journal, "bundle", json_new_str(r->bundle));
    json_object_set_new(journal, "snapshot", json_new_str(resize_snapshot_name(s, r->name)));
    json_object_set(journal, "instance", instance);
    json_object_set(journal, "ports", ports);
    json_object_set_new(journal, "static_ip", json_new_str(json_member_text(static_ip, "name")));
    json_object_set_new(journal, "static_ip_arn", json_new_str(json_member_text(static_ip, "arn")));
    json_object_set_new(journal, "deleting", json_false());
    r->journal = journal;
    return resize_carry_look(s, journal);
}

/* The journal of an earlier instance with that name cannot be continued. */
static bool read_journal(struct resize *r)
{
    struct session *s = r->session;
    json_t *instance;
    TRY(journal_read(s, RESIZE_JOURNAL, r->name, &r->journal));
    if (r->journal == NULL)
        return true;
    TRY(object_look(s, LS_KIND_INSTANCE, r->name, &instance));
    if (resize_is_of(r, instance))
        return true;
    note("An earlier resize of the instance %.*s was not finished, and that instance does not exist any "
         "more. Its snapshot '%.*s' is kept, if it was taken.",
         STR_ARG(json_member_text(old_instance(r), "arn")), STR_ARG(snapshot_name(r)));
    r->journal = NULL;
    return true;
}

/* ---- the command ---- */

static void print_steps(const struct resize *r)
{
    struct str static_ip = json_member_text(r->journal, "static_ip");
    struct str old = json_member_text(old_instance(r), "bundleId");
    printf("%.*s: %.*s becomes %.*s\n", STR_ARG(r->name), STR_ARG(old), STR_ARG(r->bundle));
    printf("  stop it, take the snapshot %.*s\n", STR_ARG(snapshot_name(r)));
    puts("  delete it");
    printf("  create it from the snapshot as %.*s, with the same name, zone, key pair, tags and add-ons\n",
           STR_ARG(r->bundle));
    size_t rules = json_array_size(json_object_get(r->journal, "ports"));
    printf("  restore its firewall (%zu rule%s)\n", rules, PLURAL(rules));
    if (static_ip.len > 0)
        printf("  attach its static IP %.*s\n", STR_ARG(static_ip));
    resize_carry_print(r->journal);
    puts("The snapshot is kept until you delete it.");
    fflush(stdout);
}

static bool is_confirmed(struct session *s, const struct resize *r)
{
    char answer[300];
    struct str question = str_printf(s->mem, "Type '%.*s' to continue: ", STR_ARG(r->name));
    return session_ask(s, question.data, answer, sizeof answer) && str_eqc(r->name, answer);
}

static int failed(const struct resize *r)
{
    return session_failed(r->session, "cannot resize '%.*s'", STR_ARG(r->name));
}

static int finish(struct resize *r, bool is_begun)
{
    struct session *s = r->session;
    if ((!is_begun && !journal_write(s, RESIZE_JOURNAL, r->name, r->journal)) || !resize_go_on(r)) {
        failed(r);
        note("Run the same command again to continue; '%.*s' and the snapshot have everything that is "
             "needed.",
             STR_ARG(journal_path(s, RESIZE_JOURNAL, r->name)));
        return EXIT_FAILED;
    }
    printf("%.*s resized\n", STR_ARG(r->name));
    note("Check the instance, then delete the snapshot: aws lightsail delete-instance-snapshot "
         "--instance-snapshot-name %.*s",
         STR_ARG(snapshot_name(r)));
    return EXIT_DONE;
}

static int run(struct session *s, const struct given *given)
{
    struct resize r = {.session = s, .name = given_text(given, NAME), .bundle = given_text(given, BUNDLE)};
    bool is_dry = given->values[DRY_RUN] != NULL;
    if (!session_take_timeout(s, &infra_resize, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (!is_dry && given->values[FORCE] == NULL && !isatty(STDIN_FILENO))
        return usage_error(&infra_resize,
                           "cannot ask for confirmation without a terminal; add --force to continue without "
                           "confirmation");
    if ((!is_dry && !session_settle(s)) || !read_journal(&r))
        return failed(&r);
    bool is_begun = r.journal != NULL;
    struct str begun = json_member_text(r.journal, "bundle");
    if (is_begun && !str_eq(begun, r.bundle))
        return usage_error(&infra_resize,
                           "--bundle: a resize of '%.*s' to '%.*s' is in progress; finish it first",
                           STR_ARG(r.name), STR_ARG(begun));
    if (!is_begun && !begin(&r))
        return failed(&r);
    print_steps(&r);
    if (is_dry)
        return EXIT_DONE;
    if (given->values[FORCE] == NULL && !is_confirmed(s, &r)) {
        fputs("Nothing was changed.\n", stderr);
        return EXIT_FAILED;
    }
    return finish(&r, is_begun);
}

const struct command infra_resize = {
    .group = "infra",
    .name = "resize",
    .summary = "Give an instance another size, by a snapshot.",
    .options = options,
    .notes =
        "The instance is not available meanwhile. Name, disk, zone, key pair, tags, add-ons, metadata "
        "options, firewall, static IP,\nattached disks, alarms, load balancers, access to buckets and "
        "origins of distributions are kept; --dry-run shows what is\nnot. Without a static IP the address "
        "changes. If a run is interrupted, run the same command again to continue.\nAn instance that is "
        "started meanwhile is not deleted. If Terraform manages the instance, set the new bundle_id in "
        "its\nconfiguration too; the tag quants-infra:replaces lets the next plan recognize the instance as "
        "the same one.",
    .run = run,
};
