/*
 * image_send.h — sends an image to the registry of container services, with skopeo or docker. Knows these programs; must
 * not know how the image is registered with a service.
 */
#ifndef CLI_IMAGE_SEND_H
#define CLI_IMAGE_SEND_H

#include "cli/image_source.h"
#include "steps/session.h"

enum image_tool { TOOL_SKOPEO, TOOL_DOCKER };

/* skopeo, which can read every source, or else docker. Errors: ERR_USER when neither can send this source. */
bool image_choose_tool(struct session *s, const struct image_source *source, enum image_tool *ret_tool)
    MUST_USE;

/* Whether the source exists and is for linux/amd64, which is all that Lightsail runs. Errors: ERR_USER. */
bool image_check_platform(struct session *s, const struct image_source *source, enum image_tool tool)
    MUST_USE;

/* CreateContainerServiceRegistryLogin; the texts are borrowed from the response. */
struct registry_login {
    struct str registry, username, password;
};

/*
 * Sends the image and returns the digest of its manifest, in s->mem. The program's messages go to stderr. The password is
 * in a file in memory that only the program gets; nothing remains of it, and of the program's temporary files, also after
 * an interruption. Errors: ERR_FAILED, ERR_STOPPED, ERR_TIMEOUT.
 */
bool image_send(struct session *s, const struct image_source *source, enum image_tool tool,
                const struct registry_login *login, struct str *ret_digest) MUST_USE;

#endif
