/*
 * https_setup.c — the set-up of HTTPS on an instance: a certificate that a script gets and installs there. It must
 * not know what an instance is.
 */
#include "api/https_setup.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "api/instances.h"
#include "families.h"
#include "host_names.h"
#include "memory.h"
#include "operations.h"

/* Sources: the model; the text of SetupInstanceHttps. */
enum { MOST_NAMES = 10, LONGEST_SHORT_NAME = 63, SHOWN = 5, HTTP = 80, HTTPS = 443, LONGEST_EMAIL = 254 };

/* hidden.setups: as the API shows them, the oldest first. hidden.setupError: why the next one fails. */
static const char list_member[] = "setups", error_member[] = "setupError";

/* ---- the request ------------------------------------------------------------------------------------------------- */

static bool check_email(struct call *call)
{
    const char *email = call_string(call, "emailAddress"), *at = strrchr(email, '@');
    size_t local = at ? (size_t)(at - email) : 0;
    bool fine = local >= 1 && local <= 64 && strlen(email) <= LONGEST_EMAIL &&
                strcspn(email, " \t\r\n\",:;<>()[]\\@") >= local &&
                host_name_is_valid(at + 1, LABELS_OF_HOSTS);
    return fine || call_fail_input(call, "The email address is not valid");
}

static bool check_names(struct call *call)
{
    const json_t *names = json_object_get(call->input, "domainNames");
    size_t count = json_array_size(names);
    bool has_short = count == 1;
    if (count < 1 || count > MOST_NAMES)
        return call_fail_input(call, "domainNames must have from 1 to %d names", MOST_NAMES);
    for (size_t i = 0; i < count; i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (!host_name_is_valid(name, LABELS_OF_HOSTS))
            return call_fail_input(call, "The domain name is not valid: %s", name);
        has_short = has_short || strlen(name) <= LONGEST_SHORT_NAME;
    }
    return has_short || call_fail_input(call, "At least one domain name must have %d characters or less",
                                        LONGEST_SHORT_NAME);
}

/* ---- the script -------------------------------------------------------------------------------------------------- */

static bool is_open(const struct resource *instance, int port)
{
    const json_t *ports = json_object_get(json_object_get(instance->document, "networking"), "ports");
    for (size_t i = 0; i < json_array_size(ports); i++) {
        const json_t *rule = json_array_get(ports, i);
        if (json_integer_value(json_object_get(rule, "fromPort")) <= port &&
            port <= json_integer_value(json_object_get(rule, "toPort")) &&
            !strcmp(json_string_value(json_object_get(rule, "accessDirection")), "inbound"))
            return true;
    }
    return false;
}

/* Why the script fails: a test says it, or it cannot be reached. NULL: it succeeds. The texts are assumed. */
static const char *error_of(const struct resource *instance)
{
    const char *set = json_string_value(json_object_get(instance->hidden, error_member));
    if (set)
        return set;
    if (!is_open(instance, HTTP) || !is_open(instance, HTTPS))
        return "Timeout during connect (likely firewall problem)";
    return NULL;
}

static json_t *command(const struct call *call, const struct resource *instance, const char *line)
{
    return json_pack("{s:s, s:f, s:s, s:s, s:s, s:s, s:s}", "command", line, "dateTime",
                     (double)call->now_ms / 1000, "name", resource_name(instance), "status", "inProgress",
                     "standardError", "", "standardOutput", "", "version", "1.0");
}

static void add_setup(struct call *call, struct resource *instance, const char *operation_id,
                      const char *error)
{
    json_t *list = json_object_get(instance->hidden, list_member);
    if (!list) {
        list = json_array();
        json_object_set_new(instance->hidden, list_member, list);
    }
    json_t *setup = json_pack("{s:s, s:{s:s, s:O, s:s}, s:{s:s, s:O, s:O, s:O, s:s}, s:[o, o], s:s, s:s?}",
                              "operationId", operation_id, "request", "instanceName", resource_name(instance),
                              "domainNames", json_object_get(call->input, "domainNames"),
                              "certificateProvider", call_string(call, "certificateProvider"), "resource",
                              "name", resource_name(instance), "arn",
                              json_object_get(instance->document, "arn"), "createdAt",
                              json_object_get(instance->document, "createdAt"), "location",
                              json_object_get(instance->document, "location"), "resourceType",
                              instance->kind->api, "executionDetails",
                              command(call, instance, "apt-get install certbot"),
                              command(call, instance, "certbot certonly"), "status", "inProgress", "error",
                              error);
    json_array_append_new(list, setup);
    resource_changed(instance);
}

