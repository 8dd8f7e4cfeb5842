/*
 * test_reach.c — a port that accepts connections, one that does not, and a stop during the attempt.
 */
#include "../testing.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/reach.h"

/* A socket bound to a free port of this computer; it accepts connections only if it listens. */
static int bound(bool listens, uint16_t *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    if (listens)
        assert_int_equal(listen(fd, 1), 0);
    *ret_port = ntohs(address.sin_port);
    return fd;
}

static void a_listening_port_is_reached(void **state)
{
    (void)state;
    struct deadline deadline = deadline_begin(NULL, 10000);
    uint16_t port;
    int fd = bound(true, &port);
    assert_true(reach_tcp(&deadline, STR("127.0.0.1"), port, 5000));
    close(fd);
}

static void a_closed_port_and_a_name_are_not(void **state)
{
    (void)state;
    struct deadline deadline = deadline_begin(NULL, 10000);
    uint16_t port;
    int fd = bound(false, &port);
    assert_false(reach_tcp(&deadline, STR("127.0.0.1"), port, 5000));
    assert_false(reach_tcp(&deadline, STR("::1"), port, 5000));
    assert_false(reach_tcp(&deadline, STR("no.address"), port, 5000));
    assert_false(reach_tcp(&deadline, STR(""), port, 5000));
    close(fd);
}

static void a_stop_ends_the_attempt(void **state)
{
    (void)state;
    struct stop stop;
    stop_init(&stop);
    struct deadline deadline = deadline_begin(&stop, -1);
    stop_fire(&stop);
    int64_t begun_ms = clock_monotonic_ms();
    assert_false(reach_tcp(&deadline, STR("192.0.2.1"), 22, 60000)); /* an address for documentation */
    assert_true(clock_monotonic_ms() - begun_ms < 10000);
    stop_destroy(&stop);
}

static void a_test_names_another_port(void **state)
{
    (void)state;
    struct deadline deadline = deadline_begin(NULL, 10000);
    uint16_t port;
    int fd = bound(true, &port);
    char instead[64];
    snprintf(instead, sizeof instead, "127.0.0.1:%u", port);
    setenv("LIGHTSAIL_TEST_SSH", instead, 1);
    assert_true(reach_tcp(&deadline, STR("203.0.113.1"), 22, 5000));
    unsetenv("LIGHTSAIL_TEST_SSH");
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_listening_port_is_reached),
        cmocka_unit_test(a_closed_port_and_a_name_are_not),
        cmocka_unit_test(a_stop_ends_the_attempt),
        cmocka_unit_test(a_test_names_another_port),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
