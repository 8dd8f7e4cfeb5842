/*
 * call.c — one call of an API operation in the simulator: its input and its result. It must not know how
 * requests arrive nor what any operation does.
 */
#include "call.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"
#include "kind.h"
#include "memory.h"

static const struct {
    const char *type;
    unsigned status;
    const char *tip;
} failures[FAILURES] = {
    [FAILURE_NONE] = {"None", 200, ""},
    [FAILURE_INVALID_INPUT] = {"InvalidInputException", 400,
                               "Check the parameters of the request and try again."},
    [FAILURE_NOT_FOUND] = {"NotFoundException", 400, "Check the name and the AWS Region of the resource."},
    [FAILURE_OPERATION] = {"OperationFailureException", 400, "Please try again in a few minutes."},
    [FAILURE_ACCESS_DENIED] = {"AccessDeniedException", 400, "Check the permissions of the caller."},
    [FAILURE_UNAUTHENTICATED] = {"UnauthenticatedException", 400, "Sign the request with valid credentials."},
    [FAILURE_SERVICE] = {"ServiceException", 500, "Please try again later."},
    [FAILURE_ACCOUNT_SETUP] = {"AccountSetupInProgressException", 400, "Please try again in a few minutes."},
    [FAILURE_REGION_SETUP] = {"RegionSetupInProgressException", 400, "Please try again in a few minutes."},
    [FAILURE_THROTTLING] = {"ThrottlingException", 400, NULL},
    [FAILURE_UNKNOWN_OPERATION] = {"UnknownOperationException", 404, NULL},
    [FAILURE_SERIALIZATION] = {"SerializationException", 400, NULL},
    [FAILURE_UNRECOGNIZED_CLIENT] = {"UnrecognizedClientException", 400, NULL},
    [FAILURE_INVALID_SIGNATURE] = {"InvalidSignatureException", 400, NULL},
    [FAILURE_INCOMPLETE_SIGNATURE] = {"IncompleteSignatureException", 400, NULL},
    [FAILURE_MISSING_TOKEN] = {"MissingAuthenticationTokenException", 400, NULL},
    [FAILURE_EXPIRED_TOKEN] = {"ExpiredTokenException", 400, NULL},
    [FAILURE_UNAVAILABLE] = {"ServiceUnavailableException", 503, NULL},
};

const char *failure_type(enum failure failure)
{
    return failures[failure].type;
}

unsigned failure_status(enum failure failure)
{
    return failures[failure].status;
}

static bool __attribute__((format(printf, 4, 0)))
fail_list(struct call *call, enum failure failure, const char *code, const char *format, va_list list)
{
    if (call->failure == FAILURE_NONE) {
        call->failure = failure;
        call->failure_code = code;
        call->failure_message = memory_format_list(format, list);
    }
    return false;
}

bool call_fail(struct call *call, enum failure failure, const char *code, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fail_list(call, failure, code, format, list);
    va_end(list);
    return false;
}

bool call_fail_input(struct call *call, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fail_list(call, FAILURE_INVALID_INPUT, "InvalidInput", format, list);
    va_end(list);
    return false;
}

bool call_fail_not_found(struct call *call, const struct kind *kind, const char *name)
{
    return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The %s does not exist: %s", kind->api, name);
}

void call_print_failure(const struct call *call, struct text *out)
{
    const char *tip = failures[call->failure].tip;
    text_add(out, "{\"__type\":");
    text_add_json(out, failure_type(call->failure));
    if (tip) {
        text_add(out, ",\"code\":");
        text_add_json(out, call->failure_code ? call->failure_code : failure_type(call->failure));
        text_format(
            out, ",\"docs\":\"https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_%s.html\"",
            call->operation);
    }
    text_add(out, ",\"message\":");
    text_add_json(out, call->failure_message);
    if (tip) {
        text_add(out, ",\"tip\":");
        text_add_json(out, tip);
    }
    text_add(out, "}");
}

void call_free(struct call *call)
{
    json_decref(call->input);
    text_free(&call->out);
    free(call->failure_message);
}

const char *call_string(const struct call *call, const char *member)
{
    return json_string_value(json_object_get(call->input, member));
}

bool call_true(const struct call *call, const char *member)
{
    return json_is_true(json_object_get(call->input, member));
}

/* A fault that lets this call hang holds nothing there. */
struct region *call_other_region(struct call *call, const char *name)
{
    if (!strcmp(name, call->region->name))
        return call->region;
    struct region *region = world_region(name);
    world_hold(false);
    region_settle(region, call->now_ms);
    world_hold(call->end == END_NEVER);
    return region;
}

struct resource *call_find(struct call *call, const struct kind *kind, const char *member)
{
    const char *name = call_string(call, member);
    struct resource *resource = name ? region_find_kind(call->region, kind, name) : NULL;
    if (!resource)
        call_fail_not_found(call, kind, name ? name : "");
    return resource;
}

static bool is_resource_name(const char *name)
{
    size_t length = strlen(name);
    if (length < 2 || length > 255 || !isalnum((unsigned char)name[0]) ||
        !isalnum((unsigned char)name[length - 1]))
        return false;
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && !strchr("-_.", *name))
            return false;
    return true;
}

bool call_check_new_name(struct call *call, const char *name)
{
    if (!is_resource_name(name))
        return call_fail_input(
            call,
            "%s is not a valid resource name. Resource names must be at least 2 characters long and "
            "contain only alphanumerics, -, _, and .",
            name);
    return call_check_free_name(call, name);
}

bool call_check_free_name(struct call *call, const char *name)
{
    if (region_find(call->region, name) || history_holds_name(call->region, name, call->now_ms) ||
        !strcmp(name, "LightsailDefaultKeyPair"))
        return call_fail(call, FAILURE_INVALID_INPUT, "NameExists", "Some names are already in use: %s",
                         name);
    return true;
}

bool page_begin(struct call *call, const char *member, uint64_t *ret_after)
{
    const char *token = call_string(call, "pageToken");
    *ret_after = 0;
    if (token) {
        unsigned char *plain = NULL;
        size_t length, prefix = strlen(call->operation);
        bool ours = base64_decode(token, &plain, &length) && length > prefix + 1 &&
                    !strncmp((char *)plain, call->operation, prefix) && plain[prefix] == ':';
        char *end = NULL;
        if (ours)
            *ret_after = strtoull((char *)plain + prefix + 1, &end, 10);
        ours = ours && *end == '\0';
        free(plain);
        if (!ours)
            return call_fail_input(call, "The page token is not valid: %s", token);
    }
    text_format(&call->out, "{\"%s\":[", member);
    return true;
}

bool page_next(struct call *call, size_t *count)
{
    if (*count == call->options->page_size)
        return false;
    if ((*count)++)
        text_add(&call->out, ",");
    return true;
}

void page_end(struct call *call, uint64_t more_after)
{
    text_add(&call->out, "]");
    if (more_after) {
        char *plain = memory_format("%s:%llu", call->operation, (unsigned long long)more_after);
        char *token = base64_encode(plain, strlen(plain));
        text_format(&call->out, ",\"nextPageToken\":\"%s\"", token);
        free(plain);
        free(token);
    }
    text_add(&call->out, "}");
}
