/*
 * handshake.h — what Terraform or OpenTofu and a plugin exchange before gRPC: environment in, one line out.
 * Knows the line and the variables; must not know the server. The only file that writes to stdout. Source:
 * protocol 1.
 */
#ifndef PLUGIN_HANDSHAKE_H
#define PLUGIN_HANDSHAKE_H

#include "base/err.h"

enum { HANDSHAKE_PROTOCOL_VERSION = 6 };

/* The source in a configuration, and the full addresses that it stands for; for reattaching. */
#define HANDSHAKE_SOURCE "quants-infra/lightsail"
#define HANDSHAKE_ADDRESS_TERRAFORM "registry.terraform.io/" HANDSHAKE_SOURCE
#define HANDSHAKE_ADDRESS_OPENTOFU "registry.opentofu.org/" HANDSHAKE_SOURCE

/* The values from the environment, copied. */
struct handshake_environment {
    bool has_cookie;         /* TF_PLUGIN_MAGIC_COOKIE is correct: Terraform started this process */
    bool offers_our_version; /* PLUGIN_PROTOCOL_VERSIONS contains 6 */
    bool wants_multiplex_field;
    struct str client_pem; /* PLUGIN_CLIENT_CERT; empty: serve without TLS */
    struct str socket_directory, socket_group, temporary_directory;
    int64_t min_port, max_port; /* 0: not given */
    bool frees_all;             /* LIGHTSAIL_FREE_ALL is set: free all memory at the end, for leak checkers */
};

/*
 * Reads the environment, then removes the variables for this process, so that no child process inherits them.
 * Call it before threads exist.
 */
void handshake_read_environment(struct arena *mem, struct handshake_environment *ret_environment);

/* Whether a comma-separated list of versions contains this one; entries that are not numbers are ignored. */
bool handshake_list_has(struct str list, int64_t version);

/*
 * `1|6|unix|<address>|grpc|<certificate>` with a newline, and a seventh field only for clients that request
 * it. `network` is "unix" or "tcp"; the certificate is empty without TLS.
 */
struct str handshake_line(struct arena *mem, const char *network, struct str address, struct str certificate,
                          bool with_multiplex_field);

/*
 * `TF_REATTACH_PROVIDERS='{…}'`, with both addresses, and its usage, for a process that was started with
 * -debug.
 */
struct str handshake_reattach_text(struct arena *mem, const char *network, struct str address,
                                   int64_t process_id);

/*
 * Reserves stdout for the handshake line: from now on descriptor 1 (and 0, the user's terminal) is /dev/null.
 * Returns a descriptor for handshake_write, which stays open until the end, because Terraform takes its close
 * for the end of the plugin.
 */
bool handshake_take_stdout(int *ret_descriptor, struct err *err) MUST_USE;

/* Writes the whole text. */
void handshake_write(int descriptor, struct str text);

/* -version, -help, and the text for a user who starts the binary directly. */
struct str handshake_version_text(void);
struct str handshake_help_text(void);
struct str handshake_by_hand_text(void);

#endif
