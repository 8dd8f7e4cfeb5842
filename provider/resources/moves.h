/*
 * moves.h — which states of other providers the resources can take over. Knows only the names of the tables.
 *
 * The forms are those of hashicorp/aws from 2 to 6, whose Lightsail resources always had schema version 0,
 * and of hashicorp/awscc, whose resources have version 1. Each table translates into a state that a refresh
 * and a plan of the same configuration do not change. Values that a source does not have stay null, and the
 * refresh fills them.
 */
#ifndef RESOURCES_MOVES_H
#define RESOURCES_MOVES_H

#include "runtime/move.h"

#define AWS_PROVIDER "hashicorp/aws"
#define AWSCC_PROVIDER "hashicorp/awscc"
enum { AWS_SCHEMA_VERSION = 0, AWSCC_SCHEMA_VERSION = 1 };

enum { INSTANCE_MOVE_COUNT = 2 };
extern const struct state_move instance_moves[INSTANCE_MOVE_COUNT];
extern const struct state_move static_ip_attachment_move;
extern const struct state_move firewall_move;
extern const struct state_move key_pair_move;
extern const struct state_move container_deployment_move;

#endif
