/*
 * launch.c — milliseconds from starting a program to the end of its first line of output (or to its exit,
 * when it prints nothing), as for a plugin host. Knows processes; must not know the content of the line.
 *
 * Usage: launch warm|cold COUNT PROGRAM [ARGUMENT…]   prints the median, in milliseconds with three decimals
 */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure.h"

static double launch_once(char **argv)
{
    int out[2];
    if (pipe(out) != 0)
        exit(1);
    double began = measure_now_ms();
    pid_t pid = fork();
    if (pid < 0)
        exit(1);
    if (pid == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        close(out[0]);
        execv(argv[0], argv);
        _exit(127);
    }
    close(out[1]);
    char c = 0;
    while (read(out[0], &c, 1) == 1 && c != '\n')
        continue;
    double took = measure_now_ms() - began;
    kill(pid, SIGTERM); /* and not SIGKILL: a plugin deletes its socket */
    waitpid(pid, NULL, 0);
    close(out[0]);
    return took;
}

int main(int argc, char **argv)
{
    enum { MAX_COUNT = 1000 };
    static double took[MAX_COUNT];
    long count = argc > 3 ? strtol(argv[2], NULL, 10) : 0;
    if (count < 1 || count > MAX_COUNT) {
        fprintf(stderr, "usage: launch warm|cold COUNT PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    bool is_cold = strcmp(argv[1], "cold") == 0;
    for (long i = 0; i < count; i++) {
        if (is_cold)
            measure_make_cold(argv[3]);
        took[i] = launch_once(argv + 3);
    }
    measure_print_median(took, (size_t)count);
    return 0;
}
