/*
 * client.c — builds a client from its configuration, the environment and the profile files. Knows all parts
 * of this layer; must not know how a request is sent (request.c).
 */
#include "lightsail/client.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "aws/retry.h"
#include "base/log.h"
#include "lightsail/client_parts.h"
#include "lightsail/ledger.h"

enum {
    DEFAULT_READ_LAG_MS = 5000,
    MOST_ATTEMPTS_ACCEPTED = 1000,
};

/* ---- a client ------------------------------------------------------------------------------------------ */

static struct str environment(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0' ? str_c(value) : (struct str){NULL, 0};
}

/* One header line: bytes that are not allowed in a header become spaces. */
static struct str user_agent(struct arena *mem, struct str base)
{
    static const struct {
        const char *variable, *prefix;
    } additions[] = {{"AWS_EXECUTION_ENV", "exec-env/"},
                     {"AWS_SDK_UA_APP_ID", "app/"},
                     {"TF_APPEND_USER_AGENT", ""}};
    struct buf out = buf_new(mem, 1024);
    buf_add(&out, base.len > 0 ? base : STR("terraform-provider-lightsail"));
    for (size_t i = 0; i < sizeof additions / sizeof additions[0]; i++) {
        struct str value = str_trim(environment(additions[i].variable));
        if (value.len > 0)
            buf_printf(&out, " %s%.*s", additions[i].prefix, STR_ARG(value));
    }
    struct str text = buf_str(&out);
    char *line = arena_alloc(mem, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        line[i] = text.data[i] >= ' ' && text.data[i] < 0x7f ? text.data[i] : ' ';
    return str_n(line, text.len);
}

/* The environment has priority over the profile; ret_where names the source, for messages. */
static bool find_setting(struct profiles *profiles, const char *variable, const char *key,
                         struct str *ret_text, const char **ret_where, struct err *err)
{
    *ret_text = environment(variable);
    *ret_where = variable;
    if (ret_text->len > 0)
        return true;
    *ret_where = "the AWS profile";
    return profiles_get(profiles, PROFILE_ANY_FILE, key, ret_text, err);
}

static bool find_mode(const struct aws_config *config, struct profiles *profiles, enum rate_mode *ret_mode,
                      struct err *err)
{
    static const struct {
        struct str name;
        enum rate_mode mode;
    } modes[] = {{STR("standard"), RATE_STANDARD},
                 {STR("adaptive"), RATE_ADAPTIVE},
                 {STR("legacy"), RATE_STANDARD}};
    struct str text = config->retry_mode;
    const char *where = "the provider";
    if (text.len == 0)
        TRY(find_setting(profiles, "AWS_RETRY_MODE", "retry_mode", &text, &where, err));
    *ret_mode = RATE_FOLLOWS;
    for (size_t i = 0; text.len > 0 && i < sizeof modes / sizeof modes[0]; i++) {
        if (str_eq_nocase(text, modes[i].name))
            *ret_mode = modes[i].mode;
    }
    return text.len == 0 || *ret_mode != RATE_FOLLOWS ||
           fail(err, ERR_USER, "invalid retry mode '%.*s' in %s: it must be 'standard' or 'adaptive'",
                STR_ARG(text), where);
}

/* AWS counts attempts; this client counts retries. */
static bool find_retries(struct ls_client *client, const struct aws_config *config, struct profiles *profiles,
                         struct err *err)
{
    struct str text = {NULL, 0};
    const char *where = NULL;
    int64_t attempts = 1 +
                       (client->limiter->rate.mode == RATE_FOLLOWS ? RETRY_NO_LIMIT : RETRY_PUBLISHED_MOST);
    if (config->max_retries >= 0)
        attempts = 1 + config->max_retries;
    else
        TRY(find_setting(profiles, "AWS_MAX_ATTEMPTS", "max_attempts", &text, &where, err));
    if (text.len > 0 && (!str_to_int64(text, &attempts) || attempts < 1 || attempts > MOST_ATTEMPTS_ACCEPTED))
        return fail(err, ERR_USER, "invalid number of attempts '%.*s' in %s: it must be between 1 and %d",
                    STR_ARG(text), where, MOST_ATTEMPTS_ACCEPTED);
    client->most_retries = (int)attempts - 1;
    return true;
}

/* Otherwise a missing file would be reported as an invalid certificate at the first call. */
static bool check_ca_bundle(const struct aws_config *config, struct err *err)
{
    struct arena *mem = arena_new();
    bool ok = config->ca_bundle.len == 0 || access(str_z(mem, config->ca_bundle), R_OK) == 0;
    if (!ok)
        fail_at(err, ERR_USER, "custom_ca_bundle", "cannot read the file of trusted certificates '%.*s': %s",
                STR_ARG(config->ca_bundle), strerror(errno));
    arena_free(mem);
    return ok;
}

static int64_t find_read_lag_ms(const struct aws_config *config)
{
    int64_t lag_ms = config->read_lag_ms;
    if (lag_ms == 0 && !str_to_int64(environment("LIGHTSAIL_READ_LAG_MS"), &lag_ms))
        lag_ms = DEFAULT_READ_LAG_MS;
    return lag_ms > 0 ? lag_ms : 0;
}

static bool resolve(struct ls_client *client, struct arena *scratch, const struct aws_config *config,
                    struct str *ret_source, struct err *err)
{
    struct profiles *profiles = profiles_new(scratch, config);
    struct str ca_bundle = config->ca_bundle;
    if (profiles_chosen_by_argument(profiles))
        TRY(profiles_require(profiles, err));
    TRY(region_find(client->mem, config, profiles, &client->region, err));
    TRY(endpoint_find(client->mem, config, profiles, client->region, &client->endpoint, err));
    TRY(client_credentials_begin(client, config, profiles, ret_source, err));
    TRY(find_mode(config, profiles, &client->limiter->rate.mode, err));
    TRY(find_retries(client, config, profiles, err));
    client->limiter->most_at_once = config->most_requests_at_once;
    TRY(check_ca_bundle(config, err));
    if (ca_bundle.len == 0 && environment("AWS_CA_BUNDLE").len == 0 && !client->endpoint.loopback)
        TRY(profiles_get(profiles, PROFILE_ANY_FILE, "ca_bundle", &ca_bundle, err));
    client->poll_interval_ms = config->poll_interval_ms;
    client->read_lag_ms = find_read_lag_ms(config);
    client->user_agent = user_agent(client->mem, config->user_agent);
    client->pool = http_pool_new(client->mem, &(struct http_options){.ca_bundle = ca_bundle});
    client->http = http_pool_http(client->pool);
    return true;
}

struct ls_client *client_new_empty(void)
{
    struct arena *mem = arena_new();
    struct ls_client *client = arena_new_object(mem, struct ls_client);
    client->mem = mem;
    client->view = view_new(mem);
    client->note_change = view_note_change;
    client->ledger = ledger_new();
    client->joiner = joiner_new(mem);
    client->limiter = arena_new_object(mem, struct limiter);
    limiter_init(client->limiter);
    pthread_mutex_init(&client->lock, NULL);
    return client;
}

void client_free_own(struct ls_client *client)
{
    view_free(client->view);
    ledger_free(client->ledger);
    joiner_free(client->joiner);
    limiter_destroy(client->limiter);
    pthread_mutex_destroy(&client->lock);
    arena_free(client->mem); /* the client itself is allocated in it */
}

bool ls_client_new(const struct aws_config *config, struct ls_client **ret_client, struct err *err)
{
    struct ls_client *client = client_new_empty();
    struct arena *scratch = arena_new(); /* holds whole files with credentials and wipes them */
    struct str source;
    bool ok = resolve(client, scratch, config, &source, err);
    arena_free(scratch);
    if (!ok) {
        ls_client_free(client);
        return false;
    }
    LOG(LOG_DEBUG, "the Lightsail client is ready", LOG_TEXT(LOG_KEY_REGION, client->region),
        LOG_TEXT(LOG_KEY_ENDPOINT, client->endpoint.url), LOG_TEXT(LOG_KEY_CREDENTIALS, source));
    *ret_client = client;
    return true;
}

void ls_client_free(struct ls_client *client)
{
    if (client == NULL)
        return;
    while (client->next != NULL) {
        struct ls_client *other = client->next;
        client->next = other->next;
        client_free_own(other);
    }
    if (client->pool != NULL)
        http_pool_close(client->pool);
    keyring_free(client->keyring);
    client_free_own(client);
}

void ls_client_use_http(struct ls_client *client, struct http http)
{
    client->http = http;
}

struct str ls_client_region(const struct ls_client *client)
{
    return client->region;
}

int64_t ls_client_clock_skew_ms(const struct ls_client *client)
{
    return atomic_load(&client->skew_ms);
}
