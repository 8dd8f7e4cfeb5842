/*
 * portal.c — IAM Identity Center's portal: GetRoleCredentials for who has signed in (the service "sso" of 2019-06-10). It must not know
 * HTTP beyond the parts of this one request, nor how anybody signs in.
 */
#include "portal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "issued.h"
#include "memory.h"
#include "requests.h"

enum { LIFETIME_S = 3600 };

bool portal_is_meant(const char *path)
{
    return !strcmp(path, "/federation/credentials");
}

static void print_keys(const struct options *options, const struct portal_request *request, struct text *out)
{
    char *arn = memory_format("arn:aws:sts::%s:assumed-role/AWSReservedSSO_%s/simulated", request->account,
                              request->role);
    const struct issued *issued = issue(request->account, arn,
                                        options->token_lifetime_s ? options->token_lifetime_s : LIFETIME_S);
    text_format(
        out,
        "{\"roleCredentials\":{\"accessKeyId\":\"%s\",\"secretAccessKey\":\"%s\",\"sessionToken\":\"%s\","
        "\"expiration\":%" PRId64 "}}\n",
        issued->key.id, issued->key.secret, issued->key.token, issued->expiration_ms);
    free(arn);
}

/* NULL: nothing stands against it. */
static const char *refuse(const struct options *options, const struct portal_request *request,
                          unsigned *ret_status, const char **ret_message)
{
    *ret_status = 400;
    *ret_message = "Request is missing a part, or has a wrong one";
    if (strcmp(request->method, "GET") != 0 || !request->role || !*request->role || !request->account ||
        strlen(request->account) != 12 || strspn(request->account, "0123456789") != 12)
        return "InvalidRequestException";
    *ret_status = 401;
    *ret_message = "Session token not found or invalid";
    if (!request->token || strcmp(request->token, options->portal_token) != 0)
        return "UnauthorizedException";
    *ret_status = 403;
    *ret_message = "No access";
    return strncmp(request->role, "denied", 6) ? NULL : "ForbiddenException";
}

unsigned portal_answer(const struct options *options, const struct portal_request *request, struct text *out)
{
    unsigned status;
    const char *message;
    clock_sleep_latency();
    const char *error = refuse(options, request, &status, &message);
    if (error) {
        text_format(out, "{\"__type\":\"com.amazonaws.switchboard.portal#%s\",\"message\":\"%s\"}\n", error,
                    message);
    } else {
        print_keys(options, request, out);
        status = 200;
    }
    json_t *input = json_pack("{s:s*, s:s*}", "account_id", request->account, "role_name", request->role);
    requests_add("GetRoleCredentials", NULL, request->user_agent, input, status, error, clock_now_ms());
    json_decref(input);
    return status;
}
