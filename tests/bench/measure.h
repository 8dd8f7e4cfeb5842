/*
 * measure.h — the shared parts of the launch measurements: a clock, a file that is not cached, a median.
 * Knows the system; must not know what is measured.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stddef.h>

double measure_now_ms(void);

/*
 * Drops the file's pages from the page cache, as after a long time without use. Pages that another process
 * has mapped stay, so a program is cold, but not the libraries that all processes use.
 */
void measure_make_cold(const char *path);

/* Sorts the values and prints the median on stdout, with three decimals. */
void measure_print_median(double *values, size_t count);

#endif
