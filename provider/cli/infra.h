/*
 * infra.h — the subcommands of `quants-infra infra`, one file each.
 */
#ifndef CLI_INFRA_H
#define CLI_INFRA_H

#include "cli/command.h"

extern const struct command infra_create, infra_list, infra_info, infra_manage, infra_destroy, infra_bundles;

#endif
