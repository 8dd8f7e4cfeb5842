/*
 * sso_token.c — the access token that `aws sso login` stores on this machine, refreshed when it expires.
 * Knows the token's file, which it shares with the AWS CLI, and CreateToken; must not know what the token is
 * used for.
 */
#include "aws/sso_token.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/env.h"
#include "base/log.h"
#include "base/text_file.h"

enum {
    MOST_TOKEN_BYTES = 256 * 1024,
    EARLY_MS = 15 * 60 * 1000,
    MOST_ATTEMPTS = 4,
    TIMEOUT_MS = 20 * 1000,
    LOCK_PAUSE_MS = 50,
    MOST_LOCK_MS = 60 * 1000,
    FILE_MODE = 0600,
};

struct str sso_token_file(struct arena *mem, struct str session_or_url)
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    struct buf path = buf_new(mem, 200);
    EVP_Digest(session_or_url.data, session_or_url.len, hash, &len, EVP_sha1(), NULL);
    buf_add(&path, STR("~/.aws/sso/cache/"));
    for (unsigned i = 0; i < len; i++)
        buf_printf(&path, "%02x", hash[i]);
    buf_add(&path, STR(".json"));
    return buf_str(&path);
}

bool sso_token_hint(const struct sso_role *role, struct err *err)
{
    char session[128] = "";
    if (role->session.len > 0)
        snprintf(session, sizeof session, " (or --sso-session '%.*s')", STR_ARG(role->session));
    return fail_hint(
        err,
        "sign in with: aws sso login --profile '%.*s'%s. On a machine without a browser, import the "
        "credentials from another machine with the output of: aws configure export-credentials --profile "
        "'%.*s' --format env",
        STR_ARG(role->profile), session, STR_ARG(role->profile));
}

/* ---- the file ------------------------------------------------------------------------------------------ */

struct token {
    json_t *file; /* all members; the texts belong to it */
    struct str access, expiry;
    int64_t left_ms; /* until it expires */
};

/* "2024-01-31T12:00:00Z"; older versions of the AWS CLI wrote UTC instead of Z. Also false for "". */
static bool time_left(const struct sso *sso, struct arena *mem, struct str text, int64_t *ret_left_ms)
{
    if (str_ends_with(text, STR("UTC")))
        text = str_printf(mem, "%.*sZ", STR_ARG(str_slice(text, 0, text.len - 3)));
    TRY(clock_parse_time(text, ret_left_ms));
    *ret_left_ms -= sso->now_ms;
    return true;
}

static bool read_token(const struct sso *sso, const struct sso_role *role, struct arena *mem,
                       struct token *token, struct err *err)
{
    struct str text;
    struct err ignored;
    *token = (struct token){.file = NULL};
    if (!text_file_read_secret(mem, role->token_file, MOST_TOKEN_BYTES, &text)) {
        fail(err, ERR_CREDENTIALS, "not signed in with the AWS profile '%.*s': cannot read '%.*s': %s",
             STR_ARG(role->profile), STR_ARG(role->token_file), strerror(errno));
        return sso_token_hint(role, err);
    }
    bool ok = json_parse_secret(mem, text, MOST_TOKEN_BYTES, &token->file, &ignored);
    token->access = json_member_text(token->file, "accessToken");
    token->expiry = json_member_text(token->file, "expiresAt");
    if (ok && token->access.len > 0 && time_left(sso, mem, token->expiry, &token->left_ms))
        return true;
    fail(err, ERR_CREDENTIALS, "invalid IAM Identity Center token in '%.*s'", STR_ARG(role->token_file));
    return sso_token_hint(role, err);
}

/* A full disk or a read-only folder does not fail the run, because the token is in memory. */
static void save(const struct sso_role *role, struct arena *mem, const struct token *token)
{
    struct err err;
    const struct text_file file = {json_print_secret(mem, token->file), FILE_MODE};
    if (!text_file_write(mem, role->token_file, &file, &err))
        LOG(LOG_WARN, "the refreshed IAM Identity Center token is used, but cannot be stored",
            LOG_TEXT(LOG_KEY_ERROR, str_c(err.text)));
}

/*
 * Held until the descriptor is closed; a file that cannot be locked is refreshed without a lock. False when
 * the deadline has passed.
 */
static bool lock(const struct sso_role *role, struct aws_scope scope, int *ret_fd, struct err *err)
{
    int64_t ends_ms = clock_monotonic_ms() + MOST_LOCK_MS;
    *ret_fd = open(str_z(scope.mem, env_home_path(scope.mem, role->token_file)), O_RDONLY | O_CLOEXEC);
    while (*ret_fd >= 0 && flock(*ret_fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK &&
           clock_monotonic_ms() < ends_ms) {
        if (clock_sleep(scope.deadline, LOCK_PAUSE_MS, err))
            continue;
        close(*ret_fd);
        return false;
    }
    return true;
}

/* ---- the refresh --------------------------------------------------------------------------------------- */

/* Profiles of the older form have no session, and their tokens cannot be refreshed. */
static bool can_refresh(const struct sso *sso, struct arena *mem, const struct token *token)
{
    static const char *const needed[] = {"refreshToken", "clientId", "clientSecret"};
    int64_t left_ms;
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (json_member_text(token->file, needed[i]).len == 0)
            return false;
    }
    return time_left(sso, mem, json_member_text(token->file, "registrationExpiresAt"), &left_ms) &&
           left_ms > 0;
}

static struct str request_body(struct arena *mem, json_t *file)
{
    json_t *body = json_pack("{s:O, s:O, s:s, s:O}", "clientId", json_object_get(file, "clientId"),
                             "clientSecret", json_object_get(file, "clientSecret"), "grantType",
                             "refresh_token", "refreshToken", json_object_get(file, "refreshToken"));
    return json_print_secret(mem, json_own(mem, body));
}

