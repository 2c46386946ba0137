#!/bin/bash
# Everything at once, on more hubs than there may be processors: see hubs.c. STRESS_SECONDS says how long.
O=${O:-build}
case $O in
/*) ;;
*) O=$PWD/$O ;;
esac
ulimit -n "$(ulimit -Hn)"
[ "$(ulimit -n)" -ge 2048 ] || { echo "skipped: too few descriptors" && exit 77; }
export EVERGREEN_HUBS=${EVERGREEN_HUBS:-4} TEST_PRELOADED=1
LD_PRELOAD=$O/libevergreen.so exec "$O/tests/stress/hubs" "${STRESS_SECONDS:-10}" 1000 "$@"
