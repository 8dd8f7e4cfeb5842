/*
 * portal.c — IAM Identity Center: GetRoleCredentials after a sign-in (the service "sso" of 2019-06-10) and
 * CreateToken, which refreshes a sign-in ("sso-oidc" of 2019-06-10). It must not know HTTP beyond the parts
 * of these two requests, nor how a user signs in.
 */
#include "portal.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "issued.h"
#include "memory.h"
#include "requests.h"

#define ROLE_PATH "/federation/credentials"
#define TOKEN_PATH "/token"

enum { LIFETIME_S = 3600, SIGN_IN_S = 8 * 3600 };

bool portal_is_meant(const char *path)
{
    return !strcmp(path, ROLE_PATH) || !strcmp(path, TOKEN_PATH);
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

/* NULL: no reason to refuse it. */
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

static unsigned answer_role(const struct options *options, const struct portal_request *request,
                            struct text *out)
{
    unsigned status;
    const char *message;
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

/*
 * ---- refreshing a sign-in
 * ----------------------------------------------------------------------------------------
 */

/*
 * Each refresh token can be used once: after "x" comes "x+1", then "x+2". Stricter than the service, as far
 * as its documentation says.
 */
static char *next_refresh_token(const struct options *options, const char *used)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static unsigned refreshes;
    pthread_mutex_lock(&lock);
    char *expected = refreshes ? memory_format("%s+%u", options->refresh_token, refreshes)
                               : memory_copy(options->refresh_token);
    bool good = used && !strcmp(used, expected);
    free(expected);
    char *next = good ? memory_format("%s+%u", options->refresh_token, ++refreshes) : NULL;
    pthread_mutex_unlock(&lock);
    return next;
}

static const char *text_of(const json_t *input, const char *name)
{
    const char *text = json_string_value(json_object_get(input, name));
    return text && *text ? text : NULL;
}

static unsigned answer_token(const struct options *options, const struct portal_request *request,
                             struct text *out)
{
    json_t *input = json_loadb(request->body->data ? request->body->data : "", request->body->length, 0,
                               NULL);
    const char *grant = text_of(input, "grantType"), *error = NULL;
    char *next = NULL;
    if (strcmp(request->method, "POST") != 0 || !text_of(input, "clientId") ||
        !text_of(input, "clientSecret") || !grant)
        error = "invalid_request";
    else if (strcmp(grant, "refresh_token") != 0)
        error = "unsupported_grant_type";
    else if (!(next = next_refresh_token(options, text_of(input, "refreshToken"))))
        error = "invalid_grant";
    unsigned status = error ? 400 : 200;
    if (error)
        text_format(out, "{\"error\":\"%s\",\"error_description\":\"Invalid request\"}\n", error);
    else
        text_format(
            out,
            "{\"accessToken\":\"%s\",\"tokenType\":\"Bearer\",\"expiresIn\":%d,\"refreshToken\":\"%s\"}\n",
            options->portal_token, (int)SIGN_IN_S, next);
    json_t *shown = json_pack("{s:s*}", "grantType", grant);
    requests_add("CreateToken", NULL, request->user_agent, shown, status, error, clock_now_ms());
    json_decref(shown);
    json_decref(input);
    free(next);
    return status;
}

unsigned portal_answer(const struct options *options, const struct portal_request *request, struct text *out)
{
    clock_sleep_latency();
    return strcmp(request->path, TOKEN_PATH) ? answer_role(options, request, out)
                                             : answer_token(options, request, out);
}
