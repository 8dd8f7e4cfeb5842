/*
 * sts.c — three calls of the Security Token Service. Knows its query protocol and its XML responses; must not
 * know why a role is assumed.
 */
#include "aws/sts.h"

#include "aws/error.h"
#include "aws/sigv4.h"
#include "aws/source_request.h"
#include "aws/xml.h"

enum {
    MOST_ATTEMPTS = 4,
    FIRST_DELAY_MS = 100,
    MOST_FORM_BYTES = 256 * 1024,
    TIMEOUT_MS = 20 * 1000,
};

/* ---- request parameters -------------------------------------------------------------------------------- */

/* It may contain a web identity token, so it is wiped. */
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

/* "Tags.member.1.Key"; an empty tag value is sent too. */
static void form_add_member(struct buf *form, const char *list, size_t i, const char *part, struct str value)
{
    form_put(form, str_printf(form->mem, "%s.member.%zu%s", list, i + 1, part), value);
}

static void form_add_role(struct buf *form, const struct aws_role *role)
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
    struct aws_scope scope;
    const char *action;
    const struct credentials *keys; /* NULL: unsigned */
    struct str body;
    int attempt;
    int64_t signed_skew_ms;
};

/* Host comes first: it is signed, and source_request sends it itself. */
static size_t make_headers(struct sts_call *call, struct http_header headers[static 5])
{
    const struct sts *sts = call->sts;
    call->signed_skew_ms = sigv4_skew_ms(atomic_load(sts->skew_ms));
    headers[0] = (struct http_header){STR("Host"), sts->endpoint.host};
    headers[1] = (struct http_header){STR("Content-Type"),
                                      STR("application/x-www-form-urlencoded; charset=utf-8")};
    if (call->keys == NULL)
        return 2;
    const struct sigv4_context context = {.access_key = call->keys->access_key,
                                          .secret_key = call->keys->secret_key,
                                          .token = call->keys->token,
                                          .region = sts->region,
                                          .service = STR("sts"),
                                          .time_s = (clock_wall_ms() + call->signed_skew_ms) / 1000};
    return sigv4_sign(call->scope.mem, &context, sts->endpoint.path, call->body, headers, 2);
}

static bool error_from_xml(const struct sts_call *call, const struct http_response *response, struct err *err)
{
    struct arena *mem = call->scope.mem;
    struct str code, message;
    struct err ignored;
    if (!xml_text(mem, response->body, "ErrorResponse/Error/Code", &code, &ignored) ||
        !xml_text(mem, response->body, "ErrorResponse/Error/Message", &message, &ignored))
        code = message = (struct str){NULL, 0};
    error_from_parts(response->status, code, message, call->action, err);
    ERR_SET(err, request_id, str_printable(mem, response->request_id, 70));
    if (str_eqc(str_c("IDPCommunicationError"), err->code))
        err->retryable = true;
    if (err->kind == ERR_DENIED)
        fail_hint(err,
                  "the credentials need the IAM permission sts:%s for this role, and the role's trust policy "
                  "must allow them (with the external ID, if it requires one)",
                  call->action);
    return false;
}

static bool try_once(struct sts_call *call, struct http_response *ret_response, struct err *err)
{
    struct http_header headers[5];
    size_t header_count = make_headers(call, headers);
    const struct sts *sts = call->sts;
    const struct request_target target = {sts->http, sts->user_agent, sts->endpoint};
    const struct source_request request = {
        .operation = call->action,
        .method = "POST",
        .headers = headers + 1,
        .header_count = header_count - 1,
        .body = call->body,
        .timeout_ms = TIMEOUT_MS,
        .attempts = 1,
    };
    TRY(source_request_send(&target, &request, call->scope, ret_response, err));
    int64_t theirs_ms = http_time_ms(ret_response, 0);
    if (theirs_ms > 0)
        atomic_store(sts->skew_ms, theirs_ms - clock_wall_ms());
    return ret_response->status == 200 || error_from_xml(call, ret_response, err);
}

