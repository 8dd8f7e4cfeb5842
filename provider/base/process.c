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
    MOST_COMPLAINT_BYTES = 2048,
    SHOWN_BYTES = 200,
    POLL_MS = 50,
    FIRST_SAFE_FD = 16, /* above those that a child gets */
    MOST_ADDED_VARIABLES = 16,
};

/* The value of the variable in `entry` comes from `added` as well. */
static bool is_replaced(struct str entry, const char *const *added)
{
    for (size_t i = 0; added != NULL && added[i] != NULL; i++) {
        size_t name_bytes = str_find(str_c(added[i]), '=', 0) + 1;
        if (str_starts_with(entry, str_n(added[i], name_bytes)))
            return true;
    }
    return false;
}

/*
 * Terraform's variables for its plugins are removed: a program that finds them would take itself for a
 * plugin.
 */
static char **environment_of(struct arena *mem, const char *const *added)
{
    size_t count = 0, kept = 0;
    while (environ[count] != NULL)
        count++;
    char **copy = arena_new_array(mem, char *, count + MOST_ADDED_VARIABLES + 1);
    for (size_t i = 0; i < count; i++) {
        struct str entry = str_c(environ[i]);
        if (!str_starts_with(entry, STR("TF_PLUGIN_MAGIC_COOKIE=")) &&
            !str_starts_with(entry, STR("PLUGIN_")) && !is_replaced(entry, added))
            copy[kept++] = environ[i];
    }
    for (size_t i = 0; added != NULL && added[i] != NULL && i < MOST_ADDED_VARIABLES; i++)
        copy[kept++] = (char *)(uintptr_t)added[i];
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

/* Copies of the files with numbers that are not those of the child. False with errno. */
static bool lift_files(const struct process_form *form, int *lifted)
{
    for (size_t i = 0; i < form->file_count && i < PROCESS_MOST_FILES; i++) {
        lifted[i] = fcntl(form->files[i], F_DUPFD_CLOEXEC, FIRST_SAFE_FD);
        if (lifted[i] < 0)
            return false;
    }
    return true;
}

static bool pass_files(posix_spawn_file_actions_t *actions, const int *lifted, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (posix_spawn_file_actions_adddup2(actions, lifted[i], PROCESS_FIRST_FILE + (int)i) != 0)
            return false;
    }
    return posix_spawn_file_actions_addclosefrom_np(actions, PROCESS_FIRST_FILE + (int)count) == 0;
}

static bool prepare(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, const int *outputs,
                    const int *lifted, size_t file_count)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    return posix_spawn_file_actions_init(actions) == 0 && posix_spawnattr_init(attributes) == 0 &&
           posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
           posix_spawn_file_actions_adddup2(actions, outputs[0], STDOUT_FILENO) == 0 &&
           posix_spawn_file_actions_adddup2(actions, outputs[1], STDERR_FILENO) == 0 &&
           pass_files(actions, lifted, file_count) && posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
           posix_spawnattr_setpgroup(attributes, 0) == 0 &&
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                                    POSIX_SPAWN_SETSIGDEF) == 0;
}

