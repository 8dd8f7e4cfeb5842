/*
 * client_credentials.c — connects a client to its credentials: keeps the configuration and finds the
 * credentials when the keyring requests them. Knows the parts; must not know what any of them does.
 */
#include "aws/fetch.h"
#include "lightsail/client_parts.h"

static const struct str *copy_texts(struct arena *mem, const struct str *texts, size_t count)
{
    struct str *copies = arena_new_array(mem, struct str, count);
    for (size_t i = 0; i < count; i++)
        copies[i] = str_copy(mem, texts[i]);
    return copies;
}

static struct aws_role copy_role(struct arena *mem, const struct aws_role *role)
{
    struct aws_role copy = *role;
    struct aws_tag *tags = arena_new_array(mem, struct aws_tag, role->tag_count);
    for (size_t i = 0; i < role->tag_count; i++)
        tags[i] = (struct aws_tag){str_copy(mem, role->tags[i].key), str_copy(mem, role->tags[i].value)};
    copy.arn = str_copy(mem, role->arn);
    copy.session_name = str_copy(mem, role->session_name);
    copy.external_id = str_copy(mem, role->external_id);
    copy.policy = str_copy(mem, role->policy);
    copy.source_identity = str_copy(mem, role->source_identity);
    copy.policy_arns = copy_texts(mem, role->policy_arns, role->policy_arn_count);
    copy.transitive_tag_keys = copy_texts(mem, role->transitive_tag_keys, role->transitive_tag_key_count);
    copy.tags = tags;
    return copy;
}

/* Each renewal of the credentials reads the configuration again, when the caller's copy may be gone. */
static struct aws_config copy_config(struct arena *mem, const struct aws_config *config)
{
    struct aws_config copy = *config;
    struct aws_role *roles = arena_new_array(mem, struct aws_role, config->role_count);
    for (size_t i = 0; i < config->role_count; i++)
        roles[i] = copy_role(mem, &config->roles[i]);
    copy.roles = roles;
    copy.region = str_copy(mem, config->region);
    copy.profile = str_copy(mem, config->profile);
    copy.endpoint = str_copy(mem, config->endpoint);
    copy.user_agent = str_copy(mem, config->user_agent);
    copy.ca_bundle = str_copy(mem, config->ca_bundle);
    copy.access_key = str_copy_secret(mem, config->access_key);
    copy.secret_key = str_copy_secret(mem, config->secret_key);
    copy.token = str_copy_secret(mem, config->token);
    copy.config_files = copy_texts(mem, config->config_files, config->config_file_count);
    copy.credentials_files = copy_texts(mem, config->credentials_files, config->credentials_file_count);
    return copy;
}

static bool make_sts(struct ls_client *client, struct arena *mem, struct profiles *profiles,
                     struct sts *ret_sts, struct err *err)
{
    *ret_sts = (struct sts){.http = &client->http,
                            .region = client->region,
                            .user_agent = client->user_agent,
                            .skew_ms = &client->skew_ms};
    return profiles == NULL ||
           endpoint_find_sts(mem, &client->config, profiles, client->region, &ret_sts->endpoint, err);
}

bool client_sts(struct ls_client *client, struct arena *mem, struct sts *ret_sts, struct err *err)
{
    return make_sts(client, mem, profiles_new(mem, &client->config), ret_sts, err);
}

/* Files may have changed since the last time, so everything is read again. */
static bool fetch(void *context, struct aws_scope scope, struct credentials *ret_credentials, struct err *err)
{
    struct ls_client *client = context;
    struct arena *scratch = arena_new(); /* holds whole files and responses with credentials and wipes them */
    struct profiles *profiles = profiles_new(scratch, &client->config);
    struct source source;
    struct sts sts;
    struct credentials found;
    bool ok = source_find(scratch, &client->config, profiles, &source, err) &&
              make_sts(client, scratch, source_needs_sts(&source) ? profiles : NULL, &sts, err) &&
              fetch_credentials(&source, &sts, (struct aws_scope){scratch, scope.deadline}, &found, err);
    if (ok)
        *ret_credentials = credentials_copy(scope.mem, &found);
    arena_free(scratch);
    if (!ok)
        err->attribute[0] = '\0'; /* it names a provider argument, but the caller is a resource */
    return ok;
}

bool client_credentials_begin(struct ls_client *client, const struct aws_config *config,
                              struct profiles *profiles, struct str *ret_source, struct err *err)
{
    client->config = copy_config(client->mem, config);
    client->keyring = keyring_new(client->mem, fetch, client);
    *ret_source = STR("determined at the first call");
    if (config->skip_credentials_check)
        return true;
    struct arena *scratch = arena_new();
    struct source source;
    bool ok = source_find(scratch, config, profiles, &source, err);
    if (ok)
        *ret_source = str_copy(client->mem, source.name);
    arena_free(scratch);
    return ok;
}
