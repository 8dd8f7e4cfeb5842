/*
 * record.c — the kinds of records, the words of the language, and names that follow from a record. Knows folders and words; must not know JSON.
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

struct attribute *object_find(const struct object *object, struct str name)
{
    for (size_t i = 0; i < object->count; i++) {
        if (str_eq(object->attributes[i]->name, name))
            return object->attributes[i];
    }
    return NULL;
}

/* ---- words ---- */

const char *const rule_keys[RULE_KIND_COUNT] = {"one_of",   "range",       "length",
                                                "items",    "match",       "conflicts",
                                                "requires", "exactly_one", "at_least_one"};
const char *const step_keys[STEP_COUNT] = {"create", "read", "update", "delete"};

const char *const hook_words[HOOK_COUNT] = {"validate", "plan", "plan_destroy",
                                            "request",  "fill", "may_delete"};

const char *const standard_words[STANDARD_COUNT] = {"arn",          "created_at",
                                                    "support_code", "availability_zone",
                                                    "tags",         "auto_snapshot"};

const char *const view_words[VIEW_COUNT] = {"data", "data_list", "list"};

/* ---- names in C ---- */

struct str constant_name(struct arena *mem, const struct object *object, const struct attribute *a,
                         struct str value)
{
    struct buf name = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    const struct str parts[] = {object->c_name, a->c_name, value};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (i > 0)
            buf_addc(&name, '_');
        for (size_t k = 0; k < parts[i].len; k++) {
            char c = parts[i].data[k];
            bool is_lower = c >= 'a' && c <= 'z';
            bool is_other = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            buf_addc(&name, is_lower ? (char)(c - 'a' + 'A') : is_other ? c : '_');
        }
    }
    return buf_str(&name);
}

struct str position_name(struct arena *mem, const struct record *record, const struct parameter *parameter)
{
    const struct attribute a = {.c_name = record->name};
    return constant_name(mem, &(struct object){.c_name = STR("function")}, &a, parameter->name);
}
