/*
 * meter.c — is installed in place of the provider, runs the real one, and records its resources: one line for
 * each process in the file BENCH_METER, "processor time in microseconds, peak memory in KiB". Knows
 * processes; must not know what they do.
 *
 * The peak is the kernel's high-water mark of resident memory, VmHWM in /proc; after the process has ended it
 * is only available here.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t provider;

static void pass_on(int signal)
{
    kill(provider, signal);
}

static long long us(struct timeval time)
{
    return (long long)time.tv_sec * 1000000 + time.tv_usec;
}

int main(int argc, char **argv)
{
    const char *program = getenv("BENCH_PROVIDER"), *notes = getenv("BENCH_METER");
    if (argc < 1 || program == NULL || notes == NULL)
        return 2;
    provider = fork();
    if (provider < 0)
        return 1;
    if (provider == 0) {
        execv(program, argv);
        _exit(127);
    }
    signal(SIGTERM, pass_on);
    signal(SIGINT, SIG_IGN); /* the terminal sends it to both */
    int status;
    struct rusage used;
    while (wait4(provider, &status, 0, &used) < 0)
        continue;
    FILE *out = fopen(notes, "a");
    if (out == NULL)
        return 1;
    fprintf(out, "%lld %ld\n", us(used.ru_utime) + us(used.ru_stime), used.ru_maxrss);
    fclose(out);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
