/*
 * image_source.c — recognizes where an image comes from. Must not start a program, nor know the form of names
 * (steps/image_name.h). Source: containers-transports(5).
 */
#include "cli/image_source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/tar_kind.h"
#include "steps/image_name.h"

/* ---- files ---- */

static size_t read_block(void *context, uint64_t offset, unsigned char *block)
{
    ssize_t got = pread(*(int *)context, block, TAR_BLOCK_BYTES, (off_t)offset);
    return got > 0 ? (size_t)got : 0;
}

static bool refuse_path(struct str path, const char *why, const char *remedy, struct err *err)
{
    fail(err, ERR_USER, "'%.*s' %s", STR_ARG(path), why);
    return fail_hint(err, "%s", remedy);
}

static bool of_path(struct arena *mem, struct str path, const char *transport, const char *noun,
                    struct image_source *ret, struct err *err)
{
    /* skopeo takes what follows a colon for the name of an image in it. */
    if (str_find(path, ':', 0) < path.len)
        return refuse_path(path, "has a colon in its path",
                           "Rename it, or name it from its folder without the colon.", err);
    ret->skopeo = str_printf(mem, "%s:%.*s", transport, STR_ARG(path));
    ret->noun = str_c(noun);
    return true;
}

static bool of_file(struct arena *mem, struct str path, struct image_source *ret, struct err *err)
{
    int fd = open(str_z(mem, path), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fail(err, ERR_USER, "cannot read '%.*s': %s", STR_ARG(path), strerror(errno));
    enum tar_kind kind = tar_kind(read_block, &fd);
    close(fd);
    switch (kind) {
    case TAR_DOCKER:
        return of_path(mem, path, "docker-archive", "the tar file of 'docker save'", ret, err);
    case TAR_OCI:
        return of_path(mem, path, "oci-archive", "the OCI tar file", ret, err);
    case TAR_COMPRESSED:
        return refuse_path(path, "is compressed", "Unpack it first, for example with gunzip.", err);
    case TAR_OTHER:
    case TAR_NONE:
        break;
    }
    return refuse_path(path, kind == TAR_OTHER ? "is a tar file without an image" : "is not a tar file",
                       "Write it with 'docker save -o FILE IMAGE'.", err);
}

static bool has_file(struct arena *mem, struct str folder, const char *name)
{
    return access(str_printf(mem, "%.*s/%s", STR_ARG(folder), name).data, F_OK) == 0;
}

/* ---- the source ---- */

static bool of_daemon(struct arena *mem, struct str text, struct image_source *ret)
{
    if (str_starts_with(text, STR(":")) || image_name_fault(mem, text, STR("")).len > 0)
        return false;
    ret->docker = image_name_has_end(text) ? text : str_printf(mem, "%.*s:latest", STR_ARG(text));
    ret->skopeo = str_printf(mem, "docker-daemon:%.*s", STR_ARG(ret->docker));
    ret->noun = STR("the image of the Docker daemon");
    return true;
}

static bool looks_like_path(struct str text)
{
    return str_starts_with(text, STR("/")) || str_starts_with(text, STR(".")) ||
           str_ends_with(text, STR("/")) || str_ends_with(text, STR(".tar"));
}

static bool of_folder(struct arena *mem, struct str path, struct image_source *ret, struct err *err)
{
    if (has_file(mem, path, "oci-layout"))
        return of_path(mem, path, "oci", "the OCI folder", ret, err);
    if (has_file(mem, path, "manifest.json"))
        return of_path(mem, path, "dir", "the folder of 'skopeo copy'", ret, err);
    /* A folder with the sources of an image often has its name. */
    if (!looks_like_path(path) && of_daemon(mem, path, ret))
        return true;
    return refuse_path(path, "is a folder without an image: it has no oci-layout",
                       "'skopeo copy docker-daemon:IMAGE:TAG oci:FOLDER' writes one.", err);
}

/* A source in skopeo's own words. False when it is none; *ret_known when it was one. */
static bool of_transport(struct arena *mem, struct str text, struct image_source *ret, bool *ret_known)
{
    static const struct {
        const char *prefix, *noun;
    } transports[] = {
        {"docker-archive:", "the tar file of 'docker save'"},
        {"oci-archive:", "the OCI tar file"},
        {"oci:", "the OCI folder"},
        {"dir:", "the folder of 'skopeo copy'"},
        {"docker://", "the image of a registry"},
        {"containers-storage:", "the image of podman"},
    };
    struct str daemon = STR("docker-daemon:");
    *ret_known = str_starts_with(text, daemon);
    if (*ret_known)
        return of_daemon(mem, str_slice(text, daemon.len, text.len), ret);
    for (size_t i = 0; i < sizeof transports / sizeof transports[0] && !*ret_known; i++) {
        *ret_known = str_starts_with(text, str_c(transports[i].prefix));
        if (*ret_known) {
            ret->skopeo = text;
            ret->noun = str_c(transports[i].noun);
        }
    }
    return *ret_known && ret->skopeo.len > str_find(text, ':', 0) + 1;
}

bool image_source_of(struct arena *mem, struct str text, struct image_source *ret_source, struct err *err)
{
    struct stat status;
    bool is_known;
    *ret_source = (struct image_source){.name = text, .docker = STR("")};
    if (of_transport(mem, text, ret_source, &is_known))
        return true;
    if (!is_known && stat(str_z(mem, text), &status) == 0)
        return S_ISDIR(status.st_mode) ? of_folder(mem, text, ret_source, err)
                                       : of_file(mem, text, ret_source, err);
    if (!is_known && looks_like_path(text))
        return fail(err, ERR_USER, "there is no file or folder '%.*s'", STR_ARG(text));
    if (!is_known && of_daemon(mem, text, ret_source))
        return true;
    return refuse_path(text, "is not the name of an image",
                       "Name an image of the Docker daemon (web:1), an OCI folder or a tar file.", err);
}
