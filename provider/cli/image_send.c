/*
 * image_send.c — sends an image with skopeo or docker. Must not know how it is registered. Sources: skopeo-copy(1),
 * docker push; aws/lightsailctl: the repository is "sr", and each push has a tag of its own.
 */
#include "cli/image_send.h"

#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/env.h"
#include "base/process.h"
#include "cli/private_folder.h"
#include "cli/project.h"
#include "steps/image_name.h"

enum { LONGEST_PUSH_MS = 60 * 60 * 1000, CLEAN_UP_MS = 10 * 1000 };

/* The files of the program: its descriptors from PROCESS_FIRST_FILE on. */
enum { LOGIN_FILE, DIGEST_FILE, FILE_COUNT };
#define LOGIN_PATH "/dev/fd/3"
#define DIGEST_PATH "/dev/fd/4"

struct push {
    struct session *session;
    const struct image_source *source;
    const struct registry_login *login;
    struct str folder; /* of the program's temporary files */
    struct str repository, tag;
    int files[FILE_COUNT];
};

/* ---- programs ---- */

static bool run(struct session *s, const struct process_form *form, struct str *ret_output)
{
    struct process_output output = {.out = STR("")};
    bool done = process_start(s->mem, form, &s->deadline, &output, &s->err);
    *ret_output = str_trim(output.out);
    return done || fail_context(&s->err, "%s", form->words[0]);
}

static bool ask(struct session *s, const char *const *words, struct str *ret_output)
{
    const struct process_form form = {.words = words,
                                      .failed = ERR_USER,
                                      .time_limit_ms = PROCESS_TIME_LIMIT_MS};
    return run(s, &form, ret_output);
}

static bool has(struct session *s, const char *program)
{
    return program_path(s->mem, program).len > 0;
}

static const char *variable(struct session *s, const char *name, struct str value)
{
    return str_printf(s->mem, "%s=%.*s", name, STR_ARG(value)).data;
}

/*
 * The daemon of the user: DOCKER_HOST, or that of docker's settings ("docker context use"), neither of which skopeo reads.
 * "": unknown; such as of podman under the name of docker, which has no contexts.
 */
static struct str daemon_host(struct session *s)
{
    const char *const words[] = {"docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}",
                                 NULL};
    struct err before = s->err;
    struct str host = env_text("DOCKER_HOST");
    if (host.len > 0 || !has(s, "docker"))
        return host;
    bool is_known = ask(s, words, &host);
    s->err = before;
    return is_known ? host : STR("");
}

/* An option of skopeo with the daemon of the source: two words, or none. */
static size_t add_daemon(struct session *s, const struct image_source *source, const char *option,
                         const char **words)
{
    struct str host = source->docker.len > 0 ? daemon_host(s) : STR("");
    if (host.len == 0)
        return 0;
    words[0] = option;
    words[1] = str_z(s->mem, host);
    return 2;
}

bool image_choose_tool(struct session *s, const struct image_source *source, enum image_tool *ret_tool)
{
    bool has_skopeo = has(s, "skopeo"), has_docker = has(s, "docker");
    *ret_tool = has_skopeo ? TOOL_SKOPEO : TOOL_DOCKER;
    if (has_skopeo || (has_docker && source->docker.len > 0))
        return true;
    if (has_docker)
        fail(&s->err, ERR_USER, "docker cannot send %.*s", STR_ARG(source->noun));
    else
        fail(&s->err, ERR_USER, "neither skopeo nor docker is installed, or in PATH");
    return fail_hint(&s->err,
                     "Install skopeo: apt-get install skopeo, dnf install skopeo, or brew install skopeo.");
}

/* ---- the platform ---- */

#define PLATFORM "linux/amd64"
#define FOR_PLATFORM "--override-os", "linux", "--override-arch", "amd64"

