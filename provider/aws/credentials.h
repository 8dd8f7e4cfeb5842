/*
 * credentials.h — keys as a value: what they are made of, how they are checked, copied and wiped. Knows their
 * form; must not know where they come from.
 */
#ifndef AWS_CREDENTIALS_H
#define AWS_CREDENTIALS_H

#include "base/err.h"
#include "base/json.h"

struct credentials {
    struct str access_key, secret_key, token; /* token "" for long-term keys */
    /* Twelve digits when AWS itself told it with the keys; what files and variables claim decides nothing. */
    struct str account;
    struct str source;   /* "the environment", for messages; no secret */
    int64_t lifetime_ms; /* how long they are good from the moment they came; INT64_MAX: nobody said */
};

/* A copy in `mem`, which wipes it. */
struct credentials credentials_copy(struct arena *mem, const struct credentials *credentials);

/*
 * White space and control characters come from copying with a line end; in a header they would be an injection.
 * Errors: ERR_CREDENTIALS, naming the source and never the value.
 */
bool credentials_check_characters(const struct credentials *credentials, struct err *err) MUST_USE;

/* How the token is called, and whether "Version": 1 has to be there. */
enum credentials_form { CREDENTIALS_OF_PROCESS, CREDENTIALS_OF_MACHINE };

/*
 * Reads {"AccessKeyId", "SecretAccessKey", "SessionToken" or "Token", "Expiration"} as programs, containers and
 * machines hand them out. `now_ms`: wall clock of whoever wrote the text, which Expiration is compared with. The result
 * belongs to `mem`, which wipes it. Errors: ERR_CREDENTIALS for a missing member or keys that have run out,
 * ERR_PROTOCOL for what is no such JSON; both name `source`. Source: "Process credential provider" and
 * "Container credential provider" in the AWS SDKs and tools reference guide.
 */
bool credentials_from_json(struct arena *mem, struct str text, enum credentials_form form, struct str source,
                           int64_t now_ms, struct credentials *ret_credentials, struct err *err) MUST_USE;

/* What is left of a lifetime that ends at `expiration`; errors as credentials_from_json. */
bool credentials_lifetime(struct str expiration, int64_t now_ms, struct str source, int64_t *ret_lifetime_ms,
                          struct err *err) MUST_USE;

#endif
