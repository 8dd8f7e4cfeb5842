terraform import lightsail_crate.one one
