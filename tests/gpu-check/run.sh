#!/bin/sh
# sh run.sh [FOLDER FOR gpu-check.json]: what needs unpacking is unpacked on the first run.
results=$(cd "${1:-.}" && pwd)/gpu-check.json
cd "$(dirname "$0")" || exit 1
if [ -f node.xz ] && [ ! -x node ]; then
  xz -dk node.xz 2>/dev/null ||
    python3 -c "import lzma; open('node', 'wb').write(lzma.open('node.xz').read())" || exit 1
  chmod +x node
fi
program=./node
[ -x node ] || program=node
"$program" main.mjs "$results"
