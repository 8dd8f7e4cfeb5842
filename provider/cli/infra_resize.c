/*
 * infra_resize.c — `infra resize`: another size for a machine, which Lightsail only offers by way of a snapshot: stop,
 * snapshot, delete, create from it under the same name, firewall, static IP. Knows the order in which nothing gets lost;
 * must not know where the journal lies. Every step may be the first of the next run.
 */
#include "cli/infra.h"

#include <unistd.h>

#include "cli/firewall.h"
#include "cli/instance_view.h"
#include "cli/resize_journal.h"
#include "cli/snapshot.h"

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

struct resize {
    struct session *session;
    struct str name, bundle;
    json_t *journal; /* {"bundle", "snapshot", "instance", "ports", "static_ip"} */
};

static const json_t *old_instance(const struct resize *r)
{
    return json_object_get(r->journal, "instance");
}

static struct str snapshot_name(const struct resize *r)
{
    return json_member_text(r->journal, "snapshot");
}

static bool was_running(const struct resize *r)
{
    return str_eqc(ls_instance_state(old_instance(r)), "running");
}

/* ---- before anything is done ---- */

static const json_t *find_bundle(const json_t *bundles, struct str id)
{
    for (size_t i = 0; i < json_array_size(bundles); i++) {
        const json_t *bundle = json_array_get(bundles, i);
        if (str_eq(json_member_text(bundle, "bundleId"), id))
            return bundle;
    }
    return NULL;
}

/* A disk never shrinks, and disks of its own would be left behind. */
static bool check_possible(struct resize *r, const json_t *instance)
{
    struct session *s = r->session;
    json_t *bundles = NULL;
    const json_t *disks = json_at(instance, "hardware.disks");
    json_int_t disk_gb = 0;
    TRY(session_list(s, OP_GET_BUNDLES, NULL, "bundles", &bundles));
    const json_t *bundle = find_bundle(bundles, r->bundle);
    if (bundle == NULL) {
        fail(&s->err, ERR_USER, "--bundle: there is no '%.*s' in %.*s", STR_ARG(r->bundle),
             STR_ARG(ls_client_region(s->client)));
        struct str near = near_names(s, bundles, "bundleId", r->bundle);
        return fail_hint(&s->err, "%.*s 'quants-infra infra bundles' shows all.", STR_ARG(near));
    }
    for (size_t i = 0; i < json_array_size(disks); i++) {
        const json_t *disk = json_array_get(disks, i);
        if (!json_is_true(json_object_get(disk, "isSystemDisk")))
            return fail(&s->err, ERR_USER, "'%.*s' has an additional disk, '%.*s': detach it first",
                        STR_ARG(r->name), STR_ARG(json_member_text(disk, "name")));
        disk_gb = json_integer_value(json_object_get(disk, "sizeInGb"));
    }
    json_int_t new_gb = json_integer_value(json_object_get(bundle, "diskSizeInGb"));
    if (new_gb < disk_gb)
        return fail(&s->err, ERR_USER,
                    "--bundle: '%.*s' has a disk of %lld GB, and a snapshot of %lld GB needs as much",
                    STR_ARG(r->bundle), (long long)new_gb, (long long)disk_gb);
    if (str_eq(json_member_text(instance, "bundleId"), r->bundle))
        return fail(&s->err, ERR_USER, "--bundle: '%.*s' has the size '%.*s' already", STR_ARG(r->name),
                    STR_ARG(r->bundle));
    struct str state = ls_instance_state(instance);
    return str_eqc(state, "running") || str_eqc(state, "stopped") ||
           fail(&s->err, ERR_CONFLICT, "'%.*s' is %.*s; try again when it runs", STR_ARG(r->name),
                STR_ARG(state));
}

