/*
 * data_lb_tls_policies.c — the TLS policies of load balancers by name. Changes nothing.
 */
#include "gen/data_lb_tls_policies.h"

#include <stdlib.h>

#include "resources/catalogue/catalogue.h"

static int compare(const void *a, const void *b)
{
    const struct data_lb_tls_policies_policies *left = a, *right = b;
    return str_cmp(left->name.v, right->name.v);
}

static bool read(struct call *c, const void *config, void *state_model)
{
    struct data_lb_tls_policies *state = state_model;
    const struct catalogue *list;
    (void)config;
    TRY(catalogue_list(c, CATALOGUE_TLS_POLICIES, &list));
    size_t count = json_array_size(list->items);
    struct data_lb_tls_policies_policies *found = arena_new_array(c->mem,
                                                                  struct data_lb_tls_policies_policies,
                                                                  count);
    for (size_t i = 0; i < count; i++)
        api_fill(c, &data_lb_tls_policies_policies_desc, json_array_get(list->items, i), &found[i]);
    qsort(found, count, sizeof *found, compare);
    state->policies.is = TF_KNOWN;
    state->policies.count = count;
    state->policies.v = found;
    state->names = (struct tf_strings){.is = TF_KNOWN,
                                       .count = count,
                                       .v = arena_new_array(c->mem, struct tf_string, count)};
    for (size_t i = 0; i < count; i++) {
        state->names.v[i] = found[i].name;
        if (TF_IS_KNOWN(found[i].is_default) && found[i].is_default.v)
            state->default_name = found[i].name;
    }
    return true;
}

const struct data_source data_lb_tls_policies_source = {
    .schema = &data_lb_tls_policies_schema,
    .read = read,
};
