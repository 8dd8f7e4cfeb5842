/*
 * record.c — the kinds of records and what tells them apart. Knows folders and words; must not know what a record holds.
 */
#include "schemac/record.h"

const struct kind_facts kind_facts[RECORD_KIND_COUNT] = {
    [RECORD_RESOURCE] = {"resource", "", "", "a resource"},
    [RECORD_DATA] = {"data", "data", "data_", "a data source"},
    [RECORD_PROVIDER] = {"provider", "", "", "the provider block"},
    [RECORD_EPHEMERAL] = {"ephemeral", "ephemeral", "ephemeral_", "an ephemeral resource"},
    [RECORD_LIST] = {"list", "list", "list_", "a list resource"},
    [RECORD_ACTION] = {"action", "actions", "action_", "an action"},
    [RECORD_FUNCTION] = {"function", "functions", "function_", "a function"},
    [RECORD_HISTORY] = {"", "history", "", "an old version"},
};

bool record_has_operations(const struct record *record)
{
    size_t count = 0;
    for (int step = 0; step < STEP_COUNT; step++)
        count += record->operations[step].count;
    return count > 0;
}
