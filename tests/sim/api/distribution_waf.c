/*
 * distribution_waf.c — the firewall of a distribution: its rule groups and their form. It must not know when it
 * changes.
 */
#include "api/distribution_waf.h"

#include <assert.h>
#include <string.h>

#include "api/distribution_catalogue.h"

/* Source: the model; the texts of CreateDistribution and of the three configurations. */
enum { LONGEST_PATH = 256, LONGEST_FIELD = 512, MOST_CODES = 10, LARGEST_CODE = 999 };

static const struct {
    const char *name, *config;
} groups[] = {
    {"AWSManagedRulesCommonRuleSet", NULL},
    {"AWSManagedRulesKnownBadInputsRuleSet", NULL},
    {"AWSManagedRulesAnonymousIpList", NULL},
    {"AWSManagedRulesAdminProtectionRuleSet", NULL},
    {"AWSManagedRulesSQLiRuleSet", NULL},
    {"AWSManagedRulesLinuxRuleSet", NULL},
    {"AWSManagedRulesUnixRuleSet", NULL},
    {"AWSManagedRulesWindowsRuleSet", NULL},
    {"AWSManagedRulesPHPRuleSet", NULL},
    {"AWSManagedRulesWordPressRuleSet", NULL},
    {"AWSManagedRulesAmazonIpReputationList", NULL},
    {"AWSManagedRulesATPRuleSet", "atpConfig"},
    {"AWSManagedRulesACFPRuleSet", "acfpConfig"},
    {"AWSManagedRulesBotControlRuleSet", "botControlConfig"},
};
static_assert(sizeof groups / sizeof groups[0] == WAF_GROUPS_LARGE, "each group once");

static const char *const payloads[] = {"JSON", "FORM_ENCODED", NULL};
static const char *const levels[] = {"COMMON", "TARGETED", NULL};
#define INSPECTION                         \
    PARTS("responseInspection", STRUCTURE, \
          INPUT(OPTIONAL("successCodes", INTEGERS), OPTIONAL("failureCodes", INTEGERS)), false)
static const struct member atp_members[] = {OPTIONAL("loginPath", STRING),
                                            WORD("payloadType", payloads, false),
                                            OPTIONAL("usernameField", STRING),
                                            OPTIONAL("passwordField", STRING),
                                            INSPECTION,
                                            {0}};
static const struct member acfp_members[] = {WORD("payloadType", payloads, false),
                                             OPTIONAL("creationPath", STRING),
                                             OPTIONAL("registrationPagePath", STRING),
                                             INSPECTION,
                                             {0}};
static const struct member bot_members[] = {WORD("inspectionLevel", levels, false), {0}};
const struct member distribution_waf_rule_members[] = {REQUIRED("name", STRING),
                                                       PARTS("atpConfig", STRUCTURE, atp_members, false),
                                                       PARTS("acfpConfig", STRUCTURE, acfp_members, false),
                                                       PARTS("botControlConfig", STRUCTURE, bot_members,
                                                             false),
                                                       {0}};

/* ---- parts of a configuration ------------------------------------------------------------------------------------ */

/* A text that begins with a slash, unless it is a field of a form. */
static bool check_text(struct call *call, const json_t *config, const char *member, size_t longest,
                       bool needs_slash)
{
    const char *text = json_string_value(json_object_get(config, member));
    if (!text || strlen(text) < 1 || strlen(text) > longest)
        return call_fail_input(call, "%s must have from 1 to %zu characters", member, longest);
    return !needs_slash || text[0] == '/' ||
           call_fail_input(call, "%s must start with a forward slash: %s", member, text);
}

static bool check_codes(struct call *call, const json_t *codes, const json_t *others, const char *member)
{
    if (json_array_size(codes) < 1 || json_array_size(codes) > MOST_CODES)
        return call_fail_input(call, "%s must contain from 1 to %d status codes", member, MOST_CODES);
    for (size_t i = 0; i < json_array_size(codes); i++) {
        json_int_t code = json_integer_value(json_array_get(codes, i));
        if (code < 0 || code > LARGEST_CODE)
            return call_fail_input(call, "%s: a status code must be from 0 to %d", member, LARGEST_CODE);
        for (size_t k = 0; k < json_array_size(others); k++)
            if (json_integer_value(json_array_get(others, k)) == code)
                return call_fail_input(call, "%s: the status code %d is in both lists", member, (int)code);
    }
    return true;
}

