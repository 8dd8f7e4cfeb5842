/*
 * operations.c — the records of asynchronous work that mutating calls return. It must not know what the work
 * was.
 */
#include "operations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "families.h"
#include "kind.h"
#include "memory.h"

/*
 * The model has two words for success. Both are used, so that a client that waits for only one of them is
 * detected.
 */
static bool ends_as_completed(const char *type)
{
    return !strcmp(type, "SetIpAddressType") || !strcmp(type, "UpdateInstanceMetadataOptions");
}

/* After a quarter of its duration; one that does not end has started at once. */
static bool is_started(const struct operation *operation, int64_t age_ms)
{
    return operation->stuck || age_ms * 4 >= operation->lives_ms;
}

static const char *status_of(const struct operation *operation, int64_t now_ms)
{
    int64_t age_ms = now_ms - operation->created_ms;
    if (age_ms >= operation->lives_ms) {
        if (operation->error_code)
            return "Failed";
        return operation->completed ? "Completed" : "Succeeded";
    }
    return is_started(operation, age_ms) ? "Started" : "NotStarted";
}

static int64_t status_since_ms(const struct operation *operation, int64_t now_ms)
{
    int64_t age_ms = now_ms - operation->created_ms;
    if (age_ms >= operation->lives_ms)
        return operation->created_ms + operation->lives_ms;
    return operation->stuck || !is_started(operation, age_ms)
               ? operation->created_ms
               : operation->created_ms + operation->lives_ms / 4;
}

void operation_print(const struct region *region, const struct operation *operation, int64_t now_ms,
                     struct text *out)
{
    bool over = now_ms - operation->created_ms >= operation->lives_ms;
    text_format(out, "{\"id\":\"%s\",\"resourceName\":", operation->id);
    text_add_json(out, operation->resource_name);
    text_format(out,
                ",\"resourceType\":\"%s\",\"createdAt\":%.3f,\"location\":{\"availabilityZone\":\"%s\","
                "\"regionName\":\"%s\"},\"isTerminal\":%s",
                operation->resource_type, (double)operation->created_ms / 1000, operation->zone,
                kind_shown_region(families_kind_named(operation->resource_type), region),
                over ? "true" : "false");
    if (operation->details) {
        text_add(out, ",\"operationDetails\":");
        text_add_json(out, operation->details);
    }
    text_format(out, ",\"operationType\":\"%s\",\"status\":\"%s\",\"statusChangedAt\":%.3f", operation->type,
                status_of(operation, now_ms), (double)status_since_ms(operation, now_ms) / 1000);
    if (over && operation->error_code) {
        text_add(out, ",\"errorCode\":");
        text_add_json(out, operation->error_code);
        text_add(out, ",\"errorDetails\":");
        text_add_json(out, operation->error_details);
    }
    text_add(out, "}");
}

static void free_texts(struct operation *operation)
{
    free(operation->resource_name);
    free(operation->zone);
    free(operation->details);
    free(operation->error_code);
    free(operation->error_details);
    free(operation->type);
}

/* An operation that ends well, unless a fault decides otherwise: the code and the text of its error. */
struct ending {
    int64_t lives_ms;
    const char *error_code, *error_details;
};

static struct ending ending_of(const struct call *call, int64_t lives_ms)
{
    struct ending ending = {.lives_ms = lives_ms};
    if (call->end == END_FAILED)
        ending = (struct ending){lives_ms, "OperationFailure", "The operation failed because of a fault."};
    if (call->end == END_NEVER)
        ending.lives_ms = WORLD_NEVER_MS;
    return ending;
}

static void add(struct call *call, const char *type, const char *resource_type, const char *resource_name,
                const char *zone, const char *details, struct ending ending)
{
    struct region *region = call->region;
    struct operation *operation = &region->operations[region->operation_count++ % REGION_OPERATIONS];
    free_texts(operation);
    *operation = (struct operation){
        .type = memory_copy(type),
        .resource_type = resource_type,
        .resource_name = memory_copy(resource_name),
        .zone = memory_copy(zone),
        .details = memory_copy(details),
        .created_ms = call->now_ms,
        .lives_ms = ending.lives_ms,
        .completed = ends_as_completed(type),
        .error_code = memory_copy(ending.error_code),
        .error_details = memory_copy(ending.error_details),
        .stuck = call->end == END_NEVER,
    };
    char *seed = memory_format("operation/%s/%llu", region->name,
                               (unsigned long long)world_next_number(COUNTER_THINGS));
    digest_uuid(seed, operation->id);
    free(seed);
    if (call->has_operation)
        text_add(&call->out, ",");
    operation_print(region, operation, call->now_ms, &call->out);
    call->has_operation = true;
    world_touch();
}

void operation_add(struct call *call, const char *type, const struct kind *kind, const char *resource_name,
                   const char *zone, const char *details)
{
    add(call, type, kind->api, resource_name, zone, details, ending_of(call, call->options->operation_ms));
}

void operation_add_for(struct call *call, const char *type, const struct resource *resource,
                       const char *details)
{
    operation_add(call, type, resource->kind, resource_name(resource), resource_zone(resource), details);
}

void operation_add_done(struct call *call, const char *type, const struct kind *kind,
                        const char *resource_name, const char *zone, const char *details)
{
    add(call, type, kind->api, resource_name, zone, details, ending_of(call, 0));
}

void operation_add_failing(struct call *call, const char *type, const struct kind *kind,
                           const char *resource_name, const char *zone, const char *code, const char *text)
{
    add(call, type, kind->api, resource_name, zone, NULL,
        (struct ending){call->options->operation_ms, code, text});
}

static void wrap(struct call *call, const char *before, const char *after)
{
    struct text whole = {0};
    text_add(&whole, before);
    text_add_bytes(&whole, call->out.data, call->out.length);
    text_add(&whole, after);
    text_free(&call->out);
    call->out = whole;
}

bool operations_answer(struct call *call)
{
    wrap(call, "{\"operations\":[", "]}");
    return true;
}

bool operation_answer(struct call *call)
{
    wrap(call, "{\"operation\":", "}");
    return true;
}

struct operation *operation_at(const struct region *region, uint64_t number)
{
    bool kept = number > 0 && number <= region->operation_count &&
                region->operation_count - number < REGION_OPERATIONS;
    return kept ? &region->operations[(number - 1) % REGION_OPERATIONS] : NULL;
}

void operations_unstick(struct region *region, const char *name, int64_t now_ms)
{
    struct operation *operation;
    for (uint64_t number = region->operation_count; (operation = operation_at(region, number)); number--)
        if (operation->lives_ms == WORLD_NEVER_MS && (!name || !strcmp(operation->resource_name, name)))
            operation->lives_ms = now_ms - operation->created_ms;
}
