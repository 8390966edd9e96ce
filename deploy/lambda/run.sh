#!/bin/sh
# Starts Millrace as a function of AWS Lambda: the handler of the function, which the Lambda Web Adapter runs.
# docs/lambda.md tells how to set it up.
set -eu

root=${LAMBDA_TASK_ROOT:-$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)}
cd "$root"
java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java

# Threads, classes and code take some 150 MB; the rest is the heap's.
memory=${AWS_LAMBDA_FUNCTION_MEMORY_SIZE:-256}
heap=$((memory - 168))
[ "$heap" -ge 72 ] || heap=72

# One arena for all threads: with one for each, the C library keeps more of what was freed.
export MALLOC_ARENA_MAX=1

# MILLRACE_JAVA_OPTS: more options for the Java virtual machine.
# shellcheck disable=SC2086
exec "$java" --enable-native-access=ALL-UNNAMED \
    -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError \
    "-Xmx${heap}m" -Xss512k -XX:ReservedCodeCacheSize=32m -XX:MaxDirectMemorySize=16m \
    -Djava.io.tmpdir=/tmp \
    "-Dorg.sqlite.lib.path=$root/lib/native/Linux-$(uname -m)" -Dorg.sqlite.lib.name=libsqlitejdbc.so \
    ${MILLRACE_JAVA_OPTS:-} -jar "$root/lib/quarkus-run.jar" server --config "$root/millrace.yaml" "$@"
