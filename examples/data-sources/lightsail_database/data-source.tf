terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_database" "trades" {
  relational_database_name = "example-found-trades"
  blueprint_id             = "postgres_16"
  bundle_id                = "micro_2_0"
  master_database_name     = "trades"
  master_username          = "keeper"
  skip_final_snapshot      = true
}

# Usually a database that another configuration created.
data "lightsail_database" "trades" {
  relational_database_name = lightsail_database.trades.relational_database_name
}

output "trades" {
  value = {
    address     = data.lightsail_database.trades.master_endpoint_address
    version     = data.lightsail_database.trades.engine_version
    restorable  = data.lightsail_database.trades.latest_restorable_time
    maintenance = data.lightsail_database.trades.pending_maintenance_actions[*].description
  }
}
