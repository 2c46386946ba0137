#!/bin/bash
# tinyproxy, which has a thread for each connection, passes on what curl and wrk fetch through it.
. "$(dirname "$0")/lib.sh"
need tinyproxy curl wrk "$python"

tinyproxy_on() { # port
	printf '%s\n' "Port $1" "Listen 127.0.0.1" "MaxClients 500" "Timeout 60" "LogLevel Critical" \
		"LogFile \"$tmp/tinyproxy.messages\"" "PidFile \"$tmp/tinyproxy.pid\"" >"$tmp/tinyproxy.conf"
	exec "${evergreen[@]}" tinyproxy -d -c "$tmp/tinyproxy.conf"
}

make_files
serve_files
serve tinyproxy tinyproxy_on
fetch_and_compare 20 "$web" --proxy "http://127.0.0.1:$port"
# A tunnel, as for TLS.
fetch_and_compare 5 "$web" --proxy "http://127.0.0.1:$port" --proxytunnel

cat >"$tmp/absolute.lua" <<END
wrk.path = "$web/1023"
wrk.headers["Connection"] = "close"
END
closes=yes load_with_wrk "http://127.0.0.1:$port" -c 32 -s "$tmp/absolute.lua"
stop tinyproxy TERM 0
made_coroutines tinyproxy 100
