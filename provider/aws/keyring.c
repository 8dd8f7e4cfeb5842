/*
 * keyring.c — the credentials in use: fetched when first needed, kept, renewed before they expire. Knows time
 * and threads; must not know what kinds of sources there are.
 */
#include "aws/keyring.h"

#include <pthread.h>

#include "base/log.h"

enum { MOST_MARGIN_MS = 10 * 1000 };

struct keyring {
    keyring_fetch_function *fetch;
    void *context;
    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t changed;
    struct arena *mem; /* of the credentials; NULL: there are none */
    struct credentials keys;
    uint64_t mark;            /* number of the current credentials */
    int64_t renew_ms, end_ms; /* monotonic: when to renew, and when the credentials can no longer be used */
    bool renewing;
    uint64_t failures; /* number of failed renewals */
    struct err failure;
};

struct keyring *keyring_new(struct arena *mem, keyring_fetch_function *fetch, void *context)
{
    struct keyring *keyring = arena_new_object(mem, struct keyring);
    clock_cond_init(&keyring->changed);
    pthread_mutex_init(&keyring->lock, NULL);
    keyring->fetch = fetch;
    keyring->context = context;
    return keyring;
}

void keyring_free(struct keyring *keyring)
{
    if (keyring == NULL)
        return;
    arena_free(keyring->mem);
    pthread_cond_destroy(&keyring->changed);
    pthread_mutex_destroy(&keyring->lock);
}

/* ---- under the lock -------------------------------------------------------------------------------------- */

static bool usable(const struct keyring *keyring, int64_t now_ms)
{
    return keyring->mem != NULL && now_ms < keyring->end_ms;
}

static bool same_keys(const struct credentials *a, const struct credentials *b)
{
    return str_eq(a->access_key, b->access_key) && str_eq(a->secret_key, b->secret_key) &&
           str_eq(a->token, b->token);
}

/*
 * Takes ownership of `mem`. When the source returns the same credentials again they keep their mark, because
 * a request that failed with them would fail again.
 */
static void install(struct keyring *keyring, struct arena *mem, const struct credentials *keys)
{
    int64_t now_ms = clock_monotonic_ms(), life_ms = keys->lifetime_ms;
    if (keyring->mem == NULL || !same_keys(&keyring->keys, keys))
        keyring->mark++;
    arena_free(keyring->mem);
    keyring->mem = mem;
    keyring->keys = *keys;
    keyring->renew_ms = keyring->end_ms = INT64_MAX;
    if (life_ms == INT64_MAX)
        return;
    int64_t early_ms = life_ms / 4 < KEYRING_EARLY_MS ? life_ms / 4 : KEYRING_EARLY_MS;
    int64_t margin_ms = life_ms / 20 < MOST_MARGIN_MS ? life_ms / 20 : MOST_MARGIN_MS;
    keyring->renew_ms = now_ms + life_ms - early_ms;
    keyring->end_ms = now_ms + life_ms - margin_ms;
}

/* The old credentials remain valid for a while, so the cause may pass until the next renewal. */
static void postpone(struct keyring *keyring, const struct err *err)
{
    int64_t now_ms = clock_monotonic_ms(), left_ms = keyring->end_ms - now_ms;
    keyring->renew_ms = now_ms + (left_ms / 4 < KEYRING_RETRY_MS ? left_ms / 4 : KEYRING_RETRY_MS) + 1;
    LOG(LOG_WARN, "cannot renew the AWS credentials yet; the old ones remain valid for a while",
        LOG_TEXT(LOG_KEY_CREDENTIALS, keyring->keys.source), LOG_NUMBER(LOG_KEY_DURATION, left_ms),
        LOG_TEXT(LOG_KEY_ERROR, str_c(err->text)));
}

static bool is_of_one_call(const struct err *err)
{
    return err->kind == ERR_STOPPED || err->kind == ERR_TIMEOUT;
}

/* Releases the lock meanwhile. */
static bool renew(struct keyring *keyring, const struct deadline *deadline, struct err *err)
{
    struct arena *mem = arena_new();
    struct credentials keys = {.lifetime_ms = INT64_MAX};
    keyring->renewing = true;
    pthread_mutex_unlock(&keyring->lock);
    int64_t begun_ms = clock_monotonic_ms();
    bool ok = keyring->fetch(keyring->context, (struct aws_scope){mem, deadline}, &keys, err);
    if (ok)
        LOG(LOG_DEBUG, "AWS credentials loaded", LOG_TEXT(LOG_KEY_CREDENTIALS, keys.source),
            LOG_NUMBER(LOG_KEY_DURATION, clock_monotonic_ms() - begun_ms));
    pthread_mutex_lock(&keyring->lock);
    keyring->renewing = false;
    if (ok) {
        install(keyring, mem, &keys);
    } else {
        arena_free(mem);
        if (!is_of_one_call(err)) {
            keyring->failures++;
            keyring->failure = *err;
        }
        if (usable(keyring, clock_monotonic_ms()))
            postpone(keyring, err);
    }
    pthread_cond_broadcast(&keyring->changed);
    return ok;
}

/* Waits until there are usable credentials; `fresh`: the current ones are not good enough. */
static bool settle(struct keyring *keyring, const struct deadline *deadline, bool fresh, struct err *err)
{
    uint64_t failures = keyring->failures;
    while (fresh || keyring->mem == NULL || clock_monotonic_ms() >= keyring->renew_ms) {
        if (keyring->renewing) {
            if (!fresh && usable(keyring, clock_monotonic_ms()))
                return true;
            TRY(deadline_check(deadline, err, "while waiting for AWS credentials"));
            clock_wait(&keyring->changed, &keyring->lock, INT64_MAX);
            fresh = fresh && keyring->renewing;
            if (keyring->failures != failures && !usable(keyring, clock_monotonic_ms())) {
                *err = keyring->failure;
                return false;
            }
            continue;
        }
        if (renew(keyring, deadline, err))
            return true;
        return !fresh && !is_of_one_call(err) && usable(keyring, clock_monotonic_ms());
    }
    return true;
}

/* ---- public functions ------------------------------------------------------------------------------------ */

bool keyring_take(struct keyring *keyring, struct aws_scope scope, struct credentials *ret_credentials,
                  uint64_t *ret_mark, struct err *err)
{
    pthread_mutex_lock(&keyring->lock);
    bool ok = settle(keyring, scope.deadline, false, err);
    if (ok) {
        *ret_credentials = credentials_copy(scope.mem, &keyring->keys);
        *ret_mark = keyring->mark;
    }
    pthread_mutex_unlock(&keyring->lock);
    return ok;
}

bool keyring_renew(struct keyring *keyring, struct aws_scope scope, uint64_t mark)
{
    struct err err;
    pthread_mutex_lock(&keyring->lock);
    bool ok = keyring->mark != mark || (settle(keyring, scope.deadline, true, &err) && keyring->mark != mark);
    pthread_mutex_unlock(&keyring->lock);
    return ok;
}
