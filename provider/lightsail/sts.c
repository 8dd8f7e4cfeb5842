/*
 * sts.c — three calls of the Security Token Service. Knows its query protocol and its XML answers; must not know
 * why a role is taken on.
 */
#include "lightsail/sts.h"

#include <curl/curl.h>

#include "lightsail/ask.h"
#include "lightsail/error.h"
#include "lightsail/sigv4.h"
#include "lightsail/xml.h"

enum {
    MOST_ATTEMPTS = 4,
    FIRST_DELAY_MS = 100,
    SKEW_TOLERANCE_MS = 60 * 1000,
    MOST_FORM_BYTES = 256 * 1024,
    TIMEOUT_MS = 20 * 1000,
};

/* ---- the form ------------------------------------------------------------------------------------------ */

/* A web identity's token may be in it, so it is wiped. */
static struct buf form_begin(struct arena *mem, const char *action)
{
    struct buf form = buf_new_secret(mem, MOST_FORM_BYTES);
    buf_printf(&form, "Action=%s&Version=2011-06-15", action);
    return form;
}

static void form_put(struct buf *form, struct str name, struct str value)
{
    buf_addc(form, '&');
    buf_add_encoded(form, name);
    buf_addc(form, '=');
    buf_add_encoded(form, value);
}

static void form_add(struct buf *form, const char *name, struct str value)
{
    if (value.len > 0)
        form_put(form, str_c(name), value);
}

/* "Tags.member.1.Key"; here an empty value is a value. */
static void form_add_member(struct buf *form, const char *list, size_t i, const char *part, struct str value)
{
    form_put(form, str_printf(form->mem, "%s.member.%zu%s", list, i + 1, part), value);
}

static void form_add_role(struct buf *form, const struct ls_role *role)
{
    struct str session = role->session_name;
    if (session.len == 0)
        session = str_printf(form->mem, "lightsail-%lld", (long long)(clock_wall_ms() / 1000));
    form_add(form, "RoleArn", role->arn);
    form_add(form, "RoleSessionName", session);
    form_add(form, "ExternalId", role->external_id);
    form_add(form, "Policy", role->policy);
    form_add(form, "SourceIdentity", role->source_identity);
    if (role->duration_s > 0)
        buf_printf(form, "&DurationSeconds=%lld", (long long)role->duration_s);
    for (size_t i = 0; i < role->policy_arn_count; i++)
        form_add_member(form, "PolicyArns", i, ".arn", role->policy_arns[i]);
    for (size_t i = 0; i < role->tag_count; i++) {
        form_add_member(form, "Tags", i, ".Key", role->tags[i].key);
        form_add_member(form, "Tags", i, ".Value", role->tags[i].value);
    }
    for (size_t i = 0; i < role->transitive_tag_key_count; i++)
        form_add_member(form, "TransitiveTagKeys", i, "", role->transitive_tag_keys[i]);
}

/* ---- one call ------------------------------------------------------------------------------------------ */

struct sts_call {
    const struct sts *sts;
    const char *action;
    const struct credentials *keys; /* NULL: unsigned */
    struct str body;
    int attempt;
    int64_t signed_skew_ms;
};

static int64_t signing_skew_ms(const struct sts *sts)
{
    int64_t skew_ms = atomic_load(sts->skew_ms);
    return skew_ms > SKEW_TOLERANCE_MS || skew_ms < -SKEW_TOLERANCE_MS ? skew_ms : 0;
}

