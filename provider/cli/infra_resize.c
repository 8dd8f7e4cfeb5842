/*
 * infra_resize.c — `infra resize`: another size for a machine, which Lightsail only offers by way of a snapshot. Knows the user and the journal; must
 * not know the steps (resize_steps.c) nor what hangs on a machine (resize_carry.c).
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
    [BUNDLE] =
        {.name = "bundle", .argument = "ID", .help = "the new size", .kind = VALUE_BUNDLE, .required = true},
    [DRY_RUN] = {.name = "dry-run", .help = "only say what would be done"},
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
    TRY(firewall_get(s, r->name, &ports)); /* what is not told is not carried over: better not to begin */
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

/* A journal of an earlier machine of that name is nothing to go on with. */
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
    note("An earlier resize, of the machine %.*s, was not finished, and that machine is gone. Its snapshot "
         "'%.*s' is kept, if it was taken.",
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
    struct str question = str_printf(s->mem, "Type '%.*s' to go on: ", STR_ARG(r->name));
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
        note("Give the same command again to go on from here; '%.*s' and the snapshot have all that is "
             "needed.",
             STR_ARG(journal_path(s, RESIZE_JOURNAL, r->name)));
        return EXIT_FAILED;
    }
    printf("%.*s resized\n", STR_ARG(r->name));
    note("Check the machine, then delete what was kept: aws lightsail delete-instance-snapshot "
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
                           "there is no terminal to ask at; add --force to go on without asking");
    if ((!is_dry && !session_settle(s)) || !read_journal(&r))
        return failed(&r);
    bool is_begun = r.journal != NULL;
    struct str begun = json_member_text(r.journal, "bundle");
    if (is_begun && !str_eq(begun, r.bundle))
        return usage_error(&infra_resize,
                           "--bundle: a resize of '%.*s' to '%.*s' is under way; finish it first",
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
    .summary = "Give an instance another size, by way of a snapshot.",
    .options = options,
    .notes =
        "The machine is down meanwhile. Name, disk, zone, key pair, tags, add-ons, metadata options, "
        "firewall, static "
        "IP, attached\n"
        "disks, alarms, load balancers, access to buckets and origins of distributions are carried over; "
        "--dry-run says what is\n"
        "not. Without a static IP the address changes. A run that stops half way goes on when the same "
        "command is given again.\n"
        "A machine that is started meanwhile is not deleted. A machine that Terraform manages has to get the "
        "new bundle_id in\n"
        "its configuration as well; the tag quants-infra:replaces lets the next plan take it for the same "
        "one.",
    .run = run,
};
