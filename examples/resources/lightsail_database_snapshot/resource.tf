terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_database" "trades" {
  relational_database_name = "example-before-upgrade"
  blueprint_id             = "mysql_8_0"
  bundle_id                = "micro_2_0"
  master_database_name     = "trades"
  master_username          = "keeper"
  skip_final_snapshot      = true
}

# To take a new snapshot, change the name.
resource "lightsail_database_snapshot" "trades" {
  name          = "example-trades-2026-01"
  database_name = lightsail_database.trades.relational_database_name

  tags = {
    Reason = "upgrade"
  }
}

output "size_in_gb" {
  value = lightsail_database_snapshot.trades.size_in_gb
}
