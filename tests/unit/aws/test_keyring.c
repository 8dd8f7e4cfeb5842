/*
 * test_keyring.c — credentials are fetched once and renewed in time by one thread, and each wait ends with
 * its own deadline.
 */
#include "aws/keyring.h"

#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>

#include "../testing.h"

/* A source that counts its calls and can be delayed. */
struct origin {
    _Atomic int fetches, inside, most_inside;
    _Atomic int64_t lifetime_ms;
    _Atomic bool fails, same_again, waits_for_deadline;
    sem_t begun, may_end;
    _Atomic bool held;
};

static bool fetch(void *context, struct aws_scope scope, struct credentials *ret, struct err *err)
{
    struct origin *origin = context;
    int inside = atomic_fetch_add(&origin->inside, 1) + 1;
    if (inside > atomic_load(&origin->most_inside))
        atomic_store(&origin->most_inside, inside);
    int number = atomic_fetch_add(&origin->fetches, 1) + 1;
    bool held = atomic_load(&origin->held), ok = true;
    if (held) {
        sem_post(&origin->begun);
        sem_wait(&origin->may_end);
    }
    while (atomic_load(&origin->waits_for_deadline) && ok)
        ok = clock_sleep(scope.deadline, 5, err);
    if (ok && atomic_load(&origin->fails))
        ok = fail(err, ERR_CREDENTIALS, "failure %d", number);
    if (ok) {
        int shown = atomic_load(&origin->same_again) ? 1 : number;
        *ret = (struct credentials){.access_key = str_printf(scope.mem, "AK%d", shown),
                                    .secret_key = STR("S"),
                                    .source = STR("a test"),
                                    .lifetime_ms = atomic_load(&origin->lifetime_ms)};
    }
    atomic_fetch_sub(&origin->inside, 1);
    return ok;
}

struct scene {
    struct arena *mem;
    struct origin origin;
    struct keyring *keyring;
    struct deadline deadline;
    struct credentials keys;
    uint64_t mark;
    struct err err;
};

static void scene_begin(struct scene *s, int64_t lifetime_ms)
{
    memset(s, 0, sizeof *s);
    s->mem = arena_new();
    sem_init(&s->origin.begun, 0, 0);
    sem_init(&s->origin.may_end, 0, 0);
    atomic_store(&s->origin.lifetime_ms, lifetime_ms);
    s->keyring = keyring_new(s->mem, fetch, &s->origin);
    s->deadline = deadline_begin(NULL, 30 * 1000);
}

static void scene_end(struct scene *s)
{
    assert_in_range(atomic_load(&s->origin.most_inside), 0, 1);
    keyring_free(s->keyring);
    sem_destroy(&s->origin.begun);
    sem_destroy(&s->origin.may_end);
    arena_free(s->mem);
}

static bool take(struct scene *s)
{
    return keyring_take(s->keyring, (struct aws_scope){s->mem, &s->deadline}, &s->keys, &s->mark, &s->err);
}

static void test_fetched_at_the_first_need_and_kept(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, INT64_MAX);
    assert_int_equal(atomic_load(&s.origin.fetches), 0);
    for (int i = 0; i < 3; i++) {
        assert_true(take(&s));
        assert_str_equal(s.keys.access_key, STR("AK1"));
        assert_int_equal(s.mark, 1);
    }
    assert_int_equal(atomic_load(&s.origin.fetches), 1);
    scene_end(&s);
}

static void test_an_hour_is_kept(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, 3600 * 1000);
    assert_true(take(&s) && take(&s));
    assert_int_equal(atomic_load(&s.origin.fetches), 1);
    scene_end(&s);
}

/* A short lifetime is renewed in its last quarter. */
static void test_renewed_before_the_end(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, 200);
    int64_t begun_ms = clock_monotonic_ms();
    assert_true(take(&s));
    while (s.mark == 1 && clock_monotonic_ms() - begun_ms < 10 * 1000)
        assert_true(take(&s));
    assert_in_range(clock_monotonic_ms() - begun_ms, 100, 5000);
    assert_str_equal(s.keys.access_key, STR("AK2"));
    scene_end(&s);
}

