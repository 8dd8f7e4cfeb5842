# By its name; the ARN (arn:aws:lightsail:REGION:ACCOUNT:Instance/ID) is also an import ID.
terraform import lightsail_instance.collector example-collector-1
