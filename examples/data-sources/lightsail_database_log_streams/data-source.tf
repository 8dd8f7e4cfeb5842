terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_database" "trades" {
  relational_database_name = "example-streams"
  blueprint_id             = "mysql_8_0"
  bundle_id                = "micro_2_0"
  master_database_name     = "trades"
  master_username          = "keeper"
  skip_final_snapshot      = true
}

data "lightsail_database_log_streams" "trades" {
  database_name = lightsail_database.trades.relational_database_name
}

output "has_slow_queries" {
  value = contains(data.lightsail_database_log_streams.trades.log_stream_names, "slowquery")
}
