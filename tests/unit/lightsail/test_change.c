/*
 * test_change.c — changes whose response is lost, with a scripted transport: what is read, what is sent
 * again, and whether an object is ours. Must not know the rules of a read (test_ledger.c).
 */
#include "lightsail/change.h"

#include <stdio.h>

#include "fakes.h"

#define DATE "Tue, 14 Nov 2023 22:13:20 GMT" /* 1700000000 */
#define LOST                      \
    {                             \
        .status = 0, .sent = true \
    }
#define DONE                                                       \
    {                                                              \
        .status = 200, .date = DATE, .body = "{\"operations\":[]}" \
    }
#define NOT_FOUND                                                                    \
    {                                                                                \
        .status = 400, .date = DATE,                                                 \
        .body = "{\"__type\":\"NotFoundException\",\"message\":\"no such address\"}" \
    }
#define IN_USE                                                                                             \
    {                                                                                                      \
        .status = 400, .date = DATE,                                                                       \
        .body = "{\"__type\":\"InvalidInputException\",\"message\":\"Some names are already in use: ip\"}" \
    }
#define ADDRESS(arn, created, more)                                                                   \
    {                                                                                                 \
        .status = 200, .date = DATE,                                                                  \
        .body = "{\"staticIp\":{\"name\":\"ip\",\"arn\":\"" arn "\",\"createdAt\":" created more "}}" \
    }
#define NEW "1700000000.5"
#define OLD "1600000000"

static bool change(struct fixture *f, enum ls_op op, struct ls_effect effect)
{
    json_t *in = json_own(f->mem, json_pack("{s:s}", "staticIpName", "ip"));
    effect.kind = LS_KIND_STATIC_IP;
    effect.name = STR("ip");
    return ls_change(f->client, scope_of_test(f), op, in, &effect, NULL, &f->err);
}

static bool allocate(struct fixture *f)
{
    return change(f, OP_ALLOCATE_STATIC_IP, (struct ls_effect){.becomes = LS_CREATED});
}

static bool asked(const struct fixture *f, size_t i, const char *operation)
{
    return i < f->fake.used && str_contains(f->fake.targets[i], str_c(operation));
}

static void a_lost_creation_is_found(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOST, ADDRESS("arn:1", NEW, ""));
    assert_true(allocate(&f));
    fixture_end(&f);
}

/* The first response of the process is the lost one: the local clock may be wrong by years. */
static void the_clock_of_the_service_shows_whether_an_object_is_ours(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOST, ADDRESS("arn:1", OLD, ""));
    assert_false(allocate(&f));
    assert_false(f.err.maybe_done);
    fixture_end(&f);
}

static void what_is_not_there_is_sent_again(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOST, NOT_FOUND, DONE);
    assert_true(allocate(&f));
    assert_true(asked(&f, 2, "AllocateStaticIp"));
    fixture_end(&f);
}

/* Stale reads: the object is read for as long as reads may lag before the request is sent again. */
static void a_late_read_is_waited_for(void **state)
{
    (void)state;
    struct aws_config config = plain_config();
    config.read_lag_ms = 60 * 1000;
    FIXTURE(f, &config, LOST, NOT_FOUND, ADDRESS("arn:1", NEW, ""));
    assert_true(allocate(&f));
    fixture_end(&f);
}

static void in_use_after_a_loss_may_be_by_us(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOST, NOT_FOUND, IN_USE, ADDRESS("arn:1", NEW, ""));
    assert_true(allocate(&f));
    fixture_end(&f);
    FIXTURE(g, NULL, LOST, NOT_FOUND, IN_USE, ADDRESS("arn:1", OLD, ""));
    assert_false(allocate(&g));
    assert_int_equal(g.err.kind, ERR_CONFLICT);
    fixture_end(&g);
}

static void in_use_without_a_loss_is_by_others(void **state)
{
    (void)state;
    FIXTURE(f, NULL, IN_USE);
    assert_false(allocate(&f));
    assert_int_equal(f.err.kind, ERR_CONFLICT);
    fixture_end(&f);
}

