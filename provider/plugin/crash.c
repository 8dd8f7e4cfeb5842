/*
 * crash.c — the handler of fatal signals. Calls only async-signal-safe functions; must not allocate or lock.
 */
#include "plugin/crash.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <unistd.h>
#include <unwind.h>

#if defined(__has_feature)
#define HAS_FEATURE(name) __has_feature(name)
#else
#define HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || HAS_FEATURE(address_sanitizer) || \
    HAS_FEATURE(thread_sanitizer)
#define HAS_SANITIZER 1
#else
#define HAS_SANITIZER 0
#endif

enum { MAX_FRAMES = 60, SIGNAL_STACK_BYTES = 32 * 1024 };

static _Atomic(const struct socket_place *) socket_to_remove;
static char main_signal_stack[SIGNAL_STACK_BYTES];

/* Set by the linker: the address of the program's first byte. addr2line needs addresses relative to it. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char etext[];

void crash_set_socket(const struct socket_place *place)
{
    atomic_store(&socket_to_remove, place);
}

struct line {
    char text[128];
    size_t len;
};

static void add(struct line *line, const char *text)
{
    for (; *text != '\0' && line->len < sizeof line->text; text++)
        line->text[line->len++] = *text;
}

static void add_hex(struct line *line, uintptr_t number)
{
    char digits[2 * sizeof number + 3];
    size_t at = sizeof digits - 1;
    digits[at] = '\0';
    do {
        digits[--at] = "0123456789abcdef"[number % 16];
        number /= 16;
    } while (number != 0);
    digits[--at] = 'x';
    digits[--at] = '0';
    add(line, digits + at);
}

static void say(struct line *line)
{
    add(line, "\n");
    ssize_t written = write(STDERR_FILENO, line->text, line->len);
    (void)written; /* nothing more can be done */
}

static const char *signal_name(int number)
{
    switch (number) {
    case SIGSEGV:
        return "SIGSEGV (invalid memory access)";
    case SIGBUS:
        return "SIGBUS (invalid memory access)";
    case SIGILL:
        return "SIGILL (invalid instruction)";
    case SIGFPE:
        return "SIGFPE (arithmetic error)";
    default:
        return "SIGABRT (failed check)";
    }
}

static _Unwind_Reason_Code print_frame(struct _Unwind_Context *context, void *counter)
{
    int *count = counter;
    uintptr_t address = _Unwind_GetIP(context);
    if (address == 0 || (*count)++ >= MAX_FRAMES)
        return _URC_END_OF_STACK;
    struct line line = {.len = 0};
    add(&line, "    at ");
    if (address >= (uintptr_t)__ehdr_start && address < (uintptr_t)etext) {
        add(&line, "terraform-provider-lightsail+");
        address -= (uintptr_t)__ehdr_start;
    }
    add_hex(&line, address);
    say(&line);
    return _URC_NO_REASON;
}

static void handle(int number, siginfo_t *info, void *context)
{
    (void)context;
    struct line line = {.len = 0};
    add(&line, "panic: ");
    add(&line, signal_name(number));
    if (number != SIGABRT) {
        add(&line, " at ");
        add_hex(&line, (uintptr_t)info->si_addr);
    }
    say(&line);
    line.len = 0;
    add(&line, "terraform-provider-lightsail " VERSION ", a bug in the provider; addresses for addr2line:");
    say(&line);

    const struct socket_place *place = atomic_load(&socket_to_remove);
    if (place != NULL)
        socket_place_remove(place);
    int count = 0;
    _Unwind_Backtrace(print_frame, &count);
    raise(number); /* SA_RESETHAND restored the default action, so the exit status has the signal */
}

void crash_install(void)
{
    if (HAS_SANITIZER)
        return;
    stack_t signal_stack = {.ss_sp = main_signal_stack, .ss_size = sizeof main_signal_stack};
    sigaltstack(&signal_stack, NULL);
    static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
    for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++) {
        struct sigaction action = {.sa_sigaction = handle};
        action.sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND);
        sigemptyset(&action.sa_mask);
        sigaction(fatal[i], &action, NULL);
    }
}
