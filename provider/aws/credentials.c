/*
 * credentials.c — credentials as a value: their members, how they are checked, copied and wiped. Knows their
 * format; must not know where they come from.
 */
#include "aws/credentials.h"

#include "base/clock.h"

enum { MOST_JSON_BYTES = 256 * 1024 };

struct credentials credentials_copy(struct arena *mem, const struct credentials *credentials)
{
    return (struct credentials){
        .access_key = str_copy_secret(mem, credentials->access_key),
        .secret_key = str_copy_secret(mem, credentials->secret_key),
        .token = str_copy_secret(mem, credentials->token),
        .account = str_copy(mem, credentials->account),
        .source = str_copy(mem, credentials->source),
        .lifetime_ms = credentials->lifetime_ms,
    };
}

bool credentials_check_characters(const struct credentials *credentials, struct err *err)
{
    const struct {
        const char *what;
        struct str text;
    } parts[] = {{"access key", credentials->access_key},
                 {"secret key", credentials->secret_key},
                 {"session token", credentials->token}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        for (size_t j = 0; j < parts[i].text.len; j++) {
            if (parts[i].text.data[j] > ' ' && parts[i].text.data[j] < 0x7f)
                continue;
            fail(err, ERR_CREDENTIALS,
                 "the %s from %.*s contains white space or another character that is not allowed in "
                 "credentials",
                 parts[i].what, STR_ARG(credentials->source));
            return fail_hint(err, "copy it again, without the line end");
        }
    }
    return true;
}

bool credentials_lifetime(struct str expiration, int64_t now_ms, struct str source, int64_t *ret_lifetime_ms,
                          struct err *err)
{
    int64_t ends_ms;
    *ret_lifetime_ms = INT64_MAX;
    if (expiration.len == 0)
        return true;
    if (!clock_parse_time(expiration, &ends_ms))
        return fail(err, ERR_PROTOCOL,
                    "invalid expiration in the credentials from %.*s: it must be a time such as "
                    "2030-01-31T12:00:00Z",
                    STR_ARG(source));
    *ret_lifetime_ms = ends_ms - now_ms;
    if (*ret_lifetime_ms > 0)
        return true;
    fail(err, ERR_CREDENTIALS, "the credentials from %.*s expired at %.*s", STR_ARG(source),
         (int)(expiration.len < 40 ? expiration.len : 40), expiration.data);
    return fail_hint(err, "sign in again, or check this machine's clock");
}

/* ---- JSON ---------------------------------------------------------------------------------------------- */

/* "1", 1 and 1.0 are the same version; some languages have no integers in JSON. */
static bool is_version_1(const json_t *version)
{
    struct str text = json_text(version);
    return json_number_value(version) == 1.0 || str_eq(text, STR("1")) || str_eq(text, STR("1.0"));
}

static bool read_members(const json_t *object, enum credentials_form form, int64_t now_ms,
                         struct credentials *found, struct err *err)
{
    if (form == CREDENTIALS_OF_PROCESS && !is_version_1(json_object_get(object, "Version")))
        return fail(err, ERR_CREDENTIALS, "the response of %.*s has no member \"Version\": 1",
                    STR_ARG(found->source));
    found->access_key = json_member_text(object, "AccessKeyId");
    found->secret_key = json_member_text(object, "SecretAccessKey");
    found->token = json_member_text(object, form == CREDENTIALS_OF_PROCESS ? "SessionToken" : "Token");
    const char *missing = found->access_key.len == 0   ? "AccessKeyId"
                          : found->secret_key.len == 0 ? "SecretAccessKey"
                                                       : NULL;
    if (missing != NULL)
        return fail(err, ERR_CREDENTIALS, "the response of %.*s has no %s", STR_ARG(found->source), missing);
    TRY(credentials_check_characters(found, err));
    return credentials_lifetime(json_member_text(object, "Expiration"), now_ms, found->source,
                                &found->lifetime_ms, err);
}

bool credentials_from_json(struct arena *mem, struct str text, enum credentials_form form, struct str source,
                           int64_t now_ms, struct credentials *ret_credentials, struct err *err)
{
    json_t *object;
    *ret_credentials = (struct credentials){.source = source};
    /* The parser's message could quote a secret, so it is replaced. */
    if (!json_parse_secret(mem, str_after_bom(text), MOST_JSON_BYTES, &object, err) ||
        !json_is_object(object))
        return fail(err, ERR_PROTOCOL, "the response of %.*s is not a JSON object", STR_ARG(source));
    return read_members(object, form, now_ms, ret_credentials, err);
}
