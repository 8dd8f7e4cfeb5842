/*
 * ssh_key.h — OpenSSH public keys: comparing two, and the fingerprints that AWS may report for one. Knows key
 * formats; must not know Lightsail or Terraform.
 */
#ifndef RESOURCES_SSH_KEY_H
#define RESOURCES_SSH_KEY_H

#include "base/str.h"

enum ssh_key_text {
    SSH_KEY_ONE,
    SSH_KEY_NONE, /* or a text with other contents */
    SSH_KEY_SEVERAL,
    SSH_KEY_PRIVATE_HALF,
};

/*
 * The line of the only public key in a text like a .pub file or authorized_keys. Line endings of any kind, a
 * byte order mark, blank lines and comment lines are ignored. `ret_line` is a view into the text.
 */
enum ssh_key_text ssh_key_find(struct str text, struct str *ret_line);

/* Whether two texts have the same key: type and key material. Comments and white space are ignored. */
bool ssh_key_equal(struct arena *mem, struct str a, struct str b);

/* The type in the text of a key, such as "ssh-rsa": its first word, "" when there is none. A view into
 * `text`. */
struct str ssh_key_type(struct str text);

enum ssh_key_match {
    SSH_KEY_MATCHES,
    SSH_KEY_DIFFERS,
    SSH_KEY_UNDECIDED, /* the fingerprint cannot be computed from a public key, or the key cannot be read */
};

/*
 * Compares a public key with a fingerprint. Forms: MD5 in hex with colons of the DER key (RSA keys imported
 * into AWS) or of the SSH key (RFC 4716), SHA-256 in Base64 of the SSH key, with or without "SHA256:" and
 * padding. SHA-1 in hex belongs to a private key that AWS created: undecided. Source: "Verify the fingerprint
 * of your key pair" in the EC2 user guide of AWS.
 */
enum ssh_key_match ssh_key_check_fingerprint(struct arena *mem, struct str public_key,
                                             struct str fingerprint);

/*
 * The text of a key in the form of OpenSSH and OpenSSL, from a member that is called "base64". A text that
 * does not begin with `beginning`, because it is encoded once more, is decoded. A copy.
 */
struct str ssh_key_plain_text(struct arena *mem, struct str text, struct str beginning);

#endif
