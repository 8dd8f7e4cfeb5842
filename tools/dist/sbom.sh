#!/usr/bin/env bash
# Prints the bill of materials of a release's zip as SPDX 2.3: the provider, and each package whose code is linked into it.
#   tools/dist/sbom.sh PARTS.json ZIP PROGRAM
set -eu -o pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
parts=$1 zip=$2 program=$3
. /etc/os-release
created=$(date --utc --date="@$("$root/tools/dist/date.sh")" +%Y-%m-%dT%H:%M:%SZ)
jq --arg version "$("$root/tools/version.sh")" --arg created "$created" --arg distribution "debian-${VERSION_ID:-}" \
    --arg zip "${zip##*/}" --arg zip_sum "$(sha256sum "$zip" | cut -d ' ' -f 1)" \
    --arg program "${program##*/}" --arg program_sum "$(sha256sum "$program" | cut -d ' ' -f 1)" \
    --arg program_sha1 "$(sha1sum "$program" | cut -d ' ' -f 1)" '
    def id: "SPDXRef-Package-" + gsub("[^A-Za-z0-9.-]"; "-");
    def purl: if .architecture == "source" then "pkg:deb/debian/\(.source)@\(.version | @uri)?arch=source&distro=\($distribution)"
        else "pkg:deb/debian/\(.name | @uri)@\(.version | @uri)?arch=\(.architecture)&distro=\($distribution)" end;
    {
        spdxVersion: "SPDX-2.3", dataLicense: "CC0-1.0", SPDXID: "SPDXRef-DOCUMENT", name: $zip,
        documentNamespace: "https://spdx.org/spdxdocs/\($zip)-\($zip_sum)",
        creationInfo: {created: $created, creators: ["Tool: terraform-provider-lightsail-make-dist-\($version)"]},
        packages: ([{
            SPDXID: "SPDXRef-Provider", name: "terraform-provider-lightsail", versionInfo: $version, packageFileName: $zip,
            supplier: "NOASSERTION", downloadLocation: "NOASSERTION", filesAnalyzed: false, primaryPackagePurpose: "APPLICATION",
            checksums: [{algorithm: "SHA256", checksumValue: $zip_sum}],
            licenseConcluded: "Apache-2.0", licenseDeclared: "Apache-2.0", copyrightText: "NOASSERTION"
        }] + map({
            SPDXID: (.name | id), name, versionInfo: .version, supplier: "Organization: \(.maintainer)",
            downloadLocation: "NOASSERTION", filesAnalyzed: false, primaryPackagePurpose: "LIBRARY",
            sourceInfo: "built from the Debian source package \(.source) \(.source_version)",
            licenseConcluded: "NOASSERTION", licenseDeclared: "NOASSERTION", licenseComments: "licences/\(.name) in the zip", copyrightText: "NOASSERTION",
            externalRefs: [{referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl}]
        } + (if .homepage == "" then {} else {homepage} end))),
        files: [{
            SPDXID: "SPDXRef-Program", fileName: "./\($program)", fileTypes: ["BINARY"],
            checksums: [{algorithm: "SHA1", checksumValue: $program_sha1}, {algorithm: "SHA256", checksumValue: $program_sum}],
            licenseConcluded: "NOASSERTION", copyrightText: "NOASSERTION"
        }],
        relationships: ([
            {spdxElementId: "SPDXRef-DOCUMENT", relationshipType: "DESCRIBES", relatedSpdxElement: "SPDXRef-Provider"},
            {spdxElementId: "SPDXRef-Provider", relationshipType: "CONTAINS", relatedSpdxElement: "SPDXRef-Program"}
        ] + map({spdxElementId: "SPDXRef-Program", relationshipType: "STATIC_LINK", relatedSpdxElement: (.name | id)}))
    }' "$parts"
