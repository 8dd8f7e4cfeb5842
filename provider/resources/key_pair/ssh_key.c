/*
 * ssh_key.c — OpenSSH public keys. Knows key formats; must not know Lightsail or Terraform.
 */
#include "resources/key_pair/ssh_key.h"

#include "base/base64.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

/* ---- base64 ---- */

/* ---- the parts of a key ---- */

struct ssh_key {
    struct str type; /* "ssh-rsa" */
    struct str blob; /* the decoded key, which begins with the type again */
};

/* The first field: a length of four bytes and as many bytes. */
static bool cut_field(struct str *rest, struct str *ret_field)
{
    if (rest->len < 4)
        return false;
    const unsigned char *bytes = (const unsigned char *)rest->data;
    size_t len = (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
    if (len > rest->len - 4)
        return false;
    *ret_field = str_slice(*rest, 4, 4 + len);
    *rest = str_slice(*rest, 4 + len, rest->len);
    return true;
}

static struct str next_word(struct str *rest)
{
    size_t start = 0;
    while (start < rest->len && strchr(" \t\r\n", rest->data[start]) != NULL)
        start++;
    size_t end = start;
    while (end < rest->len && strchr(" \t\r\n", rest->data[end]) == NULL)
        end++;
    struct str word = str_slice(*rest, start, end);
    *rest = str_slice(*rest, end, rest->len);
    return word;
}

/* The next line that is not blank and not a comment, trimmed; empty at the end. */
static struct str next_line(struct str *rest)
{
    struct str line;
    do {
        if (!str_cut(*rest, '\n', &line, rest)) {
            line = *rest;
            *rest = (struct str){NULL, 0};
        }
        line = str_trim(line);
    } while (rest->len > 0 && (line.len == 0 || line.data[0] == '#'));
    return line.len > 0 && line.data[0] != '#' ? line : (struct str){NULL, 0};
}

/* Checks the form of type and Base64 only; AWS decides whether they are a key. */
static bool is_key(struct str line)
{
    enum { LEAST_MATERIAL = 16 };
    struct str type = next_word(&line), material = next_word(&line);
    while (material.len > 0 && material.data[material.len - 1] == '=')
        material.len--;
    return base64_is_text(material) && material.len >= LEAST_MATERIAL &&
           (str_starts_with(type, STR("ssh-")) || str_starts_with(type, STR("ecdsa-")) ||
            str_starts_with(type, STR("sk-")));
}

enum ssh_key_text ssh_key_find(struct str text, struct str *ret_line)
{
    static const struct str mark = STR("\xef\xbb\xbf");
    struct str rest = str_starts_with(text, mark) ? str_slice(text, mark.len, text.len) : text;
    *ret_line = next_line(&rest);
    struct str second = next_line(&rest);
    if (str_contains(text, STR("PRIVATE KEY")) || str_contains(text, STR("Private-Lines:")))
        return SSH_KEY_PRIVATE_HALF;
    if (!is_key(*ret_line))
        return SSH_KEY_NONE;
    return second.len == 0 ? SSH_KEY_ONE : is_key(second) ? SSH_KEY_SEVERAL : SSH_KEY_NONE;
}

static bool parse(struct arena *mem, struct str text, struct ssh_key *ret)
{
    struct str inner, rest;
    ssh_key_find(text, &rest);
    ret->type = next_word(&rest);
    struct str material = next_word(&rest);
    if (material.len == 0 || !base64_decode(mem, material, &ret->blob))
        return false;
    rest = ret->blob;
    return cut_field(&rest, &inner) && str_eq(inner, ret->type);
}

bool ssh_key_equal(struct arena *mem, struct str a, struct str b)
{
    struct ssh_key left, right;
    if (!parse(mem, a, &left) || !parse(mem, b, &right))
        return str_eq(str_trim(a), str_trim(b));
    return str_eq(left.blob, right.blob);
}

struct str ssh_key_type(struct str text)
{
    struct str line;
    ssh_key_find(text, &line);
    return next_word(&line);
}

/* ---- fingerprints ---- */

static bool digest(const EVP_MD *kind, struct str bytes, unsigned char out[EVP_MAX_MD_SIZE], size_t *ret_len)
{
    unsigned len = 0;
    bool good = kind != NULL && EVP_Digest(bytes.data, bytes.len, out, &len, kind, NULL) == 1;
    *ret_len = len;
    return good;
}

static struct str hex_digest(struct arena *mem, const EVP_MD *kind, struct str bytes)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    size_t len;
    if (!digest(kind, bytes, out, &len))
        return (struct str){NULL, 0};
    struct buf text = buf_new(mem, 256);
    for (size_t i = 0; i < len; i++)
        buf_printf(&text, "%s%02x", i > 0 ? ":" : "", out[i]);
    return buf_str(&text);
}

