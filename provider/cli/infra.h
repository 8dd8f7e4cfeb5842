/*
 * infra.h — the subcommands, one file each, and the table of them. Knows only their names; must not know
 * their options.
 */
#ifndef CLI_INFRA_H
#define CLI_INFRA_H

#include "cli/command.h"

extern const struct command infra_create, infra_list, infra_info, infra_manage, infra_ports, infra_destroy,
    infra_bundles, infra_resize, infra_restore, backup_run;
extern const struct command snapshot_create, snapshot_list, snapshot_copy, snapshot_remove;
extern const struct command containers_list, containers_info, containers_push, containers_deploy,
    containers_logs, containers_images;
extern const struct command databases_list, databases_info, databases_create, databases_snapshot,
    databases_restore, databases_logs, databases_password;
extern const struct command cost_command, inventory_command, deploy_command, doctor_command, adopt_command,
    completion_command, man_command;

/* commands.c; only for main.c */
extern const struct command_table all_commands;

#endif
