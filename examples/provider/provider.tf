terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

# Region and credentials also come from the sources of the AWS CLI: AWS_REGION, AWS_PROFILE, AWS_ACCESS_KEY_ID, ~/.aws
provider "lightsail" {
  poll_interval = "2s"

  # For all resources that support tags. A tag of the resource takes precedence.
  default_tags {
    tags = {
      Project   = "quant"
      ManagedBy = "terraform"
    }
  }

  # Ignored: not shown and not removed.
  ignore_tags {
    keys         = ["CostCentre"]
    key_prefixes = ["billing:"]
  }
}
