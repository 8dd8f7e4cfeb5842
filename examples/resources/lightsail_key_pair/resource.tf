terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

# A key that you have: Lightsail gets its public half only.
resource "lightsail_key_pair" "desk" {
  name       = "example-desk"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILdykyBHjCzaYPoCd9qX9WZhtI/ELRtgdDNyDW3Jm8VJ desk@example.com"

  tags = {
    Team = "desk"
  }
}

# A key that Lightsail makes: its private half is in the state.
resource "lightsail_key_pair" "made" {
  name_prefix = "example-"
}

resource "lightsail_instance" "web" {
  name          = "example-keyed"
  blueprint_id  = "ubuntu_22_04"
  bundle_id     = "nano_3_0"
  key_pair_name = lightsail_key_pair.desk.name
}

output "private_key" {
  value     = lightsail_key_pair.made.private_key
  sensitive = true
}
