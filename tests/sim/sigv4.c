/*
 * sigv4.c — checks AWS Signature Version 4 as the service does: key, scope, time, headers, body, signature.
 * It must not know HTTP beyond names and values of headers, nor any operation.
 */
#include "sigv4.h"

#include <ctype.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "digest.h"
#include "issued.h"
#include "memory.h"
#include "regions.h"

#define ALGORITHM "AWS4-HMAC-SHA256"
enum { WINDOW_MS = 15 * 60 * 1000 };

/* The parsed Authorization header. All of it points into one copy. */
struct authorization {
    char *copy;
    const char *key_id, *date, *region, *service, *terminator;
    char *signed_headers;
    const char *signature;
};

const char *header_find(const struct header *headers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcasecmp(headers[i].name, name))
            return headers[i].value;
    return NULL;
}

static const char *find(const struct signed_request *request, const char *name)
{
    return header_find(request->headers, request->header_count, name);
}

static bool parse_authorization(struct call *call, const char *header, struct authorization *ret)
{
    if (strncmp(header, ALGORITHM " ", sizeof ALGORITHM) != 0)
        return call_fail(call, FAILURE_INCOMPLETE_SIGNATURE, NULL,
                         "Unsupported AWS 'algorithm'. Authorization=%.16s", header);
    ret->copy = memory_copy(header + sizeof ALGORITHM);
    char *credential = NULL;
    for (char *rest = ret->copy, *part; (part = strsep(&rest, ",")) != NULL;) {
        part += strspn(part, " ");
        if (!strncmp(part, "Credential=", 11))
            credential = part + 11;
        if (!strncmp(part, "SignedHeaders=", 14))
            ret->signed_headers = part + 14;
        if (!strncmp(part, "Signature=", 10))
            ret->signature = part + 10;
    }
    const char *missing = !credential            ? "Credential"
                          : !ret->signed_headers ? "SignedHeaders"
                          : !ret->signature      ? "Signature"
                                                 : NULL;
    if (missing)
        return call_fail(call, FAILURE_INCOMPLETE_SIGNATURE, NULL,
                         "Authorization header requires '%s' parameter.", missing);
    const char *parts[5] = {0};
    for (size_t i = 0; i < 5; i++)
        parts[i] = strsep(&credential, "/");
    if (!parts[4] || credential)
        return call_fail(call, FAILURE_INCOMPLETE_SIGNATURE, NULL,
                         "Credential must have exactly 5 slash-delimited elements, e.g. "
                         "keyid/date/region/service/term");
    ret->key_id = parts[0];
    ret->date = parts[1];
    ret->region = parts[2];
    ret->service = parts[3];
    ret->terminator = parts[4];
    return true;
}

static bool check_scope(struct call *call, const struct authorization *authorization, const char *service,
                        const char *date)
{
    const struct region_row *region = regions_find(authorization->region);
    if (!region)
        return call_fail(call, FAILURE_INVALID_SIGNATURE, NULL,
                         "Credential should be scoped to a valid Region, not '%s'.", authorization->region);
    call->region_name = region->name;
    if (strcmp(authorization->service, service) != 0)
        return call_fail(call, FAILURE_INVALID_SIGNATURE, NULL,
                         "Credential should be scoped to correct service: '%s'.", service);
    if (strcmp(authorization->terminator, "aws4_request") != 0)
        return call_fail(call, FAILURE_INVALID_SIGNATURE, NULL,
                         "Credential should be scoped with a valid terminator: 'aws4_request', not '%s'.",
                         authorization->terminator);
    if (strlen(authorization->date) != 8 || strncmp(authorization->date, date, 8) != 0)
        return call_fail(
            call, FAILURE_INVALID_SIGNATURE, NULL,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            "'%s' != '%.8s', from '%s'.",
            authorization->date, date, date);
    return true;
}

