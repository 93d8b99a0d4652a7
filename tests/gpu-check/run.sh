#!/bin/sh
# sh run.sh [FOLDER FOR gpu-check.json]: what needs unpacking is unpacked on the first run.
results=$(cd "${1:-.}" && pwd)/gpu-check.json
cd "$(dirname "$0")" || exit 1
if [ -f check.tar.xz ] && [ ! -f main.mjs ]; then
  tar -xJf check.tar.xz 2>/dev/null ||
    python3 -c "import tarfile; tarfile.open('check.tar.xz').extractall()" || exit 1
fi
program=./node
[ -x node ] || program=node
"$program" main.mjs "$results"
