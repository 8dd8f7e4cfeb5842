/*
 * data_availability_zones.c — the zones of the region. Knows the response of GetRegions; changes nothing.
 */
#include "gen/data_availability_zones.h"
#include "resources/catalogue/catalogue.h"

static bool read(struct call *c, const void *config_model, void *state_model)
{
    (void)config_model;
    struct data_availability_zones *state = state_model;
    const struct catalogue *regions;
    TRY(catalogue_list(c, CATALOGUE_REGIONS, &regions));
    const json_t *region = catalogue_find(regions, call_region(c));
    if (region == NULL)
        return fail(&c->err, ERR_NOT_FOUND, "Lightsail does not list the region %.*s",
                    STR_ARG(call_region(c)));
    state->display_name = tf_string_or_null(json_member_text(region, "displayName"));

    struct str *names = catalogue_zones(c, regions, &state->names.count);
    state->names.is = TF_KNOWN;
    state->names.v = arena_new_array(c->mem, struct tf_string, state->names.count);
    for (size_t i = 0; i < state->names.count; i++)
        state->names.v[i] = tf_string(names[i]);

    const json_t *zones = json_object_get(region, "availabilityZones");
    state->zones.is = TF_KNOWN;
    state->zones.count = json_array_size(zones);
    state->zones.v = arena_new_array(c->mem, struct data_availability_zones_zones, state->zones.count);
    for (size_t i = 0; i < state->zones.count; i++)
        api_fill(c, &data_availability_zones_zones_desc, json_array_get(zones, i), &state->zones.v[i]);
    return true;
}

const struct data_source data_availability_zones_source = {.schema = &data_availability_zones_schema,
                                                           .read = read};
