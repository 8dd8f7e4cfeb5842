# The buckets that one instance can use.
list "lightsail_bucket_resource_access" "web" {
  provider         = lightsail
  include_resource = true

  config {
    resource_name = "example-web"
  }
}
