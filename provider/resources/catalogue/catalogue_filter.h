/*
 * catalogue_filter.h — filters and orders of the data sources of bundles and blueprints. Knows numbers and versions; must
 * not know the lists.
 */
#ifndef RESOURCES_CATALOGUE_FILTER_H
#define RESOURCES_CATALOGUE_FILTER_H

#include "runtime/api.h"

/* A filter that is not set matches everything. A value that is missing matches no filter that is set. */
bool filter_at_least(struct tf_number value, struct tf_number least);
bool filter_at_most(struct tf_number value, struct tf_number most);

/* For qsort: cheapest first, then by ID. Without a price it is last. */
int filter_compare_prices(struct tf_number a, struct str a_id, struct tf_number b, struct str b_id);

/* Text order, but numbers in the text compare by value: "9" before "20.04" before "22.04 LTS". */
int filter_compare_versions(struct str a, struct str b);

#endif
