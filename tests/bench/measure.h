/*
 * measure.h — what the launch measurements share: a clock, a file that is not in memory, a median. Knows the system; must not
 * know what is measured.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stddef.h>

double measure_now_ms(void);

/*
 * Drops the file's pages from the system's cache, as after a long time without use. Pages that another process has mapped stay, so this
 * is cold for a program, not for the libraries that everybody uses.
 */
void measure_make_cold(const char *path);

/* Sorts the values and prints the median on stdout, with three decimals. */
void measure_print_median(double *values, size_t count);

#endif
