terraform {
  required_version = ">= 1.8"

  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}
