/*
 * infra_resize.c — `infra resize`: gives an instance another size, which Lightsail supports only by a
 * snapshot. Knows the user; must not know the steps (resize_steps.c) nor what belongs to an instance
 * (resize_carry.c).
 */
#include "cli/infra.h"

#include <unistd.h>

#include "cli/instance_view.h"
#include "cli/resize.h"

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

static bool begin(struct resize *r)
{
    json_t *instance;
    TRY(instance_get(r->session, r->name, &instance));
    return resize_check(r, instance) && resize_record(r, instance);
}

static struct str snapshot_name(const struct resize *r)
{
    return json_member_text(r->journal, "snapshot");
}

static void print_steps(const struct resize *r)
{
    struct str old = json_member_text(json_object_get(r->journal, "instance"), "bundleId");
    printf("%.*s: %.*s becomes %.*s\n", STR_ARG(r->name), STR_ARG(old), STR_ARG(r->bundle));
    printf("  stop it, take the snapshot %.*s\n", STR_ARG(snapshot_name(r)));
    puts("  delete it");
    printf("  create it from the snapshot as %.*s, with the same name, zone, key pair, tags and add-ons\n",
           STR_ARG(r->bundle));
    resize_print_carried(r);
    puts("The snapshot is kept until you delete it.");
    fflush(stdout);
}

/* Whether the run that the journal describes is this one. */
static bool is_same(struct resize *r)
{
    struct str begun = json_member_text(r->journal, "bundle");
    struct str from = json_member_text(r->journal, "from");
    if (resize_is_restore(r))
        usage_error(&infra_resize,
                    "a restore of '%.*s' is in progress; finish it first: quants-infra infra restore %.*s "
                    "--from %.*s",
                    STR_ARG(r->name), STR_ARG(r->name), STR_ARG(from));
    else if (!str_eq(begun, r->bundle))
        usage_error(&infra_resize, "--bundle: a resize of '%.*s' to '%.*s' is in progress; finish it first",
                    STR_ARG(r->name), STR_ARG(begun));
    else
        return true;
    return false;
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
    if ((!is_dry && !session_settle(s)) || !resize_read_journal(&r))
        return resize_failed(&r, "resize");
    bool is_begun = r.journal != NULL;
    if (is_begun && !is_same(&r))
        return EXIT_USAGE;
    if (!is_begun && !begin(&r))
        return resize_failed(&r, "resize");
    print_steps(&r);
    if (is_dry)
        return EXIT_DONE;
    if (given->values[FORCE] == NULL && !resize_is_confirmed(&r)) {
        fputs("Nothing was changed.\n", stderr);
        return EXIT_FAILED;
    }
    if (!resize_finish(&r, is_begun))
        return EXIT_FAILED;
    printf("%.*s resized\n", STR_ARG(r.name));
    note("Check the instance, then delete the snapshot: quants-infra snapshot delete %.*s",
         STR_ARG(snapshot_name(&r)));
    return EXIT_DONE;
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
