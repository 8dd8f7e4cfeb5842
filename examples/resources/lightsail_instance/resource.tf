terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_instance" "collector" {
  name            = "example-collector-1"
  blueprint_id    = "ubuntu_22_04"
  bundle_id       = "small_3_0"
  bundle_change   = "keep_data" # another bundle keeps the disk and the tags
  key_pair_name   = "LightsailDefaultKeyPair"
  ip_address_type = "dualstack"

  user_data = <<-SCRIPT
    #!/bin/sh
    apt-get -y update
  SCRIPT

  metadata_options = {
    http_tokens = "required" # IMDSv2
  }

  add_on {
    type          = "AutoSnapshot"
    snapshot_time = "18:00" # UTC
    status        = "Enabled"
  }

  tags = {
    Role     = "collector"
    Critical = "" # a key-only tag
  }

  timeouts {
    create = "15m"
  }
}

# An instance that is kept, but stopped.
resource "lightsail_instance" "spare" {
  name         = "example-spare-1"
  blueprint_id = "ubuntu_22_04"
  bundle_id    = "nano_3_0"
  state        = "stopped"
}

output "collector_ip" {
  value = lightsail_instance.collector.public_ip_address
}

output "collector_price_usd" {
  value = lightsail_instance.collector.monthly_price_usd
}
