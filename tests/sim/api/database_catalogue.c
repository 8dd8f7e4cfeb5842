/*
 * database_catalogue.c — the plans and engines of databases, as fixed tables, and their lists. It must not know
 * what exists.
 */
#include "api/database_catalogue.h"

#include <string.h>

#include "families.h"

/*
 * Sources: the example of get-relational-database-bundles in the AWS CLI's reference; the guide for the first
 * generation, which is retired.
 */
static const struct database_bundle bundles[] = {
    {"micro_2_0", "Micro", 15, 1, 2, 40, 100, false, true},
    {"micro_ha_2_0", "Micro with High Availability", 30, 1, 2, 40, 100, true, true},
    {"small_2_0", "Small", 30, 2, 2, 80, 100, false, true},
    {"small_ha_2_0", "Small with High Availability", 60, 2, 2, 80, 100, true, true},
    {"medium_2_0", "Medium", 60, 4, 2, 120, 100, false, true},
    {"medium_ha_2_0", "Medium with High Availability", 120, 4, 2, 120, 100, true, true},
    {"large_2_0", "Large", 115, 8, 2, 240, 200, false, true},
    {"large_ha_2_0", "Large with High Availability", 230, 8, 2, 240, 200, true, true},
    {"micro_1_0", "Micro", 15, 1, 1, 40, 100, false, false},
    {"micro_ha_1_0", "Micro with High Availability", 30, 1, 1, 40, 100, true, false},
    {"small_1_0", "Small", 30, 2, 1, 80, 100, false, false},
    {"small_ha_1_0", "Small with High Availability", 60, 2, 1, 80, 100, true, false},
    {"medium_1_0", "Medium", 60, 4, 2, 120, 100, false, false},
    {"medium_ha_1_0", "Medium with High Availability", 120, 4, 2, 120, 100, true, false},
    {"large_1_0", "Large", 115, 8, 2, 240, 200, false, false},
    {"large_ha_1_0", "Large with High Availability", 230, 8, 2, 240, 200, true, false},
};
enum { BUNDLES = sizeof bundles / sizeof bundles[0] };

/* Source: the form is that of the example of get-relational-database-blueprints; the minor versions are ours. */
#define MYSQL(id, version, order, is_default)                                                \
    {                                                                                        \
        id, "mysql", version, "MySQL Community Edition", "MySQL " version, order, is_default \
    }
#define POSTGRES(id, version, order, is_default)                                              \
    {                                                                                         \
        id, "postgres", version, "PostgreSQL", "PostgreSQL " version "-R1", order, is_default \
    }
static const struct database_blueprint blueprints[] = {
    MYSQL("mysql_5_7", "5.7.44", 1, false),     MYSQL("mysql_8_0", "8.0.40", 2, true),
    MYSQL("mysql_8_4", "8.4.3", 3, false),      POSTGRES("postgres_12", "12.22", 1, false),
    POSTGRES("postgres_13", "13.18", 2, false), POSTGRES("postgres_14", "14.15", 3, false),
    POSTGRES("postgres_15", "15.10", 4, false), POSTGRES("postgres_16", "16.6", 5, true),
};
enum { BLUEPRINTS = sizeof blueprints / sizeof blueprints[0] };

const struct database_bundle *database_bundle(const char *id)
{
    for (int i = 0; i < BUNDLES; i++)
        if (!strcmp(bundles[i].id, id))
            return &bundles[i];
    return NULL;
}

const struct database_blueprint *database_blueprint(const char *id)
{
    for (int i = 0; i < BLUEPRINTS; i++)
        if (!strcmp(blueprints[i].id, id))
            return &blueprints[i];
    return NULL;
}

static void print_bundle(struct text *out, const struct database_bundle *bundle)
{
    text_format(out,
                "{\"bundleId\":\"%s\",\"name\":\"%s\",\"price\":%.1f,\"ramSizeInGb\":%.1f,"
                "\"diskSizeInGb\":%d,\"transferPerMonthInGb\":%d,\"cpuCount\":%d,\"isEncrypted\":true,"
                "\"isActive\":%s}",
                bundle->id, bundle->name, bundle->price_usd, bundle->ram_gb, bundle->disk_gb,
                bundle->transfer_gb, bundle->cpus, bundle->active ? "true" : "false");
}

static void print_blueprint(struct text *out, const struct database_blueprint *blueprint)
{
    text_format(out,
                "{\"blueprintId\":\"%s\",\"engine\":\"%s\",\"engineVersion\":\"%s\","
                "\"engineDescription\":\"%s\",\"engineVersionDescription\":\"%s\",\"isEngineDefault\":%s}",
                blueprint->id, blueprint->engine, blueprint->version, blueprint->description,
                blueprint->version_description, blueprint->is_default ? "true" : "false");
}

static bool get_bundles(struct call *call)
{
    uint64_t after;
    size_t count = 0;
    bool inactive = call_true(call, "includeInactive");
    if (!page_begin(call, "bundles", &after))
        return false;
    for (uint64_t i = after; i < BUNDLES; i++) {
        if (!bundles[i].active && !inactive)
            continue;
        if (!page_next(call, &count)) {
            page_end(call, i);
            return true;
        }
        print_bundle(&call->out, &bundles[i]);
    }
    page_end(call, 0);
    return true;
}

static bool get_blueprints(struct call *call)
{
    uint64_t after;
    size_t count = 0;
    if (!page_begin(call, "blueprints", &after))
        return false;
    for (uint64_t i = after; i < BLUEPRINTS; i++) {
        if (!page_next(call, &count)) {
            page_end(call, i);
            return true;
        }
        print_blueprint(&call->out, &blueprints[i]);
    }
    page_end(call, 0);
    return true;
}

static const struct api database_catalogue_api[] = {
    {.name = "GetRelationalDatabaseBundles",
     .handle = get_bundles,
     .input = INPUT(OPTIONAL("pageToken", STRING), OPTIONAL("includeInactive", BOOLEAN))},
    {.name = "GetRelationalDatabaseBlueprints", .handle = get_blueprints, .input = page_members},
    {0},
};
const struct family database_catalogue_family = {.api = database_catalogue_api};
