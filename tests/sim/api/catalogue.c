/*
 * catalogue.c — the catalogue of Lightsail: bundles, blueprints, regions; bundles and blueprints as fixed
 * tables. It must not know what exists; instances.c decides which entries are accepted.
 */
#include "api/catalogue.h"

#include <string.h>

#include "families.h"
#include "regions.h"

static const struct bundle bundles[] = {
    {"nano_3_0", "Nano", "nano", 3.5, 0.5, 2, 20, 1024, 298, true, false, false},
    {"micro_3_0", "Micro", "micro", 5, 1, 2, 40, 2048, 500, true, false, false},
    {"small_3_0", "Small", "small", 10, 2, 2, 60, 3072, 1000, true, false, false},
    {"medium_3_0", "Medium", "medium", 20, 4, 2, 80, 4096, 2000, true, false, false},
    {"large_3_0", "Large", "large", 40, 8, 2, 160, 5120, 3000, true, false, false},
    {"xlarge_3_0", "Xlarge", "xlarge", 80, 16, 4, 320, 6144, 4000, true, false, false},
    {"2xlarge_3_0", "2Xlarge", "2xlarge", 160, 32, 8, 640, 7168, 5000, true, false, false},
    {"nano_ipv6_3_0", "Nano", "nano", 3.5, 0.5, 2, 20, 1024, 298, true, false, true},
    {"micro_ipv6_3_0", "Micro", "micro", 5, 1, 2, 40, 2048, 500, true, false, true},
    {"small_ipv6_3_0", "Small", "small", 10, 2, 2, 60, 3072, 1000, true, false, true},
    {"medium_ipv6_3_0", "Medium", "medium", 20, 4, 2, 80, 4096, 2000, true, false, true},
    {"large_ipv6_3_0", "Large", "large", 40, 8, 2, 160, 5120, 3000, true, false, true},
    {"xlarge_ipv6_3_0", "Xlarge", "xlarge", 80, 16, 4, 320, 6144, 4000, true, false, true},
    {"2xlarge_ipv6_3_0", "2Xlarge", "2xlarge", 160, 32, 8, 640, 7168, 5000, true, false, true},
    {"nano_win_3_0", "Nano", "nano", 9.5, 0.5, 2, 30, 1024, 298, true, true, false},
    {"micro_win_3_0", "Micro", "micro", 14, 1, 2, 40, 2048, 500, true, true, false},
    {"small_win_3_0", "Small", "small", 22, 2, 2, 60, 3072, 1000, true, true, false},
    {"medium_win_3_0", "Medium", "medium", 44, 4, 2, 80, 4096, 2000, true, true, false},
    {"large_win_3_0", "Large", "large", 74, 8, 2, 160, 5120, 3000, true, true, false},
    {"xlarge_win_3_0", "Xlarge", "xlarge", 124, 16, 4, 320, 6144, 4000, true, true, false},
    {"2xlarge_win_3_0", "2Xlarge", "2xlarge", 244, 32, 8, 640, 7168, 5000, true, true, false},
    {"nano_2_0", "Nano", "nano", 3.5, 0.5, 1, 20, 1024, 300, false, false, false},
    {"micro_2_0", "Micro", "micro", 5, 1, 1, 40, 2048, 500, false, false, false},
    {"small_2_0", "Small", "small", 10, 2, 1, 60, 3072, 1000, false, false, false},
    {"medium_2_0", "Medium", "medium", 20, 4, 2, 80, 4096, 2000, false, false, false},
    {"large_2_0", "Large", "large", 40, 8, 2, 160, 5120, 3000, false, false, false},
    {"xlarge_2_0", "Xlarge", "xlarge", 80, 16, 4, 320, 6144, 4000, false, false, false},
    {"2xlarge_2_0", "2Xlarge", "2xlarge", 160, 32, 8, 640, 7168, 5000, false, false, false},
    {"nano_win_2_0", "Nano", "nano", 8, 0.5, 1, 30, 1024, 300, false, true, false},
    {"micro_win_2_0", "Micro", "micro", 12, 1, 1, 40, 2048, 500, false, true, false},
    {"small_win_2_0", "Small", "small", 20, 2, 1, 60, 3072, 1000, false, true, false},
    {"medium_win_2_0", "Medium", "medium", 40, 4, 2, 80, 4096, 2000, false, true, false},
    {"large_win_2_0", "Large", "large", 70, 8, 2, 160, 5120, 3000, false, true, false},
    {"xlarge_win_2_0", "Xlarge", "xlarge", 120, 16, 4, 320, 6144, 4000, false, true, false},
    {"2xlarge_win_2_0", "2Xlarge", "2xlarge", 240, 32, 8, 640, 7168, 5000, false, true, false},
    {"nano_1_0", "Nano", "nano", 5, 0.5, 1, 20, 1024, 300, false, false, false},
    {"micro_1_0", "Micro", "micro", 10, 1, 1, 30, 2048, 500, false, false, false},
    {"small_1_0", "Small", "small", 20, 2, 1, 40, 3072, 1000, false, false, false},
    {"medium_1_0", "Medium", "medium", 40, 4, 2, 60, 4096, 2000, false, false, false},
    {"large_1_0", "Large", "large", 80, 8, 2, 80, 5120, 3000, false, false, false},
};

