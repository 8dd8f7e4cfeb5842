/*
 * process.c — runs a program and reads its output. Knows processes, pipes and limits; must not know what the
 * program is for.
 */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mask.h"

enum {
    MOST_WORDS = 128,
    MOST_COMPLAINT_BYTES = 2048,
    SHOWN_BYTES = 200,
    POLL_MS = 50,
    FIRST_UNUSED_FD = 3,
};

/* ---- words --------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* One word from `at` on; a backslash makes the next character literal, inside "" only before " and \. */
static bool take_word(struct str text, size_t *at, char *out, size_t *ret_len)
{
    char quote = '\0';
    size_t len = 0;
    for (; *at < text.len && (quote != '\0' || !is_blank(text.data[*at])); (*at)++) {
        char c = text.data[*at], next = *at + 1 < text.len ? text.data[*at + 1] : '\0';
        if (quote == '\0' && (c == '"' || c == '\'')) {
            quote = c;
        } else if (c == quote) {
            quote = '\0';
        } else if (c == '\\' && (quote == '\0' || (quote == '"' && (next == '"' || next == '\\')))) {
            if (*at + 1 == text.len)
                return false;
            out[len++] = next;
            (*at)++;
        } else {
            out[len++] = c;
        }
    }
    *ret_len = len;
    return quote == '\0';
}

bool process_split(struct arena *mem, struct str command, char ***ret_words, struct err *err)
{
    char **words = arena_new_array(mem, char *, MOST_WORDS + 1);
    size_t count = 0;
    for (size_t at = 0; at < command.len;) {
        if (is_blank(command.data[at])) {
            at++;
            continue;
        }
        size_t len;
        char *word = arena_alloc_secret(mem, command.len - at + 1);
        if (count == MOST_WORDS)
            return fail(err, ERR_USER, "the command has more than %d words", (int)MOST_WORDS);
        if (!take_word(command, &at, word, &len))
            return fail(err, ERR_USER, "the command has a quotation mark without a closing one");
        words[count++] = word;
    }
    if (count == 0)
        return fail(err, ERR_USER, "the command is empty");
    *ret_words = words;
    return true;
}

/*
 * Terraform's variables for its plugins are removed: a program that finds them would take itself for a
 * plugin.
 */
static char **scrubbed_environment(struct arena *mem)
{
    size_t count = 0, kept = 0;
    while (environ[count] != NULL)
        count++;
    char **copy = arena_new_array(mem, char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct str entry = str_c(environ[i]);
        if (!str_starts_with(entry, STR("TF_PLUGIN_MAGIC_COOKIE=")) &&
            !str_starts_with(entry, STR("PLUGIN_")))
            copy[kept++] = environ[i];
    }
    return copy;
}

/* ---- a child ------------------------------------------------------------------------------------------- */

/* One of its two outputs. Output beyond the limit is an error for stdout and is cut for stderr. */
struct stream {
    int fd; /* -1: closed */
    char *bytes;
    size_t len, capacity;
    bool overflowed;
};

struct child {
    pid_t pid;
    int pid_fd;
    struct stream output, complaint;
};

static bool prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int output,
                    int complaint)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    return posix_spawn_file_actions_init(actions) == 0 && posix_spawnattr_init(attributes) == 0 &&
           posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
           posix_spawn_file_actions_adddup2(actions, output, STDOUT_FILENO) == 0 &&
           posix_spawn_file_actions_adddup2(actions, complaint, STDERR_FILENO) == 0 &&
           posix_spawn_file_actions_addclosefrom_np(actions, FIRST_UNUSED_FD) == 0 &&
           posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
           posix_spawnattr_setpgroup(attributes, 0) == 0 &&
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                                    POSIX_SPAWN_SETSIGDEF) == 0;
}

/* 0, or an errno. */
static int spawn(struct arena *mem, char **words, struct child *child)
{
    int output[2] = {-1, -1}, complaint[2] = {-1, -1};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int problem = 0;
    if (pipe2(output, O_CLOEXEC) != 0 || pipe2(complaint, O_CLOEXEC) != 0)
        problem = errno;
    if (problem == 0) {
        problem = prepare(&actions, &attributes, output[1], complaint[1])
                      ? posix_spawnp(&child->pid, words[0], &actions, &attributes, words,
                                     scrubbed_environment(mem))
                      : ENOMEM;
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    for (size_t i = 0; i < 2; i++) {
        int writing = i == 0 ? output[1] : complaint[1], reading = i == 0 ? output[0] : complaint[0];
        if (writing >= 0)
            close(writing);
        if (problem != 0 && reading >= 0)
            close(reading);
    }
    if (problem != 0)
        return problem;
    child->output = (struct stream){.fd = output[0],
                                    .bytes = arena_alloc_secret(mem, PROCESS_MOST_OUTPUT_BYTES),
                                    .capacity = PROCESS_MOST_OUTPUT_BYTES};
    child->complaint = (struct stream){.fd = complaint[0],
                                       .bytes = arena_alloc_secret(mem, MOST_COMPLAINT_BYTES),
                                       .capacity = MOST_COMPLAINT_BYTES};
    fcntl(output[0], F_SETFL, O_NONBLOCK);
    fcntl(complaint[0], F_SETFL, O_NONBLOCK);
    /*
     * Not the C library's function, because the program must also run on Ubuntu 22.04, whose C library has
     * none.
     */
    child->pid_fd = (int)syscall(SYS_pidfd_open, child->pid, 0);
    return 0;
}

static void stream_close(struct stream *stream)
{
    if (stream->fd >= 0)
        close(stream->fd);
    stream->fd = -1;
}

/* Reads what is available; closes the stream at its end. */
static void stream_read(struct stream *stream)
{
    char more[4096];
    ssize_t got = 1;
    while (stream->fd >= 0 && got > 0) {
        got = read(stream->fd, more, sizeof more);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got == 0 || (got < 0 && errno != EAGAIN))
            stream_close(stream);
        else if (got > 0) {
            size_t room = stream->capacity - stream->len, len = (size_t)got < room ? (size_t)got : room;
            stream->overflowed = stream->overflowed || len < (size_t)got;
            memcpy(stream->bytes + stream->len, more, len);
            stream->len += len;
        }
    }
    explicit_bzero(more, sizeof more);
}

