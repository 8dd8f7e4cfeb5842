terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

# Names of buckets are shared by all AWS accounts: use one with the name of your organization.
resource "lightsail_bucket" "logs" {
  name      = "example-org-logs"
  bundle_id = "small_1_0"
}

resource "lightsail_bucket" "site" {
  name       = "example-org-site"
  bundle_id  = "small_1_0"
  versioning = "enabled"

  access_rules = {
    get_object = "public"
  }

  cors_rule = [{
    allowed_methods = ["GET", "HEAD"]
    allowed_origins = ["https://www.example.com"]
    max_age_seconds = 3600
  }]

  access_log = {
    destination = lightsail_bucket.logs.name
    prefix      = "site/"
  }

  tags = {
    Team = "web"
  }
}

output "url" {
  value = lightsail_bucket.site.url
}
