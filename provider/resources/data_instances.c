/*
 * data_instances.c — the instances of the region that match filters. Knows the filters; changes nothing.
 */
#include "gen/data_instances.h"

#include <regex.h>
#include <stdlib.h>

#include "resources/catalogue.h"
#include "resources/instance.h"
#include "resources/tags.h"

struct filter {
    const struct data_instances *config;
    regex_t name;
    bool has_name;
};

static void free_regex(void *compiled)
{
    regfree(compiled);
}

static bool filter_init(struct call *c, const struct data_instances *config, struct filter *ret)
{
    *ret = (struct filter){.config = config, .has_name = TF_IS_KNOWN(config->name_regex)};
    if (!ret->has_name)
        return true;
    int code = regcomp(&ret->name, str_z(c->mem, config->name_regex.v), REG_EXTENDED | REG_NOSUB);
    if (code == 0) {
        arena_defer(c->mem, free_regex, &ret->name);
        return true;
    }
    char reason[128];
    regerror(code, &ret->name, reason, sizeof reason);
    return fail_at(&c->err, ERR_USER, "name_regex", "not a regular expression: %s", reason);
}

static bool has_tags(const struct tf_strings *tags, const struct tf_strings *wanted)
{
    for (size_t i = 0; i < wanted->count; i++) {
        const struct tf_string *value = tags_get(tags, wanted->keys[i]);
        if (value == NULL || !str_eq(value->v, wanted->v[i].v))
            return false;
    }
    return true;
}

/* What ignore_tags names is not there for filters either. */
static bool matches(struct call *c, const struct filter *filter, const json_t *answer)
{
    const struct data_instances *config = filter->config;
    struct tf_strings tags = {.is = TF_KNOWN};
    if (filter->has_name &&
        regexec(&filter->name, str_z(c->mem, json_member_text(answer, "name")), 0, NULL, 0) != 0)
        return false;
    if (TF_IS_KNOWN(config->state) && !str_eq(config->state.v, instance_state(answer)))
        return false;
    if (TF_IS_KNOWN(config->tags))
        tags = tags_of_answer(c, json_object_get(answer, "tags"));
    return has_tags(&tags, &config->tags);
}

static void fill(struct call *c, const json_t *answer, struct data_instances_instances *ret)
{
    api_fill(c, &data_instances_instances_desc, answer, ret);
    if (!TF_IS_KNOWN(ret->ipv6_addresses))
        ret->ipv6_addresses = (struct tf_strings){.is = TF_KNOWN};
    ret->disk_size = instance_system_disk_gb(answer);
    ret->monthly_price_usd = catalogue_price_usd(c, ret->bundle_id.v);
    ret->tags = tags_of_answer(c, json_object_get(answer, "tags"));
}

static int compare(const void *a, const void *b)
{
    const struct data_instances_instances *left = a, *right = b;
    return str_cmp(left->name.v, right->name.v);
}

static bool read(struct call *c, const void *config_model, void *state_model)
{
    struct data_instances *state = state_model;
    struct filter *filter = arena_new_object(c->mem, struct filter);
    json_t *items;
    TRY(filter_init(c, config_model, filter));
    TRY(api_list(c, OP_GET_INSTANCES, NULL, "instances", &items));
    struct data_instances_instances *found = arena_new_array(c->mem, struct data_instances_instances,
                                                             json_array_size(items));
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (matches(c, filter, json_array_get(items, i)))
            fill(c, json_array_get(items, i), &found[count++]);
    }
    qsort(found, count, sizeof *found, compare);
    state->instances.is = TF_KNOWN;
    state->instances.count = count;
    state->instances.v = found;
    state->names = (struct tf_strings){.is = TF_KNOWN,
                                       .count = count,
                                       .v = arena_new_array(c->mem, struct tf_string, count)};
    for (size_t i = 0; i < count; i++)
        state->names.v[i] = found[i].name;
    return true;
}

const struct data_source data_instances_source = {.schema = &data_instances_schema, .read = read};
