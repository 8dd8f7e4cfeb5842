/*
 * infra_create.c — `infra create`: instances, optionally with a static IP each. Knows the order of the
 * requests and which objects exist after a failure; must not know which values are available
 * (create_check.c).
 */
#include "cli/create_check.h"
#include "cli/infra.h"
#include "cli/instance_view.h"
#include "cli/release.h"

enum { NAME, BUNDLE, BLUEPRINT, AZ, KEY_PAIR, STATIC_IP, TAG, USER_DATA, NO_WAIT, TIMEOUT };

static const struct option_row options[] = {
    [NAME] = {.name = "name",
              .argument = "NAME",
              .help = "name of the instance",
              .required = true,
              .repeatable = true},
    [BUNDLE] = {.name = "bundle",
                .argument = "ID",
                .help = "bundle; see 'infra bundles' (default small_3_0)",
                .kind = VALUE_BUNDLE},
    [BLUEPRINT] = {.name = "blueprint", .argument = "ID", .help = "blueprint (default ubuntu_22_04)"},
    [AZ] = {.name = "az", .argument = "ZONE", .help = "availability zone (default: the first of the region)"},
    [KEY_PAIR] = {.name = "key-pair",
                  .argument = "NAME",
                  .help = "SSH key pair (default: the default key pair of the region)"},
    [STATIC_IP] = {.name = "static-ip", .help = "allocate the static IP NAME-ip and attach it"},
    [TAG] = TAG_OPTION,
    [USER_DATA] = {.name = "user-data",
                   .argument = "FILE",
                   .help = "script that runs at the first boot",
                   .kind = VALUE_FILE},
    [NO_WAIT] = {.name = "no-wait", .help = "do not wait until the instance is running"},
    [TIMEOUT] = TIMEOUT_OPTION,
    {.name = NULL},
};

enum { MAX_USER_DATA_BYTES = 16 * 1024 };

static bool read_user_data(struct session *s, const char *path, struct str *ret_text)
{
    char text[MAX_USER_DATA_BYTES + 1];
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return fail(&s->err, ERR_USER, "--user-data: cannot read '%s'", path);
    size_t len = fread(text, 1, sizeof text, file);
    bool is_broken = ferror(file) != 0;
    fclose(file);
    if (is_broken)
        return fail(&s->err, ERR_USER, "--user-data: cannot read '%s'", path);
    if (len > MAX_USER_DATA_BYTES)
        return fail(&s->err, ERR_USER, "--user-data: '%s' has more than %d bytes, the maximum for user data",
                    path, MAX_USER_DATA_BYTES);
    *ret_text = str_copy(s->mem, str_n(text, len));
    return true;
}

/* ---- one instance ---- */

/* How far the creation of one name has come; shown to the user after a failure. */
struct creation {
    struct str name, ip_name;
    const struct create_wish *wish;
    bool requested, maybe_requested, ip_requested, ip_attached;
};

static bool request_instance(struct session *s, const struct given *given, struct str user_data,
                             struct creation *creation)
{
    const struct create_wish *wish = creation->wish;
    json_t *answer, *in = json_object(), *names = json_array();
    json_array_append_new(names, json_new_str(creation->name));
    json_object_set_new(in, "instanceNames", names);
    json_object_set_new(in, "bundleId", json_new_str(wish->bundle));
    json_object_set_new(in, "blueprintId", json_new_str(wish->blueprint));
    json_object_set_new(in, "availabilityZone", json_new_str(wish->zone));
    create_add_tags(in, given, TAG);
    if (wish->key_pair.len > 0 && !str_eqc(wish->key_pair, "LightsailDefaultKeyPair"))
        json_object_set_new(in, "keyPairName", json_new_str(wish->key_pair));
    if (user_data.len > 0)
        json_object_set_new(in, "userData", json_new_str(user_data));
    const struct ls_effect effect = {LS_CREATED, LS_KIND_INSTANCE, .name = creation->name,
                                     .members = ls_instance_traits(s->mem, in)};
    creation->requested = session_send(s, OP_CREATE_INSTANCES, in, &effect, &answer);
    creation->maybe_requested = creation->requested || s->err.maybe_done;
    return creation->requested;
}

static bool allocate(struct session *s, struct creation *creation)
{
    const struct ls_effect effect = {LS_CREATED, LS_KIND_STATIC_IP, .name = creation->ip_name};
    bool done = session_send(s, OP_ALLOCATE_STATIC_IP, member_of("staticIpName", creation->ip_name), &effect,
                             NULL);
    creation->ip_requested = done || s->err.maybe_done;
    return done;
}

static bool find_made(struct session *s, const struct creation *creation, json_t **ret_static_ip)
{
    return ls_view_find(s->client, session_scope(s), LS_KIND_STATIC_IP, creation->ip_name, STR(""),
                        ret_static_ip, &s->err);
}

/*
 * An unattached address of that name was left by an earlier attempt. A read may show it late, and the name of
 * a released one may become free late: both are tried again for as long as that may take.
 */
static bool have_static_ip(struct session *s, struct creation *creation, json_t **ret_static_ip)
{
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(s->client);
    struct ls_poll poll = ls_poll_begin(s->client);
    struct aws_scope scope = session_scope(s);
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms; /* it began when the lag had ended */
        TRY(object_look(s, LS_KIND_STATIC_IP, creation->ip_name, ret_static_ip));
        if (*ret_static_ip != NULL)
            return true;
        if (allocate(s, creation))
            return find_made(s, creation, ret_static_ip);
        if (s->err.kind != ERR_CONFLICT || creation->ip_requested || is_last)
            return false;
        TRY(ls_poll_wait(&poll, &scope, &s->err));
    }
}

