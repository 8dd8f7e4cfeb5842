terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_database" "trades" {
  relational_database_name = "example-saved"
  blueprint_id             = "mysql_8_0"
  bundle_id                = "micro_2_0"
  master_database_name     = "trades"
  master_username          = "keeper"
  skip_final_snapshot      = true
}

resource "lightsail_database_snapshot" "trades" {
  name          = "example-saved-database"
  database_name = lightsail_database.trades.relational_database_name
}

# The newest snapshot of a database that is available.
data "lightsail_database_snapshots" "newest" {
  from_database_name = lightsail_database.trades.relational_database_name
  state              = "available"
  most_recent        = true

  depends_on = [lightsail_database_snapshot.trades]
}

output "newest" {
  value = one(data.lightsail_database_snapshots.newest.names)
}
