/*
 * source.c — a list of credential sources, in order. Knows arguments, environment and profiles; uses neither
 * the network nor another program; must not know how credentials are fetched.
 */
#include "aws/source.h"

#include "aws/sso_token.h"
#include "base/env.h"

enum { MOST_CHAINED_PROFILES = 8 };

struct search {
    struct arena *mem;
    const struct aws_config *config;
    struct profiles *profiles;
    struct buf tried;
};

/* Each function reports that it has a source, or that it has none and why, or fails. */
struct finding {
    bool found;
    struct source source;
};

typedef bool place_function(struct search *search, struct finding *finding, struct err *err);

/* "the environment (AWS_ACCESS_KEY_ID is not set); …" */
static bool skip_source(struct search *search, const char *place, const char *why)
{
    buf_printf(&search->tried, "%s%s (%s)", search->tried.len > 0 ? ", " : "", place, why);
    return true;
}

static bool found_keys(struct finding *finding, const struct credentials *keys, struct err *err)
{
    TRY(credentials_check_characters(keys, err));
    finding->found = true;
    finding->source = (struct source){.kind = SOURCE_KEYS, .name = keys->source, .keys = *keys};
    return true;
}

/*
 * An access key and a secret key belong together. With only one of them set, silently using the next source
 * could call the wrong account.
 */
static bool check_pair(const struct credentials *keys, const char *attribute, const char *access_name,
                       const char *secret_name, struct err *err)
{
    if ((keys->access_key.len > 0) == (keys->secret_key.len > 0))
        return true;
    bool secret_missing = keys->secret_key.len == 0;
    const char *given = secret_missing ? access_name : secret_name;
    const char *missing = secret_missing ? secret_name : access_name;
    fail_at(err, ERR_CREDENTIALS, attribute,
            "the AWS credentials in %.*s are incomplete: %s is set but %s is not", STR_ARG(keys->source),
            given, missing);
    return fail_hint(err, "set both, or neither to use another source");
}

/* ---- arguments and environment ------------------------------------------------------------------------- */

static bool from_arguments(struct search *search, struct finding *finding, struct err *err)
{
    const struct aws_config *config = search->config;
    struct credentials keys = {.access_key = config->access_key,
                               .secret_key = config->secret_key,
                               .token = config->token,
                               .source = STR("the provider's arguments"),
                               .lifetime_ms = INT64_MAX};
    TRY(check_pair(&keys, keys.secret_key.len == 0 ? "secret_key" : "access_key", "access_key", "secret_key",
                   err));
    if (keys.access_key.len > 0)
        return found_keys(finding, &keys, err);
    if (keys.token.len > 0) {
        fail_at(err, ERR_CREDENTIALS, "token", "a session token is set without access_key and secret_key");
        return fail_hint(err, "set all three: a session token is valid only with the access key that it "
                              "was issued with");
    }
    return skip_source(search, "the provider's arguments", "access_key is not set");
}

