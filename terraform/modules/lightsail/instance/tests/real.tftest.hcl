# Creates, changes and destroys an instance at the endpoint of AWS_ENDPOINT_URL. In Lightsail itself this costs some
# cents.

variables {
  name           = "dev-test-1"
  environment    = "dev"
  service        = "test"
  bundle_id      = "nano_3_0"
  firewall_rules = [{ protocol = "tcp", from_port = 22, to_port = 22, cidrs = ["203.0.113.7/32"] }]
}

run "birth" {
  assert {
    condition     = lightsail_instance.this.state == "running" && output.public_ip != null
    error_message = "A new instance is running and has an address."
  }

  assert {
    condition     = output.monthly_price_usd > 0
    error_message = "It has a price."
  }
}

# In a plan, a replaced instance has no known ARN and address yet, and an assertion on an unknown value fails.
run "no_change_replaces_the_machine" {
  command = plan

  variables {
    enable_static_ip = true
    backup           = "daily"
    user_data        = "echo another script"
    key_pair_name    = "dev-key-2"
    tags             = { Desk = "tokyo" }
    firewall_rules   = [{ protocol = "tcp", from_port = 22, to_port = 22, cidrs = ["198.51.100.0/24"] }]
  }

  assert {
    condition     = startswith(output.arn, "arn:")
    error_message = "Address, backup, script, key pair, tags and rules never replace an instance."
  }
}

run "changes_in_place" {
  variables {
    enable_static_ip = true
    backup           = "daily"
    user_data        = "echo another script"
    key_pair_name    = "dev-key-2"
    tags             = { Desk = "tokyo" }
    firewall_rules   = [{ protocol = "tcp", from_port = 22, to_port = 22, cidrs = ["198.51.100.0/24"] }]
  }

  assert {
    condition     = output.tags["Desk"] == "tokyo" && output.tags["Backup"] == "daily"
    error_message = "The tags have changed."
  }
}

run "another_size_keeps_the_address" {
  command = plan

  variables {
    bundle_id        = "micro_3_0"
    enable_static_ip = true
  }

  assert {
    condition     = can(cidrhost("${output.public_ip}/32", 0))
    error_message = "Another bundle is another instance, with the same address."
  }
}

run "another_size" {
  variables {
    bundle_id        = "micro_3_0"
    enable_static_ip = true
  }

  assert {
    condition     = lightsail_instance.this.bundle_id == "micro_3_0" && lightsail_static_ip.this[0].instance_arn == output.arn
    error_message = "The new instance has the bundle and the address."
  }
}

run "a_data_disk" {
  variables {
    bundle_id            = "micro_3_0"
    data_disk            = { size_in_gb = 8 }
    metadata_http_tokens = "required"
  }

  assert {
    condition     = lightsail_disk_attachment.data[0].instance_arn == lightsail_instance.this.arn && lightsail_instance.this.bundle_id == "micro_3_0"
    error_message = "The disk is attached to the running instance."
  }
}

# In a plan, a replaced disk has no known ARN, and an assertion on an unknown value fails.
run "another_instance_has_the_same_disk" {
  command = plan

  variables {
    bundle_id            = "nano_3_0"
    data_disk            = { size_in_gb = 8 }
    metadata_http_tokens = "required"
  }

  assert {
    condition     = startswith(lightsail_disk.data[0].arn, "arn:")
    error_message = "A replaced instance does not replace its data disk."
  }
}
