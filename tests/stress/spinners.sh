#!/bin/bash
# Threads that compute find hubs of their own, instead of being detached at every step: see spinners.c.
O=${O:-build} rounds=200
[ "$(nproc)" -ge 2 ] || { echo "skipped: one processor" && exit 77; }
said=$(TEST_PRELOADED=1 scripts/evergreen --stats "$O/tests/stress/spinners" $rounds 2>&1) ||
	{ echo "it fails: $said" && exit 1; }
detached=$(sed -n 's/.* \([0-9]*\) detached$/\1/p' <<<"$said")
if [ -z "$detached" ] || [ "$detached" -ge $((rounds / 2)) ]; then
	echo "detached too often: $said"
	exit 1
fi