static bool from_environment(struct search *search, struct finding *finding, struct err *err)
{
    struct credentials keys = {.access_key = env_text("AWS_ACCESS_KEY_ID"),
                               .secret_key = env_text("AWS_SECRET_ACCESS_KEY"),
                               .token = env_text("AWS_SESSION_TOKEN"),
                               .source = STR("the environment"),
                               .lifetime_ms = INT64_MAX};
    TRY(check_pair(&keys, "", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", err));
    if (keys.access_key.len > 0)
        return found_keys(finding, &keys, err);
    return skip_source(search, "the environment", "AWS_ACCESS_KEY_ID is not set");
}

/* ---- profiles ------------------------------------------------------------------------------------------ */

/* A profile being resolved, and the profiles that led to it. */
struct profile_step {
    struct str name;
    const struct profile_step *before;
    int depth;
};

static const char *profile_attribute(const struct search *search)
{
    return profiles_chosen_by_argument(search->profiles) ? "profile" : "";
}

static bool get(struct search *search, struct str profile, const char *key, struct str *ret_value,
                struct err *err)
{
    return profiles_get_of(search->profiles, profile, PROFILE_ANY_FILE, key, ret_value, err);
}

static bool get_credentials_of(struct search *search, struct str profile, enum profile_file file,
                               struct finding *finding, struct err *err)
{
    struct credentials keys = {
        .source = str_printf(search->mem, "the profile '%.*s' in the shared %s file", STR_ARG(profile),
                             file == PROFILE_CONFIG_FILE ? "config" : "credentials"),
        .lifetime_ms = INT64_MAX,
    };
    struct profiles *profiles = search->profiles;
    TRY(profiles_get_of(profiles, profile, file, "aws_access_key_id", &keys.access_key, err));
    TRY(profiles_get_of(profiles, profile, file, "aws_secret_access_key", &keys.secret_key, err));
    TRY(profiles_get_of(profiles, profile, file, "aws_session_token", &keys.token, err));
    TRY(check_pair(&keys, profile_attribute(search), "aws_access_key_id", "aws_secret_access_key", err));
    return keys.access_key.len == 0 || found_keys(finding, &keys, err);
}

/*
 * Both kinds of files may have the profile: the access key and the secret key come from the same file, first
 * from the credentials file.
 */
static bool from_profile_keys(struct search *search, struct str profile, struct finding *finding,
                              struct err *err)
{
    TRY(get_credentials_of(search, profile, PROFILE_CREDENTIALS_FILE, finding, err));
    return finding->found || get_credentials_of(search, profile, PROFILE_CONFIG_FILE, finding, err);
}

static bool from_process(struct search *search, struct str profile, struct finding *finding, struct err *err)
{
    struct str command;
    TRY(get(search, profile, "credential_process", &command, err));
    if (command.len == 0)
        return true;
    finding->found = true;
    finding->source = (struct source){
        .kind = SOURCE_PROCESS,
        .name = str_printf(search->mem, "the credential_process of the profile '%.*s'", STR_ARG(profile)),
        .command = command,
    };
    return true;
}

/* The console sign-in needs a browser each time. */
static bool refuse_login(struct search *search, struct str profile, struct err *err)
{
    struct str value;
    TRY(get(search, profile, "login_session", &value, err));
    if (value.len == 0)
        return true;
    fail_at(err, ERR_CREDENTIALS, profile_attribute(search),
            "the AWS profile '%.*s' signs in through the console (login_session), which this provider does "
            "not support",
            STR_ARG(profile));
    return fail_hint(
        err,
        "sign in with: aws login --profile '%.*s', and export the credentials from the AWS CLI: eval "
        "\"$(aws configure export-credentials --profile '%.*s' --format env)\", or set credential_process "
        "= aws configure export-credentials --profile '%.*s' in another profile",
        STR_ARG(profile), STR_ARG(profile), STR_ARG(profile));
}

/* A setting of the sign-in: from the session when the profile names one, else from the profile. */
static bool get_sign_in(struct search *search, struct str profile, struct str session, const char *key,
                        struct str *ret_value, struct err *err)
{
    const char *section = session.len > 0 ? "its sso-session" : "it";
    TRY(session.len > 0 ? profiles_get_sso_session(search->profiles, session, key, ret_value, err)
                        : get(search, profile, key, ret_value, err));
    if (ret_value->len > 0)
        return true;
    fail_at(err, ERR_CREDENTIALS, profile_attribute(search),
            "the AWS profile '%.*s' signs in through IAM Identity Center, but %s has no %s", STR_ARG(profile),
            section, key);
    return fail_hint(err, "set the profile up with: aws configure sso --profile '%.*s'", STR_ARG(profile));
}

/* The user signs in with a browser; the AWS CLI stores the token. */
static bool from_sign_in(struct search *search, struct str profile, struct finding *finding, struct err *err)
{
    struct str session, start_url, region;
    TRY(get(search, profile, "sso_session", &session, err));
    TRY(get(search, profile, "sso_start_url", &start_url, err));
    if (session.len == 0 && start_url.len == 0)
        return true;
    struct source *source = &finding->source;
    *source = (struct source){.kind = SOURCE_SIGN_IN,
                              .name = str_printf(search->mem, "the sign-in of the profile '%.*s'",
                                                 STR_ARG(profile)),
                              .sign_in = {.profile = profile, .session = session}};
    TRY(get_sign_in(search, profile, session, "sso_start_url", &start_url, err));
    TRY(get_sign_in(search, profile, session, "sso_region", &region, err));
    TRY(get_sign_in(search, profile, STR(""), "sso_account_id", &source->sign_in.account, err));
    TRY(get_sign_in(search, profile, STR(""), "sso_role_name", &source->sign_in.role, err));
    source->sign_in.token_file = sso_token_file(search->mem, session.len > 0 ? session : start_url);
    TRY(endpoint_find_sso(search->mem, search->config, search->profiles, region, &source->endpoint,
                          &source->oidc, err));
    finding->found = true;
    return true;
}

static bool find_duration(struct search *search, struct str profile, struct aws_role *role, struct err *err)
{
    struct str text;
    TRY(get(search, profile, "duration_seconds", &text, err));
    if (text.len == 0 || (str_to_int64(text, &role->duration_s) && role->duration_s > 0))
        return true;
    return fail_at(err, ERR_USER, profile_attribute(search),
                   "duration_seconds of the AWS profile '%.*s' is not a number of seconds", STR_ARG(profile));
}

/* The role of a profile with role_arn, without its base credentials. */
static bool find_role(struct search *search, struct str profile, struct aws_role *role, struct err *err)
{
    struct str mfa;
    TRY(get(search, profile, "role_arn", &role->arn, err));
    TRY(get(search, profile, "role_session_name", &role->session_name, err));
    TRY(get(search, profile, "external_id", &role->external_id, err));
    TRY(find_duration(search, profile, role, err));
    TRY(get(search, profile, "mfa_serial", &mfa, err));
    if (mfa.len == 0)
        return true;
    fail_at(
        err, ERR_CREDENTIALS, profile_attribute(search),
        "the AWS profile '%.*s' requires an MFA code (mfa_serial), and this provider cannot prompt for one",
        STR_ARG(profile));
    return fail_hint(err,
                     "export credentials from the AWS CLI, which prompts for the code: eval \"$(aws "
                     "configure export-credentials --profile '%.*s' --format env)\"",
                     STR_ARG(profile));
}

static bool from_profile(struct search *search, const struct profile_step *step, struct finding *finding,
                         struct err *err);
static bool from_container(struct search *search, struct finding *finding, struct err *err);
static bool from_metadata(struct search *search, struct finding *finding, struct err *err);

/* The base credentials of credential_source: from this process's environment, container or instance. */
static bool from_named_place(struct search *search, struct str profile, struct str place,
                             struct finding *finding, struct err *err)
{
    static const struct {
        struct str name;
        place_function *look;
    } places[] = {
        {STR("Environment"), from_environment},
        {STR("EcsContainer"), from_container},
        {STR("Ec2InstanceMetadata"), from_metadata},
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (!str_eq_nocase(place, places[i].name))
            continue;
        TRY(places[i].look(search, finding, err));
        if (finding->found)
            return true;
        fail_at(err, ERR_CREDENTIALS, profile_attribute(search),
                "the AWS profile '%.*s' uses credential_source = %.*s, which has no credentials: %.*s",
                STR_ARG(profile), STR_ARG(places[i].name), STR_ARG(buf_str(&search->tried)));
        return source_hint(err);
    }
    fail_at(err, ERR_USER, profile_attribute(search), "unknown credential_source in the AWS profile '%.*s'",
            STR_ARG(profile));
    return fail_hint(err, "use Environment, EcsContainer or Ec2InstanceMetadata");
}

static bool check_chain(struct search *search, const struct profile_step *step, struct str next,
                        struct err *err)
{
    bool has;
    TRY(profiles_has(search->profiles, next, &has, err));
    if (!has) {
        fail_at(err, ERR_USER, profile_attribute(search),
                "source_profile of the AWS profile '%.*s' names '%.*s', which is not in %.*s",
                STR_ARG(step->name), STR_ARG(next), STR_ARG(profiles_paths(search->profiles)));
        return fail_hint(err, "available profiles: %.*s", STR_ARG(profiles_known_names(search->profiles)));
    }
    bool circle = step->depth == MOST_CHAINED_PROFILES;
    for (const struct profile_step *s = step; s != NULL; s = s->before)
        circle = circle || str_eq(s->name, next);
    if (!circle)
        return true;
    return fail_at(err, ERR_USER, profile_attribute(search),
                   "source_profile forms a loop: '%.*s' names '%.*s' again, or the chain is longer than %d",
                   STR_ARG(step->name), STR_ARG(next), (int)MOST_CHAINED_PROFILES);
}

static bool find_base(struct search *search, const struct profile_step *step, struct finding *base,
                      struct err *err)
{
    struct str profile = step->name, next, place;
    TRY(get(search, profile, "source_profile", &next, err));
    TRY(get(search, profile, "credential_source", &place, err));
    if ((next.len > 0) == (place.len > 0)) {
        fail_at(err, ERR_USER, profile_attribute(search),
                "the AWS profile '%.*s' has role_arn and %s of "
                "%s",
                STR_ARG(profile), next.len > 0 ? "both" : "none",
                "source_profile, credential_source (and web_identity_token_file)");
        return fail_hint(err, "set exactly one of them, for the credentials that assume the role");
    }
    if (place.len > 0)
        return from_named_place(search, profile, place, base, err);
    if (str_eq(next, profile)) {
        /* A profile may name itself: then the access key and the role are in one section. */
        TRY(from_profile_keys(search, profile, base, err));
        if (base->found)
            return true;
    }
    TRY(check_chain(search, step, next, err));
    const struct profile_step following = {next, step, step->depth + 1};
    TRY(from_profile(search, &following, base, err));
    if (base->found)
        return true;
    fail_at(err, ERR_CREDENTIALS, profile_attribute(search),
            "the AWS profile '%.*s', which source_profile of '%.*s' names, has no credentials", STR_ARG(next),
            STR_ARG(profile));
    return source_hint(err);
}

static struct source role_source(struct search *search, const struct aws_role *role,
                                 const struct source *base)
{
    struct source *kept = arena_new_object(search->mem, struct source);
    *kept = *base;
    return (struct source){
        .kind = SOURCE_ROLE,
        .name = str_printf(search->mem, "the role '%.*s' (with the credentials of %.*s)", STR_ARG(role->arn),
                           STR_ARG(base->name)),
        .role = *role,
        .base = kept,
    };
}

static bool from_profile_role(struct search *search, const struct profile_step *step, struct finding *finding,
                              struct err *err)
{
    struct str web_identity;
    struct aws_role role = {.duration_s = 0};
    struct finding base = {0};
    TRY(get(search, step->name, "role_arn", &role.arn, err));
    TRY(get(search, step->name, "web_identity_token_file", &web_identity, err));
    if (role.arn.len == 0 || web_identity.len > 0)
        return true;
    TRY(find_role(search, step->name, &role, err));
    TRY(find_base(search, step, &base, err));
    finding->found = true;
    finding->source = role_source(search, &role, &base.source);
    return true;
}

/*
 * Environment and profile may each have some of the settings; the environment is ignored for a profile named
 * by source_profile.
 */
static bool from_web_identity(struct search *search, struct str profile, bool with_environment,
                              struct finding *finding, struct err *err)
{
    struct str file = {NULL, 0}, arn = {NULL, 0}, session = {NULL, 0};
    if (with_environment) {
        file = env_text("AWS_WEB_IDENTITY_TOKEN_FILE");
        arn = env_text("AWS_ROLE_ARN");
        session = env_text("AWS_ROLE_SESSION_NAME");
    }
    bool by_environment = file.len > 0;
    if (file.len == 0)
        TRY(get(search, profile, "web_identity_token_file", &file, err));
    if (file.len == 0)
        return true;
    if (arn.len == 0)
        TRY(get(search, profile, "role_arn", &arn, err));
    if (session.len == 0)
        TRY(get(search, profile, "role_session_name", &session, err));
    if (arn.len == 0) {
        fail_at(err, ERR_CREDENTIALS, by_environment ? "" : profile_attribute(search),
                "the web identity token file '%.*s' is set, but no role", STR_ARG(file));
        return fail_hint(err, "set %s", by_environment ? "AWS_ROLE_ARN" : "role_arn in the profile");
    }
    finding->found = true;
    finding->source = (struct source){
        .kind = SOURCE_WEB_IDENTITY,
        .name = str_printf(search->mem, "the role '%.*s' (with the web identity token in '%.*s')",
                           STR_ARG(arn), STR_ARG(file)),
        .role = {.arn = arn, .session_name = session},
        .token_file = file,
    };
    return true;
}

/* The credentials of a profile itself; access keys have priority over a program or a sign-in. */
static bool from_profile(struct search *search, const struct profile_step *step, struct finding *finding,
                         struct err *err)
{
    /*
     * A profile in a chain of roles provides its credentials; the role of the first profile was resolved
     * before.
     */
    if (step->before != NULL) {
        TRY(from_profile_keys(search, step->name, finding, err));
        if (!finding->found)
            TRY(from_profile_role(search, step, finding, err));
        if (!finding->found)
            TRY(from_web_identity(search, step->name, false, finding, err));
    } else {
        TRY(from_profile_keys(search, step->name, finding, err));
    }
    if (!finding->found)
        TRY(from_process(search, step->name, finding, err));
    if (!finding->found)
        TRY(from_sign_in(search, step->name, finding, err));
    return finding->found || refuse_login(search, step->name, err);
}

/* ---- sources in order ---------------------------------------------------------------------------------- */

static bool place_profile_role(struct search *search, struct finding *finding, struct err *err)
{
    if (profiles_chosen(search->profiles))
        TRY(profiles_require(search->profiles, err));
    const struct profile_step step = {.name = profiles_name(search->profiles)};
    return from_profile_role(search, &step, finding, err);
}

static bool place_web_identity(struct search *search, struct finding *finding, struct err *err)
{
    bool with_environment = !profiles_chosen_by_argument(search->profiles);
    TRY(from_web_identity(search, profiles_name(search->profiles), with_environment, finding, err));
    return finding->found || !with_environment ||
           skip_source(search, "a web identity token", "AWS_WEB_IDENTITY_TOKEN_FILE is not set");
}

static bool place_profile(struct search *search, struct finding *finding, struct err *err)
{
    bool has;
    const struct profile_step step = {.name = profiles_name(search->profiles)};
    TRY(from_profile(search, &step, finding, err));
    if (finding->found)
        return true;
    TRY(profiles_has(search->profiles, step.name, &has, err));
    struct str paths = profiles_paths(search->profiles);
    struct str place = str_printf(search->mem, "the profile '%.*s'", STR_ARG(step.name));
    struct str why = has              ? STR("it has no credentials")
                     : paths.len == 0 ? STR("there is no file")
                                      : str_printf(search->mem, "not in %.*s", STR_ARG(paths));
    return skip_source(search, str_z(search->mem, place), str_z(search->mem, why));
}

static bool from_container(struct search *search, struct finding *finding, struct err *err)
{
    static const struct str hosts[] = {STR("169.254.170.2"), STR("169.254.170.23"), STR("[fd00:ec2::23]")};
    const char *variable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    struct str url = env_text(variable);
    if (url.len > 0) {
        url = str_printf(search->mem, "http://169.254.170.2%s%.*s", url.data[0] == '/' ? "" : "/",
                         STR_ARG(url));
    } else {
        variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
        url = env_text(variable);
    }
    if (url.len == 0)
        return skip_source(search, "the container", "AWS_CONTAINER_CREDENTIALS_FULL_URI is not set");
    finding->found = true;
    finding->source = (struct source){
        .kind = SOURCE_CONTAINER,
        .name = str_printf(search->mem, "the container (%s)", variable),
    };
    if (endpoint_parse_local(search->mem, url, hosts, sizeof hosts / sizeof hosts[0],
                             &finding->source.endpoint, err))
        return true;
    err->kind = ERR_CREDENTIALS;
    fail_context(err, "%s", variable);
    return fail_hint(err, "use an https URL, or plain http to this machine, 169.254.170.2, 169.254.170.23 "
                          "or [fd00:ec2::23]");
}

static bool metadata_address(struct search *search, struct str *ret_url, const char **ret_where,
                             struct err *err)
{
    struct str mode = env_text("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
    *ret_where = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
    *ret_url = env_text(*ret_where);
    if (ret_url->len > 0)
        return true;
    *ret_where = "ec2_metadata_service_endpoint of the AWS profile";
    TRY(profiles_get(search->profiles, PROFILE_ANY_FILE, "ec2_metadata_service_endpoint", ret_url, err));
    if (ret_url->len > 0)
        return true;
    if (mode.len == 0)
        TRY(profiles_get(search->profiles, PROFILE_ANY_FILE, "ec2_metadata_service_endpoint_mode", &mode,
                         err));
    *ret_url = str_eq_nocase(mode, STR("ipv6")) ? STR("http://[fd00:ec2::254]/")
                                                : STR("http://169.254.169.254/");
    return true;
}

static bool from_metadata(struct search *search, struct finding *finding, struct err *err)
{
    static const struct str hosts[] = {STR("169.254.169.254"), STR("[fd00:ec2::254]")};
    struct str url;
    const char *where;
    if (env_is_on(env_text("AWS_EC2_METADATA_DISABLED")))
        return skip_source(search, "the instance's role", "AWS_EC2_METADATA_DISABLED is set");
    TRY(metadata_address(search, &url, &where, err));
    finding->found = true;
    finding->source = (struct source){.kind = SOURCE_METADATA,
                                      .tried = str_copy(search->mem, buf_str(&search->tried))};
    if (!endpoint_parse_local(search->mem, url, hosts, sizeof hosts / sizeof hosts[0],
                              &finding->source.endpoint, err)) {
        err->kind = ERR_CREDENTIALS;
        fail_context(err, "%s", where);
        return fail_hint(err, "use plain http to this machine, 169.254.169.254 or [fd00:ec2::254]");
    }
    finding->source.name = str_printf(search->mem, "the instance's role (%.*s)",
                                      STR_ARG(finding->source.endpoint.url));
    return true;
}

bool source_hint(struct err *err)
{
    return fail_hint(err, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with "
                          "credentials in AWS_PROFILE or the provider's 'profile'");
}

static bool nothing_found(struct search *search, struct err *err)
{
    fail_at(err, ERR_CREDENTIALS, profile_attribute(search), "no AWS credentials found: tried %.*s",
            STR_ARG(buf_str(&search->tried)));
    return source_hint(err);
}

/* The result points into files and variables, which may change; it is copied to `mem` as a whole. */
static bool add_roles(struct search *search, struct source *source, struct err *err)
{
    for (size_t i = 0; i < search->config->role_count; i++) {
        const struct aws_role *role = &search->config->roles[i];
        if (role->arn.len == 0)
            continue; /* "" is allowed: an environment of a shared configuration may need no role */
        if (!str_starts_with(role->arn, STR("arn:"))) {
            fail(err, ERR_USER, "'%.*s' is not the ARN of a role", STR_ARG(role->arn));
            ERR_SET(err, attribute, str_printf(search->mem, "assume_role[%zu].role_arn", i));
            return fail_hint(err, "a role ARN has the form arn:aws:iam::123456789012:role/name");
        }
        *source = role_source(search, role, source);
    }
    return true;
}

bool source_find(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                 struct source *ret_source, struct err *err)
{
    static const struct {
        place_function *look;
        bool without_profile_argument; /* a profile in the provider block has priority over the environment */
    } places[] = {
        {from_arguments, false},     {from_environment, true}, {place_profile_role, false},
        {place_web_identity, false}, {place_profile, false},   {from_container, false},
        {from_metadata, false},
    };
    struct search search = {mem, config, profiles, buf_new(mem, 700)};
    struct finding finding = {0};
    for (size_t i = 0; i < sizeof places / sizeof places[0] && !finding.found; i++) {
        if (!places[i].without_profile_argument || !profiles_chosen_by_argument(profiles))
            TRY(places[i].look(&search, &finding, err));
    }
    if (!finding.found)
        return nothing_found(&search, err);
    TRY(add_roles(&search, &finding.source, err));
    *ret_source = finding.source;
    return true;
}

bool source_needs_sts(const struct source *source)
{
    return source->kind == SOURCE_ROLE || source->kind == SOURCE_WEB_IDENTITY;
}
