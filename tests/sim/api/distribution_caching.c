/*
 * distribution_caching.c — what a distribution keeps, and for how long: the form of behaviors, settings and pages
 * for errors. It must not know any distribution.
 */
#include "api/distribution_caching.h"

#include <stdlib.h>
#include <string.h>

#include "api/distribution_methods.h"

/* Sources: the table of quotas of the guide; the model. */
enum { MOST_PATHS = 25, MOST_ON_LIST = 10, DEFAULT_ERROR_S = 10 };
enum { DEFAULT_S = 86400, LONGEST_S = 31536000 };

static const char *const behaviors[] = {"dont-cache", "cache", NULL};
static const char *const forwards[] = {"none", "allow-list", "all", NULL};
static const char *const headers[] = {"Accept",
                                      "Accept-Charset",
                                      "Accept-Datetime",
                                      "Accept-Encoding",
                                      "Accept-Language",
                                      "Authorization",
                                      "CloudFront-Forwarded-Proto",
                                      "CloudFront-Is-Desktop-Viewer",
                                      "CloudFront-Is-Mobile-Viewer",
                                      "CloudFront-Is-SmartTV-Viewer",
                                      "CloudFront-Is-Tablet-Viewer",
                                      "CloudFront-Viewer-Country",
                                      "Host",
                                      "Origin",
                                      "Referer",
                                      NULL};

const struct member distribution_behavior_members[] = {WORD("behavior", behaviors, false), {0}};
const struct member distribution_path_members[] = {OPTIONAL("path", STRING),
                                                   WORD("behavior", behaviors, false),
                                                   {0}};
static const struct member cookie_members[] = {WORD("option", forwards, false),
                                               OPTIONAL("cookiesAllowList", STRINGS),
                                               {0}};
static const struct member header_members[] = {WORD("option", forwards, false),
                                               WORDS("headersAllowList", headers, false),
                                               {0}};
static const struct member query_members[] = {OPTIONAL("option", BOOLEAN),
                                              OPTIONAL("queryStringsAllowList", STRINGS),
                                              {0}};
const struct member distribution_settings_members[] = {
    OPTIONAL("defaultTTL", INTEGER),
    OPTIONAL("minimumTTL", INTEGER),
    OPTIONAL("maximumTTL", INTEGER),
    OPTIONAL("allowedHTTPMethods", NONEMPTY),
    OPTIONAL("cachedHTTPMethods", NONEMPTY),
    PARTS("forwardedCookies", STRUCTURE, cookie_members, false),
    PARTS("forwardedHeaders", STRUCTURE, header_members, false),
    PARTS("forwardedQueryStrings", STRUCTURE, query_members, false),
    {0}};
const struct member distribution_error_members[] = {OPTIONAL("errorCode", INTEGER),
                                                    OPTIONAL("responseCode", STRING),
                                                    OPTIONAL("responsePagePath", STRING),
                                                    OPTIONAL("errorCachingMinTTL", INTEGER),
                                                    {0}};

static const char *text_of(const json_t *object, const char *member)
{
    return json_string_value(json_object_get(object, member));
}

/* ---- behaviors --------------------------------------------------------------------------------------------------- */

static bool check_behaviors(struct call *call)
{
    const json_t *one = json_object_get(call->input, "defaultCacheBehavior"),
                 *paths = json_object_get(call->input, "cacheBehaviors");
    if (one && !text_of(one, "behavior"))
        return call_fail_input(call, "behavior is required in defaultCacheBehavior");
    if (json_array_size(paths) > MOST_PATHS)
        return call_fail_input(call, "A distribution can have at most %d cache behaviors for paths",
                               MOST_PATHS);
    for (size_t i = 0; i < json_array_size(paths); i++) {
        const json_t *path = json_array_get(paths, i);
        if (!text_of(path, "path") || !*text_of(path, "path") || !text_of(path, "behavior"))
            return call_fail_input(call, "path and behavior are required in cacheBehaviors");
        for (size_t k = 0; k < i; k++)
            if (!strcmp(text_of(json_array_get(paths, k), "path"), text_of(path, "path")))
                return call_fail_input(call, "There are two cache behaviors for the path %s",
                                       text_of(path, "path"));
    }
    return true;
}

/* ---- settings ---------------------------------------------------------------------------------------------------- */

static json_int_t seconds_of(const json_t *settings, const char *member, json_int_t otherwise)
{
    const json_t *value = json_object_get(settings, member);
    return value ? json_integer_value(value) : otherwise;
}

static bool check_times(struct call *call, const json_t *settings)
{
    json_int_t least = seconds_of(settings, "minimumTTL", 0),
               most = seconds_of(settings, "maximumTTL", LONGEST_S),
               usual = seconds_of(settings, "defaultTTL", DEFAULT_S);
    if (least < 0 || least > usual || usual > most)
        return call_fail_input(
            call,
            "minimumTTL (%d), defaultTTL (%d) and maximumTTL (%d) must not be negative, and "
            "be in this order",
            (int)least, (int)usual, (int)most);
    const char *forwarded = text_of(json_object_get(settings, "forwardedHeaders"), "option");
    return !forwarded || strcmp(forwarded, "all") != 0 || least == 0 ||
           call_fail_input(call, "minimumTTL must be 0 when all headers are forwarded");
}

