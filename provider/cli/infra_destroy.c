/*
 * infra_destroy.c — `infra destroy`: deletes instances and releases their static IPs: those that `infra
 * create --static-ip` created, and those that the user names. Asks on a terminal, and fails without one
 * unless forced. Knows DeleteInstance and ReleaseStaticIp, and what an interrupted run has left between the
 * two.
 */
#include "cli/infra.h"
#include "cli/instance_view.h"
#include "cli/release.h"

#include <unistd.h>

enum { NAME, RELEASE_IP, FORCE, TIMEOUT };

static const struct option_row options[] = {
    [NAME] = {.name = "name",
              .argument = "NAME",
              .help = "name of the instance",
              .kind = VALUE_INSTANCE,
              .required = true,
              .repeatable = true},
    [RELEASE_IP] = {.name = "release-ip",
                    .argument = "NAME",
                    .help = "also release this static IP, which must be attached to the instance",
                    .repeatable = true},
    [FORCE] = {.name = "force", .help = "do not ask"},
    [TIMEOUT] = TIMEOUT_OPTION,
    {.name = NULL},
};

struct deletion {
    struct str name, arn; /* arn "": the instance does not exist, only objects that an earlier run has left */
    struct str attached;  /* static IP; "": none */
    json_t *journal;      /* release.h; NULL: nothing to release with it */
    json_t *left;         /* the journal of an earlier run whose instance does not exist any more */
};

/* ---- reading ---- */

static bool is_named(const struct given *given, struct str ip_name)
{
    size_t at = 0;
    for (const char *name; (name = given_next(given, RELEASE_IP, &at)) != NULL;) {
        if (str_eqc(ip_name, name))
            return true;
    }
    return false;
}

/* Only an address that this tool named after the instance is released: other addresses may be on allow
 * lists, for example of an exchange. */
static bool is_released(struct session *s, const struct given *given, const json_t *instance,
                        struct str ip_name)
{
    return is_named(given, ip_name) ||
           (str_eq(ip_name, own_static_ip_name(s, json_member_text(instance, "name"))) &&
            !instance_has_tag(instance, STR("ManagedBy"), STR("terraform")));
}

/* A list may be older than a get. */
static bool find_address(struct session *s, struct str name, json_t **ret_static_ip)
{
    TRY(instance_static_ip(s, name, ret_static_ip));
    if (*ret_static_ip != NULL)
        return true;
    TRY(object_look(s, LS_KIND_STATIC_IP, own_static_ip_name(s, name), ret_static_ip));
    if (!str_eq(json_member_text(*ret_static_ip, "attachedTo"), name))
        *ret_static_ip = NULL;
    return true;
}

/*
 * What an earlier run has left: the address of an instance that it deleted, or one that it allocated for this
 * instance and could not attach. The journal of a deletion that did not begin is written again.
 */
static bool find_leftovers(struct session *s, struct deletion *deletion)
{
    json_t *journal;
    TRY(release_read(s, deletion->name, &journal));
    if (!str_eq(json_member_text(journal, "arn"), deletion->arn))
        deletion->left = journal;
    else if (json_is_true(json_object_get(journal, "made")))
        deletion->journal = journal;
    return true;
}

static bool read_instance(struct session *s, const struct given *given, struct str name,
                          struct deletion *deletion)
{
    json_t *instance, *static_ip;
    *deletion = (struct deletion){.name = name, .arn = STR(""), .attached = STR("")};
    if (!instance_get(s, name, &instance)) {
        struct err missing = s->err;
        TRY(missing.kind == ERR_NOT_FOUND && find_leftovers(s, deletion));
        s->err = missing;
        return deletion->left != NULL;
    }
    deletion->arn = json_member_text(instance, "arn");
    TRY(find_leftovers(s, deletion));
    TRY(find_address(s, name, &static_ip));
    deletion->attached = json_member_text(static_ip, "name");
    if (static_ip != NULL && is_released(s, given, instance, deletion->attached))
        deletion->journal = release_plan(s, instance, static_ip);
    return true;
}

/* Before an address is released, the reads must be newer than all changes that were made to it before this
 * command. */
static bool read_all(struct session *s, const struct given *given, struct deletion *deletion, size_t count,
                     size_t *ret_at)
{
    bool releases = given->counts[RELEASE_IP] > 0;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        *ret_at = i;
        TRY(read_instance(s, given, str_c(given_next(given, NAME, &at)), &deletion[i]));
        releases = releases || deletion[i].journal != NULL || deletion[i].left != NULL;
    }
    TRY(!releases || session_settle(s));
    for (size_t i = 0; i < count && releases; i++) {
        *ret_at = i;
        TRY(read_instance(s, given, deletion[i].name, &deletion[i]));
    }
    return true;
}

static bool check_named(struct session *s, const struct given *given, const struct deletion *deletion,
                        size_t count)
{
    size_t at = 0;
    for (const char *name; (name = given_next(given, RELEASE_IP, &at)) != NULL;) {
        bool found = false;
        for (size_t i = 0; i < count && !found; i++)
            found = release_has(deletion[i].journal, str_c(name)) ||
                    release_has(deletion[i].left, str_c(name));
        if (!found)
            return fail(&s->err, ERR_USER,
                        "--release-ip: the static IP '%s' is not attached to the "
                        "instance",
                        name);
    }
    return true;
}

