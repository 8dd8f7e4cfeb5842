/*
 * data_instance.c — one instance by name. Knows which attributes the rows cannot fill; changes nothing.
 */
#include "gen/data_instance.h"
#include "resources/catalogue/catalogue.h"
#include "resources/instance/instance.h"
#include "runtime/region_check.h"
#include "runtime/tags.h"

static bool read(struct call *c, const void *config_model, void *state_model)
{
    const struct data_instance *config = config_model;
    struct data_instance *state = state_model;
    json_t *answer;
    region_note(c, LS_KIND_INSTANCE, config->name);
    if (!api_view(c, LS_KIND_INSTANCE, config->name.v, LS_REFRESH, &answer) &&
        (c->err.kind != ERR_NOT_FOUND || !api_find(c, LS_KIND_INSTANCE, config->name.v, STR(""), &answer))) {
        if (c->err.kind == ERR_NOT_FOUND)
            ERR_SET(&c->err, attribute, STR("name"));
        return false;
    }
    api_fill(c, &data_instance_desc, answer, state);
    if (!TF_IS_KNOWN(state->ipv6_addresses))
        state->ipv6_addresses = (struct tf_strings){.is = TF_KNOWN};
    state->disk_size = instance_system_disk_gb(answer);
    state->monthly_price_usd = catalogue_price_usd(c, state->bundle_id.v);
    state->tags = tags_of_answer(c, json_object_get(answer, "tags"));
    return true;
}

const struct data_source data_instance_source = {.schema = &data_instance_schema, .read = read};
