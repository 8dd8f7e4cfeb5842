/*
 * regions.h — the regions of Lightsail and their zones, as a fixed table.
 * It must not know what exists in them.
 */
#ifndef SIM_REGIONS_H
#define SIM_REGIONS_H

#include <stdbool.h>
#include <stddef.h>

struct region_row {
    const char *name, *continent, *display_name, *users;
    const char *zones; /* one letter each */
};

/* The region of that name, and the one with that number, from 0; NULL when there is none. */
const struct region_row *regions_find(const char *name);
const struct region_row *regions_at(size_t number);

/* True when zone is "ap-northeast-1a" and region has a zone a. */
bool regions_have_zone(const char *region, const char *zone);

#endif
