terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_database" "trades" {
  relational_database_name = "example-events"
  blueprint_id             = "mysql_8_0"
  bundle_id                = "micro_2_0"
  master_database_name     = "trades"
  master_username          = "keeper"
  skip_final_snapshot      = true
}

# What happened to the database in the last day.
data "lightsail_database_events" "today" {
  database_name = lightsail_database.trades.relational_database_name
  since_minutes = 24 * 60
}

output "backups" {
  value = [for event in data.lightsail_database_events.today.events : event.created_at if contains(event.categories, "backup")]
}