/* Host is the first: it is signed, and sent by whoever asks. */
static size_t make_headers(struct sts_call *call, struct arena *mem, struct http_header headers[static 5])
{
    const struct sts *sts = call->sts;
    call->signed_skew_ms = signing_skew_ms(sts);
    int64_t time_s = (clock_wall_ms() + call->signed_skew_ms) / 1000;
    char date[SIGV4_DATE_BYTES];
    sigv4_format_date(time_s, date);
    size_t count = 0;
    headers[count++] = (struct http_header){STR("Host"), sts->endpoint.host};
    headers[count++] = (struct http_header){STR("Content-Type"),
                                            STR("application/x-www-form-urlencoded; charset=utf-8")};
    if (call->keys != NULL) {
        headers[count++] = (struct http_header){STR("X-Amz-Date"), str_copy(mem, str_c(date))};
        if (call->keys->token.len > 0)
            headers[count++] = (struct http_header){STR("X-Amz-Security-Token"), call->keys->token};
        struct sigv4_header to_sign[4];
        for (size_t i = 0; i < count; i++)
            to_sign[i] = (struct sigv4_header){headers[i].name, headers[i].value};
        const struct sigv4_request request = {.method = STR("POST"),
                                              .path = sts->endpoint.path,
                                              .headers = to_sign,
                                              .header_count = count,
                                              .body = call->body};
        const struct sigv4_context context = {.access_key = call->keys->access_key,
                                              .secret_key = call->keys->secret_key,
                                              .region = sts->region,
                                              .service = STR("sts"),
                                              .time_s = time_s};
        headers[count++] = (struct http_header){STR("Authorization"),
                                                sigv4_authorization(mem, &context, &request)};
    }
    return count;
}

static bool error_from_xml(struct arena *mem, const struct sts_call *call, const struct http_answer *answer,
                           struct err *err)
{
    struct str code = {NULL, 0}, message = {NULL, 0}, request_id = answer->request_id;
    struct err ignored;
    if (!xml_text(mem, answer->body, "ErrorResponse/Error/Code", &code, &ignored) ||
        !xml_text(mem, answer->body, "ErrorResponse/Error/Message", &message, &ignored))
        code = message = (struct str){NULL, 0};
    error_from_parts(answer->status, code, message, call->action, err);
    ERR_SET(err, request_id, str_printable(mem, request_id, 70));
    if (str_eqc(str_c("IDPCommunicationError"), err->code))
        err->retryable = true;
    if (err->kind == ERR_DENIED)
        fail_hint(
            err,
            "the keys need the IAM permission sts:%s for this role, and the role's trust policy has to allow "
            "them (with the external id, if it asks for one)",
            call->action);
    return false;
}

static void note_time(const struct sts *sts, struct arena *mem, const struct http_answer *answer)
{
    time_t theirs = answer->date.len > 0 ? curl_getdate(str_z(mem, answer->date), NULL) : -1;
    if (theirs > 0)
        atomic_store(sts->skew_ms, (int64_t)theirs * 1000 - clock_wall_ms());
}

static bool try_once(struct sts_call *call, struct arena *mem, const struct patience *patience,
                     struct http_answer *ret_answer, struct err *err)
{
    struct http_header headers[5];
    size_t header_count = make_headers(call, mem, headers);
    const struct sts *sts = call->sts;
    const struct asker asker = {sts->http, sts->user_agent, sts->endpoint};
    const struct question question = {
        .operation = call->action,
        .method = "POST",
        .headers = headers + 1,
        .header_count = header_count - 1,
        .body = call->body,
        .timeout_ms = TIMEOUT_MS,
        .attempts = 1,
    };
    bool ok = ask(&asker, &question, (struct ls_scope){mem, patience}, ret_answer, err);
    if (ok) {
        note_time(sts, mem, ret_answer);
        ok = ret_answer->status == 200 || error_from_xml(mem, call, ret_answer, err);
    }
    if (!ok)
        ERR_SET(err, operation, str_c(call->action));
    return ok;
}

/* A wrong clock is corrected once, by the answer that complains of it. */
static bool may_repeat(const struct sts_call *call, bool *clock_corrected, const struct err *err)
{
    if (call->attempt >= MOST_ATTEMPTS)
        return false;
    int64_t better_ms = signing_skew_ms(call->sts) - call->signed_skew_ms;
    if (error_is_clock_skew(err) && !*clock_corrected &&
        (better_ms > SKEW_TOLERANCE_MS || better_ms < -SKEW_TOLERANCE_MS)) {
        *clock_corrected = true;
        return true;
    }
    return err->retryable;
}

/* The answer lives in `mem`. */
static bool run(struct sts_call *call, struct arena *mem, const struct patience *patience,
                struct http_answer *ret_answer, struct err *err)
{
    bool clock_corrected = false;
    for (call->attempt = 1; !try_once(call, mem, patience, ret_answer, err); call->attempt++) {
        TRY(may_repeat(call, &clock_corrected, err));
        TRY(clock_sleep(patience, clock_jitter_ms((int64_t)FIRST_DELAY_MS << call->attempt), err));
    }
    return true;
}