static json_t *new_journal(struct resize *r, json_t *instance, json_t *ports, struct str static_ip)
{
    struct session *s = r->session;
    struct str snapshot = str_printf(s->mem, "%.*s-resize-%.*s", STR_ARG(r->name),
                                     STR_ARG(snapshot_time(s, clock_wall_ms())));
    return json_own(s->mem, json_pack("{s:o, s:o, s:O, s:O, s:o}", "bundle", json_new_str(r->bundle),
                                      "snapshot", json_new_str(snapshot), "instance", instance, "ports",
                                      ports, "static_ip", json_new_str(static_ip)));
}

static bool look_at_old(struct resize *r)
{
    struct session *s = r->session;
    json_t *instance, *ports, *static_ip;
    TRY(instance_get(s, r->name, &instance));
    TRY(check_possible(r, instance));
    TRY(firewall_get(s, r->name, &ports)); /* what is not told is not carried over: better not to begin */
    TRY(instance_static_ip(s, r->name, &static_ip));
    r->journal = new_journal(r, instance, ports, json_member_text(static_ip, "name"));
    return true;
}

/* ---- the steps ---- */

static void say(const char *what, struct str name, const char *done)
{
    output_progress_end();
    printf("%s%.*s %s\n", what, STR_ARG(name), done);
    fflush(stdout);
}

/* One that is stopping already, from an earlier run, takes no second request. */
static bool stop(struct resize *r, const json_t *instance)
{
    json_t *stopped;
    return str_eqc(ls_instance_state(instance), "stopping")
               ? instance_wait(r->session, r->name, ls_instance_is_stopped, &stopped)
               : instance_power(r->session, OP_STOP_INSTANCE, instance, ls_instance_is_stopped);
}

/* A machine that was started again since has changed: what was kept of it is old. And one that failed stays so. */
static const char *what_is_wrong_with(const json_t *snapshot, const json_t *instance)
{
    if (str_eqc(json_member_text(snapshot, "state"), "error"))
        return "failed";
    return ls_instance_is_stopped(instance) ? NULL : "is older than the machine's last start";
}

static bool keep_disk(struct resize *r, const json_t *instance)
{
    struct session *s = r->session;
    json_t *snapshot;
    TRY(object_look(s, LS_KIND_SNAPSHOT, snapshot_name(r), &snapshot));
    const char *problem = snapshot != NULL ? what_is_wrong_with(snapshot, instance) : NULL;
    if (problem != NULL) {
        note("The snapshot '%.*s' %s and is not used.", STR_ARG(snapshot_name(r)), problem);
        struct str fresh = str_printf(s->mem, "%.*s-resize-%.*s", STR_ARG(r->name),
                                      STR_ARG(snapshot_time(s, clock_wall_ms())));
        json_object_set_new(r->journal, "snapshot", json_new_str(fresh));
        TRY(resize_journal_write(s, r->name, r->journal));
        snapshot = NULL;
    }
    if (!ls_instance_is_stopped(instance)) {
        TRY(stop(r, instance));
        say("", r->name, "stopped");
    }
    TRY(snapshot != NULL || snapshot_request(s, snapshot_name(r), instance, NULL));
    TRY(snapshot_wait(s, snapshot_name(r)));
    say("snapshot ", snapshot_name(r), "taken");
    return true;
}

static bool remove_old(struct resize *r)
{
    const struct ls_effect goes = ls_instance_goes(r->name, json_member_text(old_instance(r), "arn"));
    TRY(session_check(r->session, LS_KIND_INSTANCE, goes.name, goes.arn) &&
        instance_delete(r->session, &goes));
    say("old ", r->name, "deleted");
    return true;
}

static json_t *add_ons_of(const json_t *instance)
{
    const json_t *add_ons = json_object_get(instance, "addOns");
    for (size_t i = 0; i < json_array_size(add_ons); i++) {
        const json_t *add_on = json_array_get(add_ons, i);
        if (str_eqc(json_member_text(add_on, "name"), "AutoSnapshot") &&
            str_eqc(json_member_text(add_on, "status"), "Enabled"))
            return json_pack("[{s:s, s:{s:O}}]", "addOnType", "AutoSnapshot", "autoSnapshotAddOnRequest",
                             "snapshotTimeOfDay", json_object_get(add_on, "snapshotTimeOfDay"));
    }
    return NULL;
}

