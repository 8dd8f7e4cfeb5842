/*
 * reach.c — connects to a TCP port without blocking. Must not know what listens there.
 */
#include "runtime/reach.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long a stop of the provider may go unnoticed. */
enum { SLICE_MS = 50 };

union target {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool parse(const char *address, uint16_t port, union target *ret_target, socklen_t *ret_size)
{
    *ret_target = (union target){.v4 = {.sin_family = AF_INET, .sin_port = htons(port)}};
    *ret_size = sizeof ret_target->v4;
    if (inet_pton(AF_INET, address, &ret_target->v4.sin_addr) == 1)
        return true;
    *ret_target = (union target){.v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)}};
    *ret_size = sizeof ret_target->v6;
    return inet_pton(AF_INET6, address, &ret_target->v6.sin6_addr) == 1;
}

static bool target_of(struct str address, uint16_t port, union target *ret_target, socklen_t *ret_size)
{
    char text[INET6_ADDRSTRLEN + 8];
    const char *instead = getenv("LIGHTSAIL_TEST_SSH");
    struct str from = instead != NULL ? str_c(instead) : address;
    if (from.len >= sizeof text)
        return false;
    memcpy(text, from.data, from.len);
    text[from.len] = 0;
    char *colon = instead != NULL ? strrchr(text, ':') : NULL;
    if (colon != NULL) {
        *colon = 0;
        port = (uint16_t)strtoul(colon + 1, NULL, 10);
    }
    return parse(text, port, ret_target, ret_size);
}

/* Waits until the connection exists or is refused. */
static bool is_connected(const struct deadline *deadline, int fd, int64_t end_ms)
{
    struct pollfd waiting = {.fd = fd, .events = POLLOUT};
    for (;;) {
        int64_t left_ms = end_ms - clock_monotonic_ms();
        if (left_ms <= 0 || deadline_stopped(deadline))
            return false;
        int count = poll(&waiting, 1, left_ms < SLICE_MS ? (int)left_ms : SLICE_MS);
        if (count < 0 && errno != EINTR)
            return false;
        int error = 0;
        socklen_t size = sizeof error;
        if (count > 0)
            return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
    }
}

bool reach_tcp(const struct deadline *deadline, struct str address, uint16_t port, int64_t limit_ms)
{
    union target target;
    socklen_t size;
    int64_t left_ms = deadline_left_ms(deadline);
    if (!target_of(address, port, &target, &size))
        return false;
    int fd = socket(target.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    bool is_there = connect(fd, &target.any, size) == 0 ||
                    (errno == EINPROGRESS &&
                     is_connected(deadline, fd,
                                  clock_monotonic_ms() + (left_ms < limit_ms ? left_ms : limit_ms)));
    close(fd);
    return is_there;
}
