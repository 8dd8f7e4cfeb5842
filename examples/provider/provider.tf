terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

# Region and credentials come from where the AWS command line looks for them, too: AWS_REGION, AWS_PROFILE, AWS_ACCESS_KEY_ID, ~/.aws
provider "lightsail" {
  poll_interval = "2s"

  # On everything that can have tags; a tag of the resource wins.
  default_tags {
    tags = {
      Project   = "quant"
      ManagedBy = "terraform"
    }
  }

  # Left alone: neither shown nor removed.
  ignore_tags {
    keys         = ["CostCentre"]
    key_prefixes = ["billing:"]
  }
}
