# By its name; the ARN (arn:aws:lightsail:REGION:ACCOUNT:Instance/ID) is an id too.
terraform import lightsail_instance.collector example-collector-1
