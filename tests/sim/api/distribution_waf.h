/*
 * distribution_waf.h — the firewall of a distribution: its rule groups and their form. It must not know when it
 * changes.
 */
#ifndef SIM_API_DISTRIBUTION_WAF_H
#define SIM_API_DISTRIBUTION_WAF_H

#include "call.h"
#include "shape.h"

struct distribution_bundle;

enum { WAF_GROUPS_MEDIUM = 3, WAF_GROUPS_LARGE = 14 };

extern const struct member distribution_waf_rule_members[];
#define WAF_MEMBERS \
    OPTIONAL("enableWaf", BOOLEAN), PARTS("wafRules", STRUCTURES, distribution_waf_rule_members, false)

/*
 * The firewall after the request: waf is the present one (NULL: none). It fits to the bundle. NULL after call_fail;
 * the caller owns it.
 */
json_t *distribution_waf_after(struct call *call, const json_t *waf,
                               const struct distribution_bundle *bundle);

#endif
