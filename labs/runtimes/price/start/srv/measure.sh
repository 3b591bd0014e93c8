#!/bin/sh
# Measures, and keeps the result under the name of the runtime where the report finds it.
set -eu
perl /srv/price.pl > /tmp/result
mv /tmp/result "/results/$1"
cat "/results/$1"
