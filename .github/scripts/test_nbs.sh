#!/usr/bin/env bash
# Run every notebook in its own process (no shared state), one for each core up to four; the last lines are warnings and `N passed, N failed`.
# usage: test_nbs.sh ["slow gpu"]      env: JOBS NB_TIMEOUT=600 (seconds for each notebook)
set -u
cd "$(dirname "$0")/../.." || exit 2
LOGS="$(mktemp -d)" || exit 2
trap 'rm -rf "$LOGS"' EXIT
export OMP_NUM_THREADS=1 MKL_NUM_THREADS=1 MPLBACKEND=Agg FLAGS="${1:-}" NB_TIMEOUT="${NB_TIMEOUT:-600}" LOGS
cores="$(getconf _NPROCESSORS_ONLN)"; export JOBS="${JOBS:-$((cores < 4 ? cores : 4))}"
# macOS has no timeout(1)
command -v timeout >/dev/null || { timeout() { perl -e 'alarm shift; exec @ARGV' "$@"; }; export -f timeout; }
one() {
  local s=$SECONDS log="$LOGS/${1//\//__}" rc
  # warned.py is nbdev_test, of the environment whose python is first on the PATH, and says which warnings came
  timeout "$NB_TIMEOUT" python .github/scripts/warned.py "$1" "$FLAGS" >"$log" 2>&1; rc=$?
  # it ends with 0 also when it found nothing to run, so its word is asked for too
  if [ $rc -eq 0 ] && grep -q '^Success\.$' "$log"; then echo "ok   $((SECONDS-s))s $1"; mv "$log" "$log.ok"
  elif [ $rc -eq 124 ]; then echo "FAIL $((SECONDS-s))s $1 (stopped after $NB_TIMEOUT s: NB_TIMEOUT)"
  else echo "FAIL $((SECONDS-s))s $1 (exit $rc)"; fi
}
export -f one
# from the end: tests and trainings take longest
find nbs -name '*.ipynb' -not -path '*/.*' -not -path '*/_*' | sort -r >"$LOGS/.list"
[ -s "$LOGS/.list" ] && tr '\n' '\0' <"$LOGS/.list" | xargs -0 -n 1 -P "$JOBS" bash -c 'one "$1"' _
bad=0 all=0
while IFS= read -r nb; do   # the errors of those that failed, one after the other
  all=$((all+1)) log="$LOGS/${nb//\//__}"
  [ -e "$log.ok" ] && continue
  bad=$((bad+1)); printf '\n===== %s\n' "$nb"; tail -n 40 "$log"
done <"$LOGS/.list"
warnings=0
while IFS= read -r nb; do   # each once for each notebook
  log="$LOGS/${nb//\//__}"; [ -e "$log.ok" ] && log="$log.ok"
  while IFS= read -r line; do warnings=$((warnings+1)); echo "$nb: $line"; done < <(grep '^warning: ' "$log")
done <"$LOGS/.list"
echo "$warnings warnings"
[ "$all" -gt 0 ] || echo "no notebooks found below $PWD/nbs" >&2
echo "$((all-bad)) passed, $bad failed"
[ "$all" -gt 0 ] && [ "$bad" -eq 0 ]
