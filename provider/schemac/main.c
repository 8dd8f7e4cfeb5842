/*
 * main.c — schemac's command line: reads all records, complains about everything that is wrong with them, or writes what they
 * become. Knows the order of the steps; must not know JSON, rules or C text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "schemac/check.h"
#include "schemac/emit_c.h"
#include "schemac/load.h"
#include "schemac/output.h"

enum exit_code { EXIT_RECORDS_WRONG = 1, EXIT_USAGE = 2 };

static const char usage[] =
    "usage: schemac [-p] -o FOLDER RECORD.json…\n"
    "  -o FOLDER  where the generated C goes; files of vanished records are removed from it\n"
    "  -p         the records are a part of all: no registry is written and no provider needed\n";

static int compare_records(const void *a, const void *b)
{
    const struct record *x = *(struct record *const *)a, *y = *(struct record *const *)b;
    int order = str_cmp(x->type_name, y->type_name);
    return order != 0 ? order : str_cmp(x->c_name, y->c_name);
}

static struct records load_all(struct arena *mem, struct report *report, char **paths, size_t count)
{
    struct records records = {.items = arena_new_array(mem, struct record *, count)};
    for (size_t i = 0; i < count; i++) {
        size_t before = report->count;
        struct record *record = load_record(mem, report, paths[i], i);
        if (record == NULL)
            continue;
        records.items[records.count++] = record;
        /* A record that was misread would only give complaints that follow from the first. */
        if (report->count == before)
            check_record(report, record);
    }
    qsort(records.items, records.count, sizeof(records.items[0]), compare_records);
    return records;
}

static bool write_all(struct output *output, const struct records *records, bool is_partial, struct err *err)
{
    struct arena *mem = output->mem;
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = records->items[i];
        TRY(output_write(output, str_printf(mem, "%.*s.h", STR_ARG(record->c_name)), emit_header(mem, record),
                         err));
        TRY(output_write(output, str_printf(mem, "%.*s.c", STR_ARG(record->c_name)), emit_tables(mem, record),
                         err));
    }
    if (!is_partial) {
        TRY(output_write(output, STR("registry.h"), emit_registry_header(mem), err));
        TRY(output_write(output, STR("registry.c"), emit_registry(mem, records), err));
    }
    return output_remove_stale(output, err);
}

static int run(struct arena *mem, const char *folder, bool is_partial, char **paths, size_t count)
{
    struct report report = {.mem = mem};
    struct records records = load_all(mem, &report, paths, count);
    if (report.count == 0)
        check_records(&report, &records, is_partial);
    report_print(&report);
    if (report.count > 0)
        return EXIT_RECORDS_WRONG;
    struct output output = {.mem = mem, .folder = folder};
    struct err err;
    if (!write_all(&output, &records, is_partial, &err)) {
        fprintf(stderr, "schemac: %s\n", err.text);
        return EXIT_USAGE;
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    const char *folder = NULL;
    bool is_partial = false;
    int option;
    while ((option = getopt(argc, argv, "o:p")) != -1) {
        if (option == 'o') {
            folder = optarg;
        } else if (option == 'p') {
            is_partial = true;
        } else {
            fputs(usage, stderr);
            return EXIT_USAGE;
        }
    }
    if (folder == NULL || optind == argc) {
        fputs(usage, stderr);
        return EXIT_USAGE;
    }
    struct arena *mem = arena_new();
    int code = run(mem, folder, is_partial, argv + optind, (size_t)(argc - optind));
    arena_free(mem);
    return code;
}
