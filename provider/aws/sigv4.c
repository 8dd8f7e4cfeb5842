/*
 * sigv4.c — canonical request, string to sign, signature. Knows hashes and canonical forms; must not know
 * Lightsail, the network or the source of the credentials.
 */
#include "aws/sigv4.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { HASH_BYTES = 32, SKEW_TOLERANCE_MS = 60 * 1000 };

static const char algorithm[] = "AWS4-HMAC-SHA256";

/* ---- hashes -------------------------------------------------------------------------------------------- */

static void hash_failed(void)
{
    fputs("fatal error: the cryptographic library does not provide SHA-256\n", stderr);
    abort();
}

static void sha256(struct str text, unsigned char ret_hash[static HASH_BYTES])
{
    if (EVP_Digest(text.data != NULL ? text.data : "", text.len, ret_hash, NULL, EVP_sha256(), NULL) != 1)
        hash_failed();
}

static void hmac_sha256(struct str key, struct str text, unsigned char ret_hash[static HASH_BYTES])
{
    const unsigned char *bytes = (const unsigned char *)(text.data != NULL ? text.data : "");
    if (HMAC(EVP_sha256(), key.data, (int)key.len, bytes, text.len, ret_hash, NULL) == NULL)
        hash_failed();
}

static struct str hex(struct arena *mem, const unsigned char hash[static HASH_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    char *text = arena_alloc(mem, HASH_BYTES * 2 + 1);
    for (size_t i = 0; i < HASH_BYTES; i++) {
        text[2 * i] = digits[hash[i] >> 4];
        text[2 * i + 1] = digits[hash[i] & 15];
    }
    return str_n(text, HASH_BYTES * 2);
}

struct str sigv4_hash(struct arena *mem, struct str text)
{
    unsigned char hash[HASH_BYTES];
    sha256(text, hash);
    return hex(mem, hash);
}

/* ---- stage 1: canonical request ------------------------------------------------------------------------ */

/*
 * Every service except S3 normalises the path (removes "//", "." and "..") and encodes the path of the
 * request line once more, so that "%20" becomes "%2520".
 */
static struct str canonical_path(struct arena *mem, struct str path)
{
    struct str *kept = arena_new_array(mem, struct str, path.len + 1);
    size_t count = 0;
    for (size_t from = 0; from < path.len;) {
        size_t to = str_find(path, '/', from);
        struct str segment = str_slice(path, from, to);
        if (str_eq(segment, STR("..")))
            count -= count > 0;
        else if (segment.len > 0 && !str_eq(segment, STR(".")))
            kept[count++] = segment;
        from = to + 1;
    }
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < count; i++) {
        buf_addc(&out, '/');
        buf_add_encoded(&out, kept[i]);
    }
    bool ends_open = str_ends_with(path, STR("/")) || str_ends_with(path, STR("/.")) ||
                     str_ends_with(path, STR("/.."));
    if (count == 0 || ends_open)
        buf_addc(&out, '/');
    return buf_str(&out);
}

/* A header or a part of the query; parts with the same name are sorted by position or by value. */
struct pair {
    struct str name, value;
    size_t position;
};

static int compare_pairs(const void *left, const void *right)
{
    const struct pair *a = left, *b = right;
    int order = str_cmp(a->name, b->name);
    if (order == 0)
        order = (a->position > b->position) - (a->position < b->position);
    return order != 0 ? order : str_cmp(a->value, b->value);
}

/* The parts are already encoded, as in the request line; here they are only sorted. */
static struct str canonical_query(struct arena *mem, struct str query)
{
    struct pair *parts = arena_new_array(mem, struct pair, query.len + 1);
    size_t count = 0;
    for (size_t from = 0; from < query.len;) {
        size_t to = str_find(query, '&', from);
        struct str part = str_slice(query, from, to);
        if (part.len > 0 && !str_cut(part, '=', &parts[count].name, &parts[count].value))
            parts[count].name = part;
        count += part.len > 0;
        from = to + 1;
    }
    qsort(parts, count, sizeof parts[0], compare_pairs);
    struct buf out = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s%.*s=%.*s", i > 0 ? "&" : "", STR_ARG(parts[i].name), STR_ARG(parts[i].value));
    return buf_str(&out);
}

/* Removes outer white space and replaces inner runs of it by one space. */
static struct str canonical_value(struct arena *mem, struct str value)
{
    struct buf out = buf_new(mem, value.len + 1);
    bool gap = false;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.data[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            gap = true;
            continue;
        }
        if (gap && out.len > 0)
            buf_addc(&out, ' ');
        gap = false;
        buf_addc(&out, c);
    }
    return buf_str(&out);
}

static void add_headers(struct arena *mem, const struct sigv4_request *request, struct buf *out,
                        struct buf *names)
{
    size_t count = request->header_count;
    struct pair *headers = arena_new_array(mem, struct pair, count);
    for (size_t i = 0; i < count; i++)
        headers[i] = (struct pair){str_lower(mem, str_trim(request->headers[i].name)),
                                   canonical_value(mem, request->headers[i].value), i};
    qsort(headers, count, sizeof headers[0], compare_pairs);
    for (size_t i = 0; i < count; i++) {
        struct str name = headers[i].name;
        bool again = i > 0 && str_eq(name, headers[i - 1].name);
        if (again)
            buf_addc(out, ',');
        else
            buf_printf(out, "%s%.*s:", i > 0 ? "\n" : "", STR_ARG(name));
        if (!again)
            buf_printf(names, "%s%.*s", i > 0 ? ";" : "", STR_ARG(name));
        buf_add(out, headers[i].value);
    }
}

