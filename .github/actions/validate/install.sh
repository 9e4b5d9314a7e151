#!/usr/bin/env bash
# Installs awscred into an environment of its own; the output `awscred` is the path of the command.
set -euo pipefail

version=${INPUT_VERSION:-}
if [[ -n $version && ! $version =~ ^[0-9][0-9A-Za-z.!+-]*$ ]]; then
  echo "::error title=awscred::the input version is not a version, such as 1.2.3"
  exit 2
fi
if [[ -n $version ]]; then
  package="awscred==$version"
else
  package="$GITHUB_ACTION_PATH/../../.."
fi

python=python3
command -v "$python" > /dev/null || python=python # on Windows
# -I: no module of the checkout, which is the working folder, takes the place of one of Python.
folder=$(mktemp -d "$RUNNER_TEMP/awscred.XXXXXX")
"$python" -I -m venv "$folder/venv"
bin="$folder/venv/bin"
[[ -d $bin ]] || bin="$folder/venv/Scripts"
"$bin/python" -I -m pip install --quiet --disable-pip-version-check "$package"
echo "awscred=$bin/awscred" >> "$GITHUB_OUTPUT"
