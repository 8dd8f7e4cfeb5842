/*
 * bucket_key.h — the access keys of a bucket: listed, made, deleted. Knows that a secret is returned once; must not know in which
 * state a key is kept.
 */
#ifndef RESOURCES_BUCKET_KEY_H
#define RESOURCES_BUCKET_KEY_H

#include "runtime/api.h"

/* The access keys of a bucket, as GetBucketAccessKeys shows them now. Errors: those of the call. */
bool bucket_key_list(struct call *c, struct str bucket, json_t **ret_keys) MUST_USE;

/* "AKIA… (created 2026-11-01T12:00:00Z)" for each, with commas between them. */
struct str bucket_key_print(struct call *c, const json_t *keys);

/*
 * Makes a key. When the response is lost, so is the secret: the key that the request has made is deleted, and another one is
 * made. It is ours if it was not in the list before. *ret_key: accessKeyId, secretAccessKey, status, createdAt. Errors: with
 * what to do when the bucket does not exist or has two keys.
 */
bool bucket_key_make(struct call *c, struct str bucket, json_t **ret_key) MUST_USE;

/* A key that does not exist is success. */
bool bucket_key_delete(struct call *c, struct str bucket, struct str id) MUST_USE;

#endif
