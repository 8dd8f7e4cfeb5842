/*
 * source.h — the source of the credentials. Knows arguments, environment and profiles; uses neither the
 * network nor another program; must not know how credentials are fetched.
 *
 * Order, as in AWS's SDKs: the provider's arguments; the environment (not when the provider names a profile);
 * the profile's role; a web identity token; the profile's access keys, program and sign-in; the container;
 * the instance's role. The provider's roles are then assumed with the result.
 */
#ifndef AWS_SOURCE_H
#define AWS_SOURCE_H

#include "aws/credentials.h"
#include "aws/endpoint.h"
#include "aws/profile.h"
#include "aws/settings.h"
#include "aws/sso.h"

enum source_kind {
    SOURCE_KEYS,         /* access key, secret key and token are known */
    SOURCE_ROLE,         /* AssumeRole with the credentials of `base` */
    SOURCE_WEB_IDENTITY, /* AssumeRoleWithWebIdentity with the content of `token_file` */
    SOURCE_PROCESS,      /* a program prints them */
    SOURCE_CONTAINER,    /* the container credentials endpoint from the environment */
    SOURCE_SIGN_IN,      /* IAM Identity Center, after a sign-in with the AWS CLI */
    SOURCE_METADATA,     /* the instance metadata service */
};

struct source {
    enum source_kind kind;
    struct str name;           /* "the environment", for messages */
    struct credentials keys;   /* SOURCE_KEYS */
    struct aws_role role;      /* SOURCE_ROLE, SOURCE_WEB_IDENTITY */
    const struct source *base; /* SOURCE_ROLE */
    struct str token_file;     /* SOURCE_WEB_IDENTITY */
    struct str command;        /* SOURCE_PROCESS */
    struct endpoint endpoint;  /* SOURCE_CONTAINER, SOURCE_METADATA; SOURCE_SIGN_IN: the portal */
    struct endpoint oidc;      /* SOURCE_SIGN_IN: the service that refreshes the sign-in */
    struct sso_role sign_in;   /* SOURCE_SIGN_IN */
    struct str tried; /* SOURCE_METADATA as the last source: the sources tried before, for messages */
};

/*
 * The first configured source, in `mem`; secrets in it are wiped with `mem`. An incomplete source is an
 * error, because the next source may belong to another account. Errors: ERR_CREDENTIALS (nothing found,
 * incomplete, an unsupported kind), ERR_USER (see profile.h).
 */
bool source_find(struct arena *mem, const struct aws_config *config, struct profiles *profiles,
                 struct source *ret_source, struct err *err) MUST_USE;

/* Whether the Security Token Service is needed. */
bool source_needs_sts(const struct source *source);

/* Adds the hint for missing credentials; returns false. */
bool source_hint(struct err *err);

#endif
