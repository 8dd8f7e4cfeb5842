# Tests tags, names, the last snapshot and the parameters with a mocked provider. Passwords need Terraform 1.11:
# tests/e2e/docs/database_module.t has them.

mock_provider "lightsail" {
  mock_resource "lightsail_database" {
    defaults = {
      arn                     = "arn:aws:lightsail:ap-northeast-1:123456789012:RelationalDatabase/00000000-0000-0000-0000-000000000001"
      master_endpoint_address = "ls-1.example.ap-northeast-1.rds.amazonaws.com"
      master_endpoint_port    = 5432
      engine_version          = "16.4"
      latest_restorable_time  = "2026-11-01T12:00:00Z"
    }
  }

  mock_resource "lightsail_database_parameters" {
    defaults = {
      apply_status = "in-sync"
    }
  }
}

variables {
  name          = "dev-trades"
  environment   = "dev"
  blueprint_id  = "postgres_16"
  database_name = "trades"
}

run "a_database_with_parameters" {
  variables {
    parameters = { max_connections = "200" }
  }

  assert {
    condition     = output.endpoint == "ls-1.example.ap-northeast-1.rds.amazonaws.com" && output.port == 5432
    error_message = "The outputs have the endpoint and the port."
  }

  assert {
    condition     = output.name == "dev-trades" && output.database_name == "trades" && output.username == "keeper" && startswith(output.arn, "arn:")
    error_message = "The outputs have the names and the ARN."
  }

  assert {
    condition     = output.engine_version == "16.4" && output.latest_restorable_time == "2026-11-01T12:00:00Z"
    error_message = "The outputs have the version of the engine and the latest restorable time."
  }

  assert {
    condition     = lightsail_database_parameters.this[0].parameters == tomap({ max_connections = "200" }) && output.parameters_apply_status == "in-sync"
    error_message = "The database has the parameters."
  }
}

run "safe_by_default" {
  command = plan

  assert {
    condition     = lightsail_database.this.deletion_protection && lightsail_database.this.final_snapshot_name == "dev-trades-final-{timestamp}"
    error_message = "The database is protected, and a last snapshot is taken before it is deleted."
  }

  assert {
    condition     = !lightsail_database.this.publicly_accessible && lightsail_database.this.backup_retention_enabled
    error_message = "The database is not public, and has backups."
  }

  assert {
    condition     = length(lightsail_database_parameters.this) == 0 && output.parameters_apply_status == null
    error_message = "Without parameters there is no resource for them."
  }
}

run "a_restore" {
  command = plan

  variables {
    restore_from = { source_name = "dev-orders", latest = true }
  }

  assert {
    condition     = lightsail_database.this.restore_from.source_name == "dev-orders" && lightsail_database.this.restore_from.latest
    error_message = "The database is created from the source of the variable."
  }
}

run "another_decision" {
  command = plan

  variables {
    skip_final_snapshot = true
    deletion_protection = false
  }

  assert {
    condition     = lightsail_database.this.skip_final_snapshot && lightsail_database.this.final_snapshot_name == null
    error_message = "Without a last snapshot there is no name for it."
  }
}

run "a_name_of_the_snapshot" {
  command = plan

  variables {
    final_snapshot_name = "dev-trades-last"
  }

  assert {
    condition     = lightsail_database.this.final_snapshot_name == "dev-trades-last"
    error_message = "The last snapshot has the name of the variable."
  }
}

run "tags_of_the_strategy" {
  command = plan

  variables {
    service        = "data-collector"
    critical_level = "high"
    tags           = { Environment = "other", Desk = "tokyo" }
  }

  assert {
    condition = lightsail_database.this.tags == tomap({
      Environment = "dev", Service = "data-collector", CriticalLevel = "high", Desk = "tokyo"
    })
    error_message = "The tags of the strategy take precedence over others, and those that are not set are left out."
  }
}

run "a_name_of_another_environment" {
  command = plan

  variables {
    name = "prod-trades"
  }

  expect_failures = [lightsail_database.this]
}

run "a_bundle_with_the_data" {
  command = plan

  variables {
    bundle_change = "keep_data"
  }

  assert {
    condition     = lightsail_database.this.bundle_change == "keep_data" && lightsail_database.this.keep_resize_snapshot
    error_message = "Another bundle keeps the data, and the snapshot."
  }

  assert {
    condition     = join(" ", terraform_data.database.triggers_replace) == "dev-trades postgres trades keeper"
    error_message = "The parameters are replaced only with the database."
  }
}

run "refused_names" {
  command = plan

  variables {
    name          = "dev-trades-"
    database_name = "1trades"
    username      = "keeper-1"
  }

  expect_failures = [var.name, var.database_name, var.username]
}

run "refused_sizes" {
  command = plan

  variables {
    blueprint_id  = "ubuntu_22_04"
    bundle_id     = "micro-2"
    bundle_change = "resize"
  }

  expect_failures = [var.blueprint_id, var.bundle_id, var.bundle_change]
}

run "refused_windows" {
  command = plan

  variables {
    backup_window      = "16:00-24:30"
    maintenance_window = "16:00-16:30"
  }

  expect_failures = [var.backup_window, var.maintenance_window]
}

run "refused_settings" {
  command = plan

  variables {
    parameters              = { max_connections = null }
    parameters_reboot       = "always"
    master_password_version = 1.5
    critical_level          = "huge"
  }

  expect_failures = [var.parameters, var.parameters_reboot, var.master_password_version, var.critical_level]
}