/* The source fails for a while: no call fails before the old credentials expire. */
static void test_failed_renewal_does_no_harm_at_once(void **state)
{
    (void)state;
    enum { LIFE_MS = 400, GOOD_MS = LIFE_MS * 19 / 20 };
    struct scene s;
    scene_begin(&s, LIFE_MS);
    int64_t begun_ms = clock_monotonic_ms();
    assert_true(take(&s));
    atomic_store(&s.origin.fails, true);
    bool is_good = true; /* on a busy machine the first attempt may come after the credentials have expired */
    while (is_good && atomic_load(&s.origin.fetches) == 1 && clock_monotonic_ms() - begun_ms < 10 * 1000)
        is_good = take(&s);
    assert_true(is_good || clock_monotonic_ms() - begun_ms >= GOOD_MS);
    assert_true(!is_good || str_eqc(s.keys.access_key, "AK1"));
    assert_true(atomic_load(&s.origin.fetches) >= 2);
    while (take(&s) && clock_monotonic_ms() - begun_ms < 10 * 1000)
        continue;
    assert_int_equal(s.err.kind, ERR_CREDENTIALS); /* then the error is reported */
    assert_true(str_starts_with(str_c(s.err.text), STR("failure ")));
    assert_in_range(atomic_load(&s.origin.fetches), 3, 60); /* and the source is not called without end */
    atomic_store(&s.origin.fails, false);
    assert_true(take(&s)); /* the next call tries again */
    scene_end(&s);
}

static void test_refused_keys(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, INT64_MAX);
    const struct aws_scope scope = {s.mem, &s.deadline};
    assert_true(take(&s));
    assert_true(keyring_renew(s.keyring, scope, s.mark));
    assert_true(take(&s));
    assert_str_equal(s.keys.access_key, STR("AK2"));
    assert_true(keyring_renew(s.keyring, scope, 1)); /* another thread has done it */
    assert_int_equal(atomic_load(&s.origin.fetches), 2);
    atomic_store(&s.origin.same_again, true);
    assert_true(keyring_renew(s.keyring, scope, s.mark)); /* AK1 again, not AK2 */
    assert_true(take(&s));
    assert_false(keyring_renew(s.keyring, scope, s.mark)); /* the same credentials: a retry is useless */
    assert_true(take(&s));
    assert_int_equal(s.mark, 3);
    scene_end(&s);
}

struct worker {
    struct scene *scene;
    struct deadline deadline;
    bool ok;
    struct err err;
    char access_key[16];
};

static void *work(void *context)
{
    struct worker *w = context;
    struct arena *mem = arena_new();
    struct credentials keys;
    uint64_t mark;
    w->ok = keyring_take(w->scene->keyring, (struct aws_scope){mem, &w->deadline}, &keys, &mark, &w->err);
    if (w->ok)
        snprintf(w->access_key, sizeof w->access_key, "%.*s", STR_ARG(keys.access_key));
    arena_free(mem);
    return NULL;
}

enum { WORKERS = 8 };

static void run_workers(struct worker workers[WORKERS], struct scene *s, bool hold)
{
    pthread_t threads[WORKERS];
    atomic_store(&s->origin.held, hold);
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = (struct worker){.scene = s, .deadline = deadline_begin(NULL, 30 * 1000)};
        pthread_create(&threads[i], NULL, work, &workers[i]);
    }
    if (hold) {
        sem_wait(&s->origin.begun);
        atomic_store(&s->origin.held, false);
        sem_post(&s->origin.may_end);
    }
    for (int i = 0; i < WORKERS; i++)
        pthread_join(threads[i], NULL);
}

static void test_one_fetches_for_all(void **state)
{
    (void)state;
    struct scene s;
    struct worker workers[WORKERS];
    scene_begin(&s, INT64_MAX);
    run_workers(workers, &s, true);
    for (int i = 0; i < WORKERS; i++) {
        assert_true(workers[i].ok);
        assert_string_equal(workers[i].access_key, "AK1");
    }
    assert_int_equal(atomic_load(&s.origin.fetches), 1);
    scene_end(&s);
}

static void test_many_threads_and_short_lives(void **state)
{
    (void)state;
    struct scene s;
    struct worker workers[WORKERS];
    scene_begin(&s, 4);
    for (int round = 0; round < 20; round++) {
        run_workers(workers, &s, false);
        for (int i = 0; i < WORKERS; i++)
            assert_true(workers[i].ok);
    }
    scene_end(&s);
}

/* Ends a delayed worker. Before any assertion: a failed one leaves the test, and the worker its memory. */
static void let_go(struct scene *s, pthread_t thread)
{
    atomic_store(&s->origin.held, false);
    sem_post(&s->origin.may_end);
    pthread_join(thread, NULL);
}

