#!/bin/sh
# moments.sh SHOW_MOMENT - what a real terminal (tmux) shows in fixed moments of real visits, against the golden files
#
# tests/test_screen.c holds the same moments before they reach a terminal; here curses, the terminal's abilities and its inks
# come in. All moments stand side by side. What differs is left in build/golden/, to be looked at and copied over.
show=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
kept=$(realpath .)/build/golden
work=$(mktemp -d) || exit 1
socket="moments$$"
tmux() { command tmux -L "$socket" -f /dev/null "$@"; }
trap 'tmux kill-server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
passed=0
failed=0
pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "not so: $*"; }
export LC_ALL=C.UTF-8
unset NO_COLOR

# start WINDOW MOMENT COLUMNS ROWS SETTING...: a moment in a window of its own, at a terminal of that kind
start() {
	window=$1 moment=$2 columns=$3 rows=$4
	shift 4
	tmux new-session -d -s "$window" -x "$columns" -y "$rows" "env $* '$show' $moment 2>$window.err; echo \$? >$window.status; sleep 60"
}
text() { tmux capture-pane -p -t "$1"; }
looks() { tmux capture-pane -e -N -p -t "$1" | /usr/bin/python3 "$here/screens/looks.py"; }
# becomes WINDOW HOW GOLDEN: within twenty seconds of the beginning
becomes() {
	while :; do
		"$2" "$1" >"$1.seen" 2>&1
		cmp -s "$1.seen" "$here/golden/$3" && { pass; return; }
		[ "$(date +%s)" -lt "$deadline" ] || break
		sleep 0.1
	done
	mkdir -p "$kept" && cp "$1.seen" "$kept/$3"
	fail "the terminal shows golden/$3; see build/golden/$3"
	diff "$here/golden/$3" "$1.seen"
}

"$show" >all || exit 1
deadline=$(($(date +%s) + 20))
while read -r name columns rows; do
	case $name in
	inks*)
		start "256" "$name" "$columns" "$rows" TERM=xterm-256color
		start "8" "$name" "$columns" "$rows" TERM=xterm-color
		start "mono" "$name" "$columns" "$rows" TERM=xterm-mono
		start "no_color" "$name" "$columns" "$rows" TERM=xterm-256color NO_COLOR=1 ;;
	picture*) ;;
	*) start "$name" "$name" "$columns" "$rows" TERM=xterm-256color ;;
	esac
done <all
while read -r name columns rows; do
	case $name in
	inks*)
		for kind in 256 8 mono no_color; do becomes $kind looks "looks_$kind.txt"; done ;;
	picture*) ;;
	*) becomes "$name" text "$name.txt" ;;
	esac
done <all

# --- what was said under the screen is held back until the terminal is given back
window=settle_80x24
[ ! -s $window.err ] && pass || fail "nothing reaches stderr under the screen"
tmux send-keys -t $window q
for _ in $(seq 100); do [ -s $window.status ] && break; sleep 0.1; done
grep -q "said under the screen" $window.err && pass || fail "and it is not lost"
[ "$(cat $window.status)" = 0 ] && pass || fail "the screen was closed"

echo "$passed passed, $failed failed"
[ $failed = 0 ]
