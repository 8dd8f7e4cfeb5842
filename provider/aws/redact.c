/*
 * redact.c — removes secrets from request and response bodies for the log. Knows which members of the API
 * contain secrets; must not know where they are logged.
 */
#include "aws/redact.h"

#include <strings.h>

/*
 * Parts of member names in lower case. They match too much on purpose: hiding a harmless member costs
 * nothing. Source: the service's model (privateKeyBase64, privateKey, userData, accessKey, secretAccessKey,
 * masterUserPassword, passwordData, certKey, registryLogin, environment and log lines of containers and databases, session URLs).
 */
static const char *const secret_parts[] = {
    "password",   "secret",        "privatekey", "accesskey",    "userdata",     "tempkey",   "certkey",
    "ciphertext", "registrylogin", "credential", "launchscript", "sessiontoken", "authtoken",
};
static const char *const secret_names[] = {"environment", "sessions", "logEvents", "resourceLogEvents"};

static bool is_secret(const char *name)
{
    for (size_t i = 0; i < sizeof secret_parts / sizeof secret_parts[0]; i++) {
        if (strcasestr(name, secret_parts[i]) != NULL)
            return true;
    }
    for (size_t i = 0; i < sizeof secret_names / sizeof secret_names[0]; i++) {
        if (strcasecmp(name, secret_names[i]) == 0)
            return true;
    }
    return false;
}

struct str redact_message(struct arena *mem, struct str message)
{
    static const char value[] = "Value '", at[] = "' at '";
    const char *text = str_z(mem, message), *first = strstr(text, value), *last = NULL;
    for (const char *p = strstr(text, at); p != NULL; p = strstr(p + 1, at)) {
        const char *name = p + strlen(at);
        if (is_secret(str_z(mem, str_n(name, strcspn(name, "'")))))
            last = p;
    }
    if (first == NULL || last == NULL || last < first)
        return message;
    return str_printf(mem, "%.*s%s(sensitive)%s", (int)(first - text), text, value, last);
}

static void redact(struct arena *mem, json_t *value)
{
    const char *name;
    json_t *member;
    size_t i;
    if (json_is_object(value)) {
        json_object_foreach (value, name, member) {
            if (is_secret(name) && !json_is_null(member))
                json_object_set_new(value, name, json_string("(sensitive)"));
            else if (json_is_string(member))
                json_object_set_new(value, name, json_new_str(redact_message(mem, json_text(member))));
            else
                redact(mem, member);
        }
    }
    json_array_foreach (value, i, member)
        redact(mem, member);
}

struct str redact_body(struct arena *mem, const json_t *body)
{
    if (body == NULL)
        return STR("");
    json_t *copy = json_own(mem, json_deep_copy(body));
    redact(mem, copy);
    return json_print(mem, copy);
}
