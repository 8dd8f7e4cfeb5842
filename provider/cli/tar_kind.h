/*
 * tar_kind.h — what a tar file is: an image of `docker save`, an OCI image, or something else. Knows the headers of tar;
 * must not read the contents of its members.
 */
#ifndef CLI_TAR_KIND_H
#define CLI_TAR_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tar_kind {
    TAR_NONE,       /* not a tar file */
    TAR_COMPRESSED, /* gzip, zstd, xz or bzip2 */
    TAR_DOCKER, /* it has a manifest.json; also with an OCI layout, as newer versions of docker write it */
    TAR_OCI,    /* it has an oci-layout */
    TAR_OTHER,  /* a tar file without an image */
};

enum { TAR_BLOCK_BYTES = 512 };

/* Reads up to TAR_BLOCK_BYTES at the offset; returns how many there are, 0 at the end or when it cannot. */
typedef size_t tar_read_function(void *context, uint64_t offset, unsigned char *block);

/* Reads one block for each member, so that a file of any size costs the same memory. */
enum tar_kind tar_kind(tar_read_function *read_block, void *context);

#endif