static bool create_new(struct resize *r)
{
    const json_t *old = old_instance(r);
    struct str key_pair = json_member_text(old, "sshKeyName");
    json_t *answer, *in = json_object(), *names = json_array(), *add_ons = add_ons_of(old);
    json_array_append_new(names, json_new_str(r->name));
    json_object_set_new(in, "instanceNames", names);
    json_object_set_new(in, "instanceSnapshotName", json_new_str(snapshot_name(r)));
    json_object_set_new(in, "bundleId", json_new_str(r->bundle));
    json_object_set(in, "availabilityZone", json_at(old, "location.availabilityZone"));
    json_object_set(in, "ipAddressType", json_object_get(old, "ipAddressType"));
    if (json_array_size(json_object_get(old, "tags")) > 0)
        json_object_set(in, "tags", json_object_get(old, "tags"));
    if (key_pair.len > 0 && !str_eqc(key_pair, "LightsailDefaultKeyPair"))
        json_object_set_new(in, "keyPairName", json_new_str(key_pair));
    if (add_ons != NULL)
        json_object_set_new(in, "addOns", add_ons);
    const struct ls_effect effect = {LS_MADE, LS_KIND_INSTANCE, .name = r->name,
                                     .members = ls_instance_traits(r->session->mem, in)};
    return session_send(r->session, OP_CREATE_INSTANCES_FROM_SNAPSHOT, in, &effect, &answer);
}

static bool restore_firewall(struct resize *r)
{
    TRY(firewall_restore(r->session, r->name, json_object_get(r->journal, "ports")));
    say("firewall of ", r->name, "restored");
    return true;
}

static bool restore_static_ip(struct resize *r, const json_t *instance)
{
    struct session *s = r->session;
    struct str name = json_member_text(r->journal, "static_ip");
    json_t *static_ip;
    if (name.len == 0)
        return true;
    TRY(ls_view_find(s->client, session_scope(s), LS_KIND_STATIC_IP, name, STR(""), &static_ip, &s->err));
    TRY(str_eq(json_member_text(static_ip, "attachedTo"), r->name) ||
        static_ip_attach(s, static_ip, instance));
    say("static IP ", name, "attached");
    return true;
}

/* What is on record against what is there: size and address. The firewall was read when it was restored. */
static bool verify(struct resize *r)
{
    struct session *s = r->session;
    json_t *static_ip, *instance;
    TRY(instance_get(s, r->name, &instance));
    TRY(instance_static_ip(s, r->name, &static_ip));
    if (!str_eq(json_member_text(instance, "bundleId"), r->bundle) ||
        !str_eq(json_member_text(static_ip, "name"), json_member_text(r->journal, "static_ip")))
        return fail(&s->err, ERR_FAILED,
                    "the new machine is not what it should be: size or static IP differ");
    return true;
}

static bool resize(struct resize *r)
{
    struct session *s = r->session;
    json_t *instance;
    TRY(object_look(s, LS_KIND_INSTANCE, r->name, &instance));
    if (instance != NULL &&
        str_eq(json_member_text(instance, "arn"), json_member_text(old_instance(r), "arn"))) {
        if (ls_instance_exists(instance)) {
            TRY(keep_disk(r, instance));
            TRY(remove_old(r));
        }
        TRY(instance_wait(s, r->name, ls_instance_is_gone, &instance));
    }
    if (instance == NULL)
        TRY(create_new(r));
    else if (!str_eq(json_member_text(instance, "bundleId"), r->bundle))
        return fail(&s->err, ERR_CONFLICT, "somebody has made another '%.*s' meanwhile", STR_ARG(r->name));
    if (!ls_instance_is_stopped(instance))
        TRY(instance_wait(s, r->name, ls_instance_is_up, &instance));
    say("new ", r->name, "runs");
    TRY(restore_firewall(r));
    TRY(restore_static_ip(r, instance));
    TRY(verify(r));
    if (!was_running(r) && ls_instance_is_running(instance))
        TRY(instance_power(s, OP_STOP_INSTANCE, instance, ls_instance_is_stopped));
    return resize_journal_remove(s, r->name);
}

