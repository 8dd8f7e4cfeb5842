terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_database" "trades" {
  relational_database_name = "example-copied"
  blueprint_id             = "mysql_8_0"
  bundle_id                = "micro_2_0"
  master_database_name     = "trades"
  master_username          = "keeper"
  skip_final_snapshot      = true
}

resource "lightsail_database_snapshot" "trades" {
  name          = "example-found-database"
  database_name = lightsail_database.trades.relational_database_name
}

# Usually a snapshot that another configuration created.
data "lightsail_database_snapshot" "trades" {
  name = lightsail_database_snapshot.trades.name
}

output "trades" {
  value = {
    blueprint_id = data.lightsail_database_snapshot.trades.from_blueprint_id
    bundle_id    = data.lightsail_database_snapshot.trades.from_bundle_id
  }
}
