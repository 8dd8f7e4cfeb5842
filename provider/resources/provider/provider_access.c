/*
 * provider_access.c — the arguments of the provider block for access: roles, accounts, types of endpoints.
 * Must not know any resource.
 */
#include "resources/provider/provider_access.h"

#include "base/env.h"
#include "tf/pattern.h"

enum { ACCOUNT_DIGITS = 12, LEAST_DURATION_MS = 15 * 60 * 1000, MOST_DURATION_MS = 12 * 60 * 60 * 1000 };

/* ---- validation ---- */

static bool is_account(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    }
    return text.len == ACCOUNT_DIGITS;
}

/* An empty list means the same as no list. */
static bool is_given(const struct tf_strings *accounts)
{
    return TF_IS_KNOWN(*accounts) && accounts->count > 0;
}

static void validate_accounts(struct call *c, const char *attribute, const struct tf_strings *accounts)
{
    for (size_t i = 0; TF_IS_KNOWN(*accounts) && i < accounts->count; i++) {
        struct tf_string account = accounts->v[i];
        if (TF_IS_KNOWN(account) && !is_account(account.v))
            call_error(c, attribute, "Invalid account ID",
                       "'%.*s' is not an account ID: write its twelve digits, in quotes.",
                       STR_ARG(account.v));
    }
}

void provider_access_validate(struct call *c, const struct provider_config *config)
{
    validate_accounts(c, "allowed_account_ids", &config->allowed_account_ids);
    validate_accounts(c, "forbidden_account_ids", &config->forbidden_account_ids);
    if (is_given(&config->allowed_account_ids) && is_given(&config->forbidden_account_ids))
        call_error(
            c, "allowed_account_ids", "Conflicting arguments",
            "allowed_account_ids and 'forbidden_account_ids' cannot be used together; remove one of them.");
}

/* ---- roles ---- */

static bool list_is_known(const struct tf_strings *texts)
{
    bool known = !TF_IS_UNKNOWN(*texts);
    for (size_t i = 0; TF_IS_KNOWN(*texts) && i < texts->count; i++)
        known = known && !TF_IS_UNKNOWN(texts->v[i]);
    return known;
}

static bool role_is_known(const struct provider_assume_role *role)
{
    return !TF_IS_UNKNOWN(role->role_arn) && !TF_IS_UNKNOWN(role->session_name) &&
           !TF_IS_UNKNOWN(role->external_id) && !TF_IS_UNKNOWN(role->duration) &&
           !TF_IS_UNKNOWN(role->policy) && !TF_IS_UNKNOWN(role->source_identity) &&
           list_is_known(&role->policy_arns) && list_is_known(&role->tags) &&
           list_is_known(&role->transitive_tag_keys);
}

const struct str *provider_texts(struct arena *mem, const struct tf_strings *texts, size_t *ret_count)
{
    struct str *views = arena_new_array(mem, struct str, texts->count);
    *ret_count = 0;
    for (size_t i = 0; TF_IS_KNOWN(*texts) && i < texts->count; i++) {
        if (texts->v[i].v.len > 0)
            views[(*ret_count)++] = texts->v[i].v;
    }
    return *ret_count > 0 ? views : NULL;
}

static bool read_role(struct call *c, const struct provider_assume_role *block, size_t position,
                      struct aws_role *role)
{
    struct aws_tag *tags = arena_new_array(c->mem, struct aws_tag, block->tags.count);
    *role = (struct aws_role){
        .arn = block->role_arn.v,
        .session_name = block->session_name.v,
        .external_id = block->external_id.v,
        .policy = block->policy.v,
        .source_identity = block->source_identity.v,
        .tags = tags,
        .tag_count = TF_IS_KNOWN(block->tags) ? block->tags.count : 0,
    };
    for (size_t i = 0; i < role->tag_count; i++)
        tags[i] = (struct aws_tag){block->tags.keys[i], block->tags.v[i].v};
    role->policy_arns = provider_texts(c->mem, &block->policy_arns, &role->policy_arn_count);
    role->transitive_tag_keys = provider_texts(c->mem, &block->transitive_tag_keys,
                                               &role->transitive_tag_key_count);
    if (!TF_IS_KNOWN(block->duration))
        return true;
    int64_t duration_ms;
    if (duration_parse(block->duration.v, &duration_ms) && duration_ms >= LEAST_DURATION_MS &&
        duration_ms <= MOST_DURATION_MS) {
        role->duration_s = duration_ms / 1000;
        return true;
    }
    struct str path = str_printf(c->mem, "assume_role[%zu].duration", position);
    return fail_at(&c->err, ERR_USER, str_z(c->mem, path), "'%.*s' is not a duration from 15m to 12h",
                   STR_ARG(block->duration.v));
}

