/*
 * distribution.c — what the record of a distribution cannot express: blocks that the API has as objects, settings that are
 * replaced as a whole, and a certificate that is removed. Must not know what a plan checks.
 */
#include "resources/distribution/distribution.h"

/* ---- blocks ---- */

const struct distribution_origin *distribution_origin(const struct distribution *model)
{
    return model != NULL && TF_IS_KNOWN(model->origin) && model->origin.count > 0 ? model->origin.v : NULL;
}

struct distribution_cache_behavior_settings *distribution_settings(const struct distribution *model)
{
    bool has_block = model != NULL && TF_IS_KNOWN(model->cache_behavior_settings) &&
                     model->cache_behavior_settings.count > 0;
    return has_block ? model->cache_behavior_settings.v : NULL;
}

static bool lists(struct str list, struct str method)
{
    struct str one = list, rest = list;
    bool has_more;
    do {
        has_more = str_cut(rest, ',', &one, &rest);
        if (!has_more)
            one = rest;
        if (str_eq(one, method))
            return true;
    } while (has_more);
    return false;
}

static bool lists_all(struct str list, struct str methods)
{
    struct str one, rest = methods;
    while (str_cut(rest, ',', &one, &rest)) {
        if (!lists(list, one))
            return false;
    }
    return lists(list, rest);
}

bool distribution_same_methods(struct str a, struct str b)
{
    return lists_all(a, b) && lists_all(b, a);
}

static bool is_none(struct tf_string option)
{
    return TF_IS_KNOWN(option) && (str_eqc(option.v, "none") || str_eqc(option.v, "default"));
}

bool distribution_same_headers(struct tf_string a, struct tf_string b)
{
    return is_none(a) && is_none(b);
}

/* ---- requests ---- */

/* A block that exists once is an object in the API. */
static void unwrap(json_t *in, const char *name)
{
    const json_t *list = json_object_get(in, name);
    if (!json_is_array(list))
        return;
    if (json_array_size(list) > 0)
        json_object_set(in, name, json_array_get(list, 0));
    else
        json_object_del(in, name);
}

static void unwrap_settings(json_t *in)
{
    unwrap(in, "cacheBehaviorSettings");
    json_t *settings = json_object_get(in, "cacheBehaviorSettings");
    unwrap(settings, "forwardedCookies");
    unwrap(settings, "forwardedHeaders");
    unwrap(settings, "forwardedQueryStrings");
    json_t *headers = json_object_get(settings, "forwardedHeaders");
    if (is_none(tf_string(json_member_text(headers, "option"))))
        json_object_set_new(headers, "option", json_string("none"));
}

/* HTTP codes are texts in a configuration, and numbers in the API. */
static void convert_codes(json_t *rule, const char *config, bool to_number)
{
    static const char *const members[] = {"successCodes", "failureCodes"};
    json_t *inspection = json_object_get(json_object_get(rule, config), "responseInspection"), *code;
    size_t at;
    for (size_t i = 0; i < 2; i++) {
        json_t *codes = json_object_get(inspection, members[i]), *converted = json_array();
        int64_t number;
        json_array_foreach (codes, at, code) {
            if (to_number && str_to_int64(json_text(code), &number))
                json_array_append_new(converted, json_integer(number));
            else
                json_array_append_new(converted, json_sprintf("%lld", (long long)json_integer_value(code)));
        }
        if (codes != NULL)
            json_object_set(inspection, members[i], converted);
        json_decref(converted);
    }
}

static void convert_rules(json_t *rules, bool to_number)
{
    json_t *rule;
    size_t i;
    json_array_foreach (rules, i, rule) {
        convert_codes(rule, "atpConfig", to_number);
        convert_codes(rule, "acfpConfig", to_number);
    }
}

/* Rules are a part of a request only while the firewall is enabled. */
static void complete_rules(const struct distribution *plan, json_t *in)
{
    convert_rules(json_object_get(in, "wafRules"), true);
    if (!TF_IS_KNOWN(plan->waf_enabled) || !plan->waf_enabled.v)
        json_object_del(in, "wafRules");
}

