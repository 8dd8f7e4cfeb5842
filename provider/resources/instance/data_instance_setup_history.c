/*
 * data_instance_setup_history.c — set-ups of HTTPS with the output of their commands. Changes nothing.
 */
#include "gen/data_instance_setup_history.h"

#include "runtime/api.h"

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_instance_setup_history *config = config_model;
    struct data_instance_setup_history *state = state_model;
    json_t *in = json_pack("{s:o}", "resourceName", json_new_str(config->instance_name.v)), *setups;
    TRY(api_list(c, OP_GET_SETUP_HISTORY, in, "setupHistory", &setups));
    size_t count = json_array_size(setups);
    state->setups.is = TF_KNOWN;
    state->setups.count = count;
    state->setups.v = arena_new_array(c->mem, struct data_instance_setup_history_setups, count);
    for (size_t i = 0; i < count; i++)
        api_fill(c, &data_instance_setup_history_setups_desc, json_array_get(setups, i), &state->setups.v[i]);
    return true;
}

const struct data_source data_instance_setup_history_source = {
    .schema = &data_instance_setup_history_schema,
    .read = read,
};
