/*
 * provider.c — the provider block: from the configuration to a client and the provider-wide settings. Makes
 * no request except for the account; must not know any resource. Source: protocol section 4.2.
 */
#include "gen/provider.h"
#include "resources/provider/provider_access.h"
#include "runtime/resource.h"
#include "runtime/tags.h"
#include "tf/pattern.h"

static bool validate(struct call *c, const void *config_model)
{
    const struct provider_config *config = config_model;
    if (TF_IS_KNOWN(config->default_tags) && config->default_tags.count > 0)
        tags_validate(c, "default_tags[0].tags", &config->default_tags.v[0].tags);
    if (TF_IS_KNOWN(config->default_tags) && config->default_tags.count > 0 &&
        TF_IS_KNOWN(config->ignore_tags) && config->ignore_tags.count > 0)
        tags_warn_ignored_defaults(c, &config->default_tags.v[0].tags, &config->ignore_tags.v[0].keys,
                                   &config->ignore_tags.v[0].key_prefixes);
    provider_access_validate(c, config);
    return true;
}

/* ---- unknown values in a plan ---- */

static bool unknown(struct call *c, struct provider *provider, const char *attribute)
{
    provider->is_unknown = true;
    fail_at(
        &c->err, ERR_USER, attribute,
        "the provider argument %s comes from a resource that is not created yet, so nothing can be planned",
        attribute);
    return fail_hint(
        &c->err,
        "Use a value that is known before the apply, or first apply the resource that it comes from with "
        "-target.");
}

static bool has_unknown(const struct tf_strings *texts)
{
    bool unknown_item = TF_IS_UNKNOWN(*texts);
    for (size_t i = 0; TF_IS_KNOWN(*texts) && i < texts->count; i++)
        unknown_item = unknown_item || TF_IS_UNKNOWN(texts->v[i]);
    return unknown_item;
}

/* Without these values no request is possible; the rest of the block may be unknown until the apply. */
static bool require_known(struct call *c, const struct provider_config *config, struct provider *provider)
{
    const struct {
        const char *attribute;
        bool is_unknown;
    } needed[] = {
        {"region", TF_IS_UNKNOWN(config->region)},
        {"profile", TF_IS_UNKNOWN(config->profile)},
        {"access_key", TF_IS_UNKNOWN(config->access_key)},
        {"secret_key", TF_IS_UNKNOWN(config->secret_key)},
        {"token", TF_IS_UNKNOWN(config->token)},
        {"endpoint", TF_IS_UNKNOWN(config->endpoint)},
        {"shared_config_files", has_unknown(&config->shared_config_files)},
        {"shared_credentials_files", has_unknown(&config->shared_credentials_files)},
        {"custom_ca_bundle", TF_IS_UNKNOWN(config->custom_ca_bundle)},
        {"use_fips_endpoint", TF_IS_UNKNOWN(config->use_fips_endpoint)},
        {"use_dualstack_endpoint", TF_IS_UNKNOWN(config->use_dualstack_endpoint)},
        {"allowed_account_ids", has_unknown(&config->allowed_account_ids)},
        {"forbidden_account_ids", has_unknown(&config->forbidden_account_ids)},
        {"assume_role", TF_IS_UNKNOWN(config->assume_role)},
    };
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (needed[i].is_unknown)
            return unknown(c, provider, needed[i].attribute);
    }
    return true;
}

/* ---- parts ---- */

/* Copies that live as long as the provider. */
static const struct str *keep_texts(struct arena *mem, const struct tf_strings *texts, size_t *ret_count)
{
    const struct str *given = provider_texts(mem, texts, ret_count);
    struct str *copies = arena_new_array(mem, struct str, *ret_count);
    for (size_t i = 0; i < *ret_count; i++)
        copies[i] = str_copy(mem, given[i]);
    return copies;
}

