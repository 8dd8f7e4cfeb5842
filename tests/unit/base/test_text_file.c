/*
 * test_text_file.c — whole files: written with their folders and permissions, replaced in one step, removed, and what is
 * said when the system refuses.
 */
#include "../testing.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text_file.h"

struct folder {
    struct arena *mem;
    char path[64];
};

static int set_up(void **state)
{
    struct arena *mem = arena_new();
    struct folder *folder = arena_new_object(mem, struct folder);
    folder->mem = mem;
    memcpy(folder->path, "/tmp/text-file-XXXXXX", sizeof "/tmp/text-file-XXXXXX");
    *state = folder;
    return mkdtemp(folder->path) != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    struct folder *folder = *state;
    int gone = rmdir(folder->path); /* fails when a test left something behind, such as a temporary file */
    arena_free(folder->mem);
    return gone;
}

static struct str in(const struct folder *folder, const char *name)
{
    return str_printf(folder->mem, "%s/%s", folder->path, name);
}

static void written_with_folders_and_mode(void **state)
{
    struct folder *folder = *state;
    struct str path = in(folder, "a/b/hosts.json");
    struct text_file got;
    struct err err = {0};
    assert_true(text_file_write(folder->mem, path, &(struct text_file){STR("one\n"), 0640}, &err));
    assert_true(text_file_write(folder->mem, path, &(struct text_file){STR("two\n"), 0604}, &err));
    assert_true(text_file_read(folder->mem, path, &got, &err));
    assert_str_equal(got.text, STR("two\n"));
    assert_int_equal(got.mode, 0604);
    assert_true(text_file_remove(folder->mem, path, &err));
    assert_true(text_file_remove(folder->mem, path, &err)); /* already gone */
    assert_false(text_file_read(folder->mem, path, &got, &err));
    assert_int_equal(err.kind, ERR_NOT_FOUND);
    assert_int_equal(rmdir(in(folder, "a/b").data), 0);
    assert_int_equal(rmdir(in(folder, "a").data), 0);
}

static void home_folder(void **state)
{
    struct folder *folder = *state;
    struct text_file got;
    struct err err = {0};
    setenv("HOME", in(folder, "").data, 1);
    assert_true(text_file_write(folder->mem, STR("~/hosts.json"), &(struct text_file){STR("x"), 0600}, &err));
    assert_true(text_file_read(folder->mem, in(folder, "hosts.json"), &got, &err));
    assert_true(text_file_read(folder->mem, STR("~/hosts.json"), &got, &err));
    assert_true(text_file_remove(folder->mem, STR("~/hosts.json"), &err));
    assert_false(text_file_read(folder->mem, in(folder, "hosts.json"), &got, &err));
}

static void refusals(void **state)
{
    struct folder *folder = *state;
    struct text_file got, file = {STR("x"), 0644};
    struct err err = {0};
    struct str plain = in(folder, "plain"), below = in(folder, "plain/hosts.json");
    assert_true(text_file_write(folder->mem, plain, &file, &err));
    assert_false(text_file_write(folder->mem, below, &file, &err)); /* a file where a folder is needed */
    assert_int_equal(err.kind, ERR_USER);
    assert_true(text_file_remove(folder->mem, below, &err));
    assert_true(text_file_remove(folder->mem, plain, &err));
    assert_int_equal(mkdir(plain.data, 0755), 0);
    assert_false(text_file_write(folder->mem, plain, &file, &err)); /* a folder in the file's place */
    assert_int_equal(err.kind, ERR_USER);
    assert_true(str_contains(str_c(err.text), plain));
    assert_false(text_file_read(folder->mem, plain, &got, &err));
    assert_int_equal(err.kind, ERR_USER);
    assert_false(text_file_remove(folder->mem, plain, &err));
    assert_int_equal(rmdir(plain.data), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(written_with_folders_and_mode, set_up,
                                                                       tear_down),
                                       cmocka_unit_test_setup_teardown(home_folder, set_up, tear_down),
                                       cmocka_unit_test_setup_teardown(refusals, set_up, tear_down)};
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
