/*
 * list_instance.c — the instances of the region, one event each. Knows the filter by state; changes nothing.
 */
#include "gen/list_instance.h"
#include "resources/instance.h"
#include "runtime/listing.h"

static bool item(struct call *c, json_t *answer, const void *config_model, struct lister *lister,
                 bool *ret_more)
{
    const struct list_instance *config = config_model;
    struct str name = json_member_text(answer, "name");
    struct instance state = {.name = tf_string(name)};
    if (TF_IS_KNOWN(config->state) && !str_eq(config->state.v, instance_state(answer)))
        return true;
    if (list_wants_object(lister))
        instance_fill(c, answer, &state, &state);
    *ret_more = list_emit(c, lister, name, &state);
    return true;
}

static bool list(struct call *c, const void *config_model, struct lister *lister)
{
    const struct list_instance *config = config_model;
    const struct listing listing = {OP_GET_INSTANCES,    "instances",  &instance_resource, item,
                                    &config->name_regex, &config->tags};
    return listing_run(c, &listing, config, lister);
}

const struct list_resource list_instance_resource = {
    .schema = &list_instance_schema,
    .resource = &instance_resource,
    .list = list,
};
