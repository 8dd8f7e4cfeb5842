terraform {
  required_providers {
    lightsail = {
      source = "quants-infra/lightsail"
    }
  }
}

provider "lightsail" {} # the region comes from AWS_REGION

resource "lightsail_bucket" "files" {
  name      = "example-org-shop-files"
  bundle_id = "small_1_0"
}

# The distribution is in us-east-1; its origin may be in any region.
resource "lightsail_distribution" "shop" {
  name                = "shop"
  bundle_id           = "small_1_0"
  default_root_object = "index.html"

  origin {
    name            = lightsail_bucket.files.name
    region_name     = lightsail_bucket.files.region
    protocol_policy = "https-only"
  }

  default_cache_behavior {
    behavior = "cache"
  }

  cache_behavior {
    path     = "api/*"
    behavior = "dont-cache"
  }

  cache_behavior_settings {
    allowed_http_methods = "GET,HEAD,OPTIONS"
    cached_http_methods  = "GET,HEAD"
    default_ttl          = 86400
    minimum_ttl          = 0
    maximum_ttl          = 31536000

    forwarded_cookies {
      option             = "allow-list"
      cookies_allow_list = ["session"]
    }

    forwarded_headers {
      option = "none"
    }

    forwarded_query_strings {
      option = true
    }
  }

  custom_error_response {
    error_code         = 404
    response_code      = "404"
    response_page_path = "/404.html"
  }

  tags = {
    Team = "web"
  }
}

output "domain_name" {
  value = lightsail_distribution.shop.domain_name
}