/* ---- answers ------------------------------------------------------------------------------------------- */

static bool read_text(struct arena *mem, const struct http_answer *answer, const char *action,
                      const char *path, struct str *ret_text, struct err *err)
{
    struct str whole = str_printf(mem, "%sResponse/%sResult/%s", action, action, path);
    TRY(xml_text(mem, answer->body, str_z(mem, whole), ret_text, err));
    if (ret_text->len > 0)
        return true;
    return fail(err, ERR_PROTOCOL, "the answer to %s has no %s", action, path);
}

/* "arn:aws:sts::123456789012:assumed-role/name/session": the account is the fifth part. */
static struct str account_of(struct str arn)
{
    struct str head = {NULL, 0}, tail = arn;
    for (int i = 0; i < 5; i++) {
        if (!str_cut(tail, ':', &head, &tail))
            return (struct str){NULL, 0};
    }
    return head;
}

static bool read_credentials(struct arena *mem, const struct sts_call *call, const struct http_answer *answer,
                             struct credentials *found, struct err *err)
{
    const char *action = call->action;
    struct str expiration, arn;
    TRY(read_text(mem, answer, action, "Credentials/AccessKeyId", &found->access_key, err));
    TRY(read_text(mem, answer, action, "Credentials/SecretAccessKey", &found->secret_key, err));
    TRY(read_text(mem, answer, action, "Credentials/SessionToken", &found->token, err));
    TRY(read_text(mem, answer, action, "Credentials/Expiration", &expiration, err));
    TRY(read_text(mem, answer, action, "AssumedRoleUser/Arn", &arn, err));
    found->account = account_of(arn);
    TRY(credentials_check_characters(found, err));
    return credentials_lifetime(expiration, clock_wall_ms() + atomic_load(call->sts->skew_ms), found->source,
                                &found->lifetime_ms, err);
}

static bool call_for_keys(struct sts_call *call, struct ls_scope scope, const struct buf *form,
                          struct str source, struct credentials *ret_credentials, struct err *err)
{
    struct http_answer answer;
    struct credentials found = {.source = source};
    if (form->overflowed)
        return fail(err, ERR_USER, "%s has more tags and policies than a role can take", call->action);
    TRY(run(call, form->mem, scope.patience, &answer, err));
    if (!read_credentials(form->mem, call, &answer, &found, err)) {
        ERR_SET(err, operation, str_c(call->action));
        return false;
    }
    *ret_credentials = credentials_copy(scope.mem, &found);
    return true;
}

bool sts_assume_role(const struct sts *sts, struct ls_scope scope, const struct sts_caller *caller,
                     const struct ls_role *role, struct str source, struct credentials *ret_credentials,
                     struct err *err)
{
    const char *action = caller->keys != NULL ? "AssumeRole" : "AssumeRoleWithWebIdentity";
    struct arena *mem = arena_new();
    struct buf form = form_begin(mem, action);
    form_add_role(&form, role);
    form_add(&form, "WebIdentityToken", caller->web_identity);
    struct sts_call call = {.sts = sts, .action = action, .keys = caller->keys, .body = buf_str(&form)};
    bool ok = call_for_keys(&call, scope, &form, source, ret_credentials, err);
    if (!ok)
        fail_context(err, "%.*s cannot be assumed", STR_ARG(source));
    arena_free(mem);
    return ok;
}

bool sts_account(const struct sts *sts, struct ls_scope scope, const struct credentials *keys,
                 struct str *ret_account, struct err *err)
{
    struct arena *mem = arena_new();
    struct buf form = form_begin(mem, "GetCallerIdentity");
    struct sts_call call = {.sts = sts, .action = "GetCallerIdentity", .keys = keys, .body = buf_str(&form)};
    struct http_answer answer;
    struct str account;
    bool ok = run(&call, mem, scope.patience, &answer, err) &&
              read_text(mem, &answer, call.action, "Account", &account, err);
    if (ok)
        *ret_account = str_copy(scope.mem, account);
    arena_free(mem);
    return ok;
}