/* A request replaces all settings, so those that are left out are taken from the distribution. */
static bool complete_settings(struct call *c, struct str name, json_t *settings)
{
    json_t *now;
    if (settings == NULL)
        return true;
    TRY(api_view(c, LS_KIND_DISTRIBUTION, name, LS_NOW, &now));
    json_object_update_missing(settings, json_object_get(now, "cacheBehaviorSettings"));
    return true;
}

/* What an update sends for attributes that are set or removed in a special way. */
static void add_update(const struct distribution *prior, const struct distribution *plan, json_t *in)
{
    if (!tf_string_equal(prior->certificate_name, plan->certificate_name))
        json_object_set_new(in, "useDefaultCertificate", json_boolean(TF_IS_NULL(plan->certificate_name)));
    if (TF_IS_NULL(plan->default_root_object) && !TF_IS_NULL(prior->default_root_object))
        json_object_set_new(in, "defaultRootObject", json_string(""));
    const struct distribution_origin *origin = distribution_origin(plan);
    if (json_object_get(in, "enablePrivateOriginAccess") != NULL && json_object_get(in, "origin") == NULL)
        json_object_set_new(in, "origin",
                            json_pack("{s:o, s:o}", "name", json_new_str(origin->name.v), "regionName",
                                      json_new_str(origin->region_name.v)));
}

static void name_resource(json_t *in)
{
    json_object_set(in, "resourceName", json_object_get(in, "distributionName"));
    json_object_set_new(in, "resourceType", json_string("Distribution"));
    json_object_del(in, "distributionName");
}

bool distribution_request(struct call *c, enum crud_step step, const void *prior, const void *plan,
                          json_t *in)
{
    unwrap(in, "origin");
    unwrap(in, "defaultCacheBehavior");
    unwrap_settings(in);
    if (step != CRUD_DELETE)
        complete_rules(plan, in);
    if (step != CRUD_UPDATE || json_object_get(in, "bundleId") != NULL)
        return true;
    if (json_object_get(in, "ipAddressType") != NULL) {
        name_resource(in);
        return true;
    }
    add_update(prior, plan, in);
    return complete_settings(c, ((const struct distribution *)plan)->name.v,
                             json_object_get(in, "cacheBehaviorSettings"));
}

/* ---- effects ---- */

/* The plain values in an object. The service may show methods and "none" in another form. */
static void add_values(struct call *c, json_t *members, const char *path, const json_t *object)
{
    const char *name;
    json_t *value;
    json_object_foreach ((json_t *)(uintptr_t)object, name, value) {
        struct str at = str_printf(c->mem, "%s.%s", path, name);
        bool is_free = str_ends_with(at, STR("HTTPMethods")) ||
                       str_ends_with(at, STR("forwardedHeaders.option"));
        if (json_is_object(value))
            add_values(c, members, at.data, value);
        else if (!json_is_array(value) && !is_free)
            json_object_set(members, at.data, value);
    }
}

bool distribution_effect(struct call *c, const void *prior_model, const void *plan_model, json_t *members)
{
    static const struct {
        const char *attribute, *member;
    } blocks[] = {{"origin", "origin"},
                  {"default_cache_behavior", "defaultCacheBehavior"},
                  {"cache_behavior_settings", "cacheBehaviorSettings"}};
    const struct distribution *prior = prior_model, *plan = plan_model;
    if (json_object_get(members, "bundleId") != NULL || json_object_get(members, "ipAddressType") != NULL)
        return true;
    json_t *sent = json_own(c->mem, json_object());
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        json_t *value = crud_changed_member(c, blocks[i].attribute, prior, plan);
        if (value != NULL)
            json_object_set(sent, blocks[i].member, value);
    }
    unwrap(sent, "origin");
    unwrap(sent, "defaultCacheBehavior");
    unwrap_settings(sent);
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        add_values(c, members, blocks[i].member, json_object_get(sent, blocks[i].member));
    if (TF_IS_NULL(plan->certificate_name) && !TF_IS_NULL(prior->certificate_name))
        json_object_set_new(members, "certificateName", json_null());
    if (TF_IS_NULL(plan->default_root_object) && !TF_IS_NULL(prior->default_root_object))
        json_object_set_new(members, "defaultRootObject", json_null());
    return true;
}

