/*
 * image_source.h — where an image that the user names comes from: a Docker daemon, an OCI folder, a tar file, or a
 * source in skopeo's own words. Knows files; must not start a program.
 */
#ifndef CLI_IMAGE_SOURCE_H
#define CLI_IMAGE_SOURCE_H

#include "base/err.h"
#include "base/str.h"

struct image_source {
    struct str skopeo; /* "docker-daemon:web:1", "oci:out", "docker-archive:web.tar" */
    struct str docker; /* the name in the Docker daemon; "" when docker cannot send it */
    struct str noun;   /* "the image of the Docker daemon", "the OCI folder", … */
    struct str name;   /* as the user has written it */
};

/*
 * Recognizes, in this order: a source with one of skopeo's prefixes ("oci:", "docker-archive:", …), a folder, a file,
 * what has the form of a path, and the name of an image in the Docker daemon, to which ":latest" is added. Errors: ERR_USER.
 */
bool image_source_of(struct arena *mem, struct str text, struct image_source *ret_source, struct err *err)
    MUST_USE;

#endif
