#!/bin/sh
# bench.sh BUILD SECONDS MINUTES SESSIONS OUT - every measurement, printed and written into OUT; exit status 1 when a promise is missed
#
# OUT is replaced at the end and in one step: a bench that is interrupted, or that fails to measure, leaves the earlier results.
build=$1 seconds=$2 minutes=$3 sessions=$4 out=$5
here=$(dirname "$0")
work=$(mktemp -d) || exit 1
export TMPDIR="$work"     # what the programs leave behind when they are interrupted goes with it
trap 'rm -rf "$work" "$out.new"' EXIT
trap 'exit 130' INT TERM HUP
part() {
	echo "## $1"; echo; echo '```'
	shift
	"$@" 2>&1
	case $? in
	0) ;;
	3) echo "$1" >>"$work/missed" ;;
	*) echo "$1" >>"$work/broken" ;;
	esac
	echo '```'; echo
}
{
	echo "# What was measured, and on what"
	echo
	echo "Made by \`make bench BENCH_SECONDS=$seconds BENCH_MINUTES=$minutes BENCH_SESSIONS=$sessions\` on $(date -u +%Y-%m-%d), with"
	echo "$(nproc) cores of $(uname -n), $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1), Linux $(uname -r). A row that misses its promise says so."
	echo
	part "Time" "$build/bench_time" "$seconds" "$minutes"
	part "The program" "$here/bench_program.py" "$build/soleus" "$seconds" "$sessions"
	part "Writing tables" "$here/bench_export.py" "$build/bench_export"
	if [ -s "$work/missed" ] || [ -s "$work/broken" ]; then
		echo "A promise was missed by: $(cat "$work"/missed "$work"/broken 2>/dev/null | tr '\n' ' ')"
	else
		echo "Every promise was kept."
	fi
} | tee "$work/results"
if [ -s "$work/broken" ]; then
	echo "bench.sh: not all could be measured, so $out is as it was: $(tr '\n' ' ' <"$work/broken")" >&2
	exit 1
fi
cp "$work/results" "$out.new" && mv "$out.new" "$out" || exit 1
[ ! -s "$work/missed" ]