static const struct blueprint blueprints[] = {
    {"ubuntu_24_04", "Ubuntu", "ubuntu_24", "24.04 LTS", "ubuntu", "Ubuntu 24.04 LTS - Noble.", 0, true,
     false, false},
    {"ubuntu_22_04", "Ubuntu", "ubuntu_22", "22.04 LTS", "ubuntu", "Ubuntu 22.04 LTS - Jammy.", 0, true,
     false, false},
    {"ubuntu_18_04", "Ubuntu", "ubuntu_18", "18.04 LTS", "ubuntu", "Ubuntu 18.04 LTS - Bionic.", 0, false,
     false, false},
    {"debian_12", "Debian", "debian_12", "12.6", "admin", "Debian 12, Bookworm.", 0, true, false, false},
    {"debian_11", "Debian", "debian_11", "11.9", "admin", "Debian 11, Bullseye.", 0, true, false, false},
    {"debian_10", "Debian", "debian_10", "10.8", "admin", "Debian 10, Buster.", 0, false, false, false},
    {"amazon_linux_2023", "Amazon Linux 2023", "amazon_linux_2023", "2023.5", "ec2-user",
     "Amazon Linux 2023 is a security-focused Linux.", 0, true, false, false},
    {"amazon_linux_2", "Amazon Linux 2", "amazon_linux_2", "2.0", "ec2-user", "Amazon Linux 2.", 0, true,
     false, false},
    {"almalinux_9", "AlmaLinux", "almalinux_9", "9.4", "ec2-user", "AlmaLinux OS 9.", 0, true, false, false},
    {"centos_stream_9", "CentOS", "centos_stream_9", "9", "ec2-user", "CentOS Stream 9.", 0, true, false,
     false},
    {"freebsd_14", "FreeBSD", "freebsd_14", "14.1", "ec2-user", "FreeBSD 14.", 0, true, false, false},
    {"wordpress", "WordPress", "wordpress", "6.5.3-0", "bitnami", "WordPress packaged by Bitnami.", 0, true,
     false, true},
    {"nginx", "Nginx", "nginx", "1.26.0-0", "bitnami", "NGINX packaged by Bitnami.", 0, true, false, true},
    {"nodejs", "Node.js", "node", "18.20.2-0", "bitnami", "Node.js packaged by Bitnami.", 0, true, false,
     true},
    {"gitlab", "GitLab CE", "gitlab", "16.11.2-0", "bitnami", "GitLab CE packaged by Bitnami.", 1000, true,
     false, true},
    {"ghost_bitnami", "Ghost", "ghost", "5.82.3-0", "bitnami", "Ghost packaged by Bitnami.", 0, true, false,
     true},
    {"django_bitnami", "Django", "django", "5.0.6-0", "bitnami", "Django packaged by Bitnami.", 0, true,
     false, true},
    {"cpanel_whm_linux", "cPanel & WHM", "cpanel_whm", "110.0.31", "centos", "cPanel & WHM for Linux.", 500,
     true, false, true},
    {"wordpress_5_8", "WordPress", "wordpress", "5.8.1-0", "bitnami", "WordPress, outdated.", 0, false, false,
     true},
    {"windows_server_2022", "Windows Server 2022", "windows_2022", "2022.10.12", "Administrator",
     "Microsoft Windows Server 2022.", 0, true, true, false},
    {"windows_server_2022_sql_2019_express", "SQL Server 2019 Express", "windows_2022_sql_express",
     "2022.10.12", "Administrator", "Windows Server 2022 with SQL Server 2019 Express.", 1000, true, true,
     false},
};

enum {
    BUNDLES = sizeof bundles / sizeof bundles[0],
    BLUEPRINTS = sizeof blueprints / sizeof blueprints[0],
};

const struct bundle *catalogue_bundle(const char *id)
{
    for (int i = 0; i < BUNDLES; i++)
        if (!strcmp(bundles[i].id, id))
            return &bundles[i];
    return NULL;
}

const struct blueprint *catalogue_blueprint(const char *id)
{
    for (int i = 0; i < BLUEPRINTS; i++)
        if (!strcmp(blueprints[i].id, id))
            return &blueprints[i];
    return NULL;
}

const struct bundle *catalogue_bundle_sibling(const struct bundle *bundle, bool ipv6_only)
{
    for (int i = 0; i < BUNDLES; i++)
        if (bundles[i].active && !strcmp(bundles[i].size, bundle->size) &&
            bundles[i].windows == bundle->windows && bundles[i].ipv6_only == ipv6_only)
            return &bundles[i];
    return NULL;
}

int catalogue_generation(const struct bundle *bundle)
{
    return strrchr(bundle->id, '_')[-1] - '0'; /* one digit in every ID of the table */
}

int catalogue_disk_iops(const struct bundle *bundle)
{
    return bundle->disk_gb * 3 < 100 ? 100 : bundle->disk_gb * 3;
}