struct str sigv4_canonical_request(struct arena *mem, const struct sigv4_request *request,
                                   struct str *ret_signed_headers)
{
    struct buf headers = buf_new(mem, BUF_DEFAULT_MAX_BYTES), names = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    add_headers(mem, request, &headers, &names);
    *ret_signed_headers = buf_str(&names);
    return str_printf(mem, "%.*s\n%.*s\n%.*s\n%.*s\n\n%.*s\n%.*s", STR_ARG(request->method),
                      STR_ARG(canonical_path(mem, request->path)),
                      STR_ARG(canonical_query(mem, request->query)), STR_ARG(buf_str(&headers)),
                      STR_ARG(*ret_signed_headers), STR_ARG(sigv4_hash(mem, request->body)));
}

/* ---- stage 2: string to sign --------------------------------------------------------------------------- */

void sigv4_format_date(int64_t time_s, char ret_date[static SIGV4_DATE_BYTES])
{
    time_t seconds = (time_t)time_s;
    struct tm utc = {0};
    gmtime_r(&seconds, &utc);
    if (strftime(ret_date, SIGV4_DATE_BYTES, "%Y%m%dT%H%M%SZ", &utc) == 0)
        ret_date[0] = '\0'; /* a year of five digits */
}

/* "20150830/us-east-1/iam/aws4_request" */
static struct str scope_of(struct arena *mem, const struct sigv4_context *context)
{
    char date[SIGV4_DATE_BYTES];
    sigv4_format_date(context->time_s, date);
    return str_printf(mem, "%.8s/%.*s/%.*s/aws4_request", date, STR_ARG(context->region),
                      STR_ARG(context->service));
}

struct str sigv4_string_to_sign(struct arena *mem, const struct sigv4_context *context,
                                struct str canonical_request)
{
    char date[SIGV4_DATE_BYTES];
    sigv4_format_date(context->time_s, date);
    struct str scope = scope_of(mem, context);
    struct str hash = sigv4_hash(mem, canonical_request);
    return str_printf(mem, "%s\n%s\n%.*s\n%.*s", algorithm, date, STR_ARG(scope), STR_ARG(hash));
}

/* ---- stage 3: signature -------------------------------------------------------------------------------- */

static struct str bytes(const unsigned char hash[static HASH_BYTES])
{
    return str_n((const char *)hash, HASH_BYTES);
}

void sigv4_signing_key(const struct sigv4_context *context, unsigned char ret_key[static 32])
{
    char date[SIGV4_DATE_BYTES];
    sigv4_format_date(context->time_s, date);

    /* The first key is "AWS4" followed by the secret key; it lives in an arena of its own, which wipes it. */
    struct arena *mem = arena_new();
    size_t len = 4 + context->secret_key.len;
    char *first = arena_alloc_secret(mem, len);
    memcpy(first, "AWS4", 4);
    if (context->secret_key.len > 0)
        memcpy(first + 4, context->secret_key.data, context->secret_key.len);

    unsigned char key[HASH_BYTES], next[HASH_BYTES];
    hmac_sha256(str_n(first, len), str_n(date, 8), key);
    hmac_sha256(bytes(key), context->region, next);
    hmac_sha256(bytes(next), context->service, key);
    hmac_sha256(bytes(key), STR("aws4_request"), ret_key);
    explicit_bzero(key, sizeof key);
    explicit_bzero(next, sizeof next);
    arena_free(mem);
}

struct str sigv4_signature(struct arena *mem, const struct sigv4_context *context, struct str string_to_sign)
{
    unsigned char key[HASH_BYTES], signature[HASH_BYTES];
    sigv4_signing_key(context, key);
    hmac_sha256(bytes(key), string_to_sign, signature);
    explicit_bzero(key, sizeof key);
    return hex(mem, signature);
}

struct str sigv4_authorization(struct arena *mem, const struct sigv4_context *context,
                               const struct sigv4_request *request)
{
    struct str signed_headers;
    struct str canonical = sigv4_canonical_request(mem, request, &signed_headers);
    struct str to_sign = sigv4_string_to_sign(mem, context, canonical);
    struct str signature = sigv4_signature(mem, context, to_sign);
    struct str scope = scope_of(mem, context);
    return str_printf(mem, "%s Credential=%.*s/%.*s, SignedHeaders=%.*s, Signature=%.*s", algorithm,
                      STR_ARG(context->access_key), STR_ARG(scope), STR_ARG(signed_headers),
                      STR_ARG(signature));
}

size_t sigv4_sign(struct arena *mem, const struct sigv4_context *context, struct str path, struct str body,
                  struct http_header *headers, size_t count)
{
    char date[SIGV4_DATE_BYTES];
    sigv4_format_date(context->time_s, date);
    headers[count++] = (struct http_header){STR("X-Amz-Date"), str_copy(mem, str_c(date))};
    if (context->token.len > 0)
        headers[count++] = (struct http_header){STR("X-Amz-Security-Token"), context->token};
    const struct sigv4_request request = {STR("POST"), path, STR(""), headers, count, body};
    struct str authorization = sigv4_authorization(mem, context, &request);
    headers[count++] = (struct http_header){STR("Authorization"), authorization};
    return count;
}

int64_t sigv4_skew_ms(int64_t measured_ms)
{
    return measured_ms > SKEW_TOLERANCE_MS || measured_ms < -SKEW_TOLERANCE_MS ? measured_ms : 0;
}
