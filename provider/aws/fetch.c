/*
 * fetch.c — gets credentials from their source: files, programs, services. Knows what each kind of source
 * needs; must not know how long the credentials are kept.
 */
#include "aws/fetch.h"

#include <errno.h>

#include "aws/metadata.h"
#include "base/process.h"
#include "base/text_file.h"

enum { MOST_IDENTITY_BYTES = 64 * 1024 };

static bool from_role(const struct source *source, const struct sts *sts, struct aws_scope scope,
                      struct credentials *ret_credentials, struct err *err)
{
    struct credentials base;
    return fetch_credentials(source->base, sts, scope, &base, err) &&
           sts_assume_role(sts, scope, &(struct sts_caller){.keys = &base}, &source->role, source->name,
                           ret_credentials, err);
}

static bool from_web_identity(const struct source *source, const struct sts *sts, struct aws_scope scope,
                              struct credentials *ret_credentials, struct err *err)
{
    struct str text, path = source->token_file;
    if (!text_file_read_secret(scope.mem, path, MOST_IDENTITY_BYTES, &text))
        return fail(err, ERR_CREDENTIALS, "cannot read the web identity token in '%.*s': %s", STR_ARG(path),
                    strerror(errno));
    const struct sts_caller caller = {.web_identity = str_trim(text)};
    if (caller.web_identity.len == 0)
        return fail(err, ERR_CREDENTIALS, "the web identity token file '%.*s' is empty", STR_ARG(path));
    return sts_assume_role(sts, scope, &caller, &source->role, source->name, ret_credentials, err);
}

static bool from_process(const struct source *source, const struct sts *sts, struct aws_scope scope,
                         struct credentials *ret_credentials, struct err *err)
{
    struct process_output output;
    if (!process_run(scope.mem, source->command, PROCESS_TIME_LIMIT_MS, scope.deadline, &output, err))
        return fail_context(err, "%.*s", STR_ARG(source->name));
    return credentials_from_json(scope.mem, output.out, CREDENTIALS_OF_PROCESS, source->name,
                                 clock_wall_ms() + atomic_load(sts->skew_ms), ret_credentials, err) ||
           (err->hint[0] == '\0' && process_hint(scope.mem, &output, err));
}

static bool from_metadata(const struct source *source, const struct sts *sts, struct aws_scope scope,
                          struct credentials *ret_credentials, struct err *err)
{
    const struct metadata metadata = {
        .target = {sts->http, sts->user_agent, source->endpoint},
        .source = source->name,
        .skew_ms = atomic_load(sts->skew_ms),
    };
    if (source->kind == SOURCE_CONTAINER)
        return metadata_fetch_container(&metadata, scope, ret_credentials, err);
    bool here = false;
    if (metadata_fetch(&metadata, scope, &here, ret_credentials, err))
        return true;
    if (here || source->tried.len == 0 || err->kind == ERR_STOPPED || err->kind == ERR_TIMEOUT)
        return false;
    /*
     * The metadata service was the last source to try; when it does not exist, that is not a network error.
     */
    struct err cause = *err;
    fail(err, ERR_CREDENTIALS, "no AWS credentials found: tried %.*s, %.*s (%s)", STR_ARG(source->tried),
         STR_ARG(source->name), cause.text);
    source_hint(err);
    struct err advice = *err;
    return cause.hint[0] == '\0' ? false : fail_hint(err, "%s; %s", advice.hint, cause.hint);
}

bool fetch_credentials(const struct source *source, const struct sts *sts, struct aws_scope scope,
                       struct credentials *ret_credentials, struct err *err)
{
    switch (source->kind) {
    case SOURCE_KEYS:
        *ret_credentials = credentials_copy(scope.mem, &source->keys);
        return true;
    case SOURCE_ROLE:
        return from_role(source, sts, scope, ret_credentials, err);
    case SOURCE_WEB_IDENTITY:
        return from_web_identity(source, sts, scope, ret_credentials, err);
    case SOURCE_PROCESS:
        return from_process(source, sts, scope, ret_credentials, err);
    case SOURCE_SIGN_IN:
        return sso_fetch(&(struct sso){.portal = {sts->http, sts->user_agent, source->endpoint},
                                       .oidc = {sts->http, sts->user_agent, source->oidc},
                                       .source = source->name,
                                       .now_ms = clock_wall_ms() + atomic_load(sts->skew_ms)},
                         &source->sign_in, scope, ret_credentials, err);
    case SOURCE_CONTAINER:
    case SOURCE_METADATA:
        return from_metadata(source, sts, scope, ret_credentials, err);
    }
    return fail(err, ERR_INTERNAL, "the source of the credentials has an unknown kind");
}
