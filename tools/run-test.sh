#!/bin/sh
# Runs one test for tools/test.sh, with its standard error at descriptor 9 instead of at prove: prove reads the other tests only when this one has
# sent a whole line, as soon as it has sent anything to standard error.
exec "$@" 2>&9
