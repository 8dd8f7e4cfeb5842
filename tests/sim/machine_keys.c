/*
 * machine_keys.c — the sources of credentials on a machine: the instance metadata service (version 2) and a
 * container's address. It must not know HTTP beyond method, path and headers.
 */
#include "machine_keys.h"

#include <string.h>

#include "clock.h"
#include "issued.h"
#include "requests.h"

#define SESSION_TOKEN "c2ltdWxhdGVkLW1ldGFkYXRhLXNlc3Npb24="
#define ROLES "/latest/meta-data/iam/security-credentials/"
#define ROLE "simulated-machine"
#define ACCOUNT "123456789012"

bool machine_keys_is_meant(const char *path)
{
    return !strncmp(path, "/latest/", 8) || !strncmp(path, "/_container/", 12);
}

static unsigned print_keys(const struct options *options, const char *role, struct text *out)
{
    struct text arn = {0};
    text_format(&arn, "arn:aws:sts::" ACCOUNT ":assumed-role/%s/i-0123456789abcdef0", role);
    const struct issued *issued = issue(ACCOUNT, arn.data,
                                        options->token_lifetime_s ? options->token_lifetime_s : 21600);
    text_format(
        out,
        "{\"Code\":\"Success\",\"Type\":\"AWS-HMAC\",\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\","
        "\"Token\":\"%s\",\"Expiration\":\"%s\"}\n",
        issued->key.id, issued->key.secret, issued->key.token, issued->expiration);
    text_free(&arn);
    return 200;
}

static unsigned answer(const struct options *options, const struct signed_request *request,
                       const char **ret_name, struct text *out)
{
    const char *token = header_find(request->headers, request->header_count, "x-aws-ec2-metadata-token");
    const char *lifetime = header_find(request->headers, request->header_count,
                                       "x-aws-ec2-metadata-token-ttl-seconds");
    const char *authorization = header_find(request->headers, request->header_count, "authorization");
    if (!strncmp(request->path, "/_container/", 12)) {
        *ret_name = "ContainerKeys";
        if (!authorization || strcmp(authorization, options->container_token) != 0)
            return 401;
        return print_keys(options, "simulated-container", out);
    }
    if (!strcmp(request->path, "/latest/api/token")) {
        *ret_name = "MetadataToken";
        if (strcmp(request->method, "PUT") != 0 || !lifetime)
            return 400;
        text_add(out, SESSION_TOKEN);
        return 200;
    }
    *ret_name = "Metadata";
    if (!token || strcmp(token, SESSION_TOKEN) != 0)
        return 401;
    if (!strcmp(request->path, ROLES)) {
        text_add(out, ROLE);
        return 200;
    }
    *ret_name = "MetadataKeys";
    return strcmp(request->path, ROLES ROLE) == 0 ? print_keys(options, ROLE, out) : 404;
}

unsigned machine_keys_answer(const struct options *options, const struct signed_request *request,
                             const char *user_agent, struct text *out)
{
    const char *name;
    clock_sleep_latency();
    unsigned status = answer(options, request, &name, out);
    requests_add(name, NULL, user_agent, NULL, status, status == 200 ? NULL : "(refused)", clock_now_ms());
    return status;
}
