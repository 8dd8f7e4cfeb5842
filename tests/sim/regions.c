/*
 * regions.c — the regions of Lightsail and their zones, as a fixed table.
 * It must not know what exists in them.
 */
#include "regions.h"

#include <string.h>

static const struct region_row regions[] = {
    {"us-east-1", "NA", "Virginia", "the eastern United States", "abcdef"},
    {"us-east-2", "NA", "Ohio", "the eastern United States", "abc"},
    {"us-west-2", "NA", "Oregon", "the northwestern United States, Alaska, and western Canada", "abcd"},
    {"eu-west-1", "EU", "Ireland", "Ireland and western Europe", "abc"},
    {"eu-west-2", "EU", "London", "the United Kingdom", "abc"},
    {"eu-west-3", "EU", "Paris", "France and southwestern Europe", "abc"},
    {"eu-central-1", "EU", "Frankfurt", "central Europe", "abc"},
    {"eu-north-1", "EU", "Stockholm", "northern Europe", "abc"},
    {"ca-central-1", "NA", "Montreal", "eastern Canada and the northeastern United States", "abd"},
    {"ap-south-1", "AP", "Mumbai", "India and South Asia", "abc"},
    {"ap-southeast-1", "AP", "Singapore", "Southeast Asia", "abc"},
    {"ap-southeast-2", "AP", "Sydney", "Australia and New Zealand", "abc"},
    {"ap-southeast-3", "AP", "Jakarta", "Indonesia", "abc"},
    {"ap-southeast-5", "AP", "Malaysia", "Malaysia", "abc"},
    {"ap-northeast-1", "AP", "Tokyo", "Japan", "acd"},
    {"ap-northeast-2", "AP", "Seoul", "Korea", "abcd"},
};
enum { REGIONS = sizeof regions / sizeof regions[0] };

const struct region_row *regions_at(size_t number)
{
    return number < REGIONS ? &regions[number] : NULL;
}

const struct region_row *regions_find(const char *name)
{
    for (int i = 0; i < REGIONS; i++)
        if (!strcmp(regions[i].name, name))
            return &regions[i];
    return NULL;
}

bool regions_have_zone(const char *region, const char *zone)
{
    const struct region_row *row = regions_find(region);
    size_t length = strlen(region);
    return row && !strncmp(zone, region, length) && zone[length] && !zone[length + 1] &&
           strchr(row->zones, zone[length]);
}
