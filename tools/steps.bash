# The steps that ./start and ./check share; sourced by them. Each step is one line with its time; what it printed goes to
# build/logs/STEP.log, whose end is shown where the step fails.
set -euo pipefail
export LANG=C.UTF-8 LC_ALL=C.UTF-8
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$project"
logs=$project/build/logs
mkdir -p "$logs"

# step NAME TITLE CURE COMMAND…
step() {
  local name=$1 title=$2 cure=$3 started=$SECONDS code=0 pid
  shift 3
  "$@" >"$logs/$name.log" 2>&1 &
  pid=$!
  [[ -t 1 ]] || printf '%s …\n' "$title"
  while kill -0 "$pid" 2>/dev/null; do
    # shellcheck disable=SC2015
    [[ -t 1 ]] && printf '\r\e[K%s … %d s  %.70s' "$title" $((SECONDS - started)) "$(tail -c 200 "$logs/$name.log" | tr -d '\r' | tail -n 1)" || true
    sleep 0.2
  done
  wait "$pid" || code=$?
  if ((code)); then
    [[ -t 1 ]] && printf '\r\e[K'
    printf '%s: failed after %d s. The end of build/logs/%s.log:\n' "$title" $((SECONDS - started)) "$name" >&2
    tail -n 30 "$logs/$name.log" >&2
    printf 'What helps: %s\n' "$cure" >&2
    exit "$code"
  fi
  [[ -t 1 ]] && printf '\r\e[K'
  printf '%s: %d s\n' "$title" $((SECONDS - started))
}

# The packages of tools/packages.txt that are not installed; of those with a ? only the ones that Debian has, of those with a
# command before them only where that is missing (Node may have come from elsewhere, and Debian's npm would push it out).
missing_packages() {
  local line package
  local -A there=()
  while read -r package; do there[$package]=1; done < <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
  while read -r line; do
    case $line in '' | '#'*) continue ;; esac
    package=${line#\?}
    if [[ $package == *:* ]]; then
      command -v "${package%%:*}" >/dev/null && continue
      package=${package#*:}
    fi
    [[ -n ${there[$package]:-} ]] && continue
    if [[ $line == \?* && -z $(apt-cache --quiet show --no-all-versions "$package" 2>/dev/null) ]]; then continue; fi
    echo "$package"
  done <tools/packages.txt
}

as_root() { if ((EUID == 0)); then "$@"; else sudo env "DEBIAN_FRONTEND=noninteractive" "$@"; fi; }
apt_get() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@"; }

install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system: the packages of tools/packages.txt, or what is their like here, must be there already."
    return
  fi
  local missing
  missing=$(missing_packages)
  if [[ -z $missing ]]; then
    echo "packages: all there"
    return
  fi
  if ((EUID != 0)) && ! command -v sudo >/dev/null; then
    # shellcheck disable=SC2086
    echo "These packages are missing and there is neither root nor sudo to install them. As root, run:"$'\n'"  apt-get install --no-install-recommends" $missing >&2
    exit 1
  fi
  ((EUID == 0)) || sudo -v  # asks for the password here, not behind a log
  step packages-list "packages: list" "the network and /etc/apt/sources.list" apt_get update
  missing=$(missing_packages)  # the list may know more now
  # shellcheck disable=SC2086
  step packages "packages: $(wc -w <<<"$missing") to install" "the network, the disk's free space, then: apt-get -f install" \
    apt_get install --no-install-recommends $missing
}

fetch_models() {
  if models/fetch --check >"$logs/models.log" 2>&1; then
    tail -n 1 "$logs/models.log"
  else
    step models "models: bringing" "the network and pip's settings; without a network: models/README.md" models/fetch
  fi
}

# The judge of PDF/A in the tests, where this machine has a JDK and Maven. Without it the project's own structure checks remain.
fetch_verapdf() {
  local code=0
  tools/verapdf/fetch >"$logs/verapdf.log" 2>&1 || code=$?
  if ((code == 0 || code == 3)); then tail -n 1 "$logs/verapdf.log"
  else echo "veraPDF: left out, it could not be brought (build/logs/verapdf.log); PDF/A is judged by the project's own checks alone"; fi
}

# build TARGET…
build() {
  step configure "configure" "build/logs/configure.log names what was not found" cmake --preset release -DCMAKE_COLOR_DIAGNOSTICS=OFF
  step build "build ($*)" "the first error in build/logs/build.log" cmake --build --preset release --target "$@"
}