static void print_zones(struct text *out, const char *member, const struct region_row *row, bool wanted)
{
    text_format(out, ",\"%s\":[", member);
    for (const char *letter = row->zones; wanted && *letter; letter++)
        text_format(out, "%s{\"zoneName\":\"%s%c\",\"state\":\"available\"}", letter == row->zones ? "" : ",",
                    row->name, *letter);
    text_add(out, "]");
}

static bool get_regions(struct call *call)
{
    bool zones = call_true(call, "includeAvailabilityZones");
    bool database_zones = call_true(call, "includeRelationalDatabaseAvailabilityZones");
    text_add(&call->out, "{\"regions\":[");
    const struct region_row *row;
    for (size_t i = 0; (row = regions_at(i)); i++) {
        text_format(
            &call->out,
            "%s{\"continentCode\":\"%s\",\"description\":\"This region is recommended to serve users in "
            "%s\",\"displayName\":\"%s\",\"name\":\"%s\"",
            i ? "," : "", row->continent, row->users, row->display_name, row->name);
        print_zones(&call->out, "availabilityZones", row, zones);
        print_zones(&call->out, "relationalDatabaseAvailabilityZones", row, database_zones);
        text_add(&call->out, "}");
    }
    text_add(&call->out, "]}");
    return true;
}

static void print_bundle(struct text *out, const struct bundle *bundle)
{
    text_format(
        out,
        "{\"price\":%.1f,\"cpuCount\":%d,\"diskSizeInGb\":%d,\"bundleId\":\"%s\",\"instanceType\":\"%s\","
        "\"isActive\":%s,\"name\":\"%s\",\"power\":%d,\"ramSizeInGb\":%.1f,\"transferPerMonthInGb\":%d,"
        "\"supportedPlatforms\":[\"%s\"],\"supportedAppCategories\":[],\"publicIpv4AddressCount\":%d}",
        bundle->price_usd, bundle->cpus, bundle->disk_gb, bundle->id, bundle->size,
        bundle->active ? "true" : "false", bundle->name, bundle->power, bundle->ram_gb, bundle->transfer_gb,
        bundle->windows ? "WINDOWS" : "LINUX_UNIX", bundle->ipv6_only ? 0 : 1);
}

static void print_blueprint(struct text *out, const struct blueprint *blueprint)
{
    text_format(
        out,
        "{\"blueprintId\":\"%s\",\"name\":\"%s\",\"group\":\"%s\",\"type\":\"%s\",\"description\":\"%s\","
        "\"isActive\":%s,\"minPower\":%d,\"version\":\"%s\",\"versionCode\":\"1\","
        "\"productUrl\":\"https://aws.amazon.com/marketplace/search/?searchTerms=%s\","
        "\"licenseUrl\":\"https://aws.amazon.com/marketplace/search/?searchTerms=%s\",\"platform\":\"%s\"}",
        blueprint->id, blueprint->name, blueprint->group, blueprint->app ? "app" : "os",
        blueprint->description, blueprint->active ? "true" : "false", blueprint->minimum_power,
        blueprint->version, blueprint->id, blueprint->id, blueprint->windows ? "WINDOWS" : "LINUX_UNIX");
}

/* Bundles and blueprints of Lightsail for Research are a separate catalogue; they are not in this one. */
static bool wants_research(const struct call *call)
{
    return call_string(call, "appCategory") != NULL;
}

static bool get_bundles(struct call *call)
{
    uint64_t after;
    size_t count = 0;
    bool inactive = call_true(call, "includeInactive");
    if (!page_begin(call, "bundles", &after))
        return false;
    for (uint64_t i = after; i < BUNDLES && !wants_research(call); i++) {
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
    bool inactive = call_true(call, "includeInactive");
    if (!page_begin(call, "blueprints", &after))
        return false;
    for (uint64_t i = after; i < BLUEPRINTS && !wants_research(call); i++) {
        if (!blueprints[i].active && !inactive)
            continue;
        if (!page_next(call, &count)) {
            page_end(call, i);
            return true;
        }
        print_blueprint(&call->out, &blueprints[i]);
    }
    page_end(call, 0);
    return true;
}

static const char *const categories[] = {"LfR", NULL};

static const struct api catalogue_api[] = {
    {.name = "GetBundles",
     .handle = get_bundles,
     .input = INPUT(OPTIONAL("includeInactive", BOOLEAN), OPTIONAL("pageToken", STRING),
                    WORD("appCategory", categories, false))},
    {.name = "GetBlueprints",
     .handle = get_blueprints,
     .input = INPUT(OPTIONAL("includeInactive", BOOLEAN), OPTIONAL("pageToken", STRING),
                    WORD("appCategory", categories, false))},
    {.name = "GetRegions",
     .handle = get_regions,
     .input = INPUT(OPTIONAL("includeAvailabilityZones", BOOLEAN),
                    OPTIONAL("includeRelationalDatabaseAvailabilityZones", BOOLEAN))},
    {0},
};
const struct family catalogue_family = {.api = catalogue_api};
