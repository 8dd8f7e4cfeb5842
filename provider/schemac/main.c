/*
 * main.c — the command line of schemac: reads all records, and either reports all errors in them or writes
 * the generated files. Knows the order of the steps; must not know JSON, rules, C text or Markdown.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "schemac/check.h"
#include "schemac/emit_c.h"
#include "schemac/emit_docs.h"
#include "schemac/load.h"
#include "schemac/output.h"

enum exit_code { EXIT_RECORDS_WRONG = 1, EXIT_USAGE = 2 };

static const char usage[] =
    "usage: schemac [-p] -o FOLDER [-r FOLDER] RECORD.json…\n       schemac -d FOLDER -e FOLDER "
    "RECORD.json…\n  -o FOLDER  directory of the generated C files; files of removed records are deleted\n  "
    "-r FOLDER  directory of the complete records, with everything that follows from them, for tests of the "
    "provider\n  -d FOLDER  directory of the documentation pages, in the layout of the Terraform registry; "
    "pages of removed records are deleted\n  -e FOLDER  directory of the examples on those pages\n  -p       "
    "  "
    "the records are a part of all: writes no registry and needs no provider record\n";

struct options {
    const char *code_folder, *records_folder, *docs_folder, *examples_folder;
    bool is_partial;
};

static int compare_records(const void *a, const void *b)
{
    const struct record *x = *(struct record *const *)a, *y = *(struct record *const *)b;
    int order = str_cmp(x->type_name, y->type_name);
    return order != 0 ? order : str_cmp(x->c_name, y->c_name);
}

static void add_views(struct report *report, struct records *records, struct record *record)
{
    load_views(report->mem, report, record);
    for (int view = 0; view < VIEW_COUNT; view++) {
        if (record->views[view] == NULL)
            continue;
        check_record(report, record->views[view]);
        records->items[records->count++] = record->views[view];
    }
}

static struct records load_all(struct arena *mem, struct report *report, char **paths, size_t count)
{
    struct records records = {.items = arena_new_array(mem, struct record *, count * (1 + VIEW_COUNT))};
    for (size_t i = 0; i < count; i++) {
        size_t before = report->count;
        struct record *record = load_record(mem, report, paths[i], i);
        if (record == NULL)
            continue;
        records.items[records.count++] = record;
        /* After an error in reading a record, checks would only report errors that follow from the first. */
        if (report->count == before)
            check_record(report, record);
        if (report->count == before)
            add_views(report, &records, record);
    }
    qsort(records.items, records.count, sizeof(records.items[0]), compare_records);
    return records;
}

static bool write_all(struct output *output, const struct records *records, bool is_partial, struct err *err)
{
    struct arena *mem = output->mem;
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = records->items[i];
        if (record->viewed != NULL)
            continue; /* it is in the file of the resource */
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

/* One file for each record, also for those without definitions of their own. */
static bool write_records(struct arena *mem, const char *folder, const struct records *records,
                          struct err *err)
{
    struct output output = {.mem = mem, .folder = folder, .mark = "{"};
    TRY(output_make_folder(folder, err));
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = records->items[i];
        if (record->kind == RECORD_HISTORY)
            continue;
        TRY(output_write(&output, str_printf(mem, "%.*s.json", STR_ARG(record->c_name)),
                         json_print_pretty(mem, record->json), err));
    }
    return output_remove_stale(&output, err);
}

/* The pages of each kind have a directory of their own. */
static bool write_pages(struct arena *mem, const struct options *options, const struct records *records,
                        enum record_kind kind, struct err *err)
{
    const char *below = docs_folder(kind);
    struct output output = {.mem = mem, .mark = PAGE_MARK};
    output.folder = str_printf(mem, "%s%s%s", options->docs_folder, *below != '\0' ? "/" : "", below).data;
    TRY(output_make_folder(output.folder, err));
    for (size_t i = 0; i < records->count; i++) {
        const struct record *record = records->items[i];
        struct str text;
        if (record->kind != kind)
            continue;
        TRY(emit_page(mem, options->examples_folder, records, record, &text, err));
        TRY(output_write(&output, docs_file(mem, record), text, err));
    }
    return output_remove_stale(&output, err);
}

static bool write_docs(struct arena *mem, const struct options *options, const struct records *records,
                       struct err *err)
{
    TRY(output_make_folder(options->docs_folder, err));
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        if (docs_folder((enum record_kind)kind) != NULL)
            TRY(write_pages(mem, options, records, (enum record_kind)kind, err));
    }
    return true;
}

static int run(struct arena *mem, const struct options *options, char **paths, size_t count)
{
    struct report report = {.mem = mem};
    struct records records = load_all(mem, &report, paths, count);
    if (report.count == 0)
        check_records(&report, &records, options->is_partial);
    report_print(&report);
    if (report.count > 0)
        return EXIT_RECORDS_WRONG;
    struct output output = {.mem = mem, .folder = options->code_folder, .mark = OUTPUT_MARK};
    struct err err;
    bool is_written = (options->code_folder == NULL ||
                       write_all(&output, &records, options->is_partial, &err)) &&
                      (options->records_folder == NULL ||
                       write_records(mem, options->records_folder, &records, &err)) &&
                      (options->docs_folder == NULL || write_docs(mem, options, &records, &err));
    if (!is_written) {
        fprintf(stderr, "schemac: %s\n", err.text);
        return EXIT_USAGE;
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct options options = {0};
    bool is_usage = false;
    int option;
    while ((option = getopt(argc, argv, "o:r:d:e:p")) != -1) {
        switch (option) {
        case 'o':
            options.code_folder = optarg;
            break;
        case 'r':
            options.records_folder = optarg;
            break;
        case 'd':
            options.docs_folder = optarg;
            break;
        case 'e':
            options.examples_folder = optarg;
            break;
        case 'p':
            options.is_partial = true;
            break;
        default:
            is_usage = true;
        }
    }
    bool has_work = options.code_folder != NULL || options.docs_folder != NULL;
    bool has_examples = (options.docs_folder != NULL) == (options.examples_folder != NULL);
    if (is_usage || !has_work || !has_examples || optind == argc) {
        fputs(usage, stderr);
        return EXIT_USAGE;
    }
    struct arena *mem = arena_new();
    int code = run(mem, &options, argv + optind, (size_t)(argc - optind));
    arena_free(mem);
    return code;
}
