# steps.sh - what program.sh and faults.sh have in common; sourced with the program as first argument
soleus=$(realpath "$1")
readers=$(realpath "$(dirname "$0")/readers")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
umask 022       # that files are their owner's alone is the program's doing
export XDG_CONFIG_HOME="$work/config"
passed=0
failed=0

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "not so: $*"; sed 's/^/    /' out err 2>/dev/null; }

# expect STATUS TEXT COMMAND...: the exit status, and a text in what it printed.
expect() {
	status=$1 text=$2
	shift 2
	"$@" >out 2>err </dev/null
	got=$?
	if [ $got != "$status" ]; then
		fail "$* ended with $got instead of $status"
	elif ! grep -qF -- "$text" out err; then
		fail "$* did not say '$text'"
	else
		pass
	fi
}
# so WHAT COMMAND...: the command is true.
so() {
	what=$1
	shift
	"$@" >out 2>err && pass || fail "$what"
}
# ask STUDY SQL: the first value of the answer.
ask() { /usr/bin/python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1] + "/study.db").execute(sys.argv[2]).fetchone()[0])' "$@"; }
# A visit of a few seconds, as a script of that study.
short_script() {
	cat >"$1/protocols/short.lua" <<'LUA'
protocol { id = "short", title = "A short visit", version = "1",
           needs = { toe = "temperature", spo2 = "spo2", pleth = "plethysmogram" } }
tell "Sit down."
trial({ condition = "spu", leg = "right" }, function()
  rest { "baseline", lasts = 1 * seconds }
  exercise { "exercise", lasts = 2 * seconds, reps_per_min = 120, cues = { "up" } }
  ask { "heaviness", text = "How heavy?", scale = { 0, 10 } }
  rest { "recovery", lasts = 1 * seconds }
end)
LUA
	chmod 600 "$1/protocols/short.lua"
}
# others_cannot_read FOLDER: nothing in it can be read or written by anybody but its owner.
others_cannot_read() { find "$1" -perm /077 ! -type l >exposed; ! grep . exposed; }
summary() { echo "$passed passed, $failed failed"; [ $failed = 0 ]; }
