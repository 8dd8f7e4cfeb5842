/*
 * launch.c — milliseconds from starting a program to the end of its first line of output (or to its exit, when it prints
 * nothing), as a plugin host would see it. Knows processes; must not know what the line says.
 *
 * Usage: launch COUNT PROGRAM [ARGUMENT…]   prints the median, in milliseconds with three decimals
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double launch_once(char **argv)
{
    int out[2];
    if (pipe(out) != 0)
        exit(1);
    double began = now_ms();
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
    double took = now_ms() - began;
    kill(pid, SIGTERM); /* and not SIGKILL: a plugin removes its socket */
    waitpid(pid, NULL, 0);
    close(out[0]);
    return took;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    enum { MAX_COUNT = 1000 };
    static double took[MAX_COUNT];
    long count = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    if (count < 1 || count > MAX_COUNT) {
        fprintf(stderr, "usage: launch COUNT PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    for (long i = 0; i < count; i++)
        took[i] = launch_once(argv + 2);
    qsort(took, (size_t)count, sizeof took[0], by_size);
    printf("%.3f\n", took[count / 2]);
    return 0;
}
