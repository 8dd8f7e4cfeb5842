/*
 * databases_info.c — `databases info`: one database with its price and what is pending. Knows GetRelationalDatabase and
 * GetRelationalDatabaseBundles; must not change anything.
 */
#include "cli/database_view.h"
#include "cli/infra.h"

enum { OUTPUT };

static const struct option_row options[] = {
    [OUTPUT] = INFO_OUTPUT_OPTION,
    {.name = NULL},
};

/* Also that of a bundle that is not offered any more. */
static bool add_price(struct session *s, json_t *database)
{
    static const struct price_list bundles = {OP_GET_RELATIONAL_DATABASE_BUNDLES, "bundles", "bundleId"};
    json_t *in = json_object();
    json_object_set_new(in, "includeInactive", json_true());
    return price_add(s, &bundles, in, json_member_text(database, "relationalDatabaseBundleId"), 1, database);
}

static struct str yes_or_no(const json_t *database, const char *member)
{
    const json_t *value = json_object_get(database, member);
    return value == NULL ? STR("") : json_is_true(value) ? STR("yes") : STR("no");
}

static struct str bundle_of(struct session *s, const json_t *database)
{
    const json_t *hardware = json_object_get(database, "hardware");
    return str_printf(s->mem, "%.*s (%lld vCPU, %g GB, disk %lld GB)",
                      STR_ARG(info_text(s, database, "relationalDatabaseBundleId")),
                      (long long)json_integer_value(json_object_get(hardware, "cpuCount")),
                      json_number_value(json_object_get(hardware, "ramSizeInGb")),
                      (long long)json_integer_value(json_object_get(hardware, "diskSizeInGb")));
}

static struct str two(struct session *s, const json_t *database, const char *first, const char *between,
                      const char *second)
{
    struct str a = info_text(s, database, first), b = info_text(s, database, second);
    return str_printf(s->mem, "%.*s%s%.*s", STR_ARG(a), b.len > 0 ? between : "", STR_ARG(b));
}

/* What waits for the maintenance window. */
static void print_pending(struct session *s, const json_t *database)
{
    const json_t *pending = json_object_get(database, "pendingModifiedValues");
    const json_t *retention = json_object_get(pending, "backupRetentionEnabled");
    const json_t *actions = json_object_get(database, "pendingMaintenanceActions");
    struct str version = info_text(s, pending, "engineVersion");
    if (json_member_text(pending, "masterUserPassword").len > 0)
        info_line("pending", STR("another password"));
    if (version.len > 0)
        info_line("pending", str_printf(s->mem, "engine version %.*s", STR_ARG(version)));
    if (retention != NULL)
        info_line("pending",
                  json_is_true(retention) ? STR("automatic backups on") : STR("automatic backups off"));
    for (size_t i = 0; i < json_array_size(actions); i++)
        info_line("pending", info_text(s, json_array_get(actions, i), "description"));
}

static void print_text(struct session *s, const json_t *database)
{
    info_line("name", info_text(s, database, "name"));
    info_line("state", info_text(s, database, "state"));
    info_line("engine", two(s, database, "engine", " ", "engineVersion"));
    info_line("blueprint", info_text(s, database, "relationalDatabaseBlueprintId"));
    info_line("bundle", bundle_of(s, database));
    info_price(s, database);
    info_line("endpoint", database_endpoint(s, database));
    info_line("public", yes_or_no(database, "publiclyAccessible"));
    info_line("database", info_text(s, database, "masterDatabaseName"));
    info_line("user", info_text(s, database, "masterUsername"));
    info_line("zone", two(s, database, "location.availabilityZone", ", ", "secondaryAvailabilityZone"));
    info_line("backups", yes_or_no(database, "backupRetentionEnabled"));
    info_line("restorable", database_time(s, database, "latestRestorableTime"));
    info_line("backup", info_text(s, database, "preferredBackupWindow"));
    info_line("maintenance", info_text(s, database, "preferredMaintenanceWindow"));
    info_line("parameters", info_text(s, database, "parameterApplyStatus"));
    print_pending(s, database);
    info_line("ca", info_text(s, database, "caCertificateIdentifier"));
    info_line("arn", info_text(s, database, "arn"));
    info_tags(s, database);
}

static int run(struct session *s, const struct given *given)
{
    struct str name = given_text(given, GIVEN_WORD);
    json_t *database;
    if (!database_get(s, name, &database))
        return session_failed(s, "cannot read '%.*s'", STR_ARG(name));
    database = database_without_password(s, database);
    if (!add_price(s, database))
        return session_failed(s, "cannot read '%.*s'", STR_ARG(name));
    if (given->values[OUTPUT] != NULL && strcmp(given->values[OUTPUT], "json") == 0)
        fputs(json_print_pretty(s->mem, database).data, stdout);
    else
        print_text(s, database);
    return EXIT_DONE;
}

const struct command databases_info = {
    .group = "databases",
    .name = "info",
    .summary = "Show one database with its price and pending changes.",
    .options = options,
    .notes =
        "'restorable' is the latest time for 'databases restore --time'. 'backup' and 'maintenance' are time "
        "ranges in UTC.",
    .run = run,
    DATABASE_WORD,
};
