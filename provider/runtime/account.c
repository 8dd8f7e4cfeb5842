/*
 * account.c — the accounts that the ARNs of a state name. Knows the accounts that this run has seen, without
 * a request for them; must not know any resource.
 */
#include "runtime/engine.h"

static const struct str accounts = STR("account"), own_arn = STR("arn");

/* arn:<partition>:<service>:<region>:<account>:… */
static struct str account_in(struct str arn)
{
    struct str account = {NULL, 0}, rest = arn;
    for (size_t part = 0; part < 5; part++) {
        if (!str_cut(rest, ':', &account, &rest))
            return (struct str){NULL, 0};
    }
    return account;
}

static struct str account_of(const struct value *state)
{
    const struct value *arn = value_is_known(*state) ? value_member(state, own_arn) : NULL;
    return account_in(arn != NULL && value_is_known(*arn) ? arn->text : STR(""));
}

static bool has_walk(const struct call *c)
{
    return c->schema->in_aws && c->provider != NULL && c->provider->walk != NULL;
}

void account_note(struct walk *walk, struct str account)
{
    if (account.len > 0)
        walk_made(walk, accounts, account);
}

bool account_is_same(struct call *c, struct str seen_arn, struct str arn)
{
    struct str seen = account_in(seen_arn);
    if (has_walk(c))
        account_note(c->provider->walk, seen);
    return str_eq(seen, account_in(arn));
}

void engine_saw_account(struct call *c, const struct value *state)
{
    if (has_walk(c))
        account_note(c->provider->walk, account_of(state));
}

bool engine_refuse_account(struct call *c, const struct value *state)
{
    const struct str *known;
    struct str account = account_of(state);
    if (!has_walk(c) || account.len == 0 || call_made_of(c, accounts, &known) == 0 ||
        call_has_made(c, accounts, account))
        return false;
    diag_error(c->mem, &c->diags, (struct path){0}, STR("Resource belongs to another account"),
               "The ARN in the state says that this %s belongs to the account %.*s, but the credentials "
               "belong to the account %.*s. Nothing was changed, and the resource is still in the "
               "state.\n\nUse credentials of the account %.*s: check AWS_PROFILE, AWS_ACCESS_KEY_ID, and "
               "profile and assume_role of the provider. If the resource is meant to be in the other "
               "account, remove it from the state first.",
               c->schema->type_name, STR_ARG(account), STR_ARG(known[0]), STR_ARG(account));
    return true;
}
