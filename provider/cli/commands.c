/*
 * commands.c — the table of subcommands, in the order of the help text. Knows their names; must not know
 * their options.
 */
#include "cli/infra.h"

static const struct command *const commands[] = {
    &infra_create,    &infra_list,
    &infra_info,      &infra_manage,
    &infra_ports,     &infra_destroy,
    &infra_bundles,   &infra_resize,
    &infra_restore,   &snapshot_create,
    &snapshot_list,   &snapshot_copy,
    &snapshot_remove, &backup_run,
    &cost_command,    &inventory_command,
    &deploy_command,  &adopt_command,
    &doctor_command,  &completion_command,
    &man_command,     NULL,
};

static const char *group_summary(const char *group)
{
    if (strcmp(group, "backup") == 0)
        return "Back up instances by tag.";
    return strcmp(group, "snapshot") == 0 ? "Take, list, copy and delete snapshots of instances and disks."
                                          : "Manage instances and their firewalls.";
}

const struct command_table all_commands = {commands, group_summary};
