/*
 * credentials.c — a list of sources, asked in order. Knows arguments, environment and profiles; must not know
 * how requests are signed or sent.
 */
#include "lightsail/credentials.h"

#include <stdlib.h>

/* What a source has to say: nothing, keys, or an error. */
struct finding {
    bool found;
    struct credentials credentials;
};

struct search {
    const struct ls_config *config;
    struct profiles *profiles;
};

typedef bool source_function(const struct search *search, struct finding *finding, struct err *err);

static struct str environment(const char *variable)
{
    const char *value = getenv(variable);
    return value != NULL && value[0] != '\0' ? str_c(value) : (struct str){NULL, 0};
}

/* Keys come in pairs; one alone is a mistake that silence would turn into a call to the wrong account. */
static bool check_pair(const struct credentials *keys, const char *attribute, const char *access_name,
                       const char *secret_name, struct err *err)
{
    if ((keys->access_key.len > 0) == (keys->secret_key.len > 0))
        return true;
    bool secret_missing = keys->secret_key.len == 0;
    const char *given = secret_missing ? access_name : secret_name;
    const char *missing = secret_missing ? secret_name : access_name;
    fail_at(err, ERR_CREDENTIALS, attribute,
            "the AWS credentials in %s are incomplete: %s is set but %s is not", keys->source, given,
            missing);
    return fail_hint(err, "set both, or neither and let another source decide");
}

static bool from_arguments(const struct search *search, struct finding *finding, struct err *err)
{
    const struct ls_config *config = search->config;
    struct credentials keys = {config->access_key, config->secret_key, config->token,
                               "the provider's arguments"};
    const char *attribute = keys.secret_key.len == 0 ? "secret_key" : "access_key";
    TRY(check_pair(&keys, attribute, "access_key", "secret_key", err));
    if (keys.access_key.len == 0 && keys.token.len > 0) {
        fail_at(err, ERR_CREDENTIALS, "token", "a session token is set without access_key and secret_key");
        return fail_hint(err, "a session token belongs to the keys that it was issued with: set all three");
    }
    *finding = (struct finding){keys.access_key.len > 0, keys};
    return true;
}