static void the_name_of_what_we_deleted_comes_free(void **state)
{
    (void)state;
    FIXTURE(f, NULL, IN_USE, NOT_FOUND, IN_USE, NOT_FOUND, DONE);
    ls_expect(f.client,
              &(struct ls_effect){LS_DELETED, LS_KIND_STATIC_IP, .name = STR("ip"), .arn = STR("arn:old")});
    assert_true(allocate(&f));
    fixture_end(&f);
    /* Unless another process has taken the name meanwhile. */
    FIXTURE(g, NULL, IN_USE, ADDRESS("arn:other", OLD, ""));
    ls_expect(g.client,
              &(struct ls_effect){LS_DELETED, LS_KIND_STATIC_IP, .name = STR("ip"), .arn = STR("arn:old")});
    assert_false(allocate(&g));
    fixture_end(&g);
}

static void a_lost_change_is_judged_by_its_members(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOST, ADDRESS("arn:1", OLD, ",\"attachedTo\":\"web\",\"isAttached\":true"), LOST,
            ADDRESS("arn:1", OLD, ",\"attachedTo\":\"web\",\"isAttached\":true"), DONE);
    json_t *at_web = json_own(f.mem, json_pack("{s:s}", "attachedTo", "web"));
    json_t *at_db = json_own(f.mem, json_pack("{s:s}", "attachedTo", "db"));
    assert_true(
        change(&f, OP_ATTACH_STATIC_IP, (struct ls_effect){.becomes = LS_CHANGED, .members = at_web}));
    assert_true(change(&f, OP_ATTACH_STATIC_IP, (struct ls_effect){.becomes = LS_CHANGED, .members = at_db}));
    fixture_end(&f);
}

static void a_lost_deletion_is_over_when_another_has_the_name(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOST, ADDRESS("arn:2", NEW, ""), LOST, NOT_FOUND);
    const struct ls_effect gone = {.becomes = LS_DELETED, .arn = STR("arn:1")};
    assert_true(change(&f, OP_RELEASE_STATIC_IP, gone));
    assert_true(change(&f, OP_RELEASE_STATIC_IP, gone));
    fixture_end(&f);
}

static void an_unknown_result_is_maybe_done(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOST,
            {.status = 400,
             .date = DATE,
             .body = "{\"__type\":\"AccessDeniedException\",\"message\":\"no\"}"});
    assert_false(allocate(&f));
    assert_true(f.err.maybe_done);
    fixture_end(&f);
}

static bool has_effect(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                       int64_t since_ms, bool *ret_done, struct err *err)
{
    json_t *response;
    (void)effect;
    assert_true(since_ms / 1000 >= 1699999998);
    TRY(ls_call(client, scope, OP_GET_STATIC_IPS, NULL, &response, err));
    *ret_done = json_array_size(json_object_get(response, "staticIps")) > 0;
    return true;
}

/* Nothing has the name, and the operation history is not read. */
static void a_lost_change_may_have_a_read_of_its_own(void **state)
{
    (void)state;
    FIXTURE(f, NULL, LOST, {.status = 200, .date = DATE, .body = "{\"staticIps\":[]}"}, LOST,
            {.status = 200, .date = DATE, .body = "{\"staticIps\":[{}]}"});
    assert_true(
        change(&f, OP_ATTACH_STATIC_IP, (struct ls_effect){.becomes = LS_DONE, .is_done = has_effect}));
    fixture_end(&f);
}

int main(void)
{
    struct timespec now;
    char clock[64];
    clock_gettime(CLOCK_MONOTONIC, &now);
    snprintf(clock, sizeof clock, "1000@%lld", (long long)now.tv_sec * 1000);
    setenv("LIGHTSAIL_TEST_CLOCK", clock, 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_creation_is_found),
        cmocka_unit_test(the_clock_of_the_service_shows_whether_an_object_is_ours),
        cmocka_unit_test(what_is_not_there_is_sent_again),
        cmocka_unit_test(a_late_read_is_waited_for),
        cmocka_unit_test(in_use_after_a_loss_may_be_by_us),
        cmocka_unit_test(in_use_without_a_loss_is_by_others),
        cmocka_unit_test(the_name_of_what_we_deleted_comes_free),
        cmocka_unit_test(a_lost_change_is_judged_by_its_members),
        cmocka_unit_test(a_lost_deletion_is_over_when_another_has_the_name),
        cmocka_unit_test(an_unknown_result_is_maybe_done),
        cmocka_unit_test(a_lost_change_may_have_a_read_of_its_own),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
