/*
 * account.c — which account the credentials belong to. Knows the keyring and the Security Token Service; must not
 * know which accounts are wanted.
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
    return fail_context(err, "the account of the AWS credentials from %.*s cannot be found out",
                        STR_ARG(keys.source));
}