/* ---- responses ---- */

/* A block that the configuration leaves out is not in the state, either. */
#define IS_LEFT_OUT(block) (TF_IS_KNOWN(block) && (block).count == 0)

static void keep_methods(struct tf_string before, struct tf_string *found)
{
    if (TF_IS_KNOWN(before) && TF_IS_KNOWN(*found) && distribution_same_methods(before.v, found->v))
        *found = before;
}

static void fill_headers(const struct distribution_cache_behavior_settings *before,
                         struct distribution_cache_behavior_settings *found)
{
    if (found->forwarded_headers.count == 0)
        return;
    struct distribution_cache_behavior_settings_forwarded_headers *headers = found->forwarded_headers.v;
    headers->headers_allow_list.is = TF_KNOWN;
    if (before != NULL && TF_IS_KNOWN(before->forwarded_headers) && before->forwarded_headers.count > 0 &&
        distribution_same_headers(before->forwarded_headers.v->option, headers->option))
        headers->option = before->forwarded_headers.v->option;
}

static void fill_forwarded(const struct distribution_cache_behavior_settings *before,
                           struct distribution_cache_behavior_settings *found)
{
    found->forwarded_cookies.is = found->forwarded_headers.is = found->forwarded_query_strings.is = TF_KNOWN;
    if (before != NULL && IS_LEFT_OUT(before->forwarded_cookies))
        found->forwarded_cookies.count = 0;
    if (before != NULL && IS_LEFT_OUT(before->forwarded_headers))
        found->forwarded_headers.count = 0;
    if (before != NULL && IS_LEFT_OUT(before->forwarded_query_strings))
        found->forwarded_query_strings.count = 0;
    if (found->forwarded_cookies.count > 0)
        found->forwarded_cookies.v->cookies_allow_list.is = TF_KNOWN;
    if (found->forwarded_query_strings.count > 0)
        found->forwarded_query_strings.v->query_strings_allowed_list.is = TF_KNOWN;
    fill_headers(before, found);
}

static void fill_settings(const struct distribution *prior, struct distribution *state)
{
    const struct distribution_cache_behavior_settings *before = distribution_settings(prior);
    struct distribution_cache_behavior_settings *found = distribution_settings(state);
    bool is_imported = TF_IS_NULL(prior->arn);
    state->cache_behavior_settings.is = TF_KNOWN;
    if ((!is_imported && IS_LEFT_OUT(prior->cache_behavior_settings)) || found == NULL) {
        state->cache_behavior_settings.count = 0;
        return;
    }
    keep_methods(before != NULL ? before->allowed_http_methods : (struct tf_string){0},
                 &found->allowed_http_methods);
    keep_methods(before != NULL ? before->cached_http_methods : (struct tf_string){0},
                 &found->cached_http_methods);
    fill_forwarded(before, found);
}

static void fill_waf(struct call *c, const json_t *object, struct distribution *state)
{
    json_t *shown = json_own(c->mem, json_object());
    json_object_set_new(shown, "waf", json_deep_copy(json_object_get(object, "waf")));
    convert_rules(json_at(shown, "waf.wafRules"), false);
    const struct object_desc one = {.attrs = object_attr(&distribution_desc, STR("waf_rules")), .count = 1};
    api_fill(c, &one, shown, state);
    state->waf_rules.is = TF_KNOWN;
    if (!TF_IS_KNOWN(state->waf_enabled))
        state->waf_enabled = tf_bool(false);
}

bool distribution_fill(struct call *c, const json_t *object, const void *prior, void *state_model)
{
    struct distribution *state = state_model;
    state->origin.is = state->default_cache_behavior.is = state->cache_behavior.is = TF_KNOWN;
    state->custom_error_response.is = state->alternative_domain_names.is = TF_KNOWN;
    fill_settings(prior, state);
    fill_waf(c, object, state);
    return true;
}

/* A subdomain is attached after the creation. */
bool distribution_is_ready(struct call *c, const json_t *object)
{
    struct str state = json_member_text(json_object_get(object, "subdomain"), "state");
    (void)c;
    return !str_eqc(state, "Creating") && !str_eqc(state, "Attaching");
}
