#!/usr/bin/env bash
# Checks the paths of the input, and ends with the exit code of awscred.
#
# Writes the outputs of the action, and the report as text to the summary of the job.
set -euo pipefail

refuse() {
  echo "::error title=awscred::$1"
  echo "exit-code=2" >> "$GITHUB_OUTPUT"
  exit 2
}

# is_set NAME VALUE: whether the input NAME is true
is_set() {
  case $2 in
    true) return 0 ;;
    false | "") return 1 ;;
    *) refuse "the input $1 is neither true nor false" ;;
  esac
}

reports=$(mktemp -d "$RUNNER_TEMP/awscred.XXXXXX")
options=(--format "json=$reports/json" --format "text=$reports/text")
if is_set annotations "${INPUT_ANNOTATIONS:-true}"; then options+=(--format github); fi
strictness=
if is_set strict "${INPUT_STRICT:-}"; then strictness=--strict; fi
if ! is_set fail "${INPUT_FAIL:-true}"; then strictness=--exit-zero; fi
if [[ $strictness ]]; then options+=("$strictness"); fi
if [[ -n ${INPUT_TOOLS:-} ]]; then options+=(--for "$INPUT_TOOLS"); fi

sarif=${INPUT_SARIF_FILE:-}
if [[ -n $sarif ]]; then
  [[ $sarif != *$'\n'* ]] || refuse "the input sarif-file has several lines"
  [[ $sarif == /* || $sarif == [A-Za-z]:* ]] || sarif="$PWD/$sarif"
  folder=$(dirname -- "$sarif")
  above=$folder # the part of it that exists
  while [[ ! -d $above ]]; do above=$(dirname -- "$above"); done
  if [[ $sarif == "$PWD"/* && $(cd -- "$above" && pwd -P)/ != "$(pwd -P)"/* ]]; then
    refuse "a link leads the input sarif-file out of the working directory"
  fi
  mkdir -p -- "$folder"
  options+=(--format "sarif=$sarif")
fi

paths=()
while IFS= read -r path; do
  path=${path%$'\r'}
  if [[ -n $path ]]; then paths+=("$path"); fi
done <<< "${INPUT_PATHS:-}"
if ((${#paths[@]} == 0)); then paths=(.); fi

code=0
"$AWSCRED" validate "${options[@]}" -- "${paths[@]}" < /dev/null || code=$?

echo "exit-code=$code" >> "$GITHUB_OUTPUT"
if [[ -f $reports/json ]]; then
  # -I: no module of the checkout, which is the working folder, takes the place of one of Python.
  "${AWSCRED%/*}/python" -I -c '
import json, sys
summary = json.load(open(sys.argv[1], encoding="utf-8"))["summary"]
print("errors=%d\nwarnings=%d" % (summary["errors"], summary["warnings"]))
' "$reports/json" >> "$GITHUB_OUTPUT"
fi
if [[ -n $sarif && -f $sarif && -f $reports/json ]]; then echo "sarif-file=$sarif" >> "$GITHUB_OUTPUT"; fi
if [[ -n ${GITHUB_STEP_SUMMARY:-} && -f $reports/text ]]; then
  {
    echo "### awscred validate"
    echo
    head -c 500000 "$reports/text" | sed 's/^/    /' # an indented block, which no text can end
  } >> "$GITHUB_STEP_SUMMARY"
fi
exit "$code"
