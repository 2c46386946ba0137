#!/bin/bash
# Blocking libpq from 200 coroutines on one kernel thread, against a real PostgreSQL.
O=${O:-build}
cd "$(dirname "$0")/../.." || exit 1
skip() { echo "skipped: $1"; exit 77; }
[ -x "$O/examples/postgres" ] || skip "libpq-dev is not installed"
bin=$(dirname "$(find /usr/lib/postgresql -name initdb 2>/dev/null | sort | tail -n 1)")
[ "$bin" != . ] || skip "postgresql is not installed"
dir=$(mktemp -d)
as=()
if [ "$(id -u)" = 0 ]; then # which PostgreSQL refuses
	chown postgres "$dir"
	as=(setpriv --reuid=postgres --regid=postgres --clear-groups env HOME="$dir")
fi
stop() {
	"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1
	rm -rf "$dir"
}
trap stop EXIT
{ "${as[@]}" "$bin/initdb" -D "$dir/data" -A trust -U test -N &&
	"${as[@]}" "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" \
		-o "-k $dir -c listen_addresses='' -c max_connections=250 -c fsync=off" start; } \
	>"$dir/start" 2>&1 || { cat "$dir/start" "$dir/log"; exit 1; }
timeout 50 "$O/examples/postgres" "host=$dir user=test dbname=postgres" >"$dir/out" 2>"$dir/err" ||
	{ cat "$dir/out" "$dir/err"; exit 1; }
diff -u tests/examples/postgres.expected "$dir/out" || { cat "$dir/err"; exit 1; }
cat "$dir/err"
