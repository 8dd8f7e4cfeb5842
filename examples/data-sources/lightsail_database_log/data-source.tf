terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_database" "trades" {
  relational_database_name = "example-log"
  blueprint_id             = "mysql_8_0"
  bundle_id                = "micro_2_0"
  master_database_name     = "trades"
  master_username          = "keeper"
  skip_final_snapshot      = true
}

# The last slow queries.
data "lightsail_database_log" "slow" {
  database_name   = lightsail_database.trades.relational_database_name
  log_stream_name = "slowquery"
  start_time      = timeadd(plantimestamp(), "-24h")
  most_recent     = 20
}

output "slow" {
  value = data.lightsail_database_log.slow.events[*].message
}
