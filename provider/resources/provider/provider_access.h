/*
 * provider_access.h — the part of the provider block that says who may act, and where: roles, accounts, kinds of
 * endpoints. Must not know any resource.
 */
#ifndef RESOURCES_PROVIDER_ACCESS_H
#define RESOURCES_PROVIDER_ACCESS_H

#include "gen/provider.h"
#include "runtime/resource.h"

/* Syntax of account ids, and that one list of them is given; adds diagnostics. */
void provider_access_validate(struct call *c, const struct provider_config *config);

/* The texts of a list or set, borrowed; those that are "" say nothing and are left out. NULL when there is none. */
const struct str *provider_texts(struct arena *mem, const struct tf_strings *texts, size_t *ret_count);

/* Fills roles, endpoints and certificates in; all of it is borrowed from `config` and c->mem. A role that is
 * unknown makes the provider so. Errors: ERR_USER. */
bool provider_access_configure(struct call *c, const struct provider_config *config,
                               struct provider *provider, struct aws_config *client) MUST_USE;

/*
 * Compares the account of the credentials with allowed_account_ids or forbidden_account_ids; without them nothing is
 * asked. It is known from then on, also to what compares it with ARNs. Errors: ERR_USER at the list, those of ls_client_account.
 */
bool provider_access_check_account(struct call *c, const struct provider_config *config,
                                   struct provider *provider) MUST_USE;

#endif
