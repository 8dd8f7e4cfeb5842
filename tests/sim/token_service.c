/*
 * token_service.c — the Security Token Service: AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity over its
 * query protocol. It must not know HTTP beyond headers and bodies, nor anything of Lightsail.
 */
#include "token_service.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "issued.h"
#include "memory.h"
#include "requests.h"

#define NAMESPACE "https://sts.amazonaws.com/doc/2011-06-15/"
#define REQUEST_ID "11111111-2222-3333-4444-555555555555"
#define OWN_ACCOUNT "123456789012"

bool token_service_is_meant(const char *path, const char *method, const char *content_type,
                            const char *target)
{
    return !target && !strcmp(path, "/") && !strcmp(method, "POST") && content_type &&
           !strncasecmp(content_type, "application/x-www-form-urlencoded", 33);
}

/* ---- the form ---------------------------------------------------------------------------------------------------- */

static int digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static char *decode(const char *text, size_t length)
{
    char *out = memory_new(length + 1, 1), *at = out;
    for (size_t i = 0; i < length; i++) {
        bool escaped = text[i] == '%' && i + 2 < length && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
        if (escaped) {
            *at++ = (char)(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            *at++ = text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

/* Name and value pairs as an object of strings. */
static json_t *read_form(const char *body, size_t length)
{
    json_t *form = json_object();
    for (size_t from = 0; from < length;) {
        const char *start = body + from, *end = memchr(start, '&', length - from);
        size_t whole = end ? (size_t)(end - start) : length - from;
        const char *equals = memchr(start, '=', whole);
        size_t name_length = equals ? (size_t)(equals - start) : whole;
        char *name = decode(start, name_length);
        char *value = equals ? decode(equals + 1, whole - name_length - 1) : memory_copy("");
        json_object_set_new(form, name, json_string(value));
        free(name);
        free(value);
        from += whole + 1;
    }
    return form;
}

static const char *get(const json_t *form, const char *name)
{
    const char *value = json_string_value(json_object_get(form, name));
    return value && *value ? value : NULL;
}

/*
 * ---- responses
 * ---------------------------------------------------------------------------------------------------
 */

static void add_xml(struct text *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '<')
            text_add(out, "&lt;");
        else if (*text == '&')
            text_add(out, "&amp;");
        else
            text_add_bytes(out, text, 1);
    }
}

struct refusal {
    unsigned status;
    const char *code;
    char *message; /* to be freed */
};

static unsigned refuse(struct refusal *refusal, unsigned status, const char *code, char *message)
{
    *refusal = (struct refusal){status, code, message};
    return status;
}

static void print_refusal(const struct refusal *refusal, struct text *out)
{
    text_format(out, "<ErrorResponse xmlns=\"" NAMESPACE "\"><Error><Type>%s</Type><Code>%s</Code><Message>",
                refusal->status < 500 ? "Sender" : "Receiver", refusal->code);
    add_xml(out, refusal->message);
    text_add(out, "</Message></Error><RequestId>" REQUEST_ID "</RequestId></ErrorResponse>\n");
}

/* The failures of a signature with the names that this service uses. */
static void refuse_signature(const struct call *call, struct refusal *refusal)
{
    const char *code = call->failure == FAILURE_UNRECOGNIZED_CLIENT    ? "InvalidClientTokenId"
                       : call->failure == FAILURE_EXPIRED_TOKEN        ? "ExpiredToken"
                       : call->failure == FAILURE_INCOMPLETE_SIGNATURE ? "IncompleteSignature"
                       : call->failure == FAILURE_MISSING_TOKEN        ? "MissingAuthenticationToken"
                                                                       : "SignatureDoesNotMatch";
    refuse(refusal, 403, code, memory_copy(call->failure_message));
}

static bool refuse_by_fault(enum fault fault, struct refusal *refusal)
{
    switch (fault) {
    case FAULT_THROTTLE:
        return refuse(refusal, 400, "Throttling", memory_copy("Rate exceeded"));
    case FAULT_ERROR500:
        return refuse(refusal, 500, "InternalFailure",
                      memory_copy("The service failed to process the request."));
    case FAULT_ERROR503:
        return refuse(refusal, 503, "ServiceUnavailable",
                      memory_copy("Service is unable to handle request."));
    case FAULT_EXPIRED:
        return refuse(refusal, 403, "ExpiredToken",
                      memory_copy("The security token included in the request is expired"));
    case FAULT_DENIED:
        return refuse(refusal, 403, "AccessDenied",
                      memory_copy("The caller is not authorized to perform this action"));
    default:
        return false;
    }
}

/* ---- actions ----------------------------------------------------------------------------------------------------- */

struct visit {
    const struct options *options;
    const json_t *form;
    const struct issued *caller; /* NULL: the owner of a long-term key, or no caller */
    struct refusal refusal;
    struct text *out;
};

/* "arn:aws:iam::210987654321:role/name" as account and name; false after a refusal. */
static bool read_role(struct visit *visit, char account[13], const char **ret_name)
{
    const char *arn = get(visit->form, "RoleArn"), *session = get(visit->form, "RoleSessionName");
    static const char begin[] = "arn:aws:iam::", middle[] = ":role/";
    bool fine = arn && !strncmp(arn, begin, sizeof begin - 1) &&
                strlen(arn) > sizeof begin - 1 + 12 + sizeof middle - 1 &&
                !strncmp(arn + sizeof begin - 1 + 12, middle, sizeof middle - 1);
    if (!fine || !session || strlen(session) < 2) {
        refuse(&visit->refusal, 400, "ValidationError",
               memory_format("%s is invalid: %s", fine ? "RoleSessionName" : "RoleArn",
                             fine  ? "too short"
                             : arn ? arn
                                   : ""));
        return false;
    }
    memcpy(account, arn + sizeof begin - 1, 12);
    account[12] = '\0';
    *ret_name = arn + sizeof begin - 1 + 12 + sizeof middle - 1;
    return true;
}

/* A role whose name begins with "denied" cannot be assumed; one with "external-X" needs the external id X. */
static bool trusts(struct visit *visit, const char *name)
{
    static const char external[] = "external-";
    const char *id = get(visit->form, "ExternalId");
    bool fine = strncmp(name, "denied", 6) != 0;
    if (!strncmp(name, external, sizeof external - 1))
        fine = id && !strcmp(id, name + sizeof external - 1);
    if (!fine)
        refuse(&visit->refusal, 403, "AccessDenied",
               memory_format("User: %s is not authorized to perform: sts:AssumeRole on resource: %s",
                             visit->caller ? visit->caller->arn
                                           : "arn:aws:iam::" OWN_ACCOUNT ":user/simulated",
                             get(visit->form, "RoleArn")));
    return fine;
}

static void hand_out(struct visit *visit, const char *action, const char *account, const char *name)
{
    const char *asked = get(visit->form, "DurationSeconds");
    int64_t lifetime_s = visit->options->token_lifetime_s ? visit->options->token_lifetime_s
                         : asked                          ? strtoll(asked, NULL, 10)
                                                          : 3600;
    char *arn = memory_format("arn:aws:sts::%s:assumed-role/%s/%s", account, name,
                              get(visit->form, "RoleSessionName"));
    const struct issued *issued = issue(account, arn, lifetime_s);
    text_format(visit->out,
                "<%sResponse xmlns=\"" NAMESPACE "\"><%sResult><AssumedRoleUser><AssumedRoleId>AROASIM:s"
                "</AssumedRoleId><Arn>",
                action, action);
    add_xml(visit->out, arn);
    text_format(visit->out,
                "</Arn></AssumedRoleUser><Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s"
                "</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>",
                issued->key.id, issued->key.secret, issued->key.token, issued->expiration);
    text_format(visit->out,
                "</%sResult><ResponseMetadata><RequestId>" REQUEST_ID
                "</RequestId></ResponseMetadata></%sResponse>\n",
                action, action);
    free(arn);
}

static void assume_role(struct visit *visit, const char *action)
{
    char account[13];
    const char *name;
    if (read_role(visit, account, &name) && trusts(visit, name))
        hand_out(visit, action, account, name);
}

static void assume_role_with_web_identity(struct visit *visit, const char *action)
{
    char account[13];
    const char *name, *token = get(visit->form, "WebIdentityToken");
    if (!read_role(visit, account, &name))
        return;
    if (!token || strcmp(token, visit->options->web_identity_token) != 0)
        refuse(&visit->refusal, 400, "InvalidIdentityToken",
               memory_copy("No OpenIDConnect provider found in your account for the token"));
    else if (trusts(visit, name))
        hand_out(visit, action, account, name);
}

static void get_caller_identity(struct visit *visit, const char *action)
{
    const struct issued *caller = visit->caller;
    text_format(visit->out, "<%sResponse xmlns=\"" NAMESPACE "\"><%sResult><Arn>", action, action);
    add_xml(visit->out, caller ? caller->arn : "arn:aws:iam::" OWN_ACCOUNT ":user/simulated");
    text_format(visit->out,
                "</Arn><UserId>AIDASIM</UserId><Account>%s</Account></"
                "%sResult><ResponseMetadata><RequestId>" REQUEST_ID
                "</RequestId></ResponseMetadata></%sResponse>\n",
                caller ? caller->account : OWN_ACCOUNT, action, action);
}

static const struct action {
    const char *name;
    bool is_signed;
    void (*run)(struct visit *visit, const char *action);
} actions[] = {
    {"AssumeRole", true, assume_role},
    {"AssumeRoleWithWebIdentity", false, assume_role_with_web_identity},
    {"GetCallerIdentity", true, get_caller_identity},
};

static const struct action *find_action(const char *name)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (name && !strcmp(actions[i].name, name))
            return &actions[i];
    return NULL;
}

/* ---- a request ---------------------------------------------------------------------------------------------------- */

/* The caller that signed; false after a refusal. */
static bool check_caller(struct visit *visit, struct call *call, const struct signed_request *request)
{
    if (!sigv4_check(call, request)) {
        refuse_signature(call, &visit->refusal);
        return false;
    }
    bool expired;
    const char *token = header_find(request->headers, request->header_count, "x-amz-security-token");
    char *id = sigv4_key_id(request);
    visit->caller = issued_find(id, token, &expired);
    free(id);
    return true;
}

static void run(struct visit *visit, struct call *call, const struct signed_request *request,
                enum fault *ret_fault)
{
    const struct action *action = find_action(get(visit->form, "Action"));
    if (!action) {
        refuse(&visit->refusal, 400, "InvalidAction",
               memory_copy("Could not find operation for version 2011-06-15"));
        return;
    }
    if (action->is_signed && !check_caller(visit, call, request))
        return;
    clock_sleep_latency();
    *ret_fault = faults_choose(action->name, false, NULL);
    if (!refuse_by_fault(*ret_fault, &visit->refusal))
        action->run(visit, action->name);
}

unsigned token_service_answer(const struct options *options, const struct signed_request *request,
                              const char *user_agent, struct text *out, enum fault *ret_fault)
{
    json_t *form = read_form(request->body, request->body_length);
    struct visit visit = {.options = options, .form = form, .out = out};
    struct call call = {.options = options, .operation = "Unknown"};
    struct signed_request ours = *request;
    ours.service = "sts";
    run(&visit, &call, &ours, ret_fault);
    if (visit.refusal.code)
        print_refusal(&visit.refusal, out);
    unsigned status = visit.refusal.code ? visit.refusal.status : 200;
    const char *action = get(form, "Action");
    char *name = memory_copy(action ? action : "Unknown");
    json_object_del(form, "WebIdentityToken");
    requests_add(name, call.region_name, user_agent, form, status, visit.refusal.code, clock_now_ms());
    free(name);
    free(visit.refusal.message);
    json_decref(form);
    call_free(&call);
    return status;
}
