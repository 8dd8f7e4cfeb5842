/*
 * database_parameters.c — the parameters of the engine of a database, read and changed. It must not know which
 * ones an engine has.
 */
#include "api/database_parameters.h"

#include <stdlib.h>
#include <string.h>

#include "api/databases.h"
#include "families.h"
#include "operations.h"

/* Source: RDS, ModifyDBParameterGroup. */
enum { MOST_AT_ONCE = 20 };

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

static const struct database_parameter *find(const struct resource *database, const char *name)
{
    const struct database_parameter *row = database_parameters_of(resource_string(database, "engine"));
    while (row->name && strcmp(row->name, name) != 0)
        row++;
    return row->name ? row : NULL;
}

/* What a request has set: {"value", "method"}; NULL: the default. */
static json_t *set_value(const struct resource *database, const char *name)
{
    return json_object_get(json_object_get(database->hidden, "parameters"), name);
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

/* One of "0", "ON" or "1-100". */
static bool fits(const char *value, const char *part, size_t length)
{
    char *end, range[64] = "";
    if (strlen(value) == length && !strncmp(value, part, length))
        return true;
    if (length >= sizeof range)
        return false;
    memcpy(range, part, length);
    long long low = strtoll(range, &end, 10);
    if (*end != '-' || end == range)
        return false;
    long long high = strtoll(end + 1, &end, 10), number = strtoll(value, &end, 10);
    return *value && *end == '\0' && number >= low && number <= high;
}

/* A formula like {DBInstanceClassMemory*3/4} or LEAST({…},5000) stands for a number. */
static bool is_allowed(const struct database_parameter *row, const char *value)
{
    if (!row->allowed || (strchr(value, '{') && strcmp(row->type, "integer") == 0))
        return true;
    for (const char *part = row->allowed; *part;) {
        size_t length = strcspn(part, ",");
        if (fits(value, part, length))
            return true;
        part += length + (part[length] == ',');
    }
    return false;
}

static bool check(struct call *call, const struct resource *database, const json_t *wanted)
{
    const char *name = text_of(wanted, "parameterName"), *value = text_of(wanted, "parameterValue");
    const char *method = text_of(wanted, "applyMethod");
    const struct database_parameter *row = name ? find(database, name) : NULL;
    if (!row)
        return call_fail_input(call, "Could not find parameter with name: %s", name ? name : "");
    if (!row->is_modifiable)
        return call_fail_input(call, "The parameter %s cannot be modified.", name);
    if (value && *value && !is_allowed(row, value))
        return call_fail_input(call, "Invalid parameter value: %s for: %s allowed values are: %s", value,
                               name, row->allowed);
    if (method && strcmp(method, "immediate") != 0 && strcmp(method, "pending-reboot") != 0)
        return call_fail_input(call, "Invalid apply method: %s", method);
    return row->is_dynamic || !method || strcmp(method, "immediate") != 0 ||
           call_fail_input(call, "Cannot use immediate apply method for static parameter: %s", name);
}

/* ---- operations -------------------------------------------------------------------------------------------------- */

/* Without a value the default holds again. False: the new value needs a reboot. */
static bool set_parameter(struct resource *database, const json_t *wanted)
{
    const char *name = text_of(wanted, "parameterName"), *value = text_of(wanted, "parameterValue");
    const char *method = text_of(wanted, "applyMethod");
    bool is_dynamic = find(database, name)->is_dynamic && (!method || !strcmp(method, "immediate"));
    json_t *all = json_object_get(database->hidden, "parameters");
    if (!all) {
        all = json_object();
        json_object_set_new(database->hidden, "parameters", all);
    }
    if (value && *value)
        json_object_set_new(all, name,
                            json_pack("{s:s, s:s}", "value", value, "method",
                                      is_dynamic ? "immediate" : "pending-reboot"));
    else
        json_object_del(all, name);
    resource_changed(database);
    return is_dynamic;
}

static bool update_parameters(struct call *call)
{
    struct resource *database = database_find_available(call);
    const json_t *parameters = json_object_get(call->input, "parameters");
    if (!database)
        return false;
    if (json_array_size(parameters) < 1 || json_array_size(parameters) > MOST_AT_ONCE)
        return call_fail_input(call, "A request must have 1 to %d parameters", MOST_AT_ONCE);
    for (size_t i = 0; i < json_array_size(parameters); i++)
        if (!check(call, database, json_array_get(parameters, i)))
            return false;
    bool are_dynamic = true;
    for (size_t i = 0; i < json_array_size(parameters); i++)
        are_dynamic = set_parameter(database, json_array_get(parameters, i)) && are_dynamic;
    if (!are_dynamic) {
        resource_set(database, "parameterApplyStatus", json_string("pending-reboot"));
    } else if (strcmp(resource_string(database, "parameterApplyStatus"), "pending-reboot") != 0) {
        resource_set(database, "parameterApplyStatus", json_string("applying"));
        resource_plan(call->region, database, "in-sync", call->now_ms + call->options->operation_ms);
    }
    operation_add_for(call, "UpdateRelationalDatabaseParameters", database, "");
    return operations_answer(call);
}

void database_parameters_transition(struct resource *database, const char *word)
{
    bool is_applying = !strcmp(resource_string(database, "parameterApplyStatus"), "applying");
    if (!strcmp(word, "rebooted") || (!strcmp(word, "in-sync") && is_applying))
        resource_set(database, "parameterApplyStatus", json_string("in-sync"));
}

static void print(struct call *call, const struct resource *database, const struct database_parameter *row)
{
    const json_t *set = set_value(database, row->name);
    const char *value = set ? text_of(set, "value") : row->value;
    json_t *shown = json_pack("{s:s*, s:s, s:s, s:s, s:s, s:b, s:s, s:s*}", "allowedValues", row->allowed,
                              "applyMethod", set ? text_of(set, "method") : "pending-reboot", "applyType",
                              row->is_dynamic ? "dynamic" : "static", "dataType", row->type, "description",
                              row->description, "isModifiable", (int)row->is_modifiable, "parameterName",
                              row->name, "parameterValue", value);
    text_add_json_value(&call->out, shown);
    json_decref(shown);
}

static bool get_parameters(struct call *call)
{
    const struct resource *database = database_find(call);
    uint64_t after;
    size_t count = 0;
    if (!database || !page_begin(call, "parameters", &after))
        return false;
    const struct database_parameter *rows = database_parameters_of(resource_string(database, "engine"));
    for (uint64_t i = 0; rows[i].name; i++) {
        if (i < after)
            continue;
        if (!page_next(call, &count)) {
            page_end(call, i);
            return true;
        }
        print(call, database, &rows[i]);
    }
    page_end(call, 0);
    return true;
}

static const struct member parameter_members[] = {
    OPTIONAL("allowedValues", STRING), OPTIONAL("applyMethod", STRING),    OPTIONAL("applyType", STRING),
    OPTIONAL("dataType", STRING),      OPTIONAL("description", STRING),    OPTIONAL("isModifiable", BOOLEAN),
    OPTIONAL("parameterName", STRING), OPTIONAL("parameterValue", STRING), {0}};

static const struct api database_parameters_api[] = {
    {.name = "UpdateRelationalDatabaseParameters",
     .handle = update_parameters,
     .input = INPUT(DATABASE, PARTS("parameters", STRUCTURES, parameter_members, true))},
    {.name = "GetRelationalDatabaseParameters",
     .shows = OF_ONE,
     .handle = get_parameters,
     .input = INPUT(DATABASE, OPTIONAL("pageToken", STRING))},
    {0},
};
const struct family database_parameters_family = {.api = database_parameters_api};
