/*
 * measure.c — clock_gettime, posix_fadvise, qsort. Must not know what is measured.
 */
#include "measure.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

double measure_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void measure_make_cold(const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fdatasync(file) != 0 || posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED) != 0) {
        fprintf(stderr, "cannot drop %s from the cache\n", path);
        exit(1);
    }
    close(file);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void measure_print_median(double *values, size_t count)
{
    qsort(values, count, sizeof values[0], by_size);
    printf("%.3f\n", values[count / 2]);
}
