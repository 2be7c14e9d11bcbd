# Private PostgreSQL, Redis and ClamAV for tests and measurements: free ports, a temporary folder, stopped and removed at the end.
# Sourced after lib.sh. start_services sets ROOM, DATABASE_SERVER (a URL), TEST_REDIS_URL, TEST_CLAMAV_URL and CHROMIUM;
# stop_services ends it all.

SERVICE_PACKAGES=(postgresql redis-server clamav-daemon poppler-utils)
# The harmless virus that every scanner knows (EICAR), as the bytes to look for: in full it would alarm the scanner of whoever reads this.
TEST_VIRUS=58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a

# Ubuntu has Chromium as a snap only, which does not run everywhere: there Playwright brings its own.
need_chromium() {
  local log
  [ -n "${CHROMIUM:-}" ] && return
  CHROMIUM=$(command -v chromium || command -v google-chrome || true)
  case $CHROMIUM in /snap/*) CHROMIUM= ;; esac
  if [ -z "$CHROMIUM" ] && ! grep -q '^ID=ubuntu' /etc/os-release; then
    need_packages chromium
    CHROMIUM=$(command -v chromium)
  elif [ -z "$CHROMIUM" ]; then
    CHROMIUM=$(playwright_chromium)
    if [ ! -x "$CHROMIUM" ]; then
      say "Installing Chromium through Playwright …"
      log=$(mktemp)
      without_starting_services "$VENV/bin/playwright" install --with-deps chromium >"$log" 2>&1 ||
        stop "$(grep -i error "$log" | tail -n 1)" "Chromium could not be installed. All that was said: $log" \
          "Get it with: $VENV/bin/playwright install --with-deps chromium, or name one that is there: CHROMIUM=/path/to/chromium bin/test"
      rm -f "$log"
    fi
  fi
}

playwright_chromium() {
  "$VENV/bin/python" -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as play: print(play.chromium.executable_path)'
}

need_services() {
  [ "${SKIP_PACKAGES:-}" = 1 ] || need_packages "${SERVICE_PACKAGES[@]}"
  need_chromium
}

# PostgreSQL refuses to run as root: then it runs as the user that its package made, or as nobody.
as_database_user() {
  if [ "$(id -u)" = 0 ]; then runuser -u "$DATABASE_USER" -- "$@"; else "$@"; fi
}

start_postgres() {
  local port password
  PG_BIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -x "$PG_BIN/initdb" ] || PG_BIN=$(dirname "$(command -v initdb || true)")
  [ -x "$PG_BIN/initdb" ] || stop "PostgreSQL was not found. Get it with: apt-get install postgresql"
  DATABASE_USER=$(id -un postgres 2>/dev/null || echo nobody)
  port=$(free_port)
  password=$(random_text)
  mkdir "$ROOM/postgres"
  printf '%s' "$password" >"$ROOM/postgres/password"
  [ "$(id -u)" = 0 ] && chown -R "$DATABASE_USER" "$ROOM/postgres"
  (
    cd "$ROOM/postgres"
    as_database_user "$PG_BIN/initdb" --pgdata data --username portal --pwfile password --auth scram-sha-256 --encoding UTF8 --locale C.UTF-8 --no-sync >log 2>&1 &&
      as_database_user "$PG_BIN/pg_ctl" start --wait --silent --pgdata data --log server.log \
        --options "-h 127.0.0.1 -p $port -k '' -F -c synchronous_commit=off -c full_page_writes=off -c max_connections=60 ${POSTGRES_OPTIONS:-}"
  ) >"$ROOM/postgres.start" 2>&1 || { tail -n 15 "$ROOM"/postgres/*log "$ROOM/postgres.start" >&2; stop "The private PostgreSQL did not start."; }
  DATABASE_SERVER="postgres://portal:$password@127.0.0.1:$port"
}

start_redis() {
  local port tries
  port=$(free_port)
  (cd "$ROOM" && exec redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --daemonize no --dir "$ROOM" >"$ROOM/redis.log" 2>&1) &
  REDIS_PROCESS=$!
  for tries in $(seq 100); do
    redis-cli -p "$port" ping >/dev/null 2>&1 && break
    kill -0 "$REDIS_PROCESS" 2>/dev/null && [ "$tries" -lt 100 ] || { tail -n 5 "$ROOM/redis.log" >&2; stop "The private Redis did not start."; }
    sleep 0.1
  done
  TEST_REDIS_URL="redis://127.0.0.1:$port"
}

# One signature, and none fetched from anywhere: it answers within a second. It runs as whoever starts it.
start_clamav() {
  local port tries
  port=$(free_port)
  mkdir -p "$ROOM/clamav/signatures"
  printf 'Test.Eicar:0:*:%s\n' "$TEST_VIRUS" >"$ROOM/clamav/signatures/test.ndb"
  printf '%s\n' "DatabaseDirectory $ROOM/clamav/signatures" "TCPAddr 127.0.0.1" "TCPSocket $port" "Foreground yes" \
    "StreamMaxLength 60M" "MaxThreads 4" "TemporaryDirectory $ROOM/clamav" >"$ROOM/clamav/clamd.conf"
  (exec "$(command -v clamd || echo /usr/sbin/clamd)" --config-file "$ROOM/clamav/clamd.conf" >"$ROOM/clamav/log" 2>&1) &
  CLAMAV_PROCESS=$!
  for tries in $(seq 200); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    kill -0 "$CLAMAV_PROCESS" 2>/dev/null && [ "$tries" -lt 200 ] || { tail -n 5 "$ROOM/clamav/log" >&2; stop "The private ClamAV did not start."; }
    sleep 0.1
  done
  TEST_CLAMAV_URL="tcp://127.0.0.1:$port"
}

start_services() {
  ROOM=$(mktemp -d "${TMPDIR:-/tmp}/portal.XXXXXX")
  chmod 711 "$ROOM"  # the database's user passes through it
  trap stop_services EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  start_postgres
  start_redis
  start_clamav
  export TEST_REDIS_URL TEST_CLAMAV_URL CHROMIUM
}

stop_services() {
  trap - EXIT INT TERM
  [ -z "${CLAMAV_PROCESS:-}" ] || kill "$CLAMAV_PROCESS" 2>/dev/null || true
  [ -z "${REDIS_PROCESS:-}" ] || kill "$REDIS_PROCESS" 2>/dev/null || true
  [ ! -d "$ROOM/postgres/data" ] || (cd "$ROOM/postgres" && as_database_user "$PG_BIN/pg_ctl" stop --silent --mode immediate --pgdata data >/dev/null 2>&1) || true
  wait 2>/dev/null || true
  rm -rf "$ROOM"
}
