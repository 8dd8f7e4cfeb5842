terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

# Newest first: the latest major version of PostgreSQL.
data "lightsail_database_blueprints" "postgres" {
  engine = "postgres"
}

output "newest" {
  value = data.lightsail_database_blueprints.postgres.blueprint_ids[0]
}

output "versions" {
  value = { for blueprint in data.lightsail_database_blueprints.postgres.blueprints : blueprint.blueprint_id => blueprint.engine_version }
}
