/*
 * disk_journal.h — what has to come back after a disk has grown, in tags of the disk and of its snapshot, because
 * an interrupted apply leaves nothing in the state. Knows the two tags; must not know the steps.
 *
 *   quants-infra:resize           "64", or of an attached disk "64 running /dev/xvdf": the size in GB, whether the
 *                                 instance was running, the path
 *   quants-infra:resize-instance  the name of the instance
 */
#ifndef RESOURCES_DISK_JOURNAL_H
#define RESOURCES_DISK_JOURNAL_H

#include "lightsail/tag.h"
#include "resources/disk/disk_attach.h"

enum { DISK_JOURNAL_TAGS = 2 };

struct disk_journal {
    bool is_there; /* the object carries the tags */
    int64_t size_in_gb;
    struct str instance; /* data == NULL: the disk was not attached */
    struct str path;
    bool was_running;
};

/* The journal in the tags of a disk or of a snapshot. The texts are borrowed from `object`. */
struct disk_journal disk_journal_of(const json_t *object);

/* The tags of a request: a new reference. */
json_t *disk_journal_tags(struct arena *mem, const struct disk_journal *journal);

/* Writes the journal to a disk, and removes it; accepted is enough, nothing waits for it. A disk that has exactly these tags needs no request. */
bool disk_journal_write(struct call *c, const struct disk_now *disk, const struct disk_journal *journal)
    MUST_USE;
bool disk_journal_remove(struct call *c, const struct disk_now *disk) MUST_USE;

/* Removes the tag LS_REPLACES_TAG of an earlier growth. */
bool disk_journal_remove_replaces(struct call *c, const struct disk_now *disk) MUST_USE;

#endif