/* ---- deleting ---- */

/* The instance comes first: if its deletion is refused, it keeps its address. */
static bool destroy(struct session *s, const struct deletion *deletion)
{
    const struct ls_effect goes = ls_instance_deletes(deletion->name, deletion->arn);
    TRY(release_all(s, deletion->name, deletion->left));
    if (deletion->arn.len == 0)
        return true;
    TRY(deletion->journal == NULL || release_note(s, deletion->name, deletion->journal));
    TRY(session_check(s, LS_KIND_INSTANCE, goes.name, goes.arn) && instance_delete(s, &goes));
    release_expect(s, deletion->journal);
    return release_all(s, deletion->name, deletion->journal);
}

static int tell_what_exists(struct session *s, const struct deletion *deletion)
{
    const json_t *addresses = json_object_get(deletion->journal != NULL ? deletion->journal : deletion->left,
                                              "addresses");
    json_t *instance = NULL, *static_ip = NULL;
    session_failed(s, "cannot destroy '%.*s'", STR_ARG(deletion->name));
    if (deadline_stopped(&s->deadline)) {
        note("It may still be in progress. To show the existing instances: 'quants-infra infra list'.");
        return EXIT_FAILED;
    }
    if (object_look(s, LS_KIND_INSTANCE, deletion->name, &instance))
        note("Instance '%.*s' %s.", STR_ARG(deletion->name),
             ls_instance_exists(instance) ? "still exists" : "is gone");
    for (size_t i = 0; i < json_array_size(addresses); i++) {
        struct str ip_name = json_member_text(json_array_get(addresses, i), "name");
        if (object_look(s, LS_KIND_STATIC_IP, ip_name, &static_ip) && static_ip != NULL)
            note("Static IP '%.*s' still exists and costs money while it is not attached: "
                 "aws lightsail release-static-ip --static-ip-name %.*s",
                 STR_ARG(ip_name), STR_ARG(ip_name));
    }
    note("Run the same command again to continue.");
    return EXIT_FAILED;
}

static void report(const struct deletion *deletion)
{
    output_progress_end();
    printf("%.*s %s\n", STR_ARG(deletion->name),
           deletion->arn.len > 0 ? "destroyed"
                                 : "was already deleted; the remaining objects are now deleted "
                                   "too");
    fflush(stdout);
    if (deletion->attached.len > 0 && deletion->journal == NULL)
        release_tell_kept(deletion->attached, "");
}

/* ---- the command ---- */

static bool is_confirmed(struct session *s, const struct deletion *deletion)
{
    char answer[300];
    const json_t *addresses = json_object_get(deletion->journal != NULL ? deletion->journal : deletion->left,
                                              "addresses");
    struct str address = json_member_text(json_array_get(addresses, 0), "name");
    struct str question = str_printf(s->mem, "%s '%.*s'%s%s%.*s%s? Type its name to confirm: ",
                                     deletion->arn.len > 0 ? "Destroy instance"
                                                           : "Finish the deletion of "
                                                             "instance",
                                     STR_ARG(deletion->name), deletion->arn.len > 0 ? " and its disk" : "",
                                     address.len > 0 ? ", and release its static IP '" : "", STR_ARG(address),
                                     address.len > 0 ? "'" : "");
    return session_ask(s, question.data, answer, sizeof answer) && str_eqc(deletion->name, answer);
}

static int run(struct session *s, const struct given *given)
{
    size_t count = (size_t)given->counts[NAME], at = 0;
    struct deletion *deletion = arena_new_array(s->mem, struct deletion, count);
    if (!session_take_timeout(s, &infra_destroy, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (given->values[FORCE] == NULL && !isatty(STDIN_FILENO))
        return usage_error(&infra_destroy,
                           "cannot ask for confirmation without a terminal; add --force to destroy '%s' "
                           "without confirmation",
                           given->values[NAME]);
    if (!read_all(s, given, deletion, count, &at) || !check_named(s, given, deletion, count))
        return session_failed(s, "cannot destroy '%.*s'", STR_ARG(deletion[at].name));
    for (size_t i = 0; i < count && given->values[FORCE] == NULL; i++) {
        if (!is_confirmed(s, &deletion[i])) {
            fputs("Nothing was destroyed.\n", stderr);
            return EXIT_FAILED;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (!destroy(s, &deletion[i]))
            return tell_what_exists(s, &deletion[i]);
        report(&deletion[i]);
    }
    return EXIT_DONE;
}

const struct command infra_destroy = {
    .group = "infra",
    .name = "destroy",
    .summary = "Delete instances.",
    .options = options,
    .notes = "The static IP NAME-ip of 'infra create --static-ip' is also released if it is attached to the "
             "instance. Any other static\nIP is kept unless --release-ip names it, and so is that of an "
             "instance with the tag ManagedBy=terraform. If a run was\ninterrupted after the deletion of "
             "the instance, run the same command again to release the address.",
    .run = run,
};
