# Creates, changes and destroys a database at the endpoint of AWS_ENDPOINT_URL, without a last snapshot. In Lightsail
# itself this takes about half an hour and costs some cents.

variables {
  name          = "dev-test"
  environment   = "dev"
  blueprint_id  = "mysql_8_0"
  database_name = "trades"

  skip_final_snapshot = true
  deletion_protection = false
}

run "a_database" {
  assert {
    condition     = lightsail_database.this.engine == "mysql" && output.port == 3306 && length(output.endpoint) > 0
    error_message = "The database has an endpoint."
  }

  assert {
    condition     = startswith(output.engine_version, "8.0") && output.parameters_apply_status == null
    error_message = "The database has the version of its blueprint, and no parameters."
  }
}

run "changes_in_place" {
  variables {
    backup_retention    = false
    backup_window       = "16:00-16:30"
    maintenance_window  = "sun:17:00-sun:17:30"
    publicly_accessible = true
    parameters          = { max_connections = "200" }
    tags                = { Desk = "tokyo" }
  }

  assert {
    condition     = output.arn == run.a_database.arn && output.tags["Desk"] == "tokyo"
    error_message = "It is the same database, with the tags."
  }

  assert {
    condition     = lightsail_database.this.preferred_backup_window == "16:00-16:30" && lightsail_database.this.publicly_accessible
    error_message = "Windows and accessibility have changed."
  }

  assert {
    condition     = output.latest_restorable_time == null && contains(["in-sync", "applying"], output.parameters_apply_status)
    error_message = "Without backups there is no time to restore to, and the parameters are set."
  }
}

run "a_larger_bundle" {
  variables {
    bundle_id            = "small_2_0"
    bundle_change        = "keep_data"
    keep_resize_snapshot = false
    parameters           = { max_connections = "200" }
  }

  assert {
    condition     = output.arn != run.a_database.arn && lightsail_database.this.disk_size == 80 && output.parameters_apply_status == "in-sync"
    error_message = "It is a larger database from a snapshot of the first one, with the parameters."
  }
}

run "no_parameters_any_more" {
  variables {
    bundle_id = "small_2_0"
  }

  assert {
    condition     = output.arn == run.a_larger_bundle.arn && output.parameters_apply_status == null && !lightsail_database.this.publicly_accessible
    error_message = "It is the same database, without the parameters."
  }
}
