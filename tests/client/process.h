/*
 * process.h — a plugin as a child process, started as Terraform starts it. Knows environment, pipes and the
 * handshake line; must not know gRPC.
 */
#ifndef CLIENT_PROCESS_H
#define CLIENT_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PROCESS_MAX_VARIABLES = 32, PROCESS_MAX_WORDS = 32, HANDSHAKE_MAX_FIELDS = 8 };

struct process_options {
    const char *program;
    const char *wrapper[PROCESS_MAX_WORDS]; /* words before the program, "valgrind", …; NULL-terminated */
    const char *set[PROCESS_MAX_VARIABLES]; /* "NAME=value", after the usual ones */
    size_t set_count;
    const char *unset[PROCESS_MAX_VARIABLES];
    size_t unset_count;
    const char *client_pem;  /* PLUGIN_CLIENT_CERT; NULL: none */
    const char *stderr_path; /* NULL: ours */
};

struct process {
    pid_t pid;
    int out;         /* read end of its stdout */
    char line[8192]; /* the handshake line without newline */
    char *fields[HANDSHAKE_MAX_FIELDS];
    size_t field_count;
    bool has_ended;
    int status;         /* exit status, or 128 + signal */
    size_t later_bytes; /* the output after that line */
};

/* Starts it. False with a message on stderr when that is impossible. */
bool process_start(const struct process_options *options, struct process *ret_process);

/*
 * Reads the handshake line within the time and splits it. False when there was none (then the process may
 * have ended).
 */
bool process_read_handshake(struct process *process, int64_t timeout_ms);

/* Waits for the end, reading stdout to its end; false when the time is over. */
bool process_wait(struct process *process, int64_t timeout_ms);

/* Ends a process that is still running, and releases the pipe. */
void process_stop(struct process *process);

int64_t process_now_ms(void);

#endif
