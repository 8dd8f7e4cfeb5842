/*
 * commands.c — the table of subcommands, in the order of the help text.
 */
#include "cli/infra.h"

const struct command *const commands[] = {
    &infra_create, &infra_list, &infra_info, &infra_manage, &infra_destroy, &infra_bundles, NULL,
};
