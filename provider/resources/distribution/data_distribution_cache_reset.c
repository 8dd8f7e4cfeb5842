/*
 * data_distribution_cache_reset.c — the latest reset of a cache. Changes nothing.
 */
#include "gen/data_distribution_cache_reset.h"

#include "runtime/api.h"

static bool read(struct call *c, const void *config_model, void *state)
{
    const struct data_distribution_cache_reset *config = config_model;
    json_t *answer, *in = json_pack("{s:o}", "distributionName", json_new_str(config->distribution_name.v));
    TRY(api_call(c, OP_GET_DISTRIBUTION_LATEST_CACHE_RESET, in, &answer));
    api_fill(c, &data_distribution_cache_reset_desc, answer, state);
    return true;
}

const struct data_source data_distribution_cache_reset_source = {
    .schema = &data_distribution_cache_reset_schema,
    .read = read,
};
