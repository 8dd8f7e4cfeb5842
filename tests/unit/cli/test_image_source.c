/*
 * test_image_source.c — which source of an image a text is: names, skopeo's own words, folders and tar files.
 */
#include "cli/image_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../testing.h"
#include "cli/tar_kind.h"

#define DIGEST "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* ---- tar files ---- */

enum { MOST_BLOCKS = 16 };

struct tar {
    unsigned char blocks[MOST_BLOCKS][TAR_BLOCK_BYTES];
    size_t count;
};

static size_t read_tar(void *context, uint64_t offset, unsigned char *block)
{
    const struct tar *tar = context;
    if (offset / TAR_BLOCK_BYTES >= tar->count)
        return 0;
    memcpy(block, tar->blocks[offset / TAR_BLOCK_BYTES], TAR_BLOCK_BYTES);
    return TAR_BLOCK_BYTES;
}

static void seal(unsigned char *header)
{
    unsigned sum = 0;
    memset(header + 148, ' ', 8);
    for (size_t i = 0; i < TAR_BLOCK_BYTES; i++)
        sum += header[i];
    snprintf((char *)header + 148, 8, "%06o", sum);
}

static unsigned char *add(struct tar *tar, const char *name, size_t blocks)
{
    unsigned char *header = tar->blocks[tar->count];
    snprintf((char *)header, 100, "%s", name);
    snprintf((char *)header + 124, 12, "%011o", (unsigned)(blocks * TAR_BLOCK_BYTES - (blocks > 0 ? 3 : 0)));
    seal(header);
    tar->count += 1 + blocks;
    return header;
}

static void kinds_of_tar_files(void **state)
{
    (void)state;
    struct tar docker = {.count = 0}, oci = {.count = 0}, both = {.count = 0}, other = {.count = 0},
               empty = {.count = 0}, huge = {.count = 0}, text = {.count = 1}, broken = {.count = 0};
    add(&docker, "layer.tar", 3);
    add(&docker, "manifest.json", 1);
    assert_int_equal(tar_kind(read_tar, &docker), TAR_DOCKER);
    add(&oci, "./oci-layout", 1);
    add(&oci, "index.json", 1);
    assert_int_equal(tar_kind(read_tar, &oci), TAR_OCI);
    add(&both, "oci-layout", 1);
    add(&both, "./manifest.json", 1);
    assert_int_equal(tar_kind(read_tar, &both), TAR_DOCKER);
    add(&other, "manifest.json.txt", 2);
    add(&other, "x/manifest.json", 2);
    assert_int_equal(tar_kind(read_tar, &other), TAR_OTHER);
    assert_int_equal(tar_kind(read_tar, &empty), TAR_NONE);
    memcpy(text.blocks[0], "hello", 5);
    assert_int_equal(tar_kind(read_tar, &text), TAR_NONE);
    memcpy(text.blocks[0], "\x1f\x8b", 2);
    assert_int_equal(tar_kind(read_tar, &text), TAR_COMPRESSED);
    /* A size in base 256 that goes beyond all files. */
    unsigned char *header = add(&huge, "layer.tar", 0);
    memset(header + 124, 0xff, 12);
    header[124] = 0x80;
    memset(header + 125, 0, 3);
    seal(header);
    assert_int_equal(tar_kind(read_tar, &huge), TAR_OTHER);
    add(&broken, "a", 0);
    add(&broken, "manifest.json", 0)[0] = 'M';
    assert_int_equal(tar_kind(read_tar, &broken), TAR_OTHER);
}

/* ---- sources ---- */

struct scene {
    struct arena *mem;
    char folder[64];
};

static struct str path_of(struct scene *s, const char *name)
{
    return str_printf(s->mem, "%s/%s", s->folder, name);
}

static void write_file(struct scene *s, const char *name, const void *bytes, size_t count)
{
    FILE *file = fopen(path_of(s, name).data, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    fclose(file);
}

static void expect(struct scene *s, struct str text, const char *skopeo, const char *docker)
{
    struct image_source source;
    struct err err = {.kind = ERR_NONE};
    if (!image_source_of(s->mem, text, &source, &err))
        fail_msg("'%.*s': %s", STR_ARG(text), err.text);
    assert_str_equal(source.skopeo, str_c(skopeo));
    assert_str_equal(source.docker, str_c(docker));
}

static void refuse(struct scene *s, struct str text, const char *why)
{
    struct image_source source;
    struct err err = {.kind = ERR_NONE};
    assert_false(image_source_of(s->mem, text, &source, &err));
    if (strstr(err.text, why) == NULL)
        fail_msg("'%.*s': %s", STR_ARG(text), err.text);
}

static void words(void **state)
{
    (void)state;
    struct scene s = {.mem = arena_new()};
    expect(&s, STR("web"), "docker-daemon:web:latest", "web:latest");
    expect(&s, STR("team/web:2"), "docker-daemon:team/web:2", "team/web:2");
    expect(&s, STR("web@" DIGEST), "docker-daemon:web@" DIGEST, "web@" DIGEST);
    expect(&s, STR("docker-daemon:web"), "docker-daemon:web:latest", "web:latest");
    expect(&s, STR("oci:out:web"), "oci:out:web", "");
    expect(&s, STR("oci-archive:out.tar"), "oci-archive:out.tar", "");
    expect(&s, STR("docker-archive:out.tar"), "docker-archive:out.tar", "");
    expect(&s, STR("docker://registry.example/web:1"), "docker://registry.example/web:1", "");
    refuse(&s, STR("oci:"), "is not the name of an image");
    refuse(&s, STR("docker-daemon:"), "is not the name of an image");
    refuse(&s, STR("Web"), "is not the name of an image");
    refuse(&s, STR("--all"), "is not the name of an image");
    refuse(&s, STR("/no/such/file"), "there is no file or folder");
    refuse(&s, STR("no-such-file.tar"), "there is no file or folder");
    arena_free(s.mem);
}

static void files_and_folders(void **state)
{
    (void)state;
    struct scene s = {.mem = arena_new(), .folder = "/tmp/image-source-XXXXXX"};
    struct tar tar = {.count = 0};
    assert_non_null(mkdtemp(s.folder));
    assert_int_equal(chdir(s.folder), 0);
    add(&tar, "manifest.json", 0);
    write_file(&s, "web.tar", tar.blocks, tar.count * TAR_BLOCK_BYTES);
    write_file(&s, "notes", "hello", 5);
    write_file(&s, "a:b.tar", tar.blocks, tar.count * TAR_BLOCK_BYTES);
    mkdir("layout", 0700);
    write_file(&s, "layout/oci-layout", "{}", 2);
    mkdir("sources", 0700);
    expect(&s, STR("web.tar"), "docker-archive:web.tar", "");
    expect(&s, STR("layout"), "oci:layout", "");
    expect(&s, STR("sources"), "docker-daemon:sources:latest", "sources:latest");
    refuse(&s, STR("./sources"), "has no oci-layout");
    refuse(&s, STR("notes"), "is not a tar file");
    refuse(&s, STR("a:b.tar"), "has a colon");
    static const char *const left[] = {"web.tar", "notes", "a:b.tar", "layout/oci-layout"};
    for (size_t i = 0; i < sizeof left / sizeof left[0]; i++)
        unlink(left[i]);
    assert_int_equal(rmdir("layout") | rmdir("sources") | rmdir(s.folder), 0);
    arena_free(s.mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_of_tar_files),
        cmocka_unit_test(words),
        cmocka_unit_test(files_and_folders),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
