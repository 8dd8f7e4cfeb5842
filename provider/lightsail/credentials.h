/*
 * credentials.h — where the keys come from. Knows arguments, environment and profiles; must not know how
 * requests are signed or sent.
 */
#ifndef LIGHTSAIL_CREDENTIALS_H
#define LIGHTSAIL_CREDENTIALS_H

#include "base/err.h"
#include "lightsail/client.h"
#include "lightsail/profile.h"

struct credentials {
    struct str access_key, secret_key, token; /* token "" for long-term keys */
    const char *source;                       /* "the provider's arguments", for messages */
};

/*
 * The first source that has keys: the provider's arguments, a profile named by argument, the environment, the
 * profile in force. The keys are copied into `mem` and wiped with it. A source that is only half filled in is
 * an error: the next one may belong to another account. Errors: ERR_CREDENTIALS (nothing found, half found,
 * or a kind that is not supported), ERR_USER (see profile.h).
 */
bool credentials_find(struct arena *mem, const struct ls_config *config, struct profiles *profiles,
                      struct credentials *ret_credentials, struct err *err) MUST_USE;

#endif
