/*
 * commands.c — the table of subcommands, in the order of the help text. Knows their names; must not know
 * their options.
 */
#include "cli/infra.h"

static const struct command *const commands[] = {
    &infra_create,    &infra_list,         &infra_info,         &infra_manage,       &infra_ports,
    &infra_destroy,   &infra_bundles,      &infra_resize,       &infra_restore,      &snapshot_create,
    &snapshot_list,   &snapshot_copy,      &snapshot_remove,    &backup_run,         &containers_list,
    &containers_info, &containers_images,  &containers_push,    &containers_deploy,  &containers_logs,
    &databases_list,  &databases_info,     &databases_create,   &databases_snapshot, &databases_restore,
    &databases_logs,  &databases_password, &cost_command,       &inventory_command,  &deploy_command,
    &adopt_command,   &doctor_command,     &completion_command, &man_command,        NULL,
};

static const struct {
    const char *group, *summary;
} groups[] = {
    {"infra", "Manage instances and their firewalls."},
    {"snapshot", "Take, list, copy and delete snapshots of instances and disks."},
    {"backup", "Back up instances by tag."},
    {"containers", "Show container services, push images to them and deploy."},
    {"databases", "Create and restore databases, read their logs and passwords."},
};

static const char *group_summary(const char *group)
{
    size_t i = 0;
    while (i + 1 < sizeof groups / sizeof groups[0] && strcmp(groups[i].group, group) != 0)
        i++;
    return groups[i].summary;
}

const struct command_table all_commands = {commands, group_summary};
