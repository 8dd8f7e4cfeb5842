/*
 * disk_attach.h — attaches a disk to an instance and detaches it. Knows disks in the API; must not know schemas
 * or plans, nor why a disk is moved. Source: AttachDisk, DetachDisk, GetDisk of the API model.
 */
#ifndef RESOURCES_DISK_ATTACH_H
#define RESOURCES_DISK_ATTACH_H

#include "runtime/api.h"

/* A disk as AWS shows it. */
struct disk_now {
    struct str name, arn;
    struct str attached_to; /* data == NULL: to no instance */
    struct str path;
    int64_t size_in_gb;
    bool is_system_disk;
    json_t *object; /* the Disk of the response, in c->mem */
};
struct disk_now disk_of(json_t *object);

/* Attaches a disk that is attached to no instance, and waits until it is in use. Already so attached is success. */
bool disk_attach(struct call *c, struct disk_now *now, struct str instance, struct str path) MUST_USE;

/* Detaches a disk of a stopped instance, and waits until it is available. */
bool disk_detach(struct call *c, struct disk_now *now) MUST_USE;

#endif
