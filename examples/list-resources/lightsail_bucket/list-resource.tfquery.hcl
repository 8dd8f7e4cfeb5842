# The buckets with the smallest bundle.
list "lightsail_bucket" "small" {
  provider         = lightsail
  include_resource = true

  config {
    bundle_id = "small_1_0"
  }
}
