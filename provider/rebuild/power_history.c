/*
 * power_history.c — whether an instance or a database was started or stopped after a snapshot of it. Compares times of the
 * service with each other, never with a local clock.
 */
#include "rebuild/power_history.h"

static double created_s(const json_t *object)
{
    return json_number_value(json_object_get(object, "createdAt"));
}

/* "Stop" and "Instance": StopInstance. One that has failed has changed nothing: a start that Lightsail has refused. */
static bool is_type(const json_t *operation, const char *verb, const char *noun)
{
    struct str type = json_member_text(operation, "operationType"), start = str_c(verb);
    return str_starts_with(type, start) && str_eqc(str_slice(type, start.len, type.len), noun) &&
           !str_eqc(json_member_text(operation, "status"), "Failed");
}

/* When the instance was last stopped before the snapshot; 0: no such operation. */
static double stopped_before_s(const json_t *operations, const char *noun, double snapshot_s)
{
    double stopped_s = 0;
    for (size_t i = 0; i < json_array_size(operations); i++) {
        const json_t *operation = json_array_get(operations, i);
        if (is_type(operation, "Stop", noun) && created_s(operation) <= snapshot_s &&
            created_s(operation) > stopped_s)
            stopped_s = created_s(operation);
    }
    return stopped_s;
}

/* A start between the stop and the snapshot, and a stop after the snapshot, also show that it was
 * running. */
enum power_history power_history_judge(const json_t *operations, const char *noun, double snapshot_s)
{
    double stopped_s = stopped_before_s(operations, noun, snapshot_s);
    bool reaches_back = false;
    for (size_t i = 0; i < json_array_size(operations); i++) {
        const json_t *operation = json_array_get(operations, i);
        double at_s = created_s(operation);
        bool is_start = is_type(operation, "Start", noun) || is_type(operation, "Reboot", noun);
        if ((is_start && (stopped_s > 0 ? at_s > stopped_s : at_s >= snapshot_s)) ||
            (is_type(operation, "Stop", noun) && at_s > snapshot_s))
            return POWER_USED;
        reaches_back = reaches_back || at_s < snapshot_s;
    }
    return reaches_back ? POWER_UNTOUCHED : POWER_UNKNOWN;
}

bool power_history_since(struct session *s, struct str name, const char *noun, const json_t *snapshot,
                         enum power_history *ret_history)
{
    json_t *operations;
    TRY(session_list_if_allowed(s, OP_GET_OPERATIONS_FOR_RESOURCE, member_of("resourceName", name),
                                "operations", &operations));
    *ret_history = power_history_judge(operations, noun, created_s(snapshot));
    return true;
}
