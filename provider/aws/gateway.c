/*
 * gateway.c — distinguishes a web page of a proxy, a gateway or a network's sign-in page from a response of
 * AWS. Knows the form of such pages; must not know what was requested.
 */
#include "aws/gateway.h"

#include "base/env.h"

static bool is_page(struct arena *mem, const struct http_response *response)
{
    struct str body = str_trim(str_after_bom(response->body));
    struct str begin = str_lower(mem, str_slice(body, 0, 14));
    if (response->error_type.len > 0)
        return false; /* AWS sets this header, so the response is from AWS */
    return str_starts_with(str_lower(mem, response->content_type), STR("text/html")) ||
           str_starts_with(begin, STR("<!doctype html")) || str_starts_with(begin, STR("<html"));
}

/* The text of <title>, on one line. */
static struct str title_of(struct arena *mem, struct str body)
{
    struct str page = str_slice(body, 0, 16 * 1024), lower = str_lower(mem, page);
    const char *tag = lower.len > 0 ? memmem(lower.data, lower.len, "<title", 6) : NULL;
    size_t from = tag == NULL ? page.len : str_find(page, '>', (size_t)(tag - lower.data)) + 1;
    struct str title = str_trim(str_slice(page, from, str_find(page, '<', from)));
    char *line = arena_alloc(mem, title.len + 1);
    for (size_t i = 0; i < title.len; i++)
        line[i] = title.data[i] == '\n' || title.data[i] == '\r' ? ' ' : title.data[i];
    return str_printable(mem, str_n(line, title.len), 100);
}

/*
 * The proxy that libcurl would use for https, in libcurl's order: host and port, without user and password.
 */
static struct str proxy_of_environment(const char **ret_variable)
{
    static const char *const variables[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    struct str proxy = {NULL, 0};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0] && proxy.len == 0; i++) {
        proxy = env_text(variables[i]);
        *ret_variable = variables[i];
    }
    for (size_t i = 0; i + 2 < proxy.len; i++) {
        if (proxy.data[i] == ':' && proxy.data[i + 1] == '/' && proxy.data[i + 2] == '/')
            proxy = str_slice(proxy, i + 3, proxy.len);
    }
    for (size_t at = str_find(proxy, '@', 0); at < proxy.len; at = str_find(proxy, '@', 0))
        proxy = str_slice(proxy, at + 1, proxy.len);
    return str_slice(proxy, 0, str_find(proxy, '/', 0));
}

static void describe(struct arena *mem, const struct http_response *response, const char *service,
                     const char *operation, struct err *err)
{
    int status = response->status;
    enum err_kind kind = status == 429 ? ERR_THROTTLED : status >= 500 ? ERR_SERVER : ERR_NETWORK;
    struct str title = title_of(mem, response->body);
    const char *variable = "HTTPS_PROXY";
    struct str proxy = proxy_of_environment(&variable);
    fail(err, kind,
         "a proxy or gateway responded instead of %s: a web page for %s with HTTP status %d%s%.*s%s", service,
         operation, status, title.len > 0 ? ", '" : "", STR_ARG(title), title.len > 0 ? "'" : "");
    err->retryable = kind != ERR_NETWORK;
    err->http_status = status;
    ERR_SET(err, request_id, str_printable(mem, response->request_id, 70));
    const char *todo = status == 407
                           ? "the proxy requires a user and a password: add them to HTTPS_PROXY"
                           : "check the proxy (HTTPS_PROXY, NO_PROXY), the endpoint, and whether this "
                             "network requires a sign-in";
    if (proxy.len > 0)
        fail_hint(err, "%s names the proxy '%.*s'; %s", variable, STR_ARG(str_printable(mem, proxy, 120)),
                  todo);
    else
        fail_hint(err, "%s", todo);
}

bool gateway_responded(const struct http_response *response, const char *service, const char *operation,
                       struct err *err)
{
    struct arena *mem = arena_new();
    bool page = is_page(mem, response);
    if (page)
        describe(mem, response, service, operation, err);
    arena_free(mem);
    return page;
}
