/*
 * sso_token.c — the access token that `aws sso login` has left on this machine, refreshed when it runs out. Knows the
 * token's file, which it shares with the AWS CLI, and CreateToken; must not know what the token is good for.
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
        "sign in with: aws sso login --profile '%.*s'%s. Where there is no browser: eval \"$(aws configure "
        "export-credentials --profile '%.*s' --format env)\" takes over the keys of another terminal",
        STR_ARG(role->profile), session, STR_ARG(role->profile));
}

/* ---- the file ------------------------------------------------------------------------------------------ */

struct token {
    json_t *file; /* all members; the texts belong to it */
    struct str access, expiry;
    int64_t left_ms; /* until it runs out */
};

/* "2024-01-31T12:00:00Z"; older versions of the AWS CLI wrote UTC instead of Z. False also for "". */
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
        fail(err, ERR_CREDENTIALS,
             "nobody has signed in for the AWS profile '%.*s': '%.*s' cannot be read: %s",
             STR_ARG(role->profile), STR_ARG(role->token_file), strerror(errno));
        return sso_token_hint(role, err);
    }
    bool ok = json_parse_secret(mem, text, MOST_TOKEN_BYTES, &token->file, &ignored);
    token->access = json_member_text(token->file, "accessToken");
    token->expiry = json_member_text(token->file, "expiresAt");
    if (ok && token->access.len > 0 && time_left(sso, mem, token->expiry, &token->left_ms))
        return true;
    fail(err, ERR_CREDENTIALS, "the token of IAM Identity Center in '%.*s' is damaged",
         STR_ARG(role->token_file));
    return sso_token_hint(role, err);
}

/* A full disk or a folder that may only be read spoils no run: the token is at hand. */
static void save(const struct sso_role *role, struct arena *mem, const struct token *token)
{
    struct err err;
    const struct text_file file = {json_print_secret(mem, token->file), FILE_MODE};
    if (!text_file_write(mem, role->token_file, &file, &err))
        LOG(LOG_WARN, "the refreshed token of IAM Identity Center is used, but cannot be kept",
            LOG_TEXT(LOG_KEY_ERROR, str_c(err.text)));
}

/* Held until the descriptor is closed; what cannot be locked is refreshed without. False when the deadline ends. */
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

/* Profiles of the older form have no session, and their tokens nothing to refresh them with. */
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

static bool refused(struct arena *mem, const struct http_answer *answer, struct err *err)
{
    json_t *body = NULL;
    struct err ignored;
    if (!json_parse_secret(mem, answer->body, MOST_TOKEN_BYTES, &body, &ignored))
        body = NULL;
    struct str reason = str_printable(mem, json_member_text(body, "error"), 60);
    bool passes = answer->status == 429 || answer->status >= 500;
    fail(err, passes ? ERR_SERVER : ERR_CREDENTIALS,
         "IAM Identity Center refuses to refresh it: HTTP status %d%s%.*s", answer->status,
         reason.len > 0 ? ", " : "", STR_ARG(reason));
    err->http_status = answer->status;
    return false;
}

/* Puts what CreateToken gave into the members of the file. */
static bool take_new_token(const struct sso *sso, struct arena *mem, struct str body, struct token *token,
                           struct err *err)
{
    json_t *answer = NULL;
    struct err ignored;
    bool ok = json_parse_secret(mem, body, MOST_TOKEN_BYTES, &answer, &ignored);
    int64_t life_s = (int64_t)json_integer_value(json_object_get(answer, "expiresIn"));
    if (!ok || json_member_text(answer, "accessToken").len == 0 || life_s <= 0 || life_s > INT32_MAX)
        return fail(err, ERR_PROTOCOL, "the response of IAM Identity Center has no token");
    struct str expiry = clock_print_time(mem, (double)(sso->now_ms / 1000 + life_s));
    json_object_set(token->file, "accessToken", json_object_get(answer, "accessToken"));
    json_object_set_new(token->file, "expiresAt", json_new_str(expiry));
    if (json_member_text(answer, "refreshToken").len > 0)
        json_object_set(token->file, "refreshToken", json_object_get(answer, "refreshToken"));
    else
        json_object_del(token->file,
                        "refreshToken"); /* each is good for one time unless the service says otherwise */
    token->access = json_member_text(token->file, "accessToken");
    token->left_ms = life_s * 1000;
    return true;
}

static bool refresh(const struct sso *sso, struct aws_scope scope, struct token *token, struct err *err)
{
    static const struct http_header type = {STR("Content-Type"), STR("application/json")};
    struct http_answer answer;
    const struct question question = {.operation = "CreateToken",
                                      .method = "POST",
                                      .path = STR("/token"),
                                      .headers = &type,
                                      .header_count = 1,
                                      .body = request_body(scope.mem, token->file),
                                      .timeout_ms = TIMEOUT_MS,
                                      .attempts = token->left_ms > 0 ? 1 : MOST_ATTEMPTS};
    bool ok = ask(&sso->oidc, &question, scope, &answer, err) &&
              (answer.status == 200 || refused(scope.mem, &answer, err)) &&
              take_new_token(sso, scope.mem, answer.body, token, err);
    if (!ok)
        ERR_SET(err, operation, STR("CreateToken"));
    return ok;
}

static bool cannot_renew(const struct sso_role *role, struct arena *mem, const struct token *token,
                         struct err *err)
{
    fail_context(err, "the sign-in of the AWS profile '%.*s' ran out at %.*s", STR_ARG(role->profile),
                 STR_ARG(str_printable(mem, token->expiry, 40)));
    return err->kind == ERR_CREDENTIALS ? sso_token_hint(role, err) : false;
}

/* Under the lock, if there could be one: somebody else may have refreshed it meanwhile. */
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
    /* The AWS CLI takes no lock: a refresh token that it has used is of no use to us, but what it got is. */
    if (read_token(sso, role, scope.mem, &again, &ignored) && again.left_ms > token->left_ms)
        *token = again;
    else if (token->left_ms <= 0)
        return cannot_renew(role, scope.mem, token, err);
    LOG(LOG_WARN,
        "the token of IAM Identity Center cannot be refreshed; the one in the file is good for a while",
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
        fail(err, ERR_CREDENTIALS, "the sign-in of the AWS profile '%.*s' ran out at %.*s",
             STR_ARG(role->profile), STR_ARG(str_printable(scope.mem, token.expiry, 40)));
        return sso_token_hint(role, err);
    }
    *ret_token = token.access;
    return true;
}
