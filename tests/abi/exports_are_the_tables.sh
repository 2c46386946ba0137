#!/bin/bash
# The shared object exports the calls of shim/calls.def and the functions of evergreen.h: all of them, and
# nothing else. What else it exported would take the place of something in the program.
. "$(dirname "$0")/lib.sh"

{ table_names && public_names; } | sort >"$tmp/wanted"
nm -D --defined-only "$library" | awk '{ print $NF }' | sort >"$tmp/exported"
[ "$(wc -l <"$tmp/exported")" -gt 100 ] || fail "nm shows hardly any symbol of $library"

twice=$(uniq -d "$tmp/wanted")
[ -z "$twice" ] || fail "in the table twice: ${twice//$'\n'/ }"
lacking=$(comm -23 "$tmp/wanted" "$tmp/exported")
[ -z "$lacking" ] || fail "in the table or in evergreen.h, but not exported: ${lacking//$'\n'/ }"
surplus=$(comm -13 "$tmp/wanted" "$tmp/exported")
[ -z "$surplus" ] || fail "exported, but neither in the table nor in evergreen.h: ${surplus//$'\n'/ }"

# A symbol with a version would not answer for read@GLIBC_2.2.5.
versioned=$(awk '/@/' "$tmp/exported")
[ -z "$versioned" ] || fail "exported with a version: ${versioned//$'\n'/ }"
data=$(nm -D --defined-only "$library" | awk '$(NF - 1) !~ /[TtWi]/ { print $NF }')
[ -z "$data" ] || fail "exported, but no function: ${data//$'\n'/ }"