static bool check_list(struct call *call, const json_t *settings, const char *part, const char *member)
{
    const json_t *object = json_object_get(settings, part), *list = json_object_get(object, member);
    const char *option = text_of(object, "option");
    if (json_array_size(list) > MOST_ON_LIST)
        return call_fail_input(call, "%s.%s can have at most %d elements", part, member, MOST_ON_LIST);
    return !option || strcmp(option, "allow-list") != 0 || json_array_size(list) > 0 ||
           call_fail_input(call, "%s.%s must not be empty when the option is allow-list", part, member);
}

static bool check_settings(struct call *call)
{
    const json_t *settings = json_object_get(call->input, "cacheBehaviorSettings");
    return !settings || (check_times(call, settings) && distribution_methods_check(call, settings) &&
                         check_list(call, settings, "forwardedCookies", "cookiesAllowList") &&
                         check_list(call, settings, "forwardedHeaders", "headersAllowList") &&
                         check_list(call, settings, "forwardedQueryStrings", "queryStringsAllowList"));
}

/* The option, or its default, with the list. */
static json_t *forwarded(const json_t *settings, const char *part, const char *member, json_t *otherwise)
{
    json_t *object = json_deep_copy(json_object_get(settings, part));
    if (!object)
        return otherwise;
    json_object_update_missing(object, otherwise);
    json_decref(otherwise);
    if (!json_object_get(object, member))
        json_object_set_new(object, member, json_array());
    return object;
}

/* The defaults are assumed. */
json_t *distribution_settings(const json_t *settings)
{
    return json_pack("{s:I, s:I, s:I, s:s, s:s, s:o, s:o, s:o}", "defaultTTL",
                     seconds_of(settings, "defaultTTL", DEFAULT_S), "minimumTTL",
                     seconds_of(settings, "minimumTTL", 0), "maximumTTL",
                     seconds_of(settings, "maximumTTL", LONGEST_S), "allowedHTTPMethods",
                     distribution_methods(text_of(settings, "allowedHTTPMethods"), METHODS_ALL),
                     "cachedHTTPMethods",
                     distribution_methods(text_of(settings, "cachedHTTPMethods"), METHODS_READ),
                     "forwardedCookies",
                     forwarded(settings, "forwardedCookies", "cookiesAllowList",
                               json_pack("{s:s, s:[]}", "option", "none", "cookiesAllowList")),
                     "forwardedHeaders",
                     forwarded(settings, "forwardedHeaders", "headersAllowList",
                               json_pack("{s:s, s:[]}", "option", "none", "headersAllowList")),
                     "forwardedQueryStrings",
                     forwarded(settings, "forwardedQueryStrings", "queryStringsAllowList",
                               json_pack("{s:b, s:[]}", "option", 0, "queryStringsAllowList")));
}

/* ---- pages for errors -------------------------------------------------------------------------------------------- */

/* Source: the codes are those of CloudFront, as the other rules. */
static bool is_error(json_int_t code)
{
    static const int codes[] = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        if (codes[i] == code)
            return true;
    return false;
}

static bool check_page(struct call *call, const json_t *page)
{
    json_int_t code = json_integer_value(json_object_get(page, "errorCode"));
    const char *path = text_of(page, "responsePagePath"), *response = text_of(page, "responseCode");
    if (!is_error(code))
        return call_fail_input(call, "The errorCode of a custom error response is not valid: %d", (int)code);
    if (path && path[0] != '/')
        return call_fail_input(call, "responsePagePath must begin with a forward slash: %s", path);
    if (!path != !response)
        return call_fail_input(call, "responseCode and responsePagePath belong together: %d", (int)code);
    if (response &&
        (strlen(response) != 3 || (!is_error(strtol(response, NULL, 10)) && strcmp(response, "200"))))
        return call_fail_input(call, "The responseCode of a custom error response is not valid: %s",
                               response);
    return json_integer_value(json_object_get(page, "errorCachingMinTTL")) >= 0 ||
           call_fail_input(call, "errorCachingMinTTL must not be negative");
}

static bool check_pages(struct call *call)
{
    const json_t *pages = json_object_get(call->input, "customErrorResponses");
    for (size_t i = 0; i < json_array_size(pages); i++) {
        const json_t *page = json_array_get(pages, i), *code = json_object_get(page, "errorCode");
        if (!check_page(call, page))
            return false;
        for (size_t k = 0; k < i; k++)
            if (json_equal(json_object_get(json_array_get(pages, k), "errorCode"), code))
                return call_fail_input(call, "There are two custom error responses for the code %d",
                                       (int)json_integer_value(code));
    }
    return true;
}

json_t *distribution_error_pages(const json_t *pages)
{
    json_t *shown = json_deep_copy(pages), *page;
    size_t i;
    json_array_foreach (shown, i, page)
        if (!json_object_get(page, "errorCachingMinTTL"))
            json_object_set_new(page, "errorCachingMinTTL", json_integer(DEFAULT_ERROR_S));
    return shown;
}

bool distribution_caching_check(struct call *call)
{
    const char *root = call_string(call, "defaultRootObject");
    if (root && root[0] == '/')
        return call_fail_input(call, "defaultRootObject must not begin with a forward slash: %s", root);
    return check_behaviors(call) && check_settings(call) && check_pages(call);
}
