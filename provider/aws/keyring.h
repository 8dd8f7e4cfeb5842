/*
 * keyring.h — the keys in use: found at the first need, kept, renewed before they run out. Knows time and threads;
 * must not know what kinds of sources there are.
 *
 * One thread renews at a time. While the old keys are good the others go on with them; without good keys they wait,
 * and their waits end with their own deadline. A renewal that fails while the old keys are good is tried again
 * later; without them, everybody who waited gets its error, and the next call tries again.
 */
#ifndef AWS_KEYRING_H
#define AWS_KEYRING_H

#include <stdatomic.h>

#include "aws/credentials.h"
#include "aws/http.h"
#include "aws/settings.h"

struct keyring;

/* Where fresh keys come from; a test can put something else in its place. Keys are in scope.mem. */
typedef bool keyring_fetch_function(void *context, struct aws_scope scope,
                                    struct credentials *ret_credentials, struct err *err);

/* Both belong to the caller's arena; `fetch` is called by one thread at a time, without a lock. */
struct keyring *keyring_new(struct arena *mem, keyring_fetch_function *fetch, void *context);
void keyring_free(struct keyring *keyring);

/* A copy in scope.mem, which wipes it. ret_mark tells keyring_renew which keys these are. Errors: those of `fetch`. */
bool keyring_take(struct keyring *keyring, struct aws_scope scope, struct credentials *ret_credentials,
                  uint64_t *ret_mark, struct err *err) MUST_USE;

/*
 * The service refused the keys of this mark: reads the source again, unless somebody did since. True when there
 * are other keys now, with which to try once more.
 */
bool keyring_renew(struct keyring *keyring, struct aws_scope scope, uint64_t mark) MUST_USE;

/* When keys are renewed, for the tests: this long before their end, but a quarter of a short life. */
enum { KEYRING_EARLY_MS = 5 * 60 * 1000, KEYRING_RETRY_MS = 30 * 1000 };

#endif
