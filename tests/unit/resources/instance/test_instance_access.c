/*
 * test_instance_access.c — responses of GetInstanceAccessDetails that the simulator does not send: long
 * access, access without an end, other forms of host keys, the password of a Windows instance.
 */
#include "../../runtime/calls.h"

#include "gen/ephemeral_instance_access.h"
#include "runtime/ephemeral.h"

#define INSTANCE                                                                                \
    {                                                                                           \
        .status = 200,                                                                          \
        .body = "{\"instance\":{\"name\":\"web\",\"arn\":\"arn:aws:lightsail:ap-northeast-1:1:" \
                "Instance/x\",\"state\":{\"name\":\"running\"}}}"                               \
    }

static const struct ephemeral_resource *const access_resource = &ephemeral_instance_access_resource;

static struct ephemeral_instance_access asked_for(const char *protocol)
{
    struct ephemeral_instance_access asked = {.instance_name = tf_string(STR("web"))};
    if (protocol != NULL)
        asked.protocol = tf_string(str_c(protocol));
    return asked;
}

/* The details, which expire this number of seconds from now. */
static const char *details(struct arena *mem, int64_t lasts_s)
{
    return str_z(mem,
                 str_printf(mem,
                            "{\"accessDetails\":{\"username\":\"ubuntu\",\"ipAddress\":\"203.0.113.5\","
                            "\"expiresAt\":%lld.5,\"hostKeys\":[{\"algorithm\":\"ssh-ed25519\",\"publicKey\":"
                            "\"ssh-ed25519 AAAA \"},{\"algorithm\":\"ssh-rsa\",\"publicKey\":\"BBBB\"},"
                            "{\"algorithm\":\"ssh-dss\"}]}}",
                            (long long)(clock_wall_ms() / 1000 + lasts_s)));
}

static void check_renewal(int64_t lasts_s, int64_t least_s, int64_t most_s)
{
    struct arena *mem = arena_new();
    SCENE(s, &ephemeral_instance_access_schema, INSTANCE, {.status = 200, .body = details(mem, lasts_s)});
    struct ephemeral_instance_access asked = asked_for(NULL), result = asked;
    struct lease lease = {0};
    int64_t now_ms = clock_wall_ms();
    assert_true(access_resource->open(&s.call, &asked, &result, &lease));
    assert_true(lease.renew_at_wall_ms >= now_ms + (least_s - 3) * 1000);
    assert_true(lease.renew_at_wall_ms <= now_ms + (most_s + 3) * 1000);
    assert_str_equal(lease.private_data, STR("ssh web"));
    assert_str_equal(result.known_hosts.v, STR("203.0.113.5 ssh-ed25519 AAAA\n203.0.113.5 ssh-rsa BBBB\n"));
    assert_str_equal(result.protocol.v, STR("ssh"));
    scene_end(&s);
    arena_free(mem);
}

static void it_is_renewed_before_it_expires(void **state)
{
    (void)state;
    check_renewal(3600, 3300, 3300); /* five minutes before */
    check_renewal(400, 200, 200);    /* half of the remaining time */
    check_renewal(
        -100, 10,
        10); /* already expired, and perhaps the next time, too: renewed soon, but not in a busy loop */
    check_renewal(1, 10, 10);
}

/* No time, or an invalid one: treated as no known end. */
static void an_invalid_end_is_no_end(void **state)
{
    (void)state;
    static const char *const bodies[] = {"{\"accessDetails\":{\"expiresAt\":1e300}}",
                                         "{\"accessDetails\":{\"expiresAt\":-1e300}}",
                                         "{\"accessDetails\":{\"expiresAt\":9223372036854775807}}"};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        SCENE(s, &ephemeral_instance_access_schema, INSTANCE, {.status = 200, .body = bodies[i]});
        struct ephemeral_instance_access asked = asked_for(NULL), result = asked;
        struct lease lease = {0};
        assert_true(access_resource->open(&s.call, &asked, &result, &lease));
        assert_int_equal(lease.renew_at_wall_ms, 0);
        scene_end(&s);
    }
}

static void a_password_has_two_forms(void **state)
{
    (void)state;
    SCENE(s, &ephemeral_instance_access_schema, INSTANCE,
          {.status = 200,
           .body = "{\"accessDetails\":{\"username\":\"Administrator\",\"password\":\"\",\"passwordData\":{"
                   "\"ciphertext\":\"Y2lwaGVy\",\"keyPairName\":\"mine\"}}}"});
    struct ephemeral_instance_access asked = asked_for("rdp"), result = asked;
    struct lease lease = {0};
    assert_true(access_resource->open(&s.call, &asked, &result, &lease));
    assert_true(TF_IS_NULL(result.password));
    assert_str_equal(result.password_ciphertext.v, STR("Y2lwaGVy"));
    assert_str_equal(result.key_pair_name.v, STR("mine"));
    assert_int_equal(result.known_hosts.v.len, 0);
    assert_int_equal(lease.renew_at_wall_ms, 0); /* the response has no end */
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void a_lease_of_another_resource_is_refused(void **state)
{
    (void)state;
    QUIET_SCENE(s, &ephemeral_instance_access_schema);
    struct lease lease = {0};
    assert_false(access_resource->renew(&s.call, STR("nonsense"), &lease));
    assert_int_equal(s.call.err.kind, ERR_PROTOCOL);
    scene_end(&s);
}

static void a_response_without_details_is_an_error(void **state)
{
    (void)state;
    SCENE(s, &ephemeral_instance_access_schema, INSTANCE, {.status = 200, .body = "{}"});
    struct ephemeral_instance_access asked = asked_for(NULL), result = asked;
    struct lease lease = {0};
    assert_false(access_resource->open(&s.call, &asked, &result, &lease));
    assert_int_equal(s.call.err.kind, ERR_PROTOCOL);
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_renewed_before_it_expires),
        cmocka_unit_test(an_invalid_end_is_no_end),
        cmocka_unit_test(a_password_has_two_forms),
        cmocka_unit_test(a_lease_of_another_resource_is_refused),
        cmocka_unit_test(a_response_without_details_is_an_error),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
