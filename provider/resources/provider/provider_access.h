/*
 * provider_access.h — the arguments of the provider block for access: roles, accounts, types of endpoints.
 * Must not know any resource.
 */
#ifndef RESOURCES_PROVIDER_ACCESS_H
#define RESOURCES_PROVIDER_ACCESS_H

#include "gen/provider.h"
#include "runtime/resource.h"

/* Checks the syntax of account IDs, and that only one of the two lists is set; adds diagnostics. */
void provider_access_validate(struct call *c, const struct provider_config *config);

/* The strings of a list or set, borrowed, without empty ones. NULL when there is none. */
const struct str *provider_texts(struct arena *mem, const struct tf_strings *texts, size_t *ret_count);

/* Fills roles, endpoints and certificates; all of it is borrowed from `config` and c->mem. If a role is
 * unknown, the provider has unknown values. Errors: ERR_USER. */
bool provider_access_configure(struct call *c, const struct provider_config *config,
                               struct provider *provider, struct aws_config *client) MUST_USE;

/*
 * Compares the account of the credentials with allowed_account_ids or forbidden_account_ids; without them no
 * request is sent. The account is then also known to the comparison with ARNs. Errors: ERR_USER at the list,
 * those of ls_client_account.
 */
bool provider_access_check_account(struct call *c, const struct provider_config *config,
                                   struct provider *provider) MUST_USE;

#endif