static bool check_time(struct call *call, const char *date)
{
    int64_t at_ms;
    if (!clock_parse_basic(date, &at_ms))
        return call_fail(call, FAILURE_INCOMPLETE_SIGNATURE, NULL,
                         "Date must be in ISO-8601 'basic format'. Got '%s'. See "
                         "http://en.wikipedia.org/wiki/ISO_8601",
                         date);
    int64_t now_ms = clock_now_ms();
    char now[17], bound[17];
    clock_print_basic(now_ms, now);
    clock_print_basic(at_ms < now_ms ? now_ms - WINDOW_MS : now_ms + WINDOW_MS, bound);
    if (at_ms < now_ms - WINDOW_MS)
        return call_fail(call, FAILURE_INVALID_SIGNATURE, NULL,
                         "Signature expired: %s is now earlier than %s (%s - 15 min.)", date, bound, now);
    if (at_ms > now_ms + WINDOW_MS)
        return call_fail(call, FAILURE_INVALID_SIGNATURE, NULL,
                         "Signature not yet current: %s is still later than %s (%s + 15 min.)", date, bound,
                         now);
    return true;
}

static const struct access_key *find_key(struct call *call, const char *id, const char *token)
{
    const struct options *options = call->options;
    if (token && options->expired_token && !strcmp(token, options->expired_token)) {
        call_fail(call, FAILURE_EXPIRED_TOKEN, NULL, "The security token included in the request is expired");
        return NULL;
    }
    for (size_t i = 0; i < options->key_count; i++) {
        const struct access_key *key = &options->keys[i];
        bool same_token = key->token ? token && !strcmp(key->token, token) : !token;
        if (!strcmp(key->id, id) && same_token)
            return key;
    }
    bool expired = false;
    const struct issued *issued = issued_find(id, token, &expired);
    if (issued && !expired)
        return &issued->key;
    if (issued)
        call_fail(call, FAILURE_EXPIRED_TOKEN, NULL, "The security token included in the request is expired");
    call_fail(call, FAILURE_UNRECOGNIZED_CLIENT, NULL,
              "The security token included in the request is invalid.");
    return NULL;
}

static bool is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; at; at = strchr(at, ';') ? strchr(at, ';') + 1 : NULL)
        if (!strncasecmp(at, name, length) && (at[length] == ';' || at[length] == '\0'))
            return true;
    return false;
}

static bool check_signed_headers(struct call *call, const struct signed_request *request, const char *list)
{
    if (!is_listed(list, "host"))
        return call_fail(call, FAILURE_INVALID_SIGNATURE, NULL,
                         "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    for (size_t i = 0; i < request->header_count; i++) {
        const char *name = request->headers[i].name;
        if (!strncasecmp(name, "x-amz-", 6) && !is_listed(list, name))
            return call_fail(call, FAILURE_INVALID_SIGNATURE, NULL,
                             "'%s' must be a 'SignedHeader' in the AWS "
                             "Authorization.",
                             name);
    }
    return true;
}

/* Trimmed, and with one space instead of several. */
static void add_trimmed(struct text *text, const char *value)
{
    value += strspn(value, " \t");
    for (; *value; value++) {
        if (*value == ' ' && (value[1] == ' ' || value[1] == '\0'))
            continue;
        text_add_bytes(text, value, 1);
    }
}

/* Adds name:value lines for the signed headers; they must be listed in order, in lower case, and exist. */
static bool add_headers(struct call *call, struct text *text, const struct signed_request *request,
                        const char *list)
{
    char *copy = memory_copy(list), *rest = copy;
    const char *name, *previous = "";
    bool fine = true;
    while (fine && (name = strsep(&rest, ";")) != NULL) {
        const char *value = find(request, name);
        fine = value && strcmp(name, previous) > 0;
        for (const char *letter = name; *letter; letter++)
            fine = fine && !isupper((unsigned char)*letter);
        if (!fine) {
            call_fail(
                call, FAILURE_INVALID_SIGNATURE, NULL,
                "SignedHeaders must be a sorted list of the lower-case names of headers that were sent: '%s'",
                list);
            break;
        }
        text_format(text, "%s:", name);
        add_trimmed(text, value);
        text_add(text, "\n");
        previous = name;
    }
    free(copy);
    return fine;
}

