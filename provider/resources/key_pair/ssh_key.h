/*
 * ssh_key.h — OpenSSH public keys: comparing two, and the fingerprints that AWS may tell for one. Knows key formats;
 * must not know Lightsail or Terraform.
 */
#ifndef RESOURCES_SSH_KEY_H
#define RESOURCES_SSH_KEY_H

#include "base/str.h"

enum ssh_key_text {
    SSH_KEY_ONE,
    SSH_KEY_NONE, /* or something besides */
    SSH_KEY_SEVERAL,
    SSH_KEY_PRIVATE_HALF,
};

/*
 * The line of the one public key in a text like a .pub file or authorized_keys: line ends of any kind, a byte order mark, blank lines and
 * lines of comment do not count. `ret_line` is a view into the text.
 */
enum ssh_key_text ssh_key_find(struct str text, struct str *ret_line);

/* Whether two texts hold the same key: type and key material; comments and white space do not count. */
bool ssh_key_equal(struct arena *mem, struct str a, struct str b);

/* The type that a key's text names, such as "ssh-rsa": its first word, "" when there is none. A view into `text`. */
struct str ssh_key_type(struct str text);

enum ssh_key_match {
    SSH_KEY_MATCHES,
    SSH_KEY_DIFFERS,
    SSH_KEY_UNDECIDED, /* the fingerprint has a form that cannot be computed from a public key, or the key cannot be read */
};

/*
 * Holds a public key against a fingerprint. Forms: MD5 in hex with colons of the DER key (RSA keys imported into AWS) or of the SSH
 * key (RFC 4716), SHA-256 in base64 of the SSH key, with or without "SHA256:" and padding. SHA-1 in hex is that of a private key that
 * AWS made: undecided. Source: "Verify the fingerprint of your key pair" in AWS's EC2 user guide.
 */
enum ssh_key_match ssh_key_check_fingerprint(struct arena *mem, struct str public_key,
                                             struct str fingerprint);

/* Standard base64, padding optional; false when it is something else. */
bool ssh_key_base64_decode(struct arena *mem, struct str text, struct str *ret_bytes) MUST_USE;

/*
 * A key's text as OpenSSH and OpenSSL write it, from a member that is called "base64": one that does not begin with `beginning` and is
 * encoded once more is decoded. A copy.
 */
struct str ssh_key_plain_text(struct arena *mem, struct str text, struct str beginning);

#endif
