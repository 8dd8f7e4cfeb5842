/*
 * distribution_check.c — what a configuration of a distribution says that no distribution can do, each with its path. Makes no
 * request, and reports no unknown value.
 */
#include "resources/distribution/distribution.h"

/* Terraform's paths cannot point into a set. */
static const char behaviors[] = "cache_behavior", errors[] = "custom_error_response";

#define IN_SETTINGS(name) "cache_behavior_settings[0]." name

/* ---- paths ---- */

static void check_behaviors(struct call *c, const struct distribution *config)
{
    const struct distribution_cache_behavior *all = config->cache_behavior.v;
    size_t count = TF_IS_KNOWN(config->cache_behavior) ? config->cache_behavior.count : 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i && TF_IS_KNOWN(all[i].path); k++) {
            if (tf_string_equal(all[i].path, all[k].path))
                call_error(c, behaviors, "Two behaviors for one path",
                           "The path '%.*s' has two blocks. Keep the one that is meant.",
                           STR_ARG(all[i].path.v));
        }
    }
}

/* ---- settings ---- */

static void check_times(struct call *c, const struct distribution_cache_behavior_settings *settings)
{
    struct tf_int least = settings->minimum_ttl, usual = settings->default_ttl, most = settings->maximum_ttl;
    if (TF_IS_KNOWN(least) && TF_IS_KNOWN(most) && least.v > most.v)
        call_error(c, IN_SETTINGS("minimum_ttl"), "Lifetimes in disorder",
                   "minimum_ttl (%lld) is above maximum_ttl (%lld).", (long long)least.v, (long long)most.v);
    if (TF_IS_KNOWN(usual) &&
        ((TF_IS_KNOWN(least) && usual.v < least.v) || (TF_IS_KNOWN(most) && usual.v > most.v)))
        call_error(c, IN_SETTINGS("default_ttl"), "Lifetimes in disorder",
                   "default_ttl (%lld) must not be below minimum_ttl or above maximum_ttl.",
                   (long long)usual.v);
}

static const struct str choices[] = {{"GET,HEAD", 8},
                                     {"GET,HEAD,OPTIONS", 16},
                                     {"GET,HEAD,OPTIONS,PUT,PATCH,POST,DELETE", 38}};
enum { CHOICES = sizeof choices / sizeof choices[0], CACHED_CHOICES = 2 };

static void check_methods(struct call *c, const char *path, struct tf_string methods, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!TF_IS_KNOWN(methods) || distribution_same_methods(choices[i], methods.v))
            return;
    }
    call_error(c, path, "Not a choice of HTTP methods",
               "'%.*s' is none of the sets that Lightsail has: %.*s or %.*s%s%.*s, in any order and without "
               "spaces.",
               STR_ARG(methods.v), STR_ARG(choices[0]), STR_ARG(choices[1]), count > 2 ? " or " : "",
               STR_ARG(count > 2 ? choices[2] : STR("")));
}

static void check_list(struct call *c, const char *path, struct tf_string option,
                       const struct tf_strings *list)
{
    bool is_list = TF_IS_KNOWN(option) && str_eqc(option.v, "allow-list");
    if (is_list && !TF_IS_UNKNOWN(*list) && list->count == 0)
        call_error(c, path, "Empty allow list",
                   "The option is allow-list, but no name is allowed. Name at least one, or use the option "
                   "none.");
}

static void check_forwarded(struct call *c, const struct distribution_cache_behavior_settings *settings)
{
    if (TF_IS_KNOWN(settings->forwarded_cookies) && settings->forwarded_cookies.count > 0)
        check_list(c, IN_SETTINGS("forwarded_cookies[0].cookies_allow_list"),
                   settings->forwarded_cookies.v->option, &settings->forwarded_cookies.v->cookies_allow_list);
    if (!TF_IS_KNOWN(settings->forwarded_headers) || settings->forwarded_headers.count == 0)
        return;
    struct tf_string option = settings->forwarded_headers.v->option;
    if (TF_IS_KNOWN(option) && !str_eqc(option.v, "all") && !str_eqc(option.v, "allow-list") &&
        !distribution_same_headers(option, option))
        call_error(c, IN_SETTINGS("forwarded_headers[0].option"), "Not an option",
                   "The option is none (or default), allow-list or all.");
    check_list(c, IN_SETTINGS("forwarded_headers[0].headers_allow_list"), option,
               &settings->forwarded_headers.v->headers_allow_list);
    if (TF_IS_KNOWN(option) && str_eqc(option.v, "all") && TF_IS_KNOWN(settings->minimum_ttl) &&
        settings->minimum_ttl.v > 0)
        call_error(c, IN_SETTINGS("minimum_ttl"), "Lifetime with all headers",
                   "minimum_ttl must be 0 when all headers are forwarded: set it to 0, or forward an "
                   "allow-list.");
}

