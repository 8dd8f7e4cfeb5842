/*
 * databases_restore.c — `databases restore`: a new database from a snapshot, or from a time of another database. Knows what
 * can be restored; must not change the source.
 */
#include "cli/database_new.h"
#include "cli/infra.h"
#include "cli/log_follow.h"
#include "lightsail/snapshots.h"

enum { FROM, SOURCE, TIME, NAME, BUNDLE, PUBLIC, AZ, TAG, TIMEOUT };

static const struct option_row options[] = {
    [FROM] = {.name = "from", .argument = "SNAPSHOT", .help = "the snapshot of a database"},
    [SOURCE] = {.name = "source",
                .argument = "DATABASE",
                .help = "or the database whose automatic backups are used",
                .kind = VALUE_DATABASE},
    [TIME] = {.name = "time",
              .argument = "TIME",
              .help = "with --source: latest, 90m or 2h ago, or 2026-11-29T12:00:00Z"},
    [NAME] = {.name = "name", .argument = "NAME", .help = "name of the new database", .required = true},
    [BUNDLE] = {.name = "bundle", .argument = "ID", .help = "a larger bundle (default: that of the source)"},
    [PUBLIC] = DATABASE_PUBLIC_OPTION,
    [AZ] = DATABASE_AZ_OPTION,
    [TAG] = TAG_OPTION,
    [TIMEOUT] = DATABASE_TIMEOUT_OPTION,
    {.name = NULL},
};

/* What is restored. */
struct origin {
    struct str bundle;  /* of the source */
    int64_t at_ms;      /* of a time; 0: the latest */
    const json_t *from; /* the snapshot, or NULL */
    json_t *members;    /* what a read of the new database will show */
};

static bool is_latest(const struct given *given)
{
    return given->values[TIME] != NULL && strcmp(given->values[TIME], "latest") == 0;
}

/* A time that is too late is found out by that of the latest backup, not by a clock. */
static bool parse_time(const struct given *given, int64_t now_ms, int64_t *ret_ms)
{
    struct str text = given_text(given, TIME);
    return clock_parse_time(text, ret_ms) || log_parse_since(text, now_ms, ret_ms);
}

/* ---- the source ---- */

static bool find_snapshot(struct session *s, struct str name, struct origin *origin)
{
    json_t *snapshot;
    TRY(object_get(s, LS_KIND_DATABASE_SNAPSHOT, name, "aws lightsail get-relational-database-snapshots",
                   &snapshot));
    if (!ls_snapshot_is_ready(snapshot)) {
        fail(&s->err, ERR_CONFLICT, "--from: the snapshot '%.*s' is not complete (%.*s)", STR_ARG(name),
             STR_ARG(json_member_text(snapshot, "state")));
        return fail_hint(&s->err, "Wait until it is available, or name another one.");
    }
    origin->from = snapshot;
    origin->bundle = json_member_text(snapshot, "fromRelationalDatabaseBundleId");
    json_object_set(origin->members, "relationalDatabaseBlueprintId",
                    json_object_get(snapshot, "fromRelationalDatabaseBlueprintId"));
    return true;
}

/* The time must be one of the automatic backups, which end a few minutes ago. */
static bool check_time(struct session *s, const json_t *database, const struct given *given, int64_t *ret_ms)
{
    double latest_s = json_number_value(json_object_get(database, "latestRestorableTime"));
    int64_t now_ms = clock_wall_ms() + ls_client_clock_skew_ms(s->client);
    if (latest_s == 0) {
        fail(&s->err, ERR_USER, "--source: '%.*s' has no automatic backup",
             STR_ARG(given_text(given, SOURCE)));
        return fail_hint(&s->err, "Restore it from a snapshot, with --from.");
    }
    if (is_latest(given))
        return true;
    if (parse_time(given, now_ms, ret_ms) && (double)*ret_ms <= latest_s * 1000)
        return true;
    fail(&s->err, ERR_USER, "--time: '%s' is later than the latest backup, %.*s", given->values[TIME],
         STR_ARG(database_time(s, database, "latestRestorableTime")));
    return fail_hint(&s->err, "Use --time latest, or an earlier time.");
}

static bool find_source(struct session *s, const struct given *given, struct origin *origin)
{
    /* Not the blueprint: at that time it may have been an earlier one. */
    static const char *const same[] = {"masterDatabaseName", "masterUsername"};
    json_t *database;
    TRY(database_get(s, given_text(given, SOURCE), &database) &&
        check_time(s, database, given, &origin->at_ms));
    origin->bundle = json_member_text(database, "relationalDatabaseBundleId");
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        json_object_set(origin->members, same[i], json_object_get(database, same[i]));
    return true;
}

