/*
 * fuzz_schemac.c — any bytes as a record: errors, or C text when there are none. Nothing is compiled here;
 * the build compiles the text of every record of schemas/.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz_types.h"
#include "schemac/check.h"
#include "schemac/emit_c.h"
#include "schemac/load.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The name of a file is the name of its record. */
static char folder[] = "/tmp/fuzz-schemac-XXXXXX";
static char path[64];

static void clean_up(void)
{
    unlink(path);
    rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    if (mkdtemp(folder) == NULL)
        abort();
    snprintf(path, sizeof path, "%s/thing.json", folder);
    atexit(clean_up);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0 || write(file, data, size) != (ssize_t)size)
        abort();
    close(file);
    struct arena *mem = arena_new();
    struct report report = {.mem = mem};
    struct record *record = load_record(mem, &report, path, 0);
    struct err err = {0};
    fuzz_require(record != NULL || report.count > 0, "nothing is refused without an error", &err);
    if (record != NULL && report.count == 0)
        check_record(&report, record);
    if (record != NULL && report.count == 0)
        load_views(mem, &report, record);
    struct record *all[1 + VIEW_COUNT] = {record};
    struct records records = {.items = all, .count = record != NULL};
    for (int view = 0; view < VIEW_COUNT && record != NULL; view++) {
        if (record->views[view] == NULL)
            continue;
        check_record(&report, record->views[view]);
        all[records.count++] = record->views[view];
    }
    if (record != NULL && report.count == 0) {
        check_records(&report, &records, true);
        fuzz_require(report.count > 0 || emit_header(mem, record).len > 0, "a record has a header", &err);
        fuzz_require(report.count > 0 || emit_tables(mem, record).len > 0, "and tables", &err);
    }
    arena_free(mem);
    return 0;
}
