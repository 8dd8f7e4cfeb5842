# The access keys of one bucket.
list "lightsail_bucket_access_key" "files" {
  provider         = lightsail
  include_resource = true

  config {
    bucket_name = "example-org-files"
  }
}
