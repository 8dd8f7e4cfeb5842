/*
 * records.c — GetOperation, GetOperations, GetOperationsForResource: the records of operations and their
 * status. It must not know what an operation did.
 */
#include <string.h>

#include "families.h"
#include "operations.h"

static bool get_operation(struct call *call)
{
    const char *id = call_string(call, "operationId");
    const struct operation *operation;
    for (uint64_t number = call->region->operation_count; (operation = operation_at(call->region, number));
         number--) {
        if (strcmp(operation->id, id) != 0 || operation->created_ms > call->seen_ms)
            continue;
        text_add(&call->out, "{\"operation\":");
        operation_print(call->region, operation, call->seen_ms, &call->out);
        text_add(&call->out, "}");
        return true;
    }
    return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The Operation does not exist: %s", id);
}

/* The newest come first, as in the service's responses. */
static bool list(struct call *call, const char *wanted_resource)
{
    uint64_t before, last = 0;
    if (!page_begin(call, "operations", &before))
        return false;
    size_t count = 0;
    uint64_t number = before ? before - 1 : call->region->operation_count;
    const struct operation *operation;
    for (; (operation = operation_at(call->region, number)); number--) {
        if (operation->created_ms > call->seen_ms ||
            (wanted_resource && strcmp(operation->resource_name, wanted_resource) != 0))
            continue;
        if (!page_next(call, &count)) {
            page_end(call, last);
            return true;
        }
        operation_print(call->region, operation, call->seen_ms, &call->out);
        last = number;
    }
    page_end(call, 0);
    return true;
}

static bool get_operations(struct call *call)
{
    return list(call, NULL);
}

static bool get_operations_for_resource(struct call *call)
{
    return list(call, call_string(call, "resourceName"));
}

static const struct api records_api[] = {
    {.name = "GetOperation",
     .shows = OF_ONE,
     .handle = get_operation,
     .input = INPUT(REQUIRED("operationId", NONEMPTY))},
    {.name = "GetOperations", .shows = OF_MANY, .handle = get_operations, .input = page_members},
    {.name = "GetOperationsForResource",
     .shows = OF_ONE,
     .handle = get_operations_for_resource,
     .input = INPUT(REQUIRED("resourceName", NAME), OPTIONAL("pageToken", STRING))},
    {0},
};
const struct family records_family = {.api = records_api};
