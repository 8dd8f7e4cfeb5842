/*
 * lifeline.c — one thread that waits in poll(2) for a signalfd, a pidfd of the parent and stderr. Must not
 * know the server.
 */
#include "plugin/lifeline.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Only on kernels without pidfd: how often to check whether the parent has changed. */
enum { PARENT_CHECK_MS = 1000 };

enum { WATCH_QUIT, WATCH_SIGNALS, WATCH_PARENT, WATCH_STDERR, WATCH_COUNT };

struct lifeline {
    void (*end)(void *context, const char *reason, int count);
    void *context;
    struct pollfd watched[WATCH_COUNT];
    bool watch_parent;
    pid_t parent;
    int count;
    pthread_t thread;
};

static sigset_t taken_signals;

void lifeline_set_signals(bool interrupt_ends)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    sigemptyset(&taken_signals);
    sigaddset(&taken_signals, SIGTERM);
    struct sigaction hangup;
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN) /* keeps the effect of nohup */
        sigaddset(&taken_signals, SIGHUP);
    if (interrupt_ends) {
        struct sigaction usual = {.sa_handler = SIG_DFL}; /* a background job inherits it ignored */
        sigaction(SIGINT, &usual, NULL);
        sigaddset(&taken_signals, SIGINT);
    } else {
        sigaction(SIGINT, &ignore, NULL);
    }
    pthread_sigmask(SIG_BLOCK, &taken_signals, NULL);
}

static const char *read_signal(int descriptor)
{
    struct signalfd_siginfo info;
    if (read(descriptor, &info, sizeof info) != (ssize_t)sizeof info)
        return NULL;
    switch (info.ssi_signo) {
    case SIGTERM:
        return "SIGTERM";
    case SIGHUP:
        return "SIGHUP";
    default:
        return "SIGINT";
    }
}

static void report(struct lifeline *lifeline, const char *reason)
{
    if (reason != NULL)
        lifeline->end(lifeline->context, reason, ++lifeline->count);
}

/* Each of these is reported once; poll ignores a descriptor of -1. */
static void report_parent(struct lifeline *lifeline, const char *reason)
{
    lifeline->watched[WATCH_PARENT].fd = -1;
    lifeline->watched[WATCH_STDERR].fd = -1;
    lifeline->watch_parent = false;
    report(lifeline, reason);
}

static void *watch(void *argument)
{
    struct lifeline *lifeline = argument;
    struct pollfd *watched = lifeline->watched;
    for (;;) {
        bool must_check = lifeline->watch_parent && watched[WATCH_PARENT].fd < 0;
        int ready = poll(watched, WATCH_COUNT, must_check ? PARENT_CHECK_MS : -1);
        if (ready < 0 && errno != EINTR)
            return NULL;
        if (ready > 0 && watched[WATCH_QUIT].revents != 0)
            return NULL;
        if (ready > 0 && (watched[WATCH_SIGNALS].revents & POLLIN) != 0)
            report(lifeline, read_signal(watched[WATCH_SIGNALS].fd));
        if (!lifeline->watch_parent)
            continue;
        if (ready > 0 && (watched[WATCH_STDERR].revents & POLLNVAL) != 0)
            watched[WATCH_STDERR].fd = -1;
        else if (ready > 0 && (watched[WATCH_STDERR].revents & (POLLERR | POLLHUP)) != 0)
            report_parent(lifeline, "stderr was closed by its reader");
        else if ((ready > 0 && watched[WATCH_PARENT].revents != 0) || getppid() != lifeline->parent)
            report_parent(lifeline, "the parent process ended");
    }
}

bool lifeline_new(struct arena *mem, bool watch_parent,
                  void (*end)(void *context, const char *reason, int count), void *context,
                  struct lifeline **ret_lifeline, struct err *err)
{
    struct lifeline *lifeline = arena_new_object(mem, struct lifeline);
    lifeline->end = end;
    lifeline->context = context;
    lifeline->watch_parent = watch_parent;
    lifeline->parent = getppid();
    for (size_t i = 0; i < WATCH_COUNT; i++)
        lifeline->watched[i] = (struct pollfd){.fd = -1, .events = POLLIN};

    lifeline->watched[WATCH_QUIT].fd = eventfd(0, EFD_CLOEXEC);
    lifeline->watched[WATCH_SIGNALS].fd = signalfd(-1, &taken_signals, SFD_CLOEXEC);
    if (lifeline->watched[WATCH_QUIT].fd < 0 || lifeline->watched[WATCH_SIGNALS].fd < 0)
        return fail(err, ERR_INTERNAL, "cannot watch signals: %s", strerror(errno));
    if (watch_parent) {
        if (lifeline->parent > 1) /* 0: in another pid namespace; 1: the parent has ended, or it is init */
            lifeline->watched[WATCH_PARENT].fd = (int)syscall(SYS_pidfd_open, lifeline->parent, 0);
        lifeline->watched[WATCH_STDERR] = (struct pollfd){.fd = STDERR_FILENO, .events = 0};
    }
    int code = pthread_create(&lifeline->thread, NULL, watch, lifeline);
    if (code != 0)
        return fail(err, ERR_INTERNAL, "cannot start a thread: %s", strerror(code));
    *ret_lifeline = lifeline;
    return true;
}

void lifeline_free(struct lifeline *lifeline)
{
    const uint64_t one = 1;
    while (write(lifeline->watched[WATCH_QUIT].fd, &one, sizeof one) < 0 && errno == EINTR)
        ;
    pthread_join(lifeline->thread, NULL);
    close(lifeline->watched[WATCH_QUIT].fd);
    close(lifeline->watched[WATCH_SIGNALS].fd);
    if (lifeline->watched[WATCH_PARENT].fd >= 0)
        close(lifeline->watched[WATCH_PARENT].fd);
}
