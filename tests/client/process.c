/*
 * process.c — fork, exec, poll, waitpid. Must not know gRPC.
 */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Time for an end by SIGTERM, which deletes the socket, before SIGKILL. */
enum { STOP_PATIENCE_MS = 3000 };

#define COOKIE "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

int64_t process_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* In the child: the environment of Terraform, then the changes of the test. */
static void set_environment(const struct process_options *options)
{
    setenv("TF_PLUGIN_MAGIC_COOKIE", COOKIE, 1);
    setenv("PLUGIN_PROTOCOL_VERSIONS", "5,6", 1);
    setenv("PLUGIN_MIN_PORT", "10000", 1);
    setenv("PLUGIN_MAX_PORT", "25000", 1);
    unsetenv("PLUGIN_CLIENT_CERT");
    if (options->client_pem != NULL)
        setenv("PLUGIN_CLIENT_CERT", options->client_pem, 1);
    for (size_t i = 0; i < options->set_count; i++)
        putenv((char *)(uintptr_t)options->set[i]);
    for (size_t i = 0; i < options->unset_count; i++)
        unsetenv(options->unset[i]);
}

static void become(const struct process_options *options, int out)
{
    set_environment(options);
    signal(SIGINT, SIG_DFL);
    dup2(out, STDOUT_FILENO);
    if (options->stderr_path != NULL) {
        int file = open(options->stderr_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (file >= 0)
            dup2(file, STDERR_FILENO);
    }
    const char *words[PROCESS_MAX_WORDS + 2];
    size_t count = 0;
    while (options->wrapper[count] != NULL && count < PROCESS_MAX_WORDS) {
        words[count] = options->wrapper[count];
        count++;
    }
    words[count++] = options->program;
    words[count] = NULL;
    execvp(words[0], (char *const *)(uintptr_t)words);
    fprintf(stderr, "cannot start %s: %s\n", words[0], strerror(errno));
    _exit(127);
}

bool process_start(const struct process_options *options, struct process *ret_process)
{
    int pipe_ends[2];
    if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
        perror("pipe");
        return false;
    }
    pid_t pid = fork();
    if (pid == 0)
        become(options, pipe_ends[1]);
    close(pipe_ends[1]);
    if (pid < 0) {
        perror("fork");
        close(pipe_ends[0]);
        return false;
    }
    *ret_process = (struct process){.pid = pid, .out = pipe_ends[0]};
    return true;
}

/* One byte or several; 0 at the end or when the time is over. */
static size_t read_some(int descriptor, char *bytes, size_t size, int64_t deadline_ms)
{
    struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
    int64_t left_ms = deadline_ms - process_now_ms();
    if (poll(&wanted, 1, left_ms > 0 ? (int)left_ms : 0) <= 0)
        return 0;
    ssize_t count = read(descriptor, bytes, size);
    return count > 0 ? (size_t)count : 0;
}

static void split(struct process *process)
{
    static char copy[sizeof process->line];
    memcpy(copy, process->line, sizeof copy);
    char *rest = copy;
    process->field_count = 0;
    while (rest != NULL && process->field_count < HANDSHAKE_MAX_FIELDS)
        process->fields[process->field_count++] = strsep(&rest, "|");
}

bool process_read_handshake(struct process *process, int64_t timeout_ms)
{
    int64_t deadline_ms = process_now_ms() + timeout_ms;
    size_t len = 0;
    while (len + 1 < sizeof process->line &&
           read_some(process->out, process->line + len, 1, deadline_ms) == 1) {
        if (process->line[len] == '\n') {
            process->line[len] = '\0';
            split(process);
            return process->field_count >= 5;
        }
        len++;
    }
    process->line[len] = '\0';
    return false;
}

bool process_wait(struct process *process, int64_t timeout_ms)
{
    int64_t deadline_ms = process_now_ms() + timeout_ms;
    char bytes[4096];
    size_t count;
    while ((count = read_some(process->out, bytes, sizeof bytes, deadline_ms)) > 0)
        process->later_bytes += count;
    /* The pipe closes a moment before the process has ended. */
    for (;;) {
        int status;
        pid_t ended = waitpid(process->pid, &status, WNOHANG);
        if (ended == process->pid) {
            process->has_ended = true;
            process->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            return true;
        }
        if (ended < 0 || process_now_ms() > deadline_ms)
            return false;
        poll(NULL, 0, 1);
    }
}

void process_stop(struct process *process)
{
    if (!process->has_ended && process->pid > 0) {
        kill(process->pid, SIGTERM);
        if (!process_wait(process, STOP_PATIENCE_MS)) {
            kill(process->pid, SIGKILL);
            waitpid(process->pid, NULL, 0);
        }
        process->has_ended = true;
    }
    close(process->out);
}
