/*
 * test_keylock.c — exclusion by name among threads, and that a stop or a deadline ends a wait.
 */
#include "../testing.h"

#include "base/keylock.h"

struct shared {
    struct keylock *locks;
    int inside, most_inside, total;
};

static void *worker(void *argument)
{
    struct shared *s = argument;
    struct deadline deadline = deadline_begin(NULL, 30000);
    struct err err;
    for (int i = 0; i < 5; i++) {
        if (!keylock_take(s->locks, STR("a"), &deadline, &err))
            return NULL;
        /* Unlocked on purpose: only the key lock protects these, which ThreadSanitizer checks too. */
        s->inside++;
        if (s->inside > s->most_inside)
            s->most_inside = s->inside;
        s->total++;
        s->inside--;
        keylock_give(s->locks, STR("a"));
    }
    return NULL;
}

static void one_at_a_time(void **state)
{
    struct shared s = {.locks = keylock_new()};
    pthread_t threads[4];
    (void)state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, worker, &s), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(s.most_inside, 1);
    assert_int_equal(s.total, 20);
    keylock_free(s.locks);
}

static void other_keys_do_not_wait_and_waits_end(void **state)
{
    struct keylock *locks = keylock_new();
    struct stop stop;
    struct err err;
    (void)state;
    stop_init(&stop);
    struct deadline deadline = deadline_begin(&stop, 50);
    assert_true(keylock_take(locks, STR("a"), &deadline, &err));
    assert_true(keylock_take(locks, STR("b"), &deadline, &err));
    assert_false(keylock_take(locks, STR("a"), &deadline, &err));
    assert_int_equal(err.kind, ERR_TIMEOUT);
    struct deadline endless = deadline_begin(&stop, -1);
    stop_fire(&stop);
    assert_false(keylock_take(locks, STR("a"), &endless, &err));
    assert_int_equal(err.kind, ERR_STOPPED);
    keylock_give(locks, STR("a"));
    keylock_give(locks, STR("b"));
    keylock_free(locks);
    stop_destroy(&stop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_at_a_time),
                                       cmocka_unit_test(other_keys_do_not_wait_and_waits_end)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
