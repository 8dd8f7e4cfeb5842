terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_bucket" "backup" {
  count = 2

  name      = "example-org-backup-${count.index + 1}"
  bundle_id = "small_1_0"

  tags = {
    Role = "backup"
  }
}

data "lightsail_buckets" "backups" {
  tags = {
    Role = "backup"
  }

  depends_on = [lightsail_bucket.backup]
}

output "urls" {
  value = { for bucket in data.lightsail_buckets.backups.buckets : bucket.name => bucket.url }
}

output "public" {
  value = [for bucket in data.lightsail_buckets.backups.buckets : bucket.name if bucket.access_rules.get_object == "public"]
}
