#!/bin/bash
# evergreen-ssl with the openssl command and with curl on the other side.
O=${O:-build}
cd "$(dirname "$0")/../.." || exit 1
if ! [ -x "$O/examples/ssl_server" ] || ! command -v openssl curl >/dev/null; then
	echo "skipped: no openssl"
	exit 77
fi
dir=$(mktemp -d) pids=()
trap 'kill "${pids[@]}" 2>/dev/null; rm -rf "$dir"' EXIT
fail() { echo "$1"; tail -n 20 "$dir"/*.out; exit 1; }
wait_for() { # pattern, file
	for _ in $(seq 500); do grep -q "$1" "$2" && return; sleep 0.02; done
	fail "no '$1'"
}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout "$dir/key" -out "$dir/cert" \
	-subj /CN=localhost -addext subjectAltName=DNS:localhost >"$dir/req.out" 2>&1 || fail "no certificate"

"$O/examples/ssl_server" 127.0.0.1:0 "$dir/cert" "$dir/key" >"$dir/server.out" 2>&1 &
pids+=($!)
wait_for listening "$dir/server.out"
port=$(sed 's/.* //' "$dir/server.out")
curl -sS --max-time 20 --cacert "$dir/cert" "https://localhost:$port/" >"$dir/curl.out" 2>&1 || fail "curl fails"
grep -q '^Hello 127.0.0.1:.*TLSv1.3' "$dir/curl.out" || fail "curl gets something else"
! curl -sS --max-time 20 "https://localhost:$port/" >"$dir/curl2.out" 2>&1 || fail "curl trusts it"
printf 'GET / HTTP/1.0\r\n\r\n' | timeout 20 openssl s_client -quiet -no_ign_eof -alpn http/1.1 -CAfile "$dir/cert" \
	-verify_return_error -servername localhost -connect "localhost:$port" >"$dir/s_client.out" 2>&1
printf 'GET / HTTP/1.0\r\n\r\n' | timeout 20 openssl s_client -ign_eof -tls1_2 -CAfile "$dir/cert" \
	-verify_return_error -connect "localhost:$port" >"$dir/s_client.out" 2>&1 || fail "s_client fails"
grep -q '^Hello .*TLSv1.2' "$dir/s_client.out" || fail "s_client gets something else"
grep -q 'Verify return code: 0' "$dir/s_client.out" || fail "s_client does not trust it"
kill -TERM "${pids[0]}"
wait "${pids[0]}" || fail "the server does not stop well"

timeout 30 openssl s_server -accept 127.0.0.1:0 -cert "$dir/cert" -key "$dir/key" -rev >"$dir/s_server.out" 2>&1 &
pids=($!)
wait_for 'ACCEPT' "$dir/s_server.out"
port=$(sed -n 's/ACCEPT.*:\([0-9]*\).*/\1/p' "$dir/s_server.out" | head -n 1)
timeout 20 "$O/examples/ssl_client" "localhost:$port" "$dir/cert" "evergreen
CLOSE" >"$dir/client.out" 2>&1 || fail "the client fails"
grep -qx 'neergreve' "$dir/client.out" || fail "the client gets something else"
