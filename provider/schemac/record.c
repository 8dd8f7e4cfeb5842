/*
 * record.c — the kinds of records and their differences, and the words that a record may use. Must not know
 * which combinations are valid.
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

const char *const rule_keys[RULE_KIND_COUNT] = {"one_of",   "range",       "length",
                                                "items",    "match",       "conflicts",
                                                "requires", "exactly_one", "at_least_one"};
const char *const step_keys[STEP_COUNT] = {"create", "read", "update", "delete"};
const char *const standard_words[STANDARD_COUNT] = {
    "arn", "created_at", "support_code", "availability_zone", "tags", "auto_snapshot", "deletion_protection"};
const char *const view_words[VIEW_COUNT] = {"data", "data_list", "list"};
const char *const hook_words[HOOK_COUNT] = {"validate", "plan",       "request", "effect",
                                            "fill",     "may_delete", "is_ready"};

bool record_has_operations(const struct record *record)
{
    size_t count = 0;
    for (int step = 0; step < STEP_COUNT; step++)
        count += record->operations[step].count;
    return count > 0;
}

struct attribute *object_find(const struct object *object, struct str name)
{
    for (size_t i = 0; i < object->count; i++) {
        if (str_eq(object->attributes[i]->name, name))
            return object->attributes[i];
    }
    return NULL;
}
