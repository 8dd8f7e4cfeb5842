/*
 * test_gateway.c — which responses are web pages, and their error.
 */
#include "aws/gateway.h"

#include <stdlib.h>

#include "../testing.h"

static const char *const proxies[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

static void no_proxies(void)
{
    for (size_t i = 0; i < sizeof proxies / sizeof proxies[0]; i++)
        unsetenv(proxies[i]);
}

static const struct {
    int status;
    const char *type, *body;
    enum err_kind kind; /* ERR_NONE: no page */
    bool retryable;
    const char *text, *hint;
} rows[] = {
    {502, "text/html; charset=utf-8", "<html><head><TITLE>\n502 Bad\nGateway </TITLE>", ERR_SERVER, true,
     "a proxy or gateway responded instead of Lightsail: a web page for GetRegions with HTTP status "
     "502, '502 Bad Gateway'",
     "NO_PROXY"},
    {200, "Text/HTML", "hello", ERR_NETWORK, false, "HTTP status 200", "requires a sign-in"},
    {200, "", "\xef\xbb\xbf \r\n<!DocType HTML><title lang=en>Welcome</title>", ERR_NETWORK, false,
     "'Welcome'", ""},
    {407, "text/html", "", ERR_NETWORK, false, "HTTP status 407", "a user and a password"},
    {403, "", "<html>", ERR_NETWORK, false, "HTTP status 403", ""},
    {429, "text/html", "<title>", ERR_THROTTLED, true, "HTTP status 429", ""},
    {503, "text/html", "<title>never ends", ERR_SERVER, true, "HTTP status 503", ""},
    {503, "text/plain", "upstream error", ERR_NONE, false, "", ""},
    {400, "application/x-amz-json-1.1", "{\"message\":\"<html>\"}", ERR_NONE, false, "", ""},
    {403, "text/xml", "<ErrorResponse><Error/></ErrorResponse>", ERR_NONE, false, "", ""},
    {200, "", "", ERR_NONE, false, "", ""},
};

static bool look(size_t row, struct err *err)
{
    const struct http_response answer = {.status = rows[row].status,
                                         .content_type = str_c(rows[row].type),
                                         .body = str_c(rows[row].body)};
    *err = (struct err){0};
    return gateway_responded(&answer, "Lightsail", "GetRegions", err);
}

static void test_pages(void **state)
{
    (void)state;
    struct err err;
    no_proxies();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(look(i, &err), rows[i].kind != ERR_NONE);
        if (err.kind != rows[i].kind || err.retryable != rows[i].retryable)
            fail_msg("row %zu: kind %d, retryable %d", i, err.kind, err.retryable);
        if (strstr(err.text, rows[i].text) == NULL || strstr(err.hint, rows[i].hint) == NULL)
            fail_msg("row %zu: %s (%s)", i, err.text, err.hint);
    }
}

/* The proxy is named as the environment has it, without user and password. */
static void test_proxy(void **state)
{
    (void)state;
    static const struct {
        const char *variable, *value, *hint;
    } table[] = {
        {"HTTPS_PROXY", "http://proxy.corp:3128", "HTTPS_PROXY names the proxy 'proxy.corp:3128'"},
        {"https_proxy", "proxy.corp:3128", "https_proxy names the proxy 'proxy.corp:3128'"},
        {"ALL_PROXY", "http://me:planted/p@ss@proxy.corp/", "ALL_PROXY names the proxy 'proxy.corp'"},
        {"HTTPS_PROXY", "", "check the proxy (HTTPS_PROXY"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct err err;
        no_proxies();
        setenv(table[i].variable, table[i].value, 1);
        assert_true(look(0, &err));
        if (strstr(err.hint, table[i].hint) == NULL || strstr(err.hint, "planted") != NULL)
            fail_msg("'%s' instead of '%s'", err.hint, table[i].hint);
    }
    no_proxies();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_proxy),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("gateway", tests, NULL, NULL);
}
