# Makes of lines (name, version, package URL, where it was read, licence) an SPDX document in an in-toto statement.
function text(value) {
  gsub(/\\/, "\\\\", value)
  gsub(/"/, "\\\"", value)
  gsub(/[[:cntrl:]]/, " ", value)
  return "\"" value "\""
}
BEGIN {
  FS = "\t"
  "date -u +%Y-%m-%dT%H:%M:%SZ" | getline now
  print "{\"_type\": \"https://in-toto.io/Statement/v0.1\", \"predicateType\": \"https://spdx.dev/Document\", \"predicate\": {"
  print "\"spdxVersion\": \"SPDX-2.3\", \"dataLicense\": \"CC0-1.0\", \"SPDXID\": \"SPDXRef-DOCUMENT\", \"name\": " text(name) ","
  print "\"documentNamespace\": " text("https://drydock.example/" name "/" now) ","
  print "\"creationInfo\": {\"created\": " text(now) ", \"creators\": [\"Tool: scan\"]},"
  printf "\"packages\": ["
}
# SPDX has a list of licences. Words that are not in it, such as Debian's GPL-2+, are a comment.
function licence(words) {
  if (words == "") return ""
  if (words ~ /^(MIT|ISC|Zlib|Apache-2\.0|BSD-[23]-Clause)$/) return " \"licenseDeclared\": " text(words) ","
  return " \"licenseComments\": " text(words) ","
}
{
  printf "%s\n{\"SPDXID\": \"SPDXRef-%d\", \"name\": %s, \"versionInfo\": %s, \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false,", (NR > 1 ? "," : ""), NR, text($1), text($2)
  printf "%s", licence($5)
  printf " \"sourceInfo\": %s, \"externalRefs\": [{\"referenceCategory\": \"PACKAGE-MANAGER\", \"referenceType\": \"purl\", \"referenceLocator\": %s}]}", text("read in " $4), text($3)
  ids[NR] = "SPDXRef-" NR
}
END {
  print "\n],\n\"relationships\": ["
  for (id = 1; id <= NR; id++)
    printf "%s{\"spdxElementId\": \"SPDXRef-DOCUMENT\", \"relationshipType\": \"DESCRIBES\", \"relatedSpdxElement\": \"%s\"}", (id > 1 ? "," : ""), ids[id]
  print "]}}"
}