static bool refused(struct arena *mem, const struct http_response *response, struct err *err)
{
    json_t *body = NULL;
    struct err ignored;
    if (!json_parse_secret(mem, response->body, MOST_TOKEN_BYTES, &body, &ignored))
        body = NULL;
    struct str reason = str_printable(mem, json_member_text(body, "error"), 60);
    bool passes = response->status == 429 || response->status >= 500;
    fail(err, passes ? ERR_SERVER : ERR_CREDENTIALS,
         "IAM Identity Center refused to refresh it: HTTP status %d%s%.*s", response->status,
         reason.len > 0 ? ", " : "", STR_ARG(reason));
    err->http_status = response->status;
    return false;
}

/* Stores the result of CreateToken in the members of the file. */
static bool take_new_token(const struct sso *sso, struct arena *mem, struct str body, struct token *token,
                           struct err *err)
{
    json_t *response = NULL;
    struct err ignored;
    bool ok = json_parse_secret(mem, body, MOST_TOKEN_BYTES, &response, &ignored);
    int64_t life_s = (int64_t)json_integer_value(json_object_get(response, "expiresIn"));
    if (!ok || json_member_text(response, "accessToken").len == 0 || life_s <= 0 || life_s > INT32_MAX)
        return fail(err, ERR_PROTOCOL, "the response of IAM Identity Center has no token");
    struct str expiry = clock_print_time(mem, (double)(sso->now_ms / 1000 + life_s));
    json_object_set(token->file, "accessToken", json_object_get(response, "accessToken"));
    json_object_set_new(token->file, "expiresAt", json_new_str(expiry));
    if (json_member_text(response, "refreshToken").len > 0)
        json_object_set(token->file, "refreshToken", json_object_get(response, "refreshToken"));
    else
        json_object_del(token->file, "refreshToken"); /* used once, unless the service returns it again */
    token->access = json_member_text(token->file, "accessToken");
    token->left_ms = life_s * 1000;
    return true;
}

static bool refresh(const struct sso *sso, struct aws_scope scope, struct token *token, struct err *err)
{
    static const struct http_header type = {STR("Content-Type"), STR("application/json")};
    struct http_response response;
    const struct source_request request = {.operation = "CreateToken",
                                           .method = "POST",
                                           .path = STR("/token"),
                                           .headers = &type,
                                           .header_count = 1,
                                           .body = request_body(scope.mem, token->file),
                                           .timeout_ms = TIMEOUT_MS,
                                           .attempts = token->left_ms > 0 ? 1 : MOST_ATTEMPTS};
    bool ok = source_request_send(&sso->oidc, &request, scope, &response, err) &&
              (response.status == 200 || refused(scope.mem, &response, err)) &&
              take_new_token(sso, scope.mem, response.body, token, err);
    if (!ok)
        ERR_SET(err, operation, STR("CreateToken"));
    return ok;
}

static bool cannot_renew(const struct sso_role *role, struct arena *mem, const struct token *token,
                         struct err *err)
{
    fail_context(err, "the sign-in of the AWS profile '%.*s' expired at %.*s", STR_ARG(role->profile),
                 STR_ARG(str_printable(mem, token->expiry, 40)));
    return err->kind == ERR_CREDENTIALS ? sso_token_hint(role, err) : false;
}

/* Called with the file lock, if it could be taken: another process may have refreshed the token meanwhile. */
static bool renew(const struct sso *sso, const struct sso_role *role, struct aws_scope scope,
                  struct token *token, struct err *err)
{
    struct token again;
    struct err ignored;
    TRY(read_token(sso, role, scope.mem, token, err));
    if (token->left_ms >= EARLY_MS || !can_refresh(sso, scope.mem, token))
        return true;
    if (refresh(sso, scope, token, err)) {
        save(role, scope.mem, token);
        return true;
    }
    /*
     * The AWS CLI takes no lock. If it has already used the refresh token, ours is refused, but the file then
     * has the CLI's new token.
     */
    if (read_token(sso, role, scope.mem, &again, &ignored) && again.left_ms > token->left_ms)
        *token = again;
    else if (token->left_ms <= 0)
        return cannot_renew(role, scope.mem, token, err);
    LOG(LOG_WARN, "cannot refresh the IAM Identity Center token; the stored one remains valid for a while",
        LOG_TEXT(LOG_KEY_ERROR, str_c(err->text)));
    return true;
}

static bool renew_alone(const struct sso *sso, const struct sso_role *role, struct aws_scope scope,
                        struct token *token, struct err *err)
{
    int fd;
    TRY(lock(role, scope, &fd, err));
    bool ok = renew(sso, role, scope, token, err);
    if (fd >= 0)
        close(fd);
    return ok;
}

bool sso_token_get(const struct sso *sso, const struct sso_role *role, struct aws_scope scope,
                   struct str *ret_token, struct err *err)
{
    struct token token;
    TRY(read_token(sso, role, scope.mem, &token, err));
    if (token.left_ms < EARLY_MS && can_refresh(sso, scope.mem, &token))
        TRY(renew_alone(sso, role, scope, &token, err));
    if (token.left_ms <= 0) {
        fail(err, ERR_CREDENTIALS, "the sign-in of the AWS profile '%.*s' expired at %.*s",
             STR_ARG(role->profile), STR_ARG(str_printable(scope.mem, token.expiry, 40)));
        return sso_token_hint(role, err);
    }
    *ret_token = token.access;
    return true;
}
