/*
 * output.c — writes generated files only when they differ, and deletes those of removed records. Knows files,
 * not their contents.
 */
#include "schemac/output.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static bool file_equals(const char *path, struct str text)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return false;
    char piece[4096];
    size_t at = 0, got;
    bool same = true;
    while (same && (got = fread(piece, 1, sizeof(piece), file)) > 0) {
        same = got <= text.len - at && memcmp(text.data + at, piece, got) == 0;
        at += got;
    }
    same = same && !ferror(file) && at == text.len;
    fclose(file);
    return same;
}

static void remember(struct output *output, struct str name)
{
    if (output->count == output->capacity) {
        output->capacity = output->capacity * 2 + 64;
        struct str *grown = arena_new_array(output->mem, struct str, output->capacity);
        if (output->count > 0)
            memcpy(grown, output->names, output->count * sizeof(*grown));
        output->names = grown;
    }
    output->names[output->count++] = name;
}

bool output_write(struct output *output, struct str name, struct str text, struct err *err)
{
    const char *path = str_printf(output->mem, "%s/%.*s", output->folder, STR_ARG(name)).data;
    const char *fresh = str_printf(output->mem, "%s.new", path).data;
    remember(output, name);
    if (file_equals(path, text))
        return true;
    FILE *file = fopen(fresh, "wbe");
    if (file == NULL)
        return fail(err, ERR_USER, "cannot write %s: %s", fresh, strerror(errno));
    bool is_written = fwrite(text.data, 1, text.len, file) == text.len;
    is_written = fclose(file) == 0 && is_written;
    if (!is_written || rename(fresh, path) != 0)
        return fail(err, ERR_USER, "cannot write %s: %s", path, strerror(errno));
    return true;
}

static bool is_generated(struct arena *mem, const char *path, const char *mark)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return false;
    size_t size_bytes = strlen(mark);
    char *head = arena_alloc(mem, size_bytes);
    bool is_ours = fread(head, 1, size_bytes, file) == size_bytes && memcmp(head, mark, size_bytes) == 0;
    fclose(file);
    return is_ours;
}

static bool is_of_this_run(const struct output *output, struct str name)
{
    for (size_t i = 0; i < output->count; i++) {
        if (str_eq(output->names[i], name))
            return true;
    }
    return false;
}

bool output_make_folder(const char *folder, struct err *err)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return fail(err, ERR_USER, "cannot create the directory %s: %s", folder, strerror(errno));
    return true;
}

bool output_remove_stale(struct output *output, struct err *err)
{
    DIR *folder = opendir(output->folder);
    if (folder == NULL)
        return fail(err, ERR_USER, "cannot read the directory %s: %s", output->folder, strerror(errno));
    const struct dirent *entry;
    bool is_done = true;
    while (is_done && (entry = readdir(folder)) != NULL) {
        struct str name = str_c(entry->d_name);
        const char *path = str_printf(output->mem, "%s/%s", output->folder, entry->d_name).data;
        if (!is_of_this_run(output, name) && is_generated(output->mem, path, output->mark) &&
            unlink(path) != 0)
            is_done = fail(err, ERR_USER, "cannot remove %s: %s", path, strerror(errno));
    }
    closedir(folder);
    return is_done;
}