bool image_check_platform(struct session *s, const struct image_source *source, enum image_tool tool)
{
    const char *skopeo[12] = {"skopeo", FOR_PLATFORM, "inspect", "--format", "{{.Os}}/{{.Architecture}}"};
    const char *const docker[] = {
        "docker", "image", "inspect", "--format", "{{.Os}}/{{.Architecture}}", str_z(s->mem, source->docker),
        NULL};
    struct str platform;
    if (tool == TOOL_SKOPEO) {
        size_t count = 8; /* those above */
        count += add_daemon(s, source, "--daemon-host", skopeo + count);
        skopeo[count] = str_z(s->mem, source->skopeo);
    }
    TRY(ask(s, tool == TOOL_SKOPEO ? skopeo : docker, &platform));
    if (str_eqc(platform, PLATFORM))
        return true;
    fail(&s->err, ERR_USER, "the image is for %.*s, and Lightsail runs " PLATFORM, STR_ARG(platform));
    return fail_hint(&s->err, "Build it with 'docker build --platform " PLATFORM "'.");
}

/* ---- the login ---- */

/* The form of ~/.docker/config.json, which both programs read. */
static bool write_login(struct push *push)
{
    struct session *s = push->session;
    const struct registry_login *login = push->login;
    enum { MOST_BYTES = 64 * 1024 };
    struct buf pair = buf_new_secret(s->mem, MOST_BYTES);
    buf_printf(&pair, "%.*s:%.*s", STR_ARG(login->username), STR_ARG(login->password));
    struct str encoded = base64_encode(s->mem, buf_str(&pair));
    json_t *whole = json_own(s->mem, json_object());
    json_t *entry = member_of("auth", encoded), *entries = json_object();
    json_object_set_new(entries, str_z(s->mem, login->registry), entry);
    json_object_set_new(whole, "auths", entries);
    return memory_file(json_print_secret(s->mem, whole), &push->files[LOGIN_FILE], &s->err);
}

/* "1764452060123456789-0k3v…": as aws lightsail push-container-image makes it. */
static struct str unique_tag(struct session *s)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
    unsigned char random[13];
    struct buf tag = buf_new(s->mem, 64);
    buf_printf(&tag, "%lld000000-", (long long)clock_wall_ms());
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return (struct str){NULL, 0};
    for (size_t i = 0; i < sizeof random; i++)
        buf_addc(&tag, digits[random[i] % 32]);
    return buf_str(&tag);
}

/* ---- skopeo ---- */

static bool send_by_skopeo(struct push *push, struct str *ret_digest)
{
    struct session *s = push->session;
    enum { DIGEST_BYTES = 128 };
    char digest[DIGEST_BYTES];
    struct str target = str_printf(s->mem, "docker://%.*s:%.*s", STR_ARG(push->repository),
                                   STR_ARG(push->tag)),
               ignored;
    const char *words[17] = {"skopeo",          FOR_PLATFORM, "copy",         "--retry-times", "3",
                             "--dest-authfile", LOGIN_PATH,   "--digestfile", DIGEST_PATH};
    size_t count = 12; /* those above */
    count += add_daemon(s, push->source, "--src-daemon-host", words + count);
    words[count] = str_z(s->mem, push->source->skopeo);
    words[count + 1] = str_z(s->mem, target);
    const char *const environment[] = {variable(s, "TMPDIR", push->folder), NULL};
    const struct process_form form = {.words = words,
                                      .environment = environment,
                                      .files = push->files,
                                      .file_count = FILE_COUNT,
                                      .shows_output = true,
                                      .failed = ERR_FAILED,
                                      .time_limit_ms = LONGEST_PUSH_MS};
    TRY(memory_file(STR(""), &push->files[DIGEST_FILE], &s->err) && run(s, &form, &ignored));
    ssize_t got = pread(push->files[DIGEST_FILE], digest, sizeof digest, 0);
    *ret_digest = str_copy(s->mem, str_trim(str_n(digest, got > 0 ? (size_t)got : 0)));
    return true;
}

/* ---- docker ---- */

/* The settings folder of docker is replaced, so that it reads this login and no other. */
static bool docker_environment(struct push *push, const char **ret_environment)
{
    struct session *s = push->session;
    struct str settings = str_printf(s->mem, "%.*s/config.json", STR_ARG(push->folder));
    if (symlink(LOGIN_PATH, settings.data) != 0)
        return fail(&s->err, ERR_USER, "cannot write in '%.*s'", STR_ARG(push->folder));
    ret_environment[0] = variable(s, "DOCKER_CONFIG", push->folder);
    struct str host = daemon_host(s);
    ret_environment[1] = host.len > 0 ? variable(s, "DOCKER_HOST", host) : NULL;
    return true;
}