enum ending { ENDED, ENDED_BY_STOP, ENDED_BY_DEADLINE, ENDED_BY_TIME_LIMIT, ENDED_BY_OUTPUT };

/* Waits for the program's own end: a grandchild that keeps the pipes open is ignored. */
static enum ending follow(struct child *child, int64_t time_limit_ms, const struct deadline *deadline)
{
    int64_t ends_ms = clock_monotonic_ms() + time_limit_ms;
    for (;;) {
        struct pollfd events[] = {{.fd = child->pid_fd, .events = POLLIN},
                                  {.fd = child->output.fd, .events = POLLIN},
                                  {.fd = child->complaint.fd, .events = POLLIN}};
        poll(events, sizeof events / sizeof events[0], POLL_MS);
        siginfo_t info = {.si_pid = 0};
        bool ended = waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                     info.si_pid != 0;
        stream_read(&child->output);
        stream_read(&child->complaint);
        if (child->output.overflowed)
            return ENDED_BY_OUTPUT;
        if (ended)
            return ENDED;
        if (deadline_stopped(deadline))
            return ENDED_BY_STOP;
        if (deadline_left_ms(deadline) == 0)
            return ENDED_BY_DEADLINE;
        if (clock_monotonic_ms() >= ends_ms)
            return ENDED_BY_TIME_LIMIT;
    }
}

/* Kills its whole process group, also after it has ended by itself; returns its status. */
static int end(struct child *child)
{
    int status = 0;
    kill(-child->pid, SIGKILL);
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (child->pid_fd >= 0)
        close(child->pid_fd);
    stream_close(&child->output);
    stream_close(&child->complaint);
    return status;
}

/* The output for a message, without secrets: stderr if there is any, else stdout. */
static bool failed(struct arena *mem, const struct process_output *said, int status, struct err *err)
{
    if (WIFSIGNALED(status))
        fail(err, ERR_CREDENTIALS, "the program was ended by signal %d", WTERMSIG(status));
    else
        fail(err, ERR_CREDENTIALS, "the program ended with status %d", WEXITSTATUS(status));
    return process_hint(mem, said, err);
}

/* The last line of a Python traceback has the reason. */
static struct str error_line(struct str text)
{
    text = str_trim(text);
    size_t at = str_starts_with(text, STR("Traceback (most recent call last)")) ? text.len : 0;
    while (at > 0 && text.data[at - 1] != '\n')
        at--;
    return str_slice(text, at, text.len);
}

bool process_hint(struct arena *mem, const struct process_output *said, struct err *err)
{
    struct str out = mask_line(mem, said->out, SHOWN_BYTES);
    struct str complaint = mask_line(mem, error_line(said->complaint), SHOWN_BYTES);
    if (out.len == 0 && complaint.len == 0)
        return fail_hint(err, "it printed nothing; run it by hand to find the cause");
    if (complaint.len == 0)
        return fail_hint(err, "it printed: %.*s", STR_ARG(out));
    if (out.len == 0)
        return fail_hint(err, "it printed on stderr: %.*s", STR_ARG(complaint));
    return fail_hint(err, "it printed on stderr: %.*s; and on stdout: %.*s", STR_ARG(complaint),
                     STR_ARG(out));
}

bool process_run(struct arena *mem, struct str command, int64_t time_limit_ms,
                 const struct deadline *deadline, struct process_output *ret_output, struct err *err)
{
    char **words;
    TRY(process_split(mem, command, &words, err));
    struct child child = {.pid = -1};
    int problem = spawn(mem, words, &child);
    if (problem != 0) {
        fail(err, ERR_USER, "cannot start the program '%s': %s", words[0], strerror(problem));
        return fail_hint(err, "use its absolute path, and check that it is executable");
    }
    enum ending ending = follow(&child, time_limit_ms, deadline);
    int status = end(&child);
    switch (ending) {
    case ENDED_BY_STOP:
        return fail(err, ERR_STOPPED, "interrupted while the program was running");
    case ENDED_BY_DEADLINE:
        return fail(err, ERR_TIMEOUT, "the time limit was reached while the program was running");
    case ENDED_BY_TIME_LIMIT:
        fail(err, ERR_CREDENTIALS, "the program did not end within %lld s",
             (long long)(time_limit_ms / 1000));
        return fail_hint(err, "it may be waiting for input, which is not possible here");
    case ENDED_BY_OUTPUT:
        return fail(err, ERR_CREDENTIALS, "the program printed more than %d bytes",
                    (int)PROCESS_MOST_OUTPUT_BYTES);
    case ENDED:
        break;
    }
    *ret_output = (struct process_output){str_n(child.output.bytes, child.output.len),
                                          str_n(child.complaint.bytes, child.complaint.len)};
    return status == 0 || failed(mem, ret_output, status, err);
}