static enum aws_switch switch_of(struct tf_bool value)
{
    return !TF_IS_KNOWN(value) ? AWS_NOT_GIVEN : value.v ? AWS_ON : AWS_OFF;
}

bool provider_access_configure(struct call *c, const struct provider_config *config,
                               struct provider *provider, struct aws_config *client)
{
    size_t count = TF_IS_KNOWN(config->assume_role) ? config->assume_role.count : 0;
    struct aws_role *roles = arena_new_array(c->mem, struct aws_role, count);
    for (size_t i = 0; i < count; i++) {
        if (!role_is_known(&config->assume_role.v[i])) {
            struct str path = str_printf(c->mem, "assume_role[%zu]", i);
            provider->is_unknown = true;
            fail_at(&c->err, ERR_USER, str_z(c->mem, path),
                    "the role to assume comes from a resource that is not created yet, so nothing can be "
                    "planned");
            return fail_hint(&c->err, "Use a value that is known before the apply, or first apply the "
                                      "resource that it comes from with -target.");
        }
        TRY(read_role(c, &config->assume_role.v[i], i, &roles[i]));
    }
    client->roles = roles;
    client->role_count = count;
    client->use_fips = switch_of(config->use_fips_endpoint);
    client->use_dualstack = switch_of(config->use_dualstack_endpoint);
    client->ca_bundle = env_home_path(c->mem, config->custom_ca_bundle.v);
    client->skip_credentials_check = TF_IS_KNOWN(config->skip_credentials_validation) &&
                                     config->skip_credentials_validation.v;
    return true;
}

/* ---- accounts ---- */

static bool is_listed(const struct tf_strings *accounts, struct str account)
{
    for (size_t i = 0; i < accounts->count; i++) {
        if (str_eq(accounts->v[i].v, account))
            return true;
    }
    return false;
}

bool provider_access_check_account(struct call *c, const struct provider_config *config,
                                   struct provider *provider)
{
    bool has_allowed = is_given(&config->allowed_account_ids);
    bool has_forbidden = is_given(&config->forbidden_account_ids);
    if (!has_allowed && !has_forbidden)
        return true;
    const char *attribute = has_allowed ? "allowed_account_ids" : "forbidden_account_ids";
    bool ask = !(TF_IS_KNOWN(config->skip_requesting_account_id) && config->skip_requesting_account_id.v);
    struct str account;
    if (!ls_client_account(provider->client, (struct aws_scope){c->mem, &c->deadline}, ask, &account,
                           &c->err)) {
        if (c->err.attribute[0] == '\0')
            ERR_SET(&c->err, attribute, str_c(attribute));
        return false;
    }
    if (account.len == 0) {
        fail_at(&c->err, ERR_USER, "skip_requesting_account_id",
                "%s is set, but the account of these credentials is not known without a request for it",
                attribute);
        return fail_hint(&c->err,
                         "Remove skip_requesting_account_id, or use a role: its ARN contains the account.");
    }
    account_note(provider->walk, account);
    if (has_allowed && !is_listed(&config->allowed_account_ids, account)) {
        fail_at(&c->err, ERR_USER, attribute,
                "the credentials belong to the account %.*s, which is not in allowed_account_ids",
                STR_ARG(account));
        return fail_hint(
            &c->err, "Use credentials of an allowed account: check AWS_PROFILE, profile and assume_role.");
    }
    if (has_forbidden && is_listed(&config->forbidden_account_ids, account)) {
        fail_at(&c->err, ERR_USER, attribute,
                "the credentials belong to the account %.*s, which is in forbidden_account_ids",
                STR_ARG(account));
        return fail_hint(&c->err,
                         "Use credentials of another account: check AWS_PROFILE, profile and assume_role.");
    }
    return true;
}
