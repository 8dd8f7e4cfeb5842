/*
 * keyring.h — the credentials in use: fetched when first needed, kept, renewed before they expire. Knows time
 * and threads; must not know what kinds of sources there are.
 *
 * One thread renews at a time. While the old credentials are valid, other threads continue to use them;
 * without valid credentials they wait, each until its own deadline. A renewal that fails while the old
 * credentials are valid is tried again later; otherwise all waiting threads get its error, and the next call
 * tries again.
 */
#ifndef AWS_KEYRING_H
#define AWS_KEYRING_H

#include <stdatomic.h>

#include "aws/credentials.h"
#include "aws/http.h"
#include "aws/settings.h"

struct keyring;

/* Fetches new credentials, in scope.mem; a test can replace it. */
typedef bool keyring_fetch_function(void *context, struct aws_scope scope,
                                    struct credentials *ret_credentials, struct err *err);

/*
 * `keyring` and `context` belong to the caller's arena; `fetch` is called by one thread at a time, without
 * the lock.
 */
struct keyring *keyring_new(struct arena *mem, keyring_fetch_function *fetch, void *context);
void keyring_free(struct keyring *keyring);

/*
 * A copy in scope.mem, which wipes it. ret_mark identifies these credentials for keyring_renew. Errors: those
 * of `fetch`.
 */
bool keyring_take(struct keyring *keyring, struct aws_scope scope, struct credentials *ret_credentials,
                  uint64_t *ret_mark, struct err *err) MUST_USE;

/*
 * The service refused the credentials of this mark: reads the source again, unless another thread has done so
 * since. True when there are different credentials now, with which the request can be retried.
 */
bool keyring_renew(struct keyring *keyring, struct aws_scope scope, uint64_t mark) MUST_USE;

/*
 * When credentials are renewed, for the tests: this long before they expire, but at most a quarter of their
 * lifetime.
 */
enum { KEYRING_EARLY_MS = 5 * 60 * 1000, KEYRING_RETRY_MS = 30 * 1000 };

#endif
