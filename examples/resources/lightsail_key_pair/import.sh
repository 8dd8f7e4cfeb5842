# By its name; the ARN (arn:aws:lightsail:REGION:ACCOUNT:KeyPair/ID) is also an import ID.
terraform import lightsail_key_pair.desk example-desk