/* ---- the command ---- */

static void print_steps(const struct resize *r)
{
    struct str static_ip = json_member_text(r->journal, "static_ip");
    struct str old = json_member_text(old_instance(r), "bundleId");
    printf("%.*s: %.*s becomes %.*s\n", STR_ARG(r->name), STR_ARG(old), STR_ARG(r->bundle));
    printf("  stop it, take the snapshot %.*s\n", STR_ARG(snapshot_name(r)));
    puts("  delete it");
    printf("  create it from the snapshot as %.*s, with the same name, zone, key pair and tags\n",
           STR_ARG(r->bundle));
    size_t rules = json_array_size(json_object_get(r->journal, "ports"));
    printf("  restore its firewall (%zu rule%s)\n", rules, PLURAL(rules));
    if (static_ip.len > 0)
        printf("  attach its static IP %.*s\n", STR_ARG(static_ip));
    else
        puts("  it has no static IP: its public address changes");
    puts("The snapshot is kept until you delete it.");
    fflush(stdout);
}

static bool is_confirmed(struct session *s, const struct resize *r)
{
    char answer[300];
    struct str question = str_printf(s->mem, "Type '%.*s' to go on: ", STR_ARG(r->name));
    return session_ask(s, question.data, answer, sizeof answer) && str_eqc(r->name, answer);
}

static int finished(const struct resize *r, bool done)
{
    struct str name = r->name, snapshot = snapshot_name(r);
    if (!done) {
        session_failed(r->session, "cannot resize '%.*s'", STR_ARG(name));
        note("Give the same command again to go on from here; '%.*s' and the snapshot have all that is "
             "needed.",
             STR_ARG(resize_journal_path(r->session, name)));
        return EXIT_FAILED;
    }
    say("", name, "resized");
    note("Check the machine, then delete what was kept: aws lightsail delete-instance-snapshot "
         "--instance-snapshot-name %.*s",
         STR_ARG(snapshot));
    return EXIT_DONE;
}

static int run(struct session *s, const struct given *given)
{
    struct resize r = {.session = s, .name = given_text(given, NAME), .bundle = given_text(given, BUNDLE)};
    if (!resize_journal_read(s, r.name, &r.journal))
        return session_failed(s, "cannot resize '%.*s'", STR_ARG(r.name));
    bool goes_on = r.journal != NULL;
    struct str begun = json_member_text(r.journal, "bundle");
    if (!session_take_timeout(s, &infra_resize, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (goes_on && !str_eq(begun, r.bundle))
        return usage_error(&infra_resize,
                           "--bundle: a resize of '%.*s' to '%.*s' is under way; finish it first",
                           STR_ARG(r.name), STR_ARG(begun));
    if (!goes_on && !look_at_old(&r))
        return session_failed(s, "cannot resize '%.*s'", STR_ARG(r.name));
    print_steps(&r);
    if (given->values[DRY_RUN] != NULL)
        return EXIT_DONE;
    if (given->values[FORCE] == NULL && !isatty(STDIN_FILENO))
        return usage_error(&infra_resize,
                           "there is no terminal to ask at; add --force to go on without asking");
    if (given->values[FORCE] == NULL && !is_confirmed(s, &r)) {
        fputs("Nothing was changed.\n", stderr);
        return EXIT_FAILED;
    }
    return finished(&r, (goes_on || resize_journal_write(s, r.name, r.journal)) && resize(&r));
}

const struct command infra_resize = {
    .group = "infra",
    .name = "resize",
    .summary = "Give an instance another size, by way of a snapshot.",
    .options = options,
    .notes = "The machine is down meanwhile. Name, disk, zone, key pair, tags, firewall and static IP are "
             "carried over; without\n"
             "a static IP the address changes. A run that stops half way goes on when the same command is "
             "given again. A\n"
             "machine that Terraform manages has to get the new bundle_id in its configuration as well.",
    .run = run,
};
