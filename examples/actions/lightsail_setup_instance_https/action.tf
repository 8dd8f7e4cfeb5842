# Its domain name must already lead to the instance.
action "lightsail_setup_instance_https" "blog" {
  config {
    instance_name = "blog"
    domain_names  = ["blog.example.com"]
    email_address = "admin@example.com"
    timeout       = "20m"
  }
}
