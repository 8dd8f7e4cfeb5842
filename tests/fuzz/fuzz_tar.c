/*
 * fuzz_tar.c — any bytes as a tar file: it ends, reads only what is there, and never goes back.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/tar_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct file {
    const uint8_t *data;
    uint64_t size, last;
};

static size_t read_block(void *context, uint64_t offset, unsigned char *block)
{
    struct file *file = context;
    if (offset > 0 && offset <= file->last)
        abort();
    file->last = offset;
    if (offset >= file->size)
        return 0;
    size_t bytes = file->size - offset < TAR_BLOCK_BYTES ? (size_t)(file->size - offset) : TAR_BLOCK_BYTES;
    memcpy(block, file->data + offset, bytes);
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct file file = {data, size, 0};
    enum tar_kind kind = tar_kind(read_block, &file);
    if (size < TAR_BLOCK_BYTES && kind != TAR_NONE && kind != TAR_COMPRESSED)
        abort();
    return 0;
}
