# lib.sh - what the tests of real programs share: ports, servers, files to serve, proofs.
# shellcheck shell=bash disable=SC2034,SC2013

O=${O:-build}
evergreen=(scripts/evergreen --stats) # at exit it tells how many coroutines it made
python=/usr/bin/python3
tmp=$(mktemp -d) || exit 1
pids=()

cleanup() {
	local pid
	for pid in "${pids[@]}"; do
		kill -9 "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	rm -rf "$tmp"
}
trap cleanup EXIT

# The test failed: say why, and what the programs said.
fail() {
	local log
	echo "$*" >&2
	for log in "$tmp"/*.log; do
		[ ! -s "$log" ] || { echo "--- ${log##*/}" && tail -n 15 "$log"; } >&2
	done
	exit 1
}

skip() {
	echo "skipped: $*" >&2
	exit 77
}

need() { # programs, which `scripts/setup check` installs where it may
	local program
	for program; do
		command -v "$program" >/dev/null || skip "no $program"
	done
}

# Whether the process itself listens on the port: another test may have been quicker to take it.
listens() { # pid, port
	local inode
	for inode in $(awk -v port="$(printf ':%04X' "$2")" \
		'$4 == "0A" && substr($2, length($2) - 4) == port { print $10 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null); do
		find "/proc/$1/fd" -lname "socket:\[$inode\]" 2>/dev/null | grep -q . && return 0
	done
	return 1
}

# Start a server: its port is appended to the command, which may be a function that ends in exec. Output
# goes to NAME.log. Sets port and server. Ports are taken from below those that the kernel hands out.
serve() { # name, command...
	local name=$1 try
	shift
	for try in 1 2 3 4 5; do
		port=$((12000 + (RANDOM * 32768 + RANDOM) % 20000))
		("$@" $port) >"$tmp/$name.log" 2>&1 </dev/null &
		server=$!
		pids+=("$server")
		while kill -0 "$server" 2>/dev/null; do
			listens "$server" $port && return 0
			sleep 0.05
		done
		grep -qi 'in use' "$tmp/$name.log" || break
	done
	fail "$name did not start"
}

# End it as its owner would; its status must be one of those given.
stop() { # name, signal, statuses
	local name=$1 status
	kill "-$2" "$server"
	wait "$server"
	status=$?
	shift 2
	grep -qw "$status" <<<"$*" || fail "$name ended with status $status, not $*"
}

# The server runs under evergreen: it may have many connections, but hardly any kernel threads: its own, those
# that watch, and some in reserve. (Of those that resolve names there are as many as names are being resolved,
# and of those that compute, as many as have computed for a while at once: more is for the caller to allow.)
is_threadless() { # name, how many kernel threads at most
	local threads
	grep -q libevergreen "/proc/$server/maps" || fail "$1 does not run under evergreen"
	threads=$(awk '/^Threads:/ { print $2 }' "/proc/$server/status")
	[ "$threads" -le "${2:-17}" ] || fail "$1 has $threads kernel threads"
}

# Its log tells of so many coroutines, or more.
made_coroutines() { # name, least
	local made
	made=$(sed -n 's/^evergreen: \([0-9]*\) coroutines.*/\1/p' "$tmp/$1.log" | sort -n | tail -n 1)
	[ "${made:-0}" -ge "$2" ] || fail "$1 made ${made:-no} coroutines, not $2"
}

# Files of some sizes, in $tmp/files: empty, one byte, odd, large.
make_files() {
	local size
	mkdir -p "$tmp/files"
	for size in 0 1 1023 65537 3000001; do
		head -c $size /dev/urandom >"$tmp/files/$size"
	done
	files="0 1 1023 65537 3000001"
}

# Fetch every file, each several times and all at once, with curl and its options, and compare.
fetch_and_compare() { # how often, base of the URLs, options of curl...
	local times=$1 base=$2 i file urls=()
	shift 2
	mkdir -p "$tmp/got"
	for ((i = 0; i < times; i++)); do
		for file in $files; do
			urls+=(-o "$tmp/got/$file.$i" "$base/$file")
		done
	done
	curl -sS --fail --max-time 30 --parallel --parallel-immediate --parallel-max 100 "$@" "${urls[@]}" \
		>"$tmp/curl.log" 2>&1 || fail "curl failed with status $?"
	for ((i = 0; i < times; i++)); do
		for file in $files; do
			cmp "$tmp/files/$file" "$tmp/got/$file.$i" || fail "$file came back changed"
		done
	done
	rm -r "$tmp/got"
}

# Load from wrk: every answer must be a good one. Of a server that closes each connection without saying so
# before, wrk counts the ends as read errors: closes=yes.
load_with_wrk() { # url, options...
	local url=$1
	shift
	wrk -t 1 -d 1s --timeout 20s "$@" "$url" >"$tmp/wrk.log" 2>&1 || fail "wrk failed"
	grep -q '^ *[1-9][0-9]* requests in' "$tmp/wrk.log" || fail "wrk got no answers"
	! grep -E 'Socket errors|Non-2xx' "$tmp/wrk.log" | grep -Ev "connect 0, read ${closes:+[0-9]+}, write 0, timeout 0" ||
		fail "wrk saw errors"
}

# A web server on kernel threads, for proxies to fetch from: sets web.
serve_files() {
	serve web "$python" tests/app/web_server.py "$tmp/files"
	web=http://127.0.0.1:$port
}
