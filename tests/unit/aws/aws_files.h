/*
 * aws_files.h — a home folder for one test, with AWS's two files in it. Knows files; must not know what a
 * test proves.
 */
#ifndef TESTS_UNIT_AWS_AWS_FILES_H
#define TESTS_UNIT_AWS_AWS_FILES_H

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_http.h"

/* A folder for the files of one test, and a configuration that uses only them. */
struct files {
    struct arena *mem;
    char folder[64];
    struct str config_path, credentials_path;
    struct aws_config config;
};

static inline void write_file(struct str path, const char *text)
{
    char name[256];
    snprintf(name, sizeof name, "%.*s", STR_ARG(path));
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static inline void files_begin(struct files *f, const char *config_text, const char *credentials_text)
{
    clean_environment();
    *f = (struct files){.mem = arena_new(), .folder = "/tmp/lightsail-profiles-XXXXXX"};
    assert_non_null(mkdtemp(f->folder));
    setenv("HOME", f->folder, 1);
    struct str folder = str_printf(f->mem, "%s/.aws", f->folder);
    assert_int_equal(mkdir(str_z(f->mem, folder), 0700), 0);
    f->config_path = str_printf(f->mem, "%.*s/config", STR_ARG(folder));
    f->credentials_path = str_printf(f->mem, "%.*s/credentials", STR_ARG(folder));
    if (config_text != NULL)
        write_file(f->config_path, config_text);
    if (credentials_text != NULL)
        write_file(f->credentials_path, credentials_text);
    f->config = (struct aws_config){.max_retries = -1};
}

static inline void files_end(struct files *f)
{
    unlink(str_z(f->mem, f->config_path));
    unlink(str_z(f->mem, f->credentials_path));
    rmdir(str_z(f->mem, str_printf(f->mem, "%s/.aws", f->folder)));
    assert_int_equal(rmdir(f->folder), 0);
    arena_free(f->mem);
    clean_environment();
}

#endif