static void end(json_t *setup)
{
    const char *error = json_string_value(json_object_get(setup, "error"));
    json_t *details = json_object_get(setup, "executionDetails");
    const char *status = error ? "failed" : "succeeded";
    json_object_set_new(json_array_get(details, 0), "status", json_string("succeeded"));
    json_object_set_new(json_array_get(details, 1), "status", json_string(status));
    json_object_set_new(json_array_get(details, 1), error ? "standardError" : "standardOutput",
                        json_string(error ? error : "Successfully received certificate."));
    json_object_set_new(setup, "status", json_string(status));
}

void https_setup_transition(struct resource *instance, const char *word)
{
    json_t *list = json_object_get(instance->hidden, list_member), *setup;
    size_t i;
    if (strcmp(word, "https-setup") != 0)
        return;
    json_array_foreach (list, i, setup)
        if (!strcmp(json_string_value(json_object_get(setup, "status")), "inProgress"))
            end(setup);
    resource_changed(instance);
}

void https_setup_fail_next(struct resource *instance, const char *standard_error)
{
    json_object_set_new(instance->hidden, error_member, json_string(standard_error));
    resource_changed(instance);
}

/* ---- operations -------------------------------------------------------------------------------------------------- */

static bool setup(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "instanceName");
    if (!instance || !check_email(call) || !check_names(call))
        return false;
    if (strcmp(instance_state(instance), "running") != 0)
        return call_fail_input(call, "The instance %s is %s. HTTPS is set up on one that is running.",
                               resource_name(instance), instance_state(instance));
    char *error = memory_copy(error_of(instance));
    if (error)
        operation_add_failing(call, "SetupInstanceHttps", &instance_kind, resource_name(instance),
                              resource_zone(instance), "SetupFailed", error);
    else
        operation_add_for(call, "SetupInstanceHttps", instance, NULL);
    add_setup(call, instance, operation_at(call->region, call->region->operation_count)->id, error);
    free(error);
    json_object_del(instance->hidden, error_member);
    resource_plan(call->region, instance, "https-setup", call->now_ms + call->options->operation_ms);
    return operations_answer(call);
}

/* The five newest, the newest first. */
static bool get_history(struct call *call)
{
    struct resource *instance = call_find(call, &instance_kind, "resourceName");
    uint64_t after;
    size_t count = 0;
    if (!instance || !page_begin(call, "setupHistory", &after))
        return false;
    const json_t *list = json_object_get(instance->hidden, list_member);
    size_t size = json_array_size(list), most = size < SHOWN ? size : SHOWN;
    for (uint64_t i = after; i < most; i++) {
        if (!page_next(call, &count)) {
            page_end(call, i);
            return true;
        }
        json_t *one = json_copy(json_array_get(list, size - 1 - (size_t)i));
        json_object_del(one, "error");
        text_add_json_value(&call->out, one);
        json_decref(one);
    }
    page_end(call, 0);
    return true;
}

static const char *const providers[] = {"LetsEncrypt", NULL};

static const struct api https_setup_api[] = {
    {.name = "SetupInstanceHttps",
     .handle = setup,
     .input = INPUT(INSTANCE, REQUIRED("emailAddress", STRING), REQUIRED("domainNames", STRINGS),
                    WORD("certificateProvider", providers, true))},
    {.name = "GetSetupHistory",
     .shows = OF_ONE,
     .handle = get_history,
     .input = INPUT(REQUIRED("resourceName", NAME), OPTIONAL("pageToken", STRING))},
    {0},
};
const struct family https_setup_family = {.api = https_setup_api};