static bool make_canonical_request(struct call *call, const struct signed_request *request, const char *list,
                                   struct text *ret)
{
    char hash[2 * DIGEST_SIZE + 1];
    digest_sha256_hex(request->body, request->body_length, hash);
    const char *claimed = find(request, "x-amz-content-sha256");
    if (claimed && strcmp(claimed, hash) != 0)
        return call_fail(call, FAILURE_INVALID_SIGNATURE, NULL,
                         "The provided 'x-amz-content-sha256' header does not match what was computed.");
    text_format(ret, "%s\n%s\n%s\n", request->method, request->path, request->query);
    if (!add_headers(call, ret, request, list))
        return false;
    text_format(ret, "\n%s\n%s", list, hash);
    return true;
}

static void sign(const struct authorization *authorization, const char *secret,
                 const struct text *string_to_sign, char out[2 * DIGEST_SIZE + 1])
{
    unsigned char key[DIGEST_SIZE];
    char *start = memory_format("AWS4%s", secret);
    digest_hmac(start, strlen(start), authorization->date, strlen(authorization->date), key);
    OPENSSL_cleanse(start, strlen(start));
    free(start);
    digest_hmac(key, sizeof key, authorization->region, strlen(authorization->region), key);
    digest_hmac(key, sizeof key, authorization->service, strlen(authorization->service), key);
    digest_hmac(key, sizeof key, authorization->terminator, strlen(authorization->terminator), key);
    digest_hmac(key, sizeof key, string_to_sign->data, string_to_sign->length, key);
    hex_encode(key, sizeof key, out);
}

static bool check_signature(struct call *call, const struct signed_request *request,
                            const struct authorization *authorization, const char *date, const char *secret)
{
    struct text canonical = {0}, string_to_sign = {0};
    bool fine = make_canonical_request(call, request, authorization->signed_headers, &canonical);
    if (fine) {
        char hash[2 * DIGEST_SIZE + 1], signature[2 * DIGEST_SIZE + 1];
        digest_sha256_hex(canonical.data, canonical.length, hash);
        text_format(&string_to_sign, ALGORITHM "\n%s\n%s/%s/%s/%s\n%s", date, authorization->date,
                    authorization->region, authorization->service, authorization->terminator, hash);
        sign(authorization, secret, &string_to_sign, signature);
        fine = strlen(authorization->signature) == 2 * DIGEST_SIZE &&
               CRYPTO_memcmp(signature, authorization->signature, 2 * DIGEST_SIZE) == 0;
        if (!fine)
            call_fail(
                call, FAILURE_INVALID_SIGNATURE, NULL,
                "The request signature we calculated does not match the signature you provided. Check your "
                "AWS "
                "Secret Access Key and signing method. Consult the service documentation for details.\n\n"
                "The Canonical String for this request should have been\n'%s'\n\n"
                "The String-to-Sign should have been\n'%s'\n",
                canonical.data, string_to_sign.data);
    }
    text_free(&canonical);
    text_free(&string_to_sign);
    return fine;
}

static bool check_parsed(struct call *call, const struct signed_request *request,
                         const struct authorization *authorization)
{
    const char *date = find(request, "x-amz-date");
    if (!date)
        return call_fail(
            call, FAILURE_INCOMPLETE_SIGNATURE, NULL,
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    const char *token = find(request, "x-amz-security-token");
    const struct access_key *key = NULL;
    return check_time(call, date) && check_scope(call, authorization, request->service, date) &&
           check_signed_headers(call, request, authorization->signed_headers) &&
           (key = find_key(call, authorization->key_id, token)) != NULL &&
           check_signature(call, request, authorization, date, key->secret);
}

bool sigv4_check(struct call *call, const struct signed_request *request)
{
    const char *header = find(request, "authorization");
    if (!header)
        return call_fail(call, FAILURE_MISSING_TOKEN, NULL, "Missing Authentication Token");
    struct authorization authorization = {0};
    bool fine = parse_authorization(call, header, &authorization) &&
                check_parsed(call, request, &authorization);
    free(authorization.copy);
    return fine;
}

char *sigv4_key_id(const struct signed_request *request)
{
    const char *header = find(request, "authorization");
    const char *id = header ? strstr(header, "Credential=") : NULL;
    id = id ? id + strlen("Credential=") : "";
    return memory_copy_bytes(id, strcspn(id, "/"));
}
