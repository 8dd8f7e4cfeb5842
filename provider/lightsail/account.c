/*
 * account.c — the AWS account that the credentials belong to. Knows the keyring and the Security Token
 * Service; must not know which accounts a configuration allows.
 */
#include "lightsail/client_parts.h"

bool ls_client_account(struct ls_client *client, struct aws_scope scope, bool ask, struct str *ret_account,
                       struct err *err)
{
    struct credentials keys;
    uint64_t mark;
    struct sts sts;
    TRY(keyring_take(client->keyring, scope, &keys, &mark, err));
    *ret_account = keys.account;
    if (keys.account.len > 0 || !ask)
        return true;
    TRY(client_sts(client, scope.mem, &sts, err));
    if (sts_account(&sts, scope, &keys, ret_account, err))
        return true;
    return fail_context(err, "cannot determine the AWS account of the credentials from %.*s",
                        STR_ARG(keys.source));
}