static void set_default_tags(const struct provider_config *config, struct provider *provider)
{
    provider->default_tags_known = !TF_IS_UNKNOWN(config->default_tags);
    if (!TF_IS_KNOWN(config->default_tags) || config->default_tags.count == 0)
        return;
    const struct tf_strings *tags = &config->default_tags.v[0].tags;
    struct tag *copies = arena_new_array(provider->mem, struct tag, tags->count);
    provider->default_tags_known = !TF_IS_UNKNOWN(*tags);
    for (size_t i = 0; i < tags->count; i++) {
        struct tf_string value = tags->v[i];
        provider->default_tags_known = provider->default_tags_known && !TF_IS_UNKNOWN(value);
        copies[i].key = str_copy(provider->mem, tags->keys[i]); /* the keys of a map are sorted */
        if (TF_IS_KNOWN(value) && value.v.len > 0)
            copies[i].value = str_copy(provider->mem, value.v);
    }
    provider->default_tags = copies;
    provider->default_tag_count = provider->default_tags_known ? tags->count : 0;
}

/* An unknown value here would show, and then remove, tags that the user wants to ignore. */
static bool set_ignored_tags(struct call *c, const struct provider_config *config, struct provider *provider)
{
    if (TF_IS_UNKNOWN(config->ignore_tags))
        return unknown(c, provider, "ignore_tags");
    if (!TF_IS_KNOWN(config->ignore_tags) || config->ignore_tags.count == 0)
        return true;
    const struct provider_ignore_tags *ignored = &config->ignore_tags.v[0];
    if (TF_IS_UNKNOWN(ignored->keys) || TF_IS_UNKNOWN(ignored->key_prefixes))
        return unknown(c, provider, "ignore_tags");
    provider->ignored_keys = keep_texts(provider->mem, &ignored->keys, &provider->ignored_key_count);
    provider->ignored_prefixes = keep_texts(provider->mem, &ignored->key_prefixes,
                                            &provider->ignored_prefix_count);
    return true;
}

static bool make_client(struct call *c, const struct provider_config *config, struct provider *provider)
{
    struct aws_config client = {
        .region = config->region.v,
        .profile = config->profile.v,
        .access_key = config->access_key.v,
        .secret_key = config->secret_key.v,
        .token = config->token.v,
        .endpoint = config->endpoint.v,
        .retry_mode = config->retry_mode.v,
        .most_requests_at_once = TF_IS_KNOWN(config->max_concurrent_requests)
                                     ? (int)config->max_concurrent_requests.v
                                     : 0,
        .max_retries = TF_IS_KNOWN(config->max_retries) ? (int)config->max_retries.v : -1,
        .user_agent = str_printf(provider->mem, "terraform-provider-lightsail/" VERSION " Terraform/%.*s",
                                 STR_ARG(provider->terraform_version)),
    };
    client.config_files = provider_texts(c->mem, &config->shared_config_files, &client.config_file_count);
    client.credentials_files = provider_texts(c->mem, &config->shared_credentials_files,
                                              &client.credentials_file_count);
    if (TF_IS_KNOWN(config->poll_interval) &&
        !duration_parse(config->poll_interval.v, &client.poll_interval_ms))
        return fail_at(&c->err, ERR_USER, "poll_interval", "'%.*s' is not a duration such as 2s",
                       STR_ARG(config->poll_interval.v));
    if (TF_IS_KNOWN(config->read_lag) && !duration_parse(config->read_lag.v, &client.read_lag_ms))
        return fail_at(&c->err, ERR_USER, "read_lag", "'%.*s' is not a duration such as 5s",
                       STR_ARG(config->read_lag.v));
    if (TF_IS_KNOWN(config->read_lag) && client.read_lag_ms == 0)
        client.read_lag_ms = -1; /* 0s: reads are never late */
    TRY(provider_access_configure(c, config, provider, &client));
    return ls_client_new(&client, &provider->client, &c->err);
}

static bool configure(struct call *c, const void *config_model, struct provider *ret_provider)
{
    const struct provider_config *config = config_model;
    set_default_tags(config, ret_provider);
    TRY(require_known(c, config, ret_provider));
    TRY(set_ignored_tags(c, config, ret_provider));
    TRY(make_client(c, config, ret_provider));
    return provider_access_check_account(c, config, ret_provider);
}

const struct provider_type lightsail_provider_type = {
    .schema = &provider_schema,
    .validate = validate,
    .configure = configure,
};
