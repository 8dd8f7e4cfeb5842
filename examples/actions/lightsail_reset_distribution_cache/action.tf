# Empties the cache after each change of the files.
action "lightsail_reset_distribution_cache" "shop" {
  config {
    distribution_name = "shop"
  }
}

resource "terraform_data" "files" {
  input = filesha256("index.html")

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.lightsail_reset_distribution_cache.shop]
    }
  }
}
