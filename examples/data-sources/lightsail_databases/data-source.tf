terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_database" "trades" {
  relational_database_name = "example-listed-trades"
  blueprint_id             = "postgres_16"
  bundle_id                = "micro_2_0"
  master_database_name     = "trades"
  master_username          = "keeper"
  skip_final_snapshot      = true
}

# The databases with one engine.
data "lightsail_databases" "postgres" {
  engine = "postgres"

  depends_on = [lightsail_database.trades]
}

output "addresses" {
  value = { for one in data.lightsail_databases.postgres.databases : one.relational_database_name => one.master_endpoint_address }
}
