/*
 * credentials.h — credentials as a value: their members, how they are checked, copied and wiped. Knows their
 * format; must not know where they come from.
 */
#ifndef AWS_CREDENTIALS_H
#define AWS_CREDENTIALS_H

#include "base/err.h"
#include "base/json.h"

struct credentials {
    struct str access_key, secret_key, token; /* token "" for long-term access keys */
    /*
     * Twelve digits when AWS itself reported it with the credentials; a value from files or variables is not
     * used.
     */
    struct str account;
    struct str source;   /* "the environment", for messages; never a secret */
    int64_t lifetime_ms; /* how long they are valid after they were received; INT64_MAX: unknown */
};

/* A copy in `mem`, which wipes it. */
struct credentials credentials_copy(struct arena *mem, const struct credentials *credentials);

/*
 * White space and control characters are usually copied with a line end; in a header they would be an
 * injection. Errors: ERR_CREDENTIALS, which names the source and never the value.
 */
bool credentials_check_characters(const struct credentials *credentials, struct err *err) MUST_USE;

/* The name of the token's member, and whether "Version": 1 is required. */
enum credentials_form { CREDENTIALS_OF_PROCESS, CREDENTIALS_OF_MACHINE };

/*
 * Reads {"AccessKeyId", "SecretAccessKey", "SessionToken" or "Token", "Expiration"} as programs, containers
 * and the metadata service return them. `now_ms`: the wall clock of the sender, which Expiration is compared
 * with. The result belongs to `mem`, which wipes it. Errors: ERR_CREDENTIALS for a missing member or expired
 * credentials, ERR_PROTOCOL for text that is not such JSON; both name `source`. Source: "Process credential
 * provider" and "Container credential provider" in the AWS SDKs and tools reference guide.
 */
bool credentials_from_json(struct arena *mem, struct str text, enum credentials_form form, struct str source,
                           int64_t now_ms, struct credentials *ret_credentials, struct err *err) MUST_USE;

/* The remaining lifetime of credentials that expire at `expiration`; errors as credentials_from_json. */
bool credentials_lifetime(struct str expiration, int64_t now_ms, struct str source, int64_t *ret_lifetime_ms,
                          struct err *err) MUST_USE;

#endif