static EVP_PKEY *rsa_key(const BIGNUM *n, const BIGNUM *e)
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    OSSL_PARAM *params = NULL;
    if (build != NULL && context != NULL && OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1)
        params = OSSL_PARAM_BLD_to_param(build);
    if (params == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        key = NULL;
    OSSL_PARAM_free(params);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_BLD_free(build);
    return key;
}

static BIGNUM *number(struct str bytes)
{
    return BN_bin2bn((const unsigned char *)bytes.data, (int)bytes.len, NULL);
}

/* The DER form of an RSA key, which AWS hashes when one is imported. Empty for other types of keys. */
static struct str rsa_der(struct arena *mem, const struct ssh_key *key)
{
    struct str type, e, n, rest = key->blob, der = {NULL, 0};
    if (!cut_field(&rest, &type) || !str_eq(type, STR("ssh-rsa")) || !cut_field(&rest, &e) ||
        !cut_field(&rest, &n))
        return der;
    BIGNUM *exponent = number(e), *modulus = number(n);
    EVP_PKEY *pkey = rsa_key(modulus, exponent);
    unsigned char *bytes = NULL;
    int len = pkey != NULL ? i2d_PUBKEY(pkey, &bytes) : 0;
    if (len > 0)
        der = str_copy(mem, str_n((const char *)bytes, (size_t)len));
    OPENSSL_free(bytes);
    EVP_PKEY_free(pkey);
    BN_free(exponent);
    BN_free(modulus);
    return der;
}

static enum ssh_key_match matches(bool same)
{
    return same ? SSH_KEY_MATCHES : SSH_KEY_DIFFERS;
}

static enum ssh_key_match check_md5(struct arena *mem, const struct ssh_key *key, struct str fingerprint)
{
    struct str der = rsa_der(mem, key), of_blob = hex_digest(mem, EVP_md5(), key->blob);
    if (of_blob.len == 0)
        return SSH_KEY_UNDECIDED; /* MD5 is disabled on this system */
    return matches(str_eq_nocase(fingerprint, of_blob) ||
                   (der.len > 0 && str_eq_nocase(fingerprint, hex_digest(mem, EVP_md5(), der))));
}

static enum ssh_key_match check_sha256(const struct ssh_key *key, struct str bytes)
{
    unsigned char out[EVP_MAX_MD_SIZE];
    size_t len;
    if (!digest(EVP_sha256(), key->blob, out, &len))
        return SSH_KEY_UNDECIDED;
    return matches(str_eq(bytes, str_n((const char *)out, len)));
}

enum ssh_key_match ssh_key_check_fingerprint(struct arena *mem, struct str public_key, struct str fingerprint)
{
    enum { MD5_TEXT = 16 * 3 - 1, SHA256_BYTES = 32 };
    struct ssh_key key;
    struct str bytes;
    if (!parse(mem, public_key, &key))
        return SSH_KEY_UNDECIDED;
    fingerprint = str_trim(fingerprint);
    if (str_starts_with(fingerprint, STR("MD5:")))
        fingerprint = str_slice(fingerprint, 4, fingerprint.len);
    if (str_contains(fingerprint, STR(":")) && fingerprint.len == MD5_TEXT)
        return check_md5(mem, &key, fingerprint);
    if (str_starts_with(fingerprint, STR("SHA256:")))
        fingerprint = str_slice(fingerprint, 7, fingerprint.len);
    if (base64_decode(mem, fingerprint, &bytes) && bytes.len == SHA256_BYTES)
        return check_sha256(&key, bytes);
    return SSH_KEY_UNDECIDED;
}

struct str ssh_key_plain_text(struct arena *mem, struct str text, struct str beginning)
{
    struct str decoded;
    if (!str_starts_with(text, beginning) && base64_decode(mem, str_trim(text), &decoded) &&
        str_starts_with(decoded, beginning))
        return decoded;
    return str_copy(mem, text);
}
