/*
 * add_ons.c — add-ons of instances and disks: enabled, disabled, and the states in between. It must not know
 * what a snapshot contains.
 */
#include "api/add_ons.h"

#include <ctype.h>
#include <string.h>

#include "families.h"
#include "operations.h"

static const char *const types[] = {"AutoSnapshot", "StopInstanceOnIdle", NULL};
static const struct member auto_snapshot[] = {OPTIONAL("snapshotTimeOfDay", STRING), {0}};
static const struct member stop_on_idle[] = {OPTIONAL("threshold", STRING),
                                             OPTIONAL("duration", STRING),
                                             {0}};
const struct member add_on_members[] = {
    WORD("addOnType", types, true),
    PARTS("autoSnapshotAddOnRequest", STRUCTURE, auto_snapshot, false),
    PARTS("stopInstanceOnIdleRequest", STRUCTURE, stop_on_idle, false),
    {0},
};

static json_t *find_add_on(const struct resource *resource, const char *name)
{
    json_t *add_ons = json_object_get(resource->document, "addOns"), *add_on;
    size_t i;
    json_array_foreach (add_ons, i, add_on)
        if (!strcmp(json_string_value(json_object_get(add_on, "name")), name))
            return add_on;
    return NULL;
}

static bool check_request(struct call *call, const json_t *request)
{
    const char *type = json_string_value(json_object_get(request, "addOnType"));
    if (!type)
        return call_fail_input(call, "addOnType is required");
    if (strcmp(type, "AutoSnapshot") != 0)
        return call_fail_input(call, "The add-on %s is for Lightsail for Research resources only", type);
    const char *time = json_string_value(
        json_object_get(json_object_get(request, "autoSnapshotAddOnRequest"), "snapshotTimeOfDay"));
    if (!time)
        return true;
    bool digits = strlen(time) == 5 && isdigit((unsigned char)time[0]) && isdigit((unsigned char)time[1]);
    if (!digits || strcmp(time + 2, ":00") != 0 || (time[0] - '0') * 10 + time[1] - '0' > 23)
        return call_fail_input(call,
                               "snapshotTimeOfDay must be in HH:00 format, and in an hourly increment: %s",
                               time);
    return true;
}

bool add_ons_check(struct call *call)
{
    json_t *request;
    size_t i;
    json_array_foreach (json_object_get(call->input, "addOns"), i, request)
        if (!check_request(call, request))
            return false;
    return true;
}

static void begin(struct call *call, struct resource *resource, const json_t *request)
{
    const char *time = json_string_value(
        json_object_get(json_object_get(request, "autoSnapshotAddOnRequest"), "snapshotTimeOfDay"));
    json_t *add_on = find_add_on(resource, "AutoSnapshot");
    if (!add_on) {
        add_on = json_pack("{s:s}", "name", "AutoSnapshot");
        json_array_append_new(json_object_get(resource->document, "addOns"), add_on);
    }
    const char *kept = json_string_value(json_object_get(add_on, "snapshotTimeOfDay"));
    json_t *wanted = json_string(time ? time : kept ? kept : "06:00");
    json_object_set_new(add_on, "status", json_string("Enabling"));
    json_object_set(add_on, "snapshotTimeOfDay", wanted);
    json_object_set_new(add_on, "nextSnapshotTimeOfDay", wanted);
    resource_plan(call->region, resource, "add-on", call->now_ms + call->options->operation_ms);
    resource_changed(resource);
}

void add_ons_begin(struct call *call, struct resource *resource, const json_t *requests)
{
    for (size_t i = 0; i < json_array_size(requests); i++)
        begin(call, resource, json_array_get(requests, i));
}

bool add_ons_active(const struct resource *resource)
{
    const json_t *add_on = find_add_on(resource, "AutoSnapshot");
    const char *status = json_string_value(json_object_get(add_on, "status"));
    return status && !strncmp(status, "Enabl", 5);
}

void add_ons_finish(struct resource *resource)
{
    json_t *add_on = find_add_on(resource, "AutoSnapshot");
    bool enabling = add_ons_active(resource);
    json_object_set_new(add_on, "status", json_string(enabling ? "Enabled" : "Disabled"));
    resource_changed(resource);
}

static struct resource *find_with_add_ons(struct call *call)
{
    const char *name = call_string(call, "resourceName");
    struct resource *resource = region_find(call->region, name);
    if (!resource)
        call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The Resource does not exist: %s", name);
    else if (!resource->kind->has_add_ons) {
        call_fail_input(call, "Add-ons are not supported for the resource type %s", resource->kind->api);
        resource = NULL;
    }
    return resource;
}

static bool enable_add_on(struct call *call)
{
    struct resource *resource = find_with_add_ons(call);
    const json_t *request = json_object_get(call->input, "addOnRequest");
    if (!resource || !check_request(call, request))
        return false;
    begin(call, resource, request);
    operation_add_for(call, "EnableAddOn", resource, "EnableAddOn - AutoSnapshot");
    return operations_answer(call);
}

static bool disable_add_on(struct call *call)
{
    struct resource *resource = find_with_add_ons(call);
    if (!resource)
        return false;
    json_t *add_on = find_add_on(resource, call_string(call, "addOnType"));
    if (!add_on || !add_ons_active(resource))
        return call_fail_input(call, "The add-on %s is not enabled for %s", call_string(call, "addOnType"),
                               resource_name(resource));
    json_object_set_new(add_on, "status", json_string("Disabling"));
    json_object_del(add_on, "nextSnapshotTimeOfDay");
    resource_plan(call->region, resource, "add-on", call->now_ms + call->options->operation_ms);
    resource_changed(resource);
    operation_add_for(call, "DisableAddOn", resource, "DisableAddOn - AutoSnapshot");
    return operations_answer(call);
}

static const struct api add_ons_api[] = {
    {.name = "EnableAddOn",
     .handle = enable_add_on,
     .input = INPUT(REQUIRED("resourceName", NAME), PARTS("addOnRequest", STRUCTURE, add_on_members, true))},
    {.name = "DisableAddOn",
     .handle = disable_add_on,
     .input = INPUT(WORD("addOnType", types, true), REQUIRED("resourceName", NAME))},
    {0},
};
const struct family add_ons_family = {.api = add_ons_api};