/* A wrong clock is corrected once, from the error response. */
static bool may_repeat(const struct sts_call *call, bool *clock_corrected, const struct err *err)
{
    int64_t better_ms = sigv4_skew_ms(atomic_load(call->sts->skew_ms)) - call->signed_skew_ms;
    bool corrects = error_is_clock_skew(err) && !*clock_corrected && sigv4_skew_ms(better_ms) != 0;
    *clock_corrected = *clock_corrected || corrects;
    return call->attempt < MOST_ATTEMPTS && (corrects || err->retryable);
}

/* The response lives in the scope. */
static bool run(struct sts_call *call, struct http_response *ret_response, struct err *err)
{
    bool clock_corrected = false;
    for (call->attempt = 1; !try_once(call, ret_response, err); call->attempt++) {
        ERR_SET(err, operation, str_c(call->action));
        TRY(may_repeat(call, &clock_corrected, err));
        TRY(clock_sleep(call->scope.deadline, clock_jitter_ms((int64_t)FIRST_DELAY_MS << call->attempt),
                        err));
    }
    return true;
}

/* ---- responses ----------------------------------------------------------------------------------------- */

static bool read_text(const struct sts_call *call, const struct http_response *response, const char *path,
                      struct str *ret_text, struct err *err)
{
    struct arena *mem = call->scope.mem;
    struct str whole = str_printf(mem, "%sResponse/%sResult/%s", call->action, call->action, path);
    bool ok = xml_text(mem, response->body, whole.data, ret_text, err) &&
              (ret_text->len > 0 ||
               fail(err, ERR_PROTOCOL, "the response to %s has no %s", call->action, path));
    if (!ok)
        ERR_SET(err, operation, str_c(call->action));
    return ok;
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

static bool read_credentials(const struct sts_call *call, const struct http_response *response,
                             struct credentials *found, struct err *err)
{
    struct str expiration, arn;
    const struct {
        const char *path;
        struct str *text;
    } members[] = {{"Credentials/AccessKeyId", &found->access_key},
                   {"Credentials/SecretAccessKey", &found->secret_key},
                   {"Credentials/SessionToken", &found->token},
                   {"Credentials/Expiration", &expiration},
                   {"AssumedRoleUser/Arn", &arn}};
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        TRY(read_text(call, response, members[i].path, members[i].text, err));
    found->account = account_of(arn);
    TRY(credentials_check_characters(found, err));
    return credentials_lifetime(expiration, clock_wall_ms() + atomic_load(call->sts->skew_ms), found->source,
                                &found->lifetime_ms, err);
}

bool sts_assume_role(const struct sts *sts, struct aws_scope scope, const struct sts_caller *caller,
                     const struct aws_role *role, struct str source, struct credentials *ret_credentials,
                     struct err *err)
{
    const char *action = caller->keys != NULL ? "AssumeRole" : "AssumeRoleWithWebIdentity";
    struct buf form = form_begin(scope.mem, action);
    struct http_response response;
    form_add_role(&form, role);
    form_add(&form, "WebIdentityToken", caller->web_identity);
    struct sts_call call = {sts, scope, action, caller->keys, buf_str(&form), 0, 0};
    *ret_credentials = (struct credentials){.source = source};
    bool fits = !form.overflowed ||
                fail(err, ERR_USER, "%s has more tags and policies than a role accepts", action);
    return (fits && run(&call, &response, err) && read_credentials(&call, &response, ret_credentials, err)) ||
           fail_context(err, "cannot assume %.*s", STR_ARG(source));
}

bool sts_account(const struct sts *sts, struct aws_scope scope, const struct credentials *keys,
                 struct str *ret_account, struct err *err)
{
    const char *action = "GetCallerIdentity";
    struct buf form = form_begin(scope.mem, action);
    struct sts_call call = {sts, scope, action, keys, buf_str(&form), 0, 0};
    struct http_response response;
    return run(&call, &response, err) && read_text(&call, &response, "Account", ret_account, err);
}
