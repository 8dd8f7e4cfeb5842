/*
 * report.c — lines in the order of their first check. Must not decide what is right.
 */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>

struct line {
    const char *call, *name, *subject, *why;
    size_t checks, failures;
};

struct report {
    struct arena *mem;
    struct line *lines;
    size_t count, capacity;
    bool is_loud; /* CONFORMANCE_LOUD: each failure is printed at once */
};

struct report *report_new(struct arena *mem)
{
    struct report *report = arena_new_object(mem, struct report);
    report->mem = mem;
    report->is_loud = getenv("CONFORMANCE_LOUD") != NULL;
    return report;
}

static struct line *line_of(struct report *report, const char *call, const char *name, const char *subject)
{
    for (size_t i = report->count; i-- > 0;) {
        struct line *line = &report->lines[i];
        if (strcmp(line->call, call) == 0 && strcmp(line->name, name) == 0 &&
            strcmp(line->subject, subject) == 0)
            return line;
    }
    if (report->count == report->capacity) {
        size_t capacity = report->capacity * 2 + 64;
        struct line *lines = arena_new_array(report->mem, struct line, capacity);
        if (report->count > 0)
            memcpy(lines, report->lines, report->count * sizeof *lines);
        report->lines = lines;
        report->capacity = capacity;
    }
    struct line *line = &report->lines[report->count++];
    *line = (struct line){.call = str_z(report->mem, str_c(call)),
                          .name = str_z(report->mem, str_c(name)),
                          .subject = str_z(report->mem, str_c(subject))};
    return line;
}

bool report_check(struct report *report, const char *call, const char *name, const char *subject, bool holds,
                  const char *why)
{
    struct line *line = line_of(report, call, name, subject);
    line->checks++;
    if (!holds) {
        if (report->is_loud)
            fprintf(stderr, "# %s %s: %s: %.600s\n", subject, call, name, why != NULL ? why : "");
        if (line->failures++ == 0)
            line->why = why != NULL ? str_printable(report->mem, str_c(why), 2000).data : "";
    }
    return holds;
}

void report_print_tap(const struct report *report)
{
    printf("1..%zu\n", report->count);
    for (size_t i = 0; i < report->count; i++) {
        const struct line *line = &report->lines[i];
        printf("%sok %zu - %s %s: %s (%zu)\n", line->failures > 0 ? "not " : "", i + 1, line->subject,
               line->call, line->name, line->checks);
        if (line->failures == 0)
            continue;
        fprintf(stderr, "# %s %s: %s: %zu of %zu: ", line->subject, line->call, line->name, line->failures,
                line->checks);
        for (const char *at = line->why; *at != '\0'; at++)
            fputc(*at == '\n' ? ' ' : *at, stderr);
        fputc('\n', stderr);
    }
}

static int compare_lines(const void *a, const void *b)
{
    const struct line *const *left = a, *const *right = b;
    int order = strcmp((*left)->call, (*right)->call);
    if (order == 0)
        order = strcmp((*left)->name, (*right)->name);
    return order;
}

void report_print_table(const struct report *report)
{
    struct line **sorted = calloc(report->count + 1, sizeof *sorted);
    for (size_t i = 0; i < report->count; i++)
        sorted[i] = &report->lines[i];
    qsort(sorted, report->count, sizeof(struct line *), compare_lines);
    printf("%-30s %-52s %6s %6s  %s\n", "call", "case", "things", "checks", "result");
    for (size_t i = 0; i < report->count;) {
        size_t subjects = 0, checks = 0, failures = 0, from = i;
        for (; i < report->count && compare_lines(&sorted[from], &sorted[i]) == 0; i++) {
            subjects++;
            checks += sorted[i]->checks;
            failures += sorted[i]->failures;
        }
        printf("%-30s %-52s %6zu %6zu  %s\n", sorted[from]->call, sorted[from]->name, subjects, checks,
               failures == 0 ? "ok" : "FAILED");
    }
    for (size_t i = 0; i < report->count; i++)
        if (report->lines[i].failures > 0)
            printf("FAILED %s %s: %s: %s\n", report->lines[i].subject, report->lines[i].call,
                   report->lines[i].name, report->lines[i].why);
    free(sorted);
}

size_t report_failures(const struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++)
        count += report->lines[i].failures;
    return count;
}

size_t report_checks(const struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++)
        count += report->lines[i].checks;
    return count;
}