/* False: the machine was so busy that the old credentials had expired before they were used. */
static bool old_keys_are_used_meanwhile(void)
{
    enum { LIFE_MS = 4000, GOOD_MS = LIFE_MS * 19 / 20 }; /* the last second is for renewing */
    struct scene s;
    pthread_t thread;
    struct err over;
    scene_begin(&s, LIFE_MS);
    int64_t begun_ms = clock_monotonic_ms();
    assert_true(take(&s));
    atomic_store(&s.origin.held, true);
    struct worker slow = {.scene = &s, .deadline = deadline_begin(NULL, 30 * 1000)};
    assert_true(clock_sleep(&s.deadline, LIFE_MS * 3 / 4 + 1, &over)); /* there is no sign of its start */
    pthread_create(&thread, NULL, work, &slow);
    sem_wait(&s.origin.begun);
    s.deadline = deadline_begin(NULL, 100);
    bool taken = take(&s), is_late = clock_monotonic_ms() - begun_ms >= GOOD_MS;
    let_go(&s, thread);
    assert_true(slow.ok && (taken || is_late));
    assert_str_equal(s.keys.access_key, STR("AK1"));
    assert_string_equal(slow.access_key, "AK2");
    scene_end(&s);
    return taken;
}

/* The renewing thread is delayed: the others continue with the old credentials, which are still valid. */
static void test_old_keys_are_used_meanwhile(void **state)
{
    (void)state;
    int tries = 1;
    while (!old_keys_are_used_meanwhile() && tries < 5)
        tries++;
    assert_in_range(tries, 1, 4);
}

static void test_a_wait_ends_with_its_own_deadline(void **state)
{
    (void)state;
    struct scene s;
    struct err late, stopped;
    scene_begin(&s, INT64_MAX);
    atomic_store(&s.origin.held, true);
    struct worker first = {.scene = &s, .deadline = deadline_begin(NULL, 30 * 1000)};
    pthread_t thread;
    pthread_create(&thread, NULL, work, &first);
    sem_wait(&s.origin.begun);
    s.deadline = deadline_begin(NULL, 80);
    bool is_taken = take(&s);
    late = s.err;
    struct stop stop;
    stop_init(&stop);
    s.deadline = deadline_begin(&stop, -1);
    stop_fire(&stop);
    is_taken = take(&s) || is_taken;
    stopped = s.err;
    stop_destroy(&stop);
    let_go(&s, thread);
    assert_false(is_taken);
    assert_int_equal(late.kind, ERR_TIMEOUT);
    assert_int_equal(stopped.kind, ERR_STOPPED);
    assert_true(first.ok);
    scene_end(&s);
}

/* The fetching thread was stopped: that affects only itself, and the next one fetches. */
static void test_a_stop_is_not_handed_on(void **state)
{
    (void)state;
    struct scene s;
    scene_begin(&s, INT64_MAX);
    atomic_store(&s.origin.waits_for_deadline, true);
    struct stop stop;
    stop_init(&stop);
    struct worker first = {.scene = &s, .deadline = deadline_begin(&stop, -1)};
    struct worker second = {.scene = &s, .deadline = deadline_begin(NULL, 30 * 1000)};
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, work, &first);
    while (atomic_load(&s.origin.fetches) == 0)
        sched_yield();
    pthread_create(&threads[1], NULL, work, &second);
    stop_fire(&stop);
    pthread_join(threads[0], NULL);
    atomic_store(&s.origin.waits_for_deadline, false);
    pthread_join(threads[1], NULL);
    assert_false(first.ok);
    assert_int_equal(first.err.kind, ERR_STOPPED);
    assert_true(second.ok);
    assert_int_equal(atomic_load(&s.origin.fetches), 2);
    stop_destroy(&stop);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fetched_at_the_first_need_and_kept),
        cmocka_unit_test(test_an_hour_is_kept),
        cmocka_unit_test(test_renewed_before_the_end),
        cmocka_unit_test(test_failed_renewal_does_no_harm_at_once),
        cmocka_unit_test(test_refused_keys),
        cmocka_unit_test(test_one_fetches_for_all),
        cmocka_unit_test(test_many_threads_and_short_lives),
        cmocka_unit_test(test_old_keys_are_used_meanwhile),
        cmocka_unit_test(test_a_wait_ends_with_its_own_deadline),
        cmocka_unit_test(test_a_stop_is_not_handed_on),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("keyring", tests, NULL, NULL);
}
