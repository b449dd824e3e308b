#!/bin/sh
# bench.sh BUILD SECONDS MINUTES SESSIONS OUT - every measurement, printed and written into OUT; exit status 1 when a promise is missed
build=$1 seconds=$2 minutes=$3 sessions=$4 out=$5
here=$(dirname "$0")
missed=$(mktemp) || exit 1
part() {
	echo "## $1"; echo; echo '```'
	shift
	"$@" 2>&1 || echo "$1" >>"$missed"
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
	if [ -s "$missed" ]; then
		echo "A promise was missed by: $(tr '\n' ' ' <"$missed")"
	else
		echo "Every promise was kept."
	fi
} | tee "$out"
status=0
[ -s "$missed" ] && status=1
rm -f "$missed"
exit $status
