/*
 * keylock.h — mutual exclusion by name ("ap-northeast-1/instance/web"); a wait ends with the call's deadline.
 * Knows threads; must not know what is protected.
 */
#ifndef BASE_KEYLOCK_H
#define BASE_KEYLOCK_H

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

struct keylock;

/* The caller frees it with keylock_free when no thread holds or waits for a key. */
struct keylock *keylock_new(void);
void keylock_free(struct keylock *locks);

/* Waits until the key is free and takes it. Errors: ERR_STOPPED, ERR_TIMEOUT; then the key is not held. */
bool keylock_take(struct keylock *locks, struct str key, const struct deadline *deadline, struct err *err)
    MUST_USE;
void keylock_give(struct keylock *locks, struct str key);

#endif
