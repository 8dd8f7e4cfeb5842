/*
 * gui_sessions.c — sessions with the desktop of a computer of Lightsail for Research. It must not know what an
 * instance is.
 */
#include "api/gui_sessions.h"

#include <string.h>

#include "api/instances.h"
#include "digest.h"
#include "families.h"
#include "operations.h"

/* Source: the text of StartGUISession. */
enum { SESSION_MS = 60 * 60 * 1000 };

/* hidden.guiSession: its status; there is none on an instance without a desktop. */
static const char member[] = "guiSession";

static const char *status_of(const struct resource *instance)
{
    return json_string_value(json_object_get(instance->hidden, member));
}

static void set_status(struct resource *instance, const char *status)
{
    json_object_set_new(instance->hidden, member, json_string(status));
    resource_changed(instance);
}

void gui_session_allow(struct resource *instance)
{
    set_status(instance, "notStarted");
}

void gui_session_transition(struct resource *instance, const char *word)
{
    static const char *const ends[][2] = {{"gui-started", "started"},
                                          {"gui-expired", "startExpired"},
                                          {"gui-stopped", "stopped"}};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (!strcmp(word, ends[i][0]))
            set_status(instance, ends[i][1]);
}

/* The instance of the input, which has a desktop; NULL after call_fail. */
static struct resource *find(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "resourceName");
    if (!instance || status_of(instance))
        return instance;
    call_fail_input(call, "%s is not a Lightsail for Research resource", resource_name(instance));
    return NULL;
}

static bool start(struct call *call)
{
    struct resource *instance = find(call);
    if (!instance)
        return false;
    int64_t started_ms = call->now_ms + call->options->operation_ms;
    set_status(instance, "starting");
    resource_plan(call->region, instance, "gui-started", started_ms);
    resource_plan(call->region, instance, "gui-expired", started_ms + SESSION_MS);
    operation_add_for(call, "StartGUISession", instance, NULL);
    return operations_answer(call);
}

static bool stop(struct call *call)
{
    struct resource *instance = find(call);
    if (!instance)
        return false;
    if (strcmp(status_of(instance), "started") != 0 && strcmp(status_of(instance), "startExpired") != 0)
        return call_fail_input(call, "The GUI session of %s is %s", resource_name(instance),
                               status_of(instance));
    set_status(instance, "stopping");
    resource_unplan(call->region, instance, "gui-expired");
    resource_plan(call->region, instance, "gui-stopped", call->now_ms + call->options->operation_ms);
    operation_add_for(call, "StopGUISession", instance, NULL);
    return operations_answer(call);
}

static bool create_access(struct call *call)
{
    const struct resource *instance = find(call);
    if (!instance)
        return false;
    const char *status = status_of(instance);
    bool is_started = !strcmp(status, "started");
    char id[37];
    digest_uuid(resource_string(instance, "arn"), id);
    text_format(&call->out,
                "{\"resourceName\":\"%s\",\"status\":\"%s\",\"percentageComplete\":%d,\"sessions\":[",
                resource_name(instance), status, is_started ? 100 : 0);
    if (is_started)
        text_format(
            &call->out,
            "{\"name\":\"application\",\"url\":\"https://gui.example/%s/application\",\"isPrimary\":true},"
            "{\"name\":\"desktop\",\"url\":\"https://gui.example/%s/desktop\",\"isPrimary\":false}",
            id, id);
    text_add(&call->out, "]}");
    return true;
}

#define RESOURCE REQUIRED("resourceName", NAME)

static const struct api gui_sessions_api[] = {
    {.name = "StartGUISession", .handle = start, .input = INPUT(RESOURCE)},
    {.name = "StopGUISession", .handle = stop, .input = INPUT(RESOURCE)},
    {.name = "CreateGUISessionAccessDetails", .handle = create_access, .input = INPUT(RESOURCE)},
    {0},
};
const struct family gui_sessions_family = {.api = gui_sessions_api};