/* 0, or an errno. outputs: its stdout and stderr. */
static int spawn_into(struct arena *mem, const struct process_form *form, const int *outputs, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int lifted[PROCESS_MOST_FILES] = {-1, -1, -1, -1}, problem = 0;
    if (!lift_files(form, lifted))
        problem = errno;
    if (problem == 0) {
        problem = prepare(&actions, &attributes, outputs, lifted, form->file_count)
                      ? posix_spawnp(ret_pid, form->words[0], &actions, &attributes,
                                     (char *const *)(uintptr_t)form->words,
                                     environment_of(mem, form->environment))
                      : ENOMEM;
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    for (size_t i = 0; i < PROCESS_MOST_FILES; i++) {
        if (lifted[i] >= 0)
            close(lifted[i]);
    }
    return problem;
}

static struct stream stream_open(struct arena *mem, int fd, size_t capacity)
{
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return (struct stream){.fd = fd, .bytes = arena_alloc_secret(mem, capacity), .capacity = capacity};
}

/* 0, or an errno. */
static int spawn(struct arena *mem, const struct process_form *form, struct child *child)
{
    int pipes[2][2] = {{-1, -1}, {-1, -1}}, outputs[2] = {STDERR_FILENO, STDERR_FILENO}, problem = 0;
    for (size_t i = 0; i < 2 && !form->shows_output && problem == 0; i++) {
        problem = pipe2(pipes[i], O_CLOEXEC) == 0 ? 0 : errno;
        outputs[i] = pipes[i][1];
    }
    if (problem == 0)
        problem = spawn_into(mem, form, outputs, &child->pid);
    for (size_t i = 0; i < 2; i++) {
        if (pipes[i][1] >= 0)
            close(pipes[i][1]);
        if (problem != 0 && pipes[i][0] >= 0)
            close(pipes[i][0]);
    }
    if (problem != 0)
        return problem;
    child->output = child->complaint = (struct stream){.fd = -1};
    if (!form->shows_output) {
        child->output = stream_open(mem, pipes[0][0], PROCESS_MOST_OUTPUT_BYTES);
        child->complaint = stream_open(mem, pipes[1][0], MOST_COMPLAINT_BYTES);
    }
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

/* With the output for a message, without secrets: stderr if there is any, else stdout. */
static bool failed(struct arena *mem, const struct process_form *form, const struct process_output *said,
                   int status, struct err *err)
{
    if (WIFSIGNALED(status))
        fail(err, form->failed, "the program was ended by signal %d", WTERMSIG(status));
    else
        fail(err, form->failed, "the program ended with status %d", WEXITSTATUS(status));
    return !form->shows_output && process_hint(mem, said, err);
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

static bool end_error(const struct process_form *form, enum ending ending, struct err *err)
{
    switch (ending) {
    case ENDED_BY_STOP:
        return fail(err, ERR_STOPPED, "interrupted while the program was running");
    case ENDED_BY_DEADLINE:
        return fail(err, ERR_TIMEOUT, "the time limit was reached while the program was running");
    case ENDED_BY_TIME_LIMIT:
        fail(err, form->failed, "the program did not end within %lld s",
             (long long)(form->time_limit_ms / 1000));
        return fail_hint(err, "it may be waiting for input, which is not possible here");
    case ENDED_BY_OUTPUT:
        return fail(err, form->failed, "the program printed more than %d bytes",
                    (int)PROCESS_MOST_OUTPUT_BYTES);
    case ENDED:
        break;
    }
    return true;
}

bool process_start(struct arena *mem, const struct process_form *form, const struct deadline *deadline,
                   struct process_output *ret_output, struct err *err)
{
    struct child child = {.pid = -1};
    int problem = spawn(mem, form, &child);
    if (problem != 0) {
        fail(err, ERR_USER, "cannot start the program '%s': %s", form->words[0], strerror(problem));
        return fail_hint(err, "use its absolute path, and check that it is executable");
    }
    enum ending ending = follow(&child, form->time_limit_ms, deadline);
    int status = end(&child);
    TRY(end_error(form, ending, err));
    *ret_output = (struct process_output){str_n(child.output.bytes, child.output.len),
                                          str_n(child.complaint.bytes, child.complaint.len)};
    return status == 0 || failed(mem, form, ret_output, status, err);
}

bool process_run(struct arena *mem, struct str command, int64_t time_limit_ms,
                 const struct deadline *deadline, struct process_output *ret_output, struct err *err)
{
    char **words;
    TRY(process_split(mem, command, &words, err));
    const struct process_form form = {.words = (const char *const *)words,
                                      .failed = ERR_CREDENTIALS,
                                      .time_limit_ms = time_limit_ms};
    return process_start(mem, &form, deadline, ret_output, err);
}