static bool from_environment(const struct search *search, struct finding *finding, struct err *err)
{
    (void)search;
    struct credentials keys = {environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"),
                               environment("AWS_SESSION_TOKEN"), "the environment"};
    TRY(check_pair(&keys, "", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", err));
    *finding = (struct finding){keys.access_key.len > 0, keys};
    return true;
}

/* Ways to get keys that a profile can name and that need a conversation with another service or program. */
static const struct unsupported {
    const char *key, *what;
} unsupported[] = {
    {"role_arn", "assumes a role (role_arn)"},
    {"sso_session", "signs in through IAM Identity Center (sso_session)"},
    {"sso_start_url", "signs in through IAM Identity Center (sso_start_url)"},
    {"credential_process", "runs a program for its keys (credential_process)"},
    {"web_identity_token_file", "uses a web identity (web_identity_token_file)"},
    {"credential_source", "takes its keys from the machine's role (credential_source)"},
    {"login_session", "signs in through the console (login_session)"},
};

static bool refuse_unsupported(const struct search *search, bool has_keys, struct err *err)
{
    struct str name = profiles_name(search->profiles);
    for (size_t i = 0; i < sizeof unsupported / sizeof unsupported[0]; i++) {
        struct str value;
        TRY(profiles_get(search->profiles, PROFILE_ANY_FILE, unsupported[i].key, &value, err));
        /*
         * Keys beside role_arn are the source's, not the role's; beside anything else they win, as in AWS's
         * SDKs.
         */
        if (value.len == 0 || (has_keys && i > 0))
            continue;
        fail_at(err, ERR_CREDENTIALS, profiles_chosen_by_argument(search->profiles) ? "profile" : "",
                "the AWS profile '%.*s' %s, which this provider does not support yet", STR_ARG(name),
                unsupported[i].what);
        return fail_hint(
            err,
            "let the AWS CLI get the keys: eval \"$(aws configure export-credentials --profile '%.*s' "
            "--format env)\" sets AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
            STR_ARG(name));
    }
    return true;
}

static bool from_profile_file(const struct search *search, enum profile_file file, struct finding *finding,
                              struct err *err)
{
    struct credentials keys = {.source = file == PROFILE_CONFIG_FILE
                                             ? "the profile in the shared config file"
                                             : "the profile in the shared credentials file"};
    TRY(profiles_get(search->profiles, file, "aws_access_key_id", &keys.access_key, err));
    TRY(profiles_get(search->profiles, file, "aws_secret_access_key", &keys.secret_key, err));
    TRY(profiles_get(search->profiles, file, "aws_session_token", &keys.token, err));
    TRY(check_pair(&keys, profiles_chosen_by_argument(search->profiles) ? "profile" : "", "aws_access_key_id",
                   "aws_secret_access_key", err));
    *finding = (struct finding){keys.access_key.len > 0, keys};
    return true;
}

static bool from_profile(const struct search *search, struct finding *finding, struct err *err)
{
    if (profiles_chosen(search->profiles))
        TRY(profiles_require(search->profiles, err));
    TRY(from_profile_file(search, PROFILE_CREDENTIALS_FILE, finding, err));
    if (!finding->found)
        TRY(from_profile_file(search, PROFILE_CONFIG_FILE, finding, err));
    return refuse_unsupported(search, finding->found, err);
}

/*
 * Roles of pods and containers come with variables; being silent about them would look like "no credentials".
 */
static bool nothing_found(const struct search *search, struct err *err)
{
    struct str name = profiles_name(search->profiles);
    if (environment("AWS_WEB_IDENTITY_TOKEN_FILE").len > 0 ||
        environment("AWS_CONTAINER_CREDENTIALS_FULL_URI").len > 0 ||
        environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").len > 0) {
        fail(err, ERR_CREDENTIALS,
             "the environment offers a web identity or a container role, which this provider does "
             "not support yet");
    } else if (profiles_chosen(search->profiles)) {
        fail_at(err, ERR_CREDENTIALS, profiles_chosen_by_argument(search->profiles) ? "profile" : "",
                "the AWS profile '%.*s' has no keys", STR_ARG(name));
    } else {
        fail(err, ERR_CREDENTIALS,
             "no AWS credentials were found in the provider's arguments, the environment or the "
             "profile '%.*s'",
             STR_ARG(name));
    }
    return fail_hint(
        err, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with keys in AWS_PROFILE or "
             "the provider's 'profile'");
}

/*
 * White space and control characters come from copying with a line end; in a header they would be an
 * injection.
 */
static bool check_characters(const struct credentials *keys, struct err *err)
{
    const struct {
        const char *what;
        struct str text;
    } parts[] = {{"access key", keys->access_key},
                 {"secret key", keys->secret_key},
                 {"session token", keys->token}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        for (size_t j = 0; j < parts[i].text.len; j++) {
            if (parts[i].text.data[j] > ' ' && parts[i].text.data[j] < 0x7f)
                continue;
            fail(err, ERR_CREDENTIALS, "the %s in %s holds white space or another character that no key has",
                 parts[i].what, keys->source);
            return fail_hint(err, "copy it again, without the line end");
        }
    }
    return true;
}

static struct str copy_secret(struct arena *mem, struct str text)
{
    char *copy = arena_alloc_secret(mem, text.len + 1);
    if (text.len > 0)
        memcpy(copy, text.data, text.len);
    return str_n(copy, text.len);
}

bool credentials_find(struct arena *mem, const struct ls_config *config, struct profiles *profiles,
                      struct credentials *ret_credentials, struct err *err)
{
    /* A profile that the configuration names is meant, whatever the shell happens to export. */
    source_function *const usual[] = {from_arguments, from_environment, from_profile};
    source_function *const with_profile[] = {from_arguments, from_profile, NULL};
    source_function *const *sources = profiles_chosen_by_argument(profiles) ? with_profile : usual;

    const struct search search = {config, profiles};
    struct finding finding = {0};
    for (size_t i = 0; i < sizeof usual / sizeof usual[0] && sources[i] != NULL && !finding.found; i++)
        TRY(sources[i](&search, &finding, err));
    if (!finding.found)
        return nothing_found(&search, err);
    TRY(check_characters(&finding.credentials, err));
    *ret_credentials = (struct credentials){
        .access_key = copy_secret(mem, finding.credentials.access_key),
        .secret_key = copy_secret(mem, finding.credentials.secret_key),
        .token = copy_secret(mem, finding.credentials.token),
        .source = finding.credentials.source,
    };
    return true;
}
