resource "lightsail_bucket" "upload" {
  name         = "example-org-upload"
  bundle_id    = "small_1_0"
  force_delete = true
}

# A key for this run only. The ARN is unknown until the bucket exists, and no key is made before.
ephemeral "lightsail_bucket_access_key" "upload" {
  bucket_arn = lightsail_bucket.upload.arn
}

# The secret is in the environment, never an argument. The AWS CLI reads it there:
# aws s3 cp page.html s3://example-org-upload/
resource "terraform_data" "upload" {
  input = lightsail_bucket.upload.name

  provisioner "local-exec" {
    command = "printf '%s' \"$AWS_SECRET_ACCESS_KEY\" | wc -c >secret-bytes"
    environment = {
      AWS_ACCESS_KEY_ID     = ephemeral.lightsail_bucket_access_key.upload.access_key_id
      AWS_SECRET_ACCESS_KEY = ephemeral.lightsail_bucket_access_key.upload.secret_access_key
      AWS_SESSION_TOKEN     = ""
    }
  }
}