static bool attach(struct session *s, struct creation *creation, json_t *static_ip, const json_t *instance)
{
    if (creation
            ->ip_requested) /* it was created just now; objects that existed before belong to another user */
        release_note_made(s, instance, static_ip);
    TRY(static_ip_attach(s, static_ip, instance));
    release_forget_made(s, instance);
    creation->ip_attached = true;
    return true;
}

static bool give_static_ip(struct session *s, struct creation *creation, const json_t *instance,
                           struct str *ret_address)
{
    json_t *static_ip;
    TRY(have_static_ip(s, creation, &static_ip));
    bool was_there = !creation->ip_requested;
    if (!attach(s, creation, static_ip, instance)) {
        creation->ip_requested = true;
        /* A late read showed an address that had been released. */
        TRY(was_there && s->err.kind == ERR_NOT_FOUND && allocate(s, creation) &&
            find_made(s, creation, &static_ip) && attach(s, creation, static_ip, instance));
    }
    creation->ip_requested = true;
    *ret_address = json_member_text(static_ip, "ipAddress");
    return true;
}

static bool finish(struct session *s, struct creation *creation)
{
    json_t *instance;
    struct str address;
    TRY(instance_wait_for(s, creation->name, ls_instance_is_up, &instance));
    address = ls_instance_address(instance);
    TRY(!creation->wish->static_ip || give_static_ip(s, creation, instance, &address));
    output_progress_end();
    printf("%.*s running at %.*s\n", STR_ARG(creation->name), STR_ARG(address));
    fflush(stdout);
    return true;
}

/* ---- all instances ---- */

static void tell_what_exists(const struct creation *creation)
{
    struct str name = creation->name;
    if (!creation->maybe_requested)
        return;
    note("These objects exist: instance '%.*s'%s%s%.*s%s.", STR_ARG(name),
         creation->requested ? "" : " (perhaps)", creation->ip_requested ? ", static IP '" : "",
         STR_ARG(creation->ip_requested ? creation->ip_name : STR("")),
         !creation->ip_requested ? ""
         : creation->ip_attached ? "'"
                                 : "' (not attached)");
    note("To show it: 'quants-infra infra info --name %.*s'. To delete it%s: 'quants-infra infra destroy "
         "--name %.*s'.",
         STR_ARG(name), creation->ip_requested ? " with its address" : "", STR_ARG(name));
    if (creation->wish->static_ip && !creation->ip_attached && creation->ip_requested)
        note("To continue: aws lightsail attach-static-ip --static-ip-name %.*s --instance-name %.*s",
             STR_ARG(creation->ip_name), STR_ARG(name));
}

static int stopped_at(struct session *s, const struct creation *creations, size_t count, size_t at)
{
    struct str name = creations[at].name;
    session_failed(s, creations[at].requested ? "'%.*s' was created, but" : "cannot create '%.*s'",
                   STR_ARG(name));
    for (size_t i = 0; i < count; i++)
        tell_what_exists(&creations[i]);
    return EXIT_FAILED;
}

static int create_all(struct session *s, const struct given *given, struct creation *creations, size_t count)
{
    struct str user_data = {NULL, 0};
    const char *path = given->values[USER_DATA];
    struct create_wish *wish = arena_new_object(s->mem, struct create_wish);
    *wish = (struct create_wish){
        .bundle = given->values[BUNDLE] != NULL ? given_text(given, BUNDLE) : STR("small_3_0"),
        .blueprint = given->values[BLUEPRINT] != NULL ? given_text(given, BLUEPRINT) : STR("ubuntu_22_04"),
        .zone = given_text(given, AZ),
        .key_pair = given_text(given, KEY_PAIR),
        .static_ip = given->values[STATIC_IP] != NULL,
    };
    if ((path != NULL && !read_user_data(s, path, &user_data)) || !create_check(s, given, NAME, wish))
        return session_failed(s, "cannot create '%.*s'", STR_ARG(creations[0].name));
    for (size_t i = 0; i < count; i++) {
        creations[i].wish = wish;
        if (!request_instance(s, given, user_data, &creations[i]))
            return stopped_at(s, creations, i + 1, i);
        if (given->values[NO_WAIT] != NULL)
            printf("%.*s requested\n", STR_ARG(creations[i].name));
    }
    for (size_t i = 0; i < count && given->values[NO_WAIT] == NULL; i++) {
        if (!finish(s, &creations[i]))
            return stopped_at(s, creations, count, i);
    }
    return EXIT_DONE;
}

static int run(struct session *s, const struct given *given)
{
    size_t at = 0, count = 0;
    struct creation *creations = arena_new_array(s->mem, struct creation, (size_t)given->counts[NAME]);
    for (const char *name; (name = given_next(given, NAME, &at)) != NULL; count++) {
        creations[count].name = str_c(name);
        creations[count].ip_name = own_static_ip_name(s, str_c(name));
        for (size_t i = 0; i < count; i++) {
            if (str_eq(creations[i].name, creations[count].name))
                return usage_error(&infra_create, "--name has '%s' twice", name);
        }
    }
    if (!create_check_tags(&infra_create, given, TAG) ||
        !session_take_timeout(s, &infra_create, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (given->values[STATIC_IP] != NULL && given->values[NO_WAIT] != NULL)
        return usage_error(&infra_create, "--static-ip needs a running instance; remove --no-wait");
    return create_all(s, given, creations, count);
}

const struct command infra_create = {
    .group = "infra",
    .name = "create",
    .summary = "Create instances.",
    .options = options,
    .notes = "Name, size, image, zone and key pair are checked before anything is created. Several --name "
             "create the instances\nin parallel.",
    .run = run,
};