static bool docker(struct push *push, const char *const *words, const char *const *environment, bool shows,
                   struct str *ret_output)
{
    const struct process_form form = {.words = words,
                                      .environment = environment,
                                      .files = push->files,
                                      .file_count = 1,
                                      .shows_output = shows,
                                      .failed = ERR_FAILED,
                                      .time_limit_ms = LONGEST_PUSH_MS};
    return run(push->session, &form, ret_output);
}

/* The only digest of the list that is of our repository: ["other@sha256:…", "REGISTRY/sr@sha256:…"]. */
static bool digest_of(struct push *push, struct str text, struct str *ret_digest)
{
    struct session *s = push->session;
    struct str prefix = str_printf(s->mem, "%.*s@", STR_ARG(push->repository));
    json_t *list = NULL;
    size_t count = 0;
    TRY(json_parse(s->mem, text, PROCESS_MOST_OUTPUT_BYTES, &list, &s->err));
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct str item = json_text(json_array_get(list, i));
        if (!str_starts_with(item, prefix))
            continue;
        *ret_digest = str_slice(item, prefix.len, item.len);
        count++;
    }
    if (count == 1)
        return true;
    fail(&s->err, ERR_FAILED, "docker has sent the image, and reports %zu digests of it", count);
    return fail_hint(&s->err, "Install skopeo, which reports the digest of what it sends.");
}

/* Also after an interruption. */
static void forget_tag(struct push *push, const char *target, const char *const *environment)
{
    struct session *s = push->session;
    const char *const words[] = {"docker", "image", "rm", target, NULL};
    struct deadline before = s->deadline;
    struct err err = s->err;
    struct str ignored;
    s->deadline = deadline_begin(NULL, CLEAN_UP_MS);
    if (!docker(push, words, environment, false, &ignored))
        s->err = (struct err){.kind = ERR_NONE};
    s->err = err;
    s->deadline = before;
}

static bool send_by_docker(struct push *push, struct str *ret_digest)
{
    struct session *s = push->session;
    const char *source = str_z(s->mem, push->source->docker), *environment[3] = {NULL, NULL, NULL};
    const char *target = str_printf(s->mem, "%.*s:%.*s", STR_ARG(push->repository), STR_ARG(push->tag)).data;
    const char *const tag[] = {"docker", "tag", source, target, NULL},
                      *const send[] = {"docker", "push", target, NULL},
                      *const inspect[] = {"docker", "image", "inspect", "--format", "{{json .RepoDigests}}",
                                          target,   NULL};
    struct str output;
    TRY(docker_environment(push, environment) && docker(push, tag, environment, false, &output));
    bool done = docker(push, send, environment, true, &output) &&
                docker(push, inspect, environment, false, &output) && digest_of(push, output, ret_digest);
    forget_tag(push, target, environment);
    return done;
}

/* ---- both ---- */

static bool send_from_folder(struct push *push, enum image_tool tool, struct str *ret_digest)
{
    struct session *s = push->session;
    TRY(write_login(push));
    bool done = tool == TOOL_SKOPEO ? send_by_skopeo(push, ret_digest) : send_by_docker(push, ret_digest);
    for (size_t i = 0; i < FILE_COUNT; i++) {
        if (push->files[i] >= 0)
            close(push->files[i]);
    }
    TRY(done);
    return image_is_digest(*ret_digest) ||
           fail(&s->err, ERR_FAILED, "%s reports '%.*s', which is not a digest",
                tool == TOOL_SKOPEO ? "skopeo" : "docker", STR_ARG(str_printable(s->mem, *ret_digest, 80)));
}

bool image_send(struct session *s, const struct image_source *source, enum image_tool tool,
                const struct registry_login *login, struct str *ret_digest)
{
    struct push push = {.session = s,
                        .source = source,
                        .login = login,
                        .repository = str_printf(s->mem, "%.*s/sr", STR_ARG(login->registry)),
                        .tag = unique_tag(s),
                        .files = {-1, -1}};
    *ret_digest = STR("");
    if (push.tag.len == 0)
        return fail(&s->err, ERR_INTERNAL, "there are no random numbers");
    TRY(private_folder_make(s->mem, &push.folder, &s->err));
    bool done = send_from_folder(&push, tool, ret_digest);
    private_folder_remove(push.folder);
    return done;
}
