# By the names of the disk and the instance:
terraform import lightsail_disk_attachment.ticks example-ticks,example-collector