static void check_settings(struct call *c, const struct distribution *config)
{
    const struct distribution_cache_behavior_settings *settings = distribution_settings(config);
    if (settings == NULL)
        return;
    check_times(c, settings);
    check_methods(c, IN_SETTINGS("allowed_http_methods"), settings->allowed_http_methods, CHOICES);
    check_methods(c, IN_SETTINGS("cached_http_methods"), settings->cached_http_methods, CACHED_CHOICES);
    check_forwarded(c, settings);
}

/* ---- errors ---- */

static bool is_error(int64_t code)
{
    static const int codes[] = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        if (codes[i] == code)
            return true;
    }
    return false;
}

static void check_error(struct call *c, const struct distribution_custom_error_response *error)
{
    struct tf_string path = error->response_page_path, code = error->response_code;
    int64_t number = 0;
    if (TF_IS_KNOWN(error->error_code) && !is_error(error->error_code.v))
        call_error(c, errors, "Not an error code", "Lightsail has no page for the code %lld.",
                   (long long)error->error_code.v);
    if (!TF_IS_UNKNOWN(path) && !TF_IS_UNKNOWN(code) && TF_IS_NULL(path) != TF_IS_NULL(code))
        call_error(c, errors, "Page without a code",
                   "response_page_path and response_code belong together: write both or none.");
    if (TF_IS_KNOWN(path) && path.v.data[0] != '/')
        call_error(c, errors, "Not a path", "response_page_path begins with '/', such as /%.*s.",
                   STR_ARG(path.v));
    if (TF_IS_KNOWN(code) && (!str_to_int64(code.v, &number) || (number != 200 && !is_error(number))))
        call_error(c, errors, "Not a response code", "response_code '%.*s' is neither 200 nor an error.",
                   STR_ARG(code.v));
}

static void check_errors(struct call *c, const struct distribution *config)
{
    const struct distribution_custom_error_response *all = config->custom_error_response.v;
    size_t count = TF_IS_KNOWN(config->custom_error_response) ? config->custom_error_response.count : 0;
    for (size_t i = 0; i < count; i++) {
        check_error(c, &all[i]);
        for (size_t k = 0; k < i && TF_IS_KNOWN(all[i].error_code); k++) {
            if (TF_IS_KNOWN(all[k].error_code) && all[k].error_code.v == all[i].error_code.v)
                call_error(c, errors, "Two responses for one error", "The code %lld has two blocks.",
                           (long long)all[i].error_code.v);
        }
    }
}

/* ---- the rest ---- */

static void check_waf(struct call *c, const struct distribution *config)
{
    bool has_rules = TF_IS_KNOWN(config->waf_rules) && config->waf_rules.count > 0;
    bool is_on = TF_IS_KNOWN(config->waf_enabled) && config->waf_enabled.v;
    bool is_small = TF_IS_KNOWN(config->bundle_id) && str_starts_with(config->bundle_id.v, STR("small_"));
    if (has_rules && !TF_IS_UNKNOWN(config->waf_enabled) && !is_on)
        call_error(
            c, "waf_rules", "Rules of a firewall that is off",
            "Lightsail keeps rules only while the firewall is enabled: remove them, or set waf_enabled = "
            "true.");
    for (size_t i = 0; has_rules && i < config->waf_rules.count; i++) {
        struct tf_string name = config->waf_rules.v[i].name;
        for (size_t k = 0; k < i && TF_IS_KNOWN(name); k++) {
            if (tf_string_equal(name, config->waf_rules.v[k].name))
                call_error(c, "waf_rules", "Rule group twice", "The rule group '%.*s' is there twice.",
                           STR_ARG(name.v));
        }
    }
    if (is_on && is_small)
        call_error(c, "waf_enabled", "Bundle without a firewall",
                   "The bundle %.*s has no firewall. Use medium_1_0 or large_1_0.",
                   STR_ARG(config->bundle_id.v));
}

bool distribution_validate(struct call *c, const void *config_model)
{
    const struct distribution *config = config_model;
    struct tf_string root = config->default_root_object;
    if (TF_IS_KNOWN(root) && root.v.len > 0 && root.v.data[0] == '/')
        call_error(c, "default_root_object", "A path instead of an object",
                   "default_root_object has no '/' in front: write %.*s.",
                   STR_ARG(str_slice(root.v, 1, root.v.len)));
    if (TF_IS_KNOWN(config->certificate_name) && TF_IS_KNOWN(config->subdomain_name))
        call_error(c, "subdomain_name", "Subdomain with a certificate",
                   "A distribution has either a subdomain or a certificate with domain names of your own. "
                   "Remove one of them.");
    check_behaviors(c, config);
    check_settings(c, config);
    check_errors(c, config);
    check_waf(c, config);
    return true;
}
