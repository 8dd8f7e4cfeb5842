variable "bundles" {
  description = "Sizes of the machines by their names: { prod-monitor = \"medium_3_0\" }."
  type        = map(string)
  nullable    = false
}

variable "price_list" {
  description = "Sizes with their prices a month, such as data.lightsail_bundles.all.bundles: read once for several fleets, or agreed with AWS. null asks AWS."
  type        = list(object({ bundle_id = string, price_usd = number }))
  default     = null
}
