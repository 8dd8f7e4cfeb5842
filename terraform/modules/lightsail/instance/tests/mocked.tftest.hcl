# Tests tags, names and the launch script of an instance with a mocked provider.

mock_provider "lightsail" {
  mock_resource "lightsail_instance" {
    defaults = {
      arn                = "arn:aws:lightsail:ap-northeast-1:123456789012:Instance/00000000-0000-0000-0000-000000000001"
      username           = "ubuntu"
      private_ip_address = "172.26.0.4"
      public_ip_address  = "203.0.113.2"
    }
  }

  mock_resource "lightsail_static_ip" {
    defaults = {
      ip_address = "203.0.113.3"
    }
  }
}

variables {
  name        = "prod-collector-1"
  environment = "prod"
  service     = "data-collector"
  bundle_id   = "small_3_0"

  firewall_rules = [
    { protocol = "udp", from_port = 51820, to_port = 51820 },
    { protocol = "tcp", from_port = 22, to_port = 22, cidrs = ["203.0.113.7/32"] },
    { protocol = "icmp", from_port = 8, to_port = -1 },
  ]
}

run "tags_of_the_strategy" {
  command = plan

  variables {
    critical_level = "high"
    backup         = "daily"
    tags           = { Team = "nobody", Desk = "tokyo" }
  }

  assert {
    condition = lightsail_instance.this.tags == tomap({
      Environment = "prod", Service = "data-collector", Team = "Quant", CriticalLevel = "high", Backup = "daily", Desk = "tokyo"
    })
    error_message = "The tags of the strategy take precedence over others."
  }

  assert {
    condition     = one(lightsail_instance.this.add_on).snapshot_time == "18:00"
    error_message = "A daily backup is an automatic snapshot."
  }
}

run "ports_of_the_machine_and_no_more" {
  command = plan

  assert {
    condition     = output.open_ports == tolist(["22/tcp", "51820/udp"])
    error_message = "UFW opens the ports of the firewall's rules; it allows ping itself."
  }

  assert {
    condition     = strcontains(output.user_data, "ufw allow 51820/udp") && strcontains(output.user_data, "PasswordAuthentication no")
    error_message = "The launch script hardens the instance."
  }

  assert {
    condition     = length(lightsail_disk.data) == 0 && length(lightsail_disk_attachment.data) == 0 && !strcontains(output.user_data, "data-disk")
    error_message = "Without data_disk there is no disk, and the launch script does not have it."
  }

  assert {
    condition     = lightsail_instance.this.final_snapshot_name == null && !lightsail_instance.this.deletion_protection
    error_message = "An instance is protected only on request."
  }

  assert {
    condition     = lightsail_instance.this.bundle_change == "replace"
    error_message = "Another bundle replaces the instance, unless something else is set."
  }
}

run "all_ports" {
  command = plan

  variables {
    firewall_rules = [{ protocol = "all", from_port = 0, to_port = 65535 }, { protocol = "tcp", from_port = 8000, to_port = 8010 }]
  }

  assert {
    condition     = output.open_ports == tolist(["1:65535/tcp", "1:65535/udp", "8000:8010/tcp"])
    error_message = "Ranges and all ports are written in the form of UFW."
  }
}

run "without_hardening_from_a_snapshot" {
  command = plan

  variables {
    hardening = false
    user_data = "echo mine"

    restore_from = { snapshot_name = "prod-collector-1-kept" }
  }

  assert {
    condition     = output.user_data == "echo mine"
    error_message = "Without hardening, only the script of the instance is left."
  }

  assert {
    condition     = lightsail_instance.this.restore_from.snapshot_name == "prod-collector-1-kept"
    error_message = "A new instance comes from the snapshot."
  }
}

run "a_static_address" {
  variables {
    enable_static_ip = true
  }

  assert {
    condition     = output.public_ip == "203.0.113.3" && output.static_ip_name == "prod-collector-1-ip"
    error_message = "The public address is the static IP if there is one."
  }

  assert {
    condition     = output.ssh_command == "ssh ubuntu@203.0.113.3"
    error_message = "The SSH command uses it too."
  }

  assert {
    condition     = output.ansible_host.groups == ["data_collector", "prod"] && output.ansible_host.vars.open_ports == "22/tcp 51820/udp"
    error_message = "Ansible knows the groups and the ports."
  }
}

run "a_name_of_another_environment" {
  command = plan

  variables {
    name = "dev-collector-1"
  }

  expect_failures = [lightsail_instance.this]
}

run "another_bundle_change" {
  command = plan

  variables {
    bundle_change = "resize"
  }

  expect_failures = [var.bundle_change]
}

run "protected_with_a_data_disk" {
  command = plan

  variables {
    bundle_change        = "keep_data"
    keep_auto_snapshots  = true
    deletion_protection  = true
    final_snapshot       = true
    metadata_http_tokens = "required"
    data_disk            = { size_in_gb = 32, deletion_protection = true, final_snapshot = true }
    user_data            = "echo mine"
  }

  assert {
    condition     = lightsail_disk.data[0].name == "prod-collector-1-data" && lightsail_disk.data[0].resize == "snapshot" && lightsail_disk.data[0].deletion_protection
    error_message = "The disk is protected, and a larger size keeps its data."
  }

  assert {
    condition     = lightsail_disk.data[0].final_snapshot_name == "prod-collector-1-data-final-{timestamp}" && lightsail_disk_attachment.data[0].disk_path == "/dev/xvdf"
    error_message = "The disk leaves a snapshot, and is attached to the instance."
  }

  assert {
    condition     = can(regex("(?s)ufw --force enable.*data-disk install /srv/data .*echo mine", output.user_data))
    error_message = "The launch script hardens the instance, mounts the disk, and then runs the script of the instance."
  }

  assert {
    condition     = lightsail_instance.this.deletion_protection && lightsail_instance.this.final_snapshot_name == "prod-collector-1-final-{timestamp}"
    error_message = "The instance is protected, and leaves a snapshot."
  }

  assert {
    condition     = lightsail_instance.this.metadata_options.http_tokens == "required"
    error_message = "IMDSv2 is required."
  }

  assert {
    condition     = lightsail_instance.this.bundle_change == "keep_data" && lightsail_instance.this.keep_auto_snapshots
    error_message = "Another bundle keeps the data."
  }
}

run "a_data_disk_without_hardening" {
  command = plan

  variables {
    data_disk = { size_in_gb = 32, mount_point = "/var/lib/data-collector" }
    hardening = false
  }

  assert {
    condition     = strcontains(output.user_data, "data-disk install /var/lib/data-collector ") && !strcontains(output.user_data, "ufw")
    error_message = "Without hardening, the launch script only mounts the disk."
  }
}

run "a_script_that_is_too_long_and_a_snapshot_with_a_data_disk" {
  command = plan

  variables {
    data_disk    = { size_in_gb = 32 }
    restore_from = { snapshot_name = "prod-collector-1-kept" }
    user_data    = join("", [for line in range(1000) : "echo 67890\n"])
  }

  expect_failures = [lightsail_instance.this]
}

run "mistakes" {
  command = plan

  variables {
    name           = "Prod_Collector"
    environment    = "production"
    service        = "Data Collector"
    critical_level = "huge"
    backup         = "sometimes"
    snapshot_time  = "18:30"

    data_disk            = { size_in_gb = 8.5, mount_point = "srv/" }
    metadata_http_tokens = "always"
  }

  expect_failures = [var.name, var.environment, var.service, var.critical_level, var.backup, var.snapshot_time, var.data_disk, var.metadata_http_tokens]
}
