# Shell functions that bin/run, bin/test, bin/lint and bin/bench share. Sourced by them, not run.
# They stand in the root of the repository; $VENV is the virtual environment, $VAR_DIR where everything that is written goes.

VENV=.venv
LIBRARY_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-inter gettext)  # WeasyPrint, the letters' font, msgfmt

say() { printf '%s\n' "$@"; }

stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

require_python() {
  local python=${PYTHON:-python3}
  command -v "$python" >/dev/null || stop "Python is missing. Install python3, version 3.11 or newer: apt-get install python3"
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "$($python --version) is too old. Install Python 3.11 or newer, or name one: PYTHON=/path/to/python3.12 $0"
  PYTHON=$python
}

# --- packages of the system -------------------------------------------------------------------------------------------

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Keeps the servers that apt installs from being started; afterwards the machine is as it was.
without_starting_services() {
  local policy=/usr/sbin/policy-rc.d rc=0
  [ -e "$policy" ] && { "$@"; return; }
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null && as_root chmod 755 "$policy"
  "$@" || rc=$?
  as_root rm -f "$policy"
  return $rc
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$SETUP_LOG" 2>&1
}

# Installs what is missing of the packages named; stops with the names of those that cannot be had.
need_packages() {
  local package missing=() failed=()
  command -v dpkg-query >/dev/null ||
    stop "This is neither Debian nor Ubuntu. Install what these packages hold in this system's own way: $*" "Then start bin/ scripts there with SKIP_PACKAGES=1."
  for package in "$@"; do is_installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} = 0 ] && return
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null ||
    stop "Missing: ${missing[*]}" "Get it as root with: apt-get install ${missing[*]}"
  say "Installing ${missing[*]} …"
  SETUP_LOG=$(mktemp)
  as_root apt-get update -qq >>"$SETUP_LOG" 2>&1 || true
  without_starting_services apt_install "${missing[@]}" || true
  for package in "${missing[@]}"; do
    is_installed "$package" || without_starting_services apt_install "$package" || failed+=("$package")
  done
  [ ${#failed[@]} = 0 ] && { rm -f "$SETUP_LOG"; return; }
  tail -n 5 "$SETUP_LOG" >&2
  stop "Could not be installed: ${failed[*]}" "Get it with: apt-get update && apt-get install ${failed[*]}  (all that apt said: $SETUP_LOG)"
}

need_libraries() {
  [ "${SKIP_PACKAGES:-}" = 1 ] || need_packages "${LIBRARY_PACKAGES[@]}"
}

# --- packages of Python -----------------------------------------------------------------------------------------------

need_venv() {
  "$VENV/bin/python" -c 'import pip' 2>/dev/null && return
  if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    need_packages "$("$PYTHON" -c 'import sys; print("python3-venv" if sys.executable == "/usr/bin/python3" else f"python3.{sys.version_info[1]}-venv")')"
  fi
  say "Making $VENV …"
  "$PYTHON" -m venv --clear "$VENV" || stop "The virtual environment $VENV could not be made."
}

fingerprint_of() {
  { "$VENV/bin/python" --version; cat "$@"; } | sha256sum | cut -d' ' -f1
}

# Installs a requirements file when it has changed since the last time; a file whose sum is not the pinned one is refused.
need_requirements() {
  local file=$1 stamp="$VENV/.installed-$1" mark log
  mark=$(fingerprint_of "$file")
  [ "$(cat "$stamp" 2>/dev/null)" = "$mark" ] && return
  say "Installing the Python packages of $file …"
  log=$(mktemp)
  if ! "$VENV/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$file" >"$log" 2>&1; then
    grep -E '^(ERROR|error)' "$log" | head -n 5 >&2
    stop "The packages of $file could not be installed. Everything that pip said: $log"
  fi
  rm -f "$log"
  printf '%s\n' "$mark" >"$stamp"
}

# --- what the portal needs before it starts -----------------------------------------------------------------------------

compile_messages() {
  local text
  for text in locale/*/LC_MESSAGES/*.po; do
    [ -f "$text" ] || continue
    [ "${text%.po}.mo" -nt "$text" ] && continue
    msgfmt --check-format -o "${text%.po}.mo" "$text" || stop "$text could not be compiled."
  done
}

free_port() {
  "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

random_text() {
  "$PYTHON" -c 'import secrets; print(secrets.token_urlsafe(50))'
}

set_up() {
  require_python
  need_libraries
  need_venv
  need_requirements "$1"
  compile_messages
}
