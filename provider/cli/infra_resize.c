/*
 * infra_resize.c — `infra resize`: gives an instance another bundle, in place or by a snapshot. Knows the user; must not
 * know the steps (rebuild/rebuild_steps.c).
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

static struct str old_bundle(const struct rebuild *r)
{
    return json_member_text(json_object_get(r->journal, "instance"), "bundleId");
}

static void print_snapshot_steps(const struct rebuild *r)
{
    struct str snapshot = json_member_text(r->snapshot != NULL ? r->snapshot : r->journal,
                                           r->snapshot != NULL ? "name" : "snapshot");
    if (snapshot.len == 0) /* tags do not have it */
        snapshot = rebuild_snapshot_name(r);
    if (r->object != NULL) {
        printf("  stop it, take the snapshot %.*s\n", STR_ARG(snapshot));
        puts("  delete it");
    }
    printf(
        "  create it from the snapshot %.*s as %.*s, with the same name, zone, key pair, tags and add-ons\n",
        STR_ARG(snapshot), STR_ARG(r->bundle));
    resize_print_carried(r);
    puts("The snapshot is kept until you delete it.");
}

static void print_steps(const struct rebuild *r)
{
    struct str old = old_bundle(r);
    printf("%.*s: %.*s becomes %.*s\n", STR_ARG(r->name), STR_ARG(old), STR_ARG(r->bundle));
    if (r->object != NULL && rebuild_is_generation(old, r->bundle))
        puts("  stop it, and start it with the new bundle; if Lightsail refuses that:");
    print_snapshot_steps(r);
    fflush(stdout);
}

/* A restore is in a file. ret_code: EXIT_DONE when there is none. */
static bool check_restore(struct session *s, const struct rebuild *r, int *ret_code)
{
    struct rebuild restore = {.kind = &rebuild_instance, .session = s, .name = r->name};
    TRY(restore_read_journal(&restore));
    *ret_code = EXIT_DONE;
    if (restore.journal != NULL)
        *ret_code = usage_error(&infra_resize,
                                "a restore of '%.*s' is in progress; finish it first: quants-infra infra "
                                "restore %.*s --from %.*s",
                                STR_ARG(r->name), STR_ARG(r->name),
                                STR_ARG(json_member_text(restore.journal, "from")));
    return true;
}

/* An interrupted run may have ended the change: then the same command has nothing to do. */
static bool has_bundle(const struct rebuild *r)
{
    return r->journal == NULL && str_eq(json_member_text(r->object, "bundleId"), r->bundle);
}

/* Continues what another process has begun, on this computer or another one, or prepares a new change. */
static bool prepare(struct rebuild *r, bool *ret_begun)
{
    struct session *s = r->session;
    TRY(rebuild_find(r, STR(""), false));
    *ret_begun = r->journal != NULL;
    if (*ret_begun)
        return true;
    TRY(instance_get(s, r->name, &r->object));
    return has_bundle(r) || (resize_check(r, r->object) && rebuild_record(r, r->object));
}

/*
 * Whether the change that has begun may end with the bundle of the user. As long as there is no instance, it may be another
 * one than at the beginning, because there may be no capacity for that one.
 */
static int check_begun(struct rebuild *r)
{
    struct str begun = json_member_text(r->journal, "bundle");
    bool is_ipv6;
    if (str_eq(begun, r->bundle))
        return EXIT_DONE;
    if (r->object != NULL)
        return usage_error(&infra_resize,
                           "--bundle: a resize of '%.*s' to '%.*s' is in progress; finish it first",
                           STR_ARG(r->name), STR_ARG(begun));
    return resize_check_source(r, json_object_get(r->journal, "instance"),
                               json_member_text(r->snapshot, "fromBundleId"),
                               json_member_text(r->snapshot, "fromBlueprintId"), &is_ipv6)
               ? EXIT_DONE
               : resize_failed(r, "resize");
}

static bool finish(struct rebuild *r)
{
    if (!rebuild_run(r)) {
        resize_failed(r, "resize");
        note(
            r->journal != NULL
                ? "Run the same command again to continue, here or on another computer: tags of the instance "
                  "and of its snapshot have everything that is needed."
                : "The instance is as it was before. Run the same command again to try again.");
        return false;
    }
    printf("%.*s resized\n", STR_ARG(r->name));
    if (r->snapshot != NULL)
        note("Check the instance, then delete the snapshot: quants-infra snapshot delete %.*s",
             STR_ARG(json_member_text(r->snapshot, "name")));
    return true;
}

static int run(struct session *s, const struct given *given)
{
    struct rebuild r = {.kind = &rebuild_instance,
                        .session = s,
                        .name = given_text(given, NAME),
                        .bundle = given_text(given, BUNDLE),
                        .keeps_snapshot = true};
    bool is_dry = given->values[DRY_RUN] != NULL, is_begun;
    int code;
    if (!session_take_timeout(s, &infra_resize, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (!is_dry && given->values[FORCE] == NULL && !isatty(STDIN_FILENO))
        return usage_error(&infra_resize,
                           "cannot ask for confirmation without a terminal; add --force to continue without "
                           "confirmation");
    if ((!is_dry && !session_settle(s)) || !check_restore(s, &r, &code))
        return resize_failed(&r, "resize");
    if (code != EXIT_DONE)
        return code;
    if (!prepare(&r, &is_begun))
        return resize_failed(&r, "resize");
    if (has_bundle(&r)) {
        printf("%.*s has the size %.*s\n", STR_ARG(r.name), STR_ARG(r.bundle));
        return EXIT_DONE;
    }
    if (is_begun && (code = check_begun(&r)) != EXIT_DONE)
        return code;
    print_steps(&r);
    if (is_dry)
        return EXIT_DONE;
    if (given->values[FORCE] == NULL && !resize_is_confirmed(&r)) {
        fputs("Nothing was changed.\n", stderr);
        return EXIT_FAILED;
    }
    return finish(&r) ? EXIT_DONE : EXIT_FAILED;
}

const struct command infra_resize = {
    .group = "infra",
    .name = "resize",
    .summary = "Give an instance another bundle, with everything kept.",
    .options = options,
    .notes =
        "Another generation of the same size is set in place, where Lightsail offers that: a stop and a "
        "start. "
        "For any other bundle\na snapshot is taken, and the instance is deleted and created from it. The "
        "instance "
        "is not available meanwhile. Name, disk,\nzone, key pair, tags, add-ons, metadata options, firewall, "
        "static IP, attached disks, alarms, load balancers, access to\nbuckets, origins of distributions and "
        "power "
        "state are kept; --dry-run shows what is not. Without a static IP the address\nchanges. An instance "
        "that is "
        "started meanwhile is not deleted.\n\nTags of the instance and of the snapshot record what has to "
        "come "
        "back. If a run is interrupted, run the same command again\nto continue, here or on another "
        "computer. A "
        "failure before the deletion is undone. If the instance cannot be created\nagain, --bundle may also "
        "be "
        "another bundle, such as the earlier one.\n\nIf Terraform manages the instance, set the new "
        "bundle_id in "
        "its configuration too; the tag quants-infra:replaces lets the\nnext plan recognize the instance as "
        "the same "
        "one. A change that an apply has begun can be continued here.",
    .run = run,
};
