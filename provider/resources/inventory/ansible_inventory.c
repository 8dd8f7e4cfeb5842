/*
 * ansible_inventory.c — lightsail_ansible_inventory: a local file with the contents of the state. Knows when
 * the file must be written; must not know its format (inventory_text.c) or the file system (text_file.c).
 */
#include <openssl/evp.h>
#include <stdlib.h>

#include "base/text_file.h"
#include "gen/ansible_inventory.h"
#include "resources/inventory/inventory_text.h"
#include "runtime/resource.h"

static struct str sha256_hex(struct arena *mem, struct str text)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int digest_bytes = 0;
    struct buf hex = buf_new(mem, 2 * EVP_MAX_MD_SIZE);
    EVP_Digest(text.len > 0 ? text.data : "", text.len, digest, &digest_bytes, EVP_sha256(), NULL);
    for (unsigned int i = 0; i < digest_bytes; i++)
        buf_printf(&hex, "%02x", digest[i]);
    return buf_str(&hex);
}

/* The pattern of the row accepts only octal digits. */
static unsigned mode_of(struct arena *mem, struct tf_string permission)
{
    return (unsigned)strtoul(str_z(mem, permission.v), NULL, 8);
}

static void set_content(struct call *c, struct str text, struct ansible_inventory *model)
{
    model->content = tf_string(str_is_utf8(text) ? text : str_printable(c->mem, text, text.len));
    model->content_sha256 = tf_string(sha256_hex(c->mem, text));
}

/* ---- validate and plan ---- */

static void check_host(struct call *c, struct str name, const struct ansible_inventory_hosts *host)
{
    static const char *const own[] = {"ansible_host", "ansible_user", "ansible_port"};
    if (str_trim(name).len == 0)
        call_error(c, "hosts", "Empty host name",
                   "A key of hosts is the name of the host in the inventory, and must not be empty.");
    for (size_t i = 0; TF_IS_KNOWN(host->vars) && i < host->vars.count; i++) {
        for (size_t k = 0; k < sizeof own / sizeof own[0]; k++) {
            if (str_eqc(host->vars.keys[i], own[k]))
                call_error(c, "hosts", "Variable has its own attribute",
                           "Host '%.*s': set %s next to vars, not in it.", STR_ARG(name), own[k]);
        }
    }
    for (size_t i = 0; TF_IS_KNOWN(host->groups) && i < host->groups.count; i++) {
        if (str_eq(host->groups.v[i].v, STR("all")) || str_eq(host->groups.v[i].v, STR("ungrouped")))
            call_error(c, "hosts", "Reserved group",
                       "Host '%.*s': Ansible creates the group '%.*s' itself; remove it.", STR_ARG(name),
                       STR_ARG(host->groups.v[i].v));
    }
}

static bool validate(struct call *c, const void *config_model)
{
    const struct ansible_inventory *config = config_model;
    for (size_t i = 0; TF_IS_KNOWN(config->hosts) && i < config->hosts.count; i++)
        check_host(c, config->hosts.keys[i], &config->hosts.v[i]);
    return true;
}

/* The text is known when the hosts are known: the plan shows it, and a file that was edited differs from
 * it. */
static bool modify_plan(struct call *c, struct plan *plan)
{
    struct ansible_inventory *planned = plan->planned;
    if (inventory_hosts_known(planned)) {
        set_content(c, inventory_print(c->mem, planned), planned);
        return true;
    }
    planned->content = TF_UNKNOWN_OF(planned->content);
    planned->content_sha256 = TF_UNKNOWN_OF(planned->content_sha256);
    return true;
}

/* ---- the file ---- */

/*
 * Two resources may have one file for a moment, when its address in the configuration changes: a file that
 * this run has written is not removed. Called under the lock of the path. Before the provider is configured
 * nothing is recorded.
 */
static const struct str written = STR("inventory");

static bool lock_path(struct call *c, struct str path)
{
    return c->provider == NULL || call_lock(c, str_printf(c->mem, "inventory/%.*s", STR_ARG(path)));
}

static void unlock_path(struct call *c, struct str path)
{
    if (c->provider != NULL)
        call_unlock(c, str_printf(c->mem, "inventory/%.*s", STR_ARG(path)));
}

static bool write_locked(struct call *c, struct str path, const struct text_file *file)
{
    TRY(text_file_write(c->mem, path, file, &c->err));
    if (c->provider != NULL)
        call_made(c, written, path);
    return true;
}

static bool remove_locked(struct call *c, struct str path)
{
    bool is_newer = c->provider != NULL && call_has_made(c, written, path);
    return is_newer || text_file_remove(c->mem, path, &c->err);
}

static bool write_file(struct call *c, const struct ansible_inventory *plan, struct ansible_inventory *state)
{
    if (!inventory_hosts_known(plan))
        return fail_at(&c->err, ERR_USER, "hosts", "the hosts are not known, or one of them is null");
    struct text_file file = {.text = inventory_print(c->mem, plan),
                             .mode = mode_of(c->mem, plan->file_permission)};
    TRY(lock_path(c, plan->path.v));
    bool done = write_locked(c, plan->path.v, &file);
    unlock_path(c, plan->path.v);
    if (!done) {
        ERR_SET(&c->err, attribute, STR("path"));
        return false;
    }
    *state = *plan;
    set_content(c, file.text, state);
    return true;
}

/* A file that this resource did not write may contain other data. */
static bool check_overwrite(struct call *c, struct str path)
{
    struct text_file file;
    struct ansible_inventory parsed = {0};
    if (!text_file_read(c->mem, path, &file, &c->err)) {
        bool is_free = c->err.kind == ERR_NOT_FOUND;
        if (is_free)
            c->err = (struct err){0};
        return is_free;
    }
    if (inventory_parse(c->mem, file.text, &parsed, &c->err))
        return true;
    fail_at(&c->err, ERR_USER, "path",
            "the file '%.*s' already exists and is not an inventory of this format; it was not changed",
            STR_ARG(path));
    return fail_hint(&c->err, "Move the file, or use another path.");
}

static bool create(struct call *c, const void *plan_model, void *state)
{
    const struct ansible_inventory *plan = plan_model;
    TRY(check_overwrite(c, plan->path.v));
    return write_file(c, plan, state);
}

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct ansible_inventory *prior = prior_model;
    struct ansible_inventory *state = state_model;
    struct text_file file;
    if (!text_file_read(c->mem, prior->path.v, &file, &c->err)) {
        if (c->err.kind != ERR_NOT_FOUND)
            return false;
        c->err = (struct err){0};
        return call_gone(c);
    }
    if (TF_IS_NULL(prior->content_sha256))
        TRY(inventory_parse(c->mem, file.text, state, &c->err)); /* import */
    if (!TF_IS_KNOWN(prior->file_permission) || mode_of(c->mem, prior->file_permission) != file.mode)
        state->file_permission = tf_string(str_printf(c->mem, "%04o", file.mode));
    set_content(c, file.text, state);
    return true;
}

static bool update(struct call *c, const void *prior, const void *plan, void *state)
{
    (void)prior;
    return write_file(c, plan, state);
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct ansible_inventory *prior = prior_model;
    TRY(lock_path(c, prior->path.v));
    bool done = remove_locked(c, prior->path.v);
    unlock_path(c, prior->path.v);
    return done;
}

const struct resource ansible_inventory_resource = {
    .schema = &ansible_inventory_schema,
    .validate = validate,
    .modify_plan = modify_plan,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
};