/* ---- the bundle ---- */

static double size_of(const json_t *bundles, struct str id, const char *member)
{
    for (size_t i = 0; i < json_array_size(bundles); i++) {
        const json_t *bundle = json_array_get(bundles, i);
        if (str_eq(json_member_text(bundle, "bundleId"), id))
            return json_number_value(json_object_get(bundle, member));
    }
    return 0;
}

/* Lightsail restores to the same size or a larger one. */
static bool check_size(struct session *s, struct str bundle, struct str source)
{
    static const char *const sizes[] = {"diskSizeInGb", "ramSizeInGb"};
    json_t *bundles, *in = json_object();
    json_object_set_new(in, "includeInactive", json_true());
    TRY(session_list_if_allowed(s, OP_GET_RELATIONAL_DATABASE_BUNDLES, in, "bundles", &bundles));
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        double wanted = size_of(bundles, bundle, sizes[i]), least = size_of(bundles, source, sizes[i]);
        if (wanted > 0 && wanted < least) {
            fail(&s->err, ERR_USER, "--bundle: '%.*s' is smaller than '%.*s', the bundle of the source",
                 STR_ARG(bundle), STR_ARG(source));
            return fail_hint(&s->err, "Use that bundle or a larger one.");
        }
    }
    return true;
}

/* ---- the command ---- */

static json_t *request_of(const struct given *given, const struct database_new *new,
                          const struct origin *origin)
{
    json_t *in = database_new_request(new, given, BUNDLE, TAG);
    if (origin->from != NULL) {
        json_object_set_new(in, "relationalDatabaseSnapshotName", json_new_str(given_text(given, FROM)));
        return in;
    }
    json_object_set_new(in, "sourceRelationalDatabaseName", json_new_str(given_text(given, SOURCE)));
    if (is_latest(given))
        json_object_set_new(in, "useLatestRestorableTime", json_true());
    else
        json_object_set_new(in, "restoreTime", json_integer(origin->at_ms / 1000));
    return in;
}

static bool prepare(struct session *s, const struct given *given, struct database_new *new,
                    struct origin *origin)
{
    bool has_bundle = given->values[BUNDLE] != NULL;
    TRY(given->values[FROM] != NULL ? find_snapshot(s, given_text(given, FROM), origin)
                                    : find_source(s, given, origin));
    if (!has_bundle)
        new->bundle = origin->bundle;
    if (new->bundle.len > 0)
        json_object_set_new(origin->members, "relationalDatabaseBundleId", json_new_str(new->bundle));
    return database_new_check(s, new) && (!has_bundle || check_size(s, new->bundle, origin->bundle));
}

static int check_options(const struct given *given)
{
    int64_t at_ms;
    bool has_time = given->values[TIME] != NULL;
    if ((given->values[FROM] != NULL) == (given->values[SOURCE] != NULL))
        return usage_error(&databases_restore, "use either --from or --source");
    if ((given->values[SOURCE] != NULL) != has_time)
        return usage_error(&databases_restore, has_time ? "--time needs --source" : "--time is missing");
    if (has_time && !is_latest(given) && !parse_time(given, clock_wall_ms(), &at_ms))
        return usage_error(&databases_restore,
                           "--time '%s' is neither latest nor a time (2026-11-29T12:00:00Z, 90m)",
                           given->values[TIME]);
    return EXIT_DONE;
}

static int run(struct session *s, const struct given *given)
{
    struct database_new new = {.name_flag = "--name",
                               .name = given_text(given, NAME),
                               .bundle = given_text(given, BUNDLE),
                               .zone = given_text(given, AZ),
                               .is_public = given->values[PUBLIC] != NULL};
    struct origin origin = {.members = json_own(s->mem, json_object())};
    int code = check_options(given);
    if (code != EXIT_DONE)
        return code;
    if (!create_check_tags(&databases_restore, given, TAG) ||
        !session_take_timeout(s, &databases_restore, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (!prepare(s, given, &new, &origin))
        return session_failed(s, "cannot create '%.*s'", STR_ARG(new.name));
    return database_new_make(s, OP_CREATE_RELATIONAL_DATABASE_FROM_SNAPSHOT, request_of(given, &new, &origin),
                             origin.members, &new);
}

const struct command databases_restore = {
    .group = "databases",
    .name = "restore",
    .summary = "Create a database from a snapshot or from a time of another database.",
    .options = options,
    .notes =
        "The new database has the data, the databases and the users of the source, but a new password of the "
        "master user, and\nnone of its settings: time ranges, parameters, tags, accessibility. The source is "
        "not changed.",
    .run = run,
};