static bool check_inspection(struct call *call, const json_t *config)
{
    const json_t *inspection = json_object_get(config, "responseInspection"),
                 *success = json_object_get(inspection, "successCodes"),
                 *failure = json_object_get(inspection, "failureCodes");
    return !inspection || (check_codes(call, success, failure, "successCodes") &&
                           check_codes(call, failure, success, "failureCodes"));
}

static bool check_config(struct call *call, const char *name, const json_t *config)
{
    const char *payload = json_string_value(json_object_get(config, "payloadType"));
    if (!strcmp(name, "botControlConfig"))
        return json_object_get(config, "inspectionLevel") ||
               call_fail_input(call, "inspectionLevel is required in botControlConfig");
    if (!payload)
        return call_fail_input(call, "payloadType is required in %s", name);
    if (!strcmp(name, "acfpConfig"))
        return check_text(call, config, "creationPath", LONGEST_PATH, true) &&
               check_text(call, config, "registrationPagePath", LONGEST_PATH, true) &&
               check_inspection(call, config);
    bool is_json = !strcmp(payload, "JSON");
    return check_text(call, config, "loginPath", LONGEST_PATH, true) &&
           check_text(call, config, "usernameField", LONGEST_FIELD, is_json) &&
           check_text(call, config, "passwordField", LONGEST_FIELD, is_json) &&
           check_inspection(call, config);
}

/* ---- rules ------------------------------------------------------------------------------------------------------- */

/* A configuration belongs to its own group, which needs it. */
static bool check_rule(struct call *call, const json_t *rule, const struct distribution_bundle *bundle)
{
    static const char *const configs[] = {"atpConfig", "acfpConfig", "botControlConfig"};
    const char *name = json_string_value(json_object_get(rule, "name"));
    size_t at = 0;
    while (at < bundle->waf_groups && strcmp(groups[at].name, name) != 0)
        at++;
    if (at == bundle->waf_groups)
        return call_fail_input(call, "The WAF rule group %s is not available for the bundle %s", name,
                               bundle->id);
    for (size_t i = 0; i < sizeof configs / sizeof configs[0]; i++) {
        bool is_own = groups[at].config && !strcmp(groups[at].config, configs[i]);
        if (is_own != (json_object_get(rule, configs[i]) != NULL))
            return call_fail_input(call,
                                   is_own ? "%s is required for the WAF rule group %s"
                                          : "%s is not allowed for the WAF rule group %s",
                                   configs[i], name);
    }
    const json_t *config = groups[at].config ? json_object_get(rule, groups[at].config) : NULL;
    return !config || check_config(call, groups[at].config, config);
}

static bool check_rules(struct call *call, const json_t *rules, const struct distribution_bundle *bundle)
{
    for (size_t i = 0; i < json_array_size(rules); i++) {
        const json_t *rule = json_array_get(rules, i), *name = json_object_get(rule, "name");
        if (!check_rule(call, rule, bundle))
            return false;
        for (size_t k = 0; k < i; k++)
            if (json_equal(name, json_object_get(json_array_get(rules, k), "name")))
                return call_fail_input(call, "The WAF rule group %s is there twice", json_string_value(name));
    }
    return true;
}

json_t *distribution_waf_after(struct call *call, const json_t *waf, const struct distribution_bundle *bundle)
{
    const json_t *enable = json_object_get(call->input, "enableWaf");
    const json_t *given = json_object_get(call->input, "wafRules");
    bool is_on = enable ? json_is_true(enable) : json_is_true(json_object_get(waf, "isWafEnabled"));
    const json_t *rules = given ? given : json_object_get(waf, "wafRules");
    if (given && !is_on) {
        call_fail_input(call, "wafRules can be specified only when WAF is enabled for the distribution");
        return NULL;
    }
    if (is_on && bundle->waf_groups == 0) {
        call_fail_input(call, "WAF is not available for the bundle %s", bundle->id);
        return NULL;
    }
    if (is_on && !check_rules(call, rules, bundle))
        return NULL;
    return json_pack("{s:b, s:o}", "isWafEnabled", (int)is_on, "wafRules",
                     is_on && rules ? json_deep_copy(rules) : json_array());
}
