#!/bin/sh
# screen.sh SOLEUS - the live screen in a real terminal (tmux), operated by real keys
soleus=$(realpath "$1")
tests=$(realpath "$(dirname "$0")")
work=$(mktemp -d) || exit 1
socket="soleus$$"
tmux() { command tmux -L "$socket" -f /dev/null "$@"; }
trap 'tmux kill-server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
passed=0
failed=0

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "not so: $*"; cat "$window.err"; grep -v '^ *$' captured 2>/dev/null | sed 's/^/    |/'; }

see() { tmux capture-pane -p -t "$window" >captured; }
# sees TEXT: it is on the screen, or comes within ten seconds.
sees() {
	for _ in $(seq 100); do
		see
		grep -qF -- "$1" captured && { pass; return; }
		sleep 0.1
	done
	fail "the screen shows '$1'"
}
press() { tmux send-keys -t "$window" "$@"; }
# Enter does not answer what nobody can have read yet.
read_it() { sleep 0.5; }
write() { tmux send-keys -t "$window" -l "$1"; }
so() {
	what=$1
	shift
	"$@" >out 2>&1 && pass || { fail "$what"; cat out; }
}
# ends: the program in the window has ended; its status is in the file, the terminal's settings beside it.
ends() {
	for _ in $(seq 100); do
		[ -e "$window.stty" ] && { pass; return; }
		sleep 0.1
	done
	see
	fail "the program in window $window ends"
}
sane() { grep -q ' icanon' "$window.stty" && grep -q ' echo ' "$window.stty"; }
is_plain() { tmux display -p -t "$window" '#{alternate_on}#{cursor_flag}' | grep -qx 01; }

# start WINDOW COLUMNS ROWS COMMAND: in a window of its own, whose shell tells how it ended and stays.
start() {
	window=$1
	tmux new-session -d -s "$1" -x "$2" -y "$3" "stty -a >before; $4 2>$1.err; echo \$? >$1.status; stty -a >$1.tmp; mv $1.tmp $1.stty; sleep 60"
}
program() { pgrep -f -x "$soleus -C $1 run .*" ; }
ask() { /usr/bin/python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])' "$1/study.db" "$2"; }
is() { [ "$(ask "$1" "$2")" = "$3" ]; }

export LC_ALL=C.UTF-8
unset NO_COLOR
for study in one two three; do
	"$soleus" init $study >/dev/null
	"$soleus" -C $study enrol P01 >/dev/null
	cat >$study/protocols/seen.lua <<'LUA'
protocol { id = "seen", title = "A short visit", version = "1",
           needs = { toe = "temperature", spo2 = "spo2", pleth = "plethysmogram" } }
tell "Sit down."
trial({ condition = "spu", leg = "right" }, function()
  rest { "baseline", lasts = 1 * seconds }
  exercise { "exercise", lasts = 60 * seconds, reps_per_min = 120, cues = { "up" } }
  ask { "heaviness", text = "How heavy?", scale = { 0, 10 } }
  ask { "remarks", text = "Anything else?", words = true }
  rest { "recovery", lasts = 60 * seconds }
end)
LUA
done
cat >two/protocols/seen.lua <<'LUA'
protocol { id = "seen", title = "A stalled visit", version = "1", needs = { toe = "temperature", pleth = "plethysmogram" } }
trial({ condition = "spu", leg = "right" }, function()
  exercise { "exercise", lasts = 13 * seconds, reps_per_min = 120, cues = { "up" } }
end)
LUA

# --- beside all that follows: a terminal that stops reading for ten seconds, and one that never reads again
/usr/bin/python3 "$tests/stalled_terminal.py" comes-back "$soleus" -C two run seen --participant P01 >stalled 2>&1 &
stalled=$!
/usr/bin/python3 "$tests/stalled_terminal.py" never "$soleus" -C three run seen --participant P01 >never 2>&1 &
never=$!

# --- a whole visit by keys
start cue 80 24 "$soleus -C one cue"
sees "waits for one"
start visit 80 24 "$soleus -C one run seen --participant P01"
sees "Sit down."
read_it
press Enter
sees "--- exercise"
sees "n note  m mark"
press C-z
sees "Ctrl-Z would stop the recording"
window=cue
sees "███████"
window=visit
press n; write "moved the left foot"; press Enter
sees "note: moved the left foot"
press '?'; sees "takes back what is typed"; press x
press P; sees "g go on"
press g; sees "p pause"
press f; sees "FROZEN"; press End
press z z z; sees "30 s, waves"
press c Down Space Enter; sees "1 hidden"
press w; sees "The picture is"
for columns in 120 90 200 80 60 132 80 100 80; do tmux resize-window -t "$window" -x $columns -y 30; done
tmux resize-window -t "$window" -x 70 -y 20; sees "The screen needs 80 x 24"
tmux resize-window -t "$window" -x 80 -y 24; sees "Trial 1 of 1"
press r; write "not this"; press Escape; sees "Taken back"
press r; write "the probe fell off"; press Enter
sees "attempt 2"
sees "--- exercise"
press e; sees "fatigue, pain,"; write "fatigue tired"; press Enter
sees "How heavy?"
read_it
press 4 Right Enter
sees "heaviness: 5"
read_it
write "nothing at all"; press Tab n; write "typed beside"; press Enter
sees "note: typed beside"
press Enter
sees "remarks: nothing at all"
press F; write "had enough"; press Enter
ends
sees "Session 1 is in the record"
so "the terminal is as it was" sane
so "and out of the other screen, with its cursor" is_plain
so "nothing was said on stderr" sh -c "! grep -v warning: visit.err"
window=cue
sees "waits for one"
press q
ends
so "the participant's terminal is as it was" sane
so "how late the tones were is told, or why there were none" sh -c 'tmux -L "$0" capture-pane -p -t cue | grep -qE "heard [0-9.]+ ms after|There is no tone: "' "$socket"
window=visit
so "the trial has two attempts" is one "SELECT max(attempt) FROM trial" 2
so "the note is in the record" is one "SELECT count(*) FROM event WHERE kind = 'note' AND text = 'moved the left foot'" 1
so "so is why the exercise was ended" is one "SELECT text FROM event WHERE kind = 'exercise_end'" "fatigue: tired"
so "so is the pause" is one "SELECT count(*) FROM event WHERE kind = 'pause'" 1
so "and the answer" is one "SELECT value FROM answer WHERE question = 'heaviness' AND outcome = 'answered'" 5.0
so "no cue was late by more than 20 ms" is one "SELECT count(*) FROM event WHERE kind = 'cue' AND time_ns - planned_ns > 20000000" 0
so "a picture was written" ls one/exports/screen_*.svg

# --- colours: none with NO_COLOR or a terminal that has none, and the words are the same
start mono 80 24 "env NO_COLOR=1 $soleus -C one run seen --participant P01 --visit 2"
sees "Sit down."
so "NO_COLOR is heeded" sh -c '! tmux -L "$0" capture-pane -e -p -t mono | grep -qE "\[(3[0-7]|9[0-7]|38;)"' "$socket"
# --- a crash gives the terminal back
kill -SEGV "$(program one)"
ends
so "the terminal is as it was after a crash" sane
so "and out of the other screen" is_plain
so "the crash is told by the status" [ "$(cat mono.status)" != 0 ]

# --- a closed window leaves a visit that can be gone on with
start ascii 80 24 "env LC_ALL=C $soleus -C one run seen --participant P01 --visit 3"
sees "Sit down."
see
so "in the C locale the screen is ASCII" sh -c '! LC_ALL=C grep -q "[^ -~]" captured'
tmux kill-session -t ascii
for _ in $(seq 50); do program one >/dev/null || break; sleep 0.1; done
so "the program has ended" sh -c "! pgrep -f -x '$soleus -C one run .*' >/dev/null"
so "and its visit waits" sh -c '"$0" -C one sessions | grep -q resumable' "$soleus"

# --- the terminals that stopped reading
wait $stalled; so "a terminal may stop reading for ten seconds" [ $? = 0 ]
sed 's/^/    /' stalled
so "no cue was late by more than 20 ms meanwhile" is two "SELECT count(*) FROM event WHERE kind = 'cue' AND time_ns - planned_ns > 20000000" 0
so "all cues were given" is two "SELECT count(*) FROM event WHERE kind = 'cue'" 26
so "no sample was lost: the pleth has no hole" is two "SELECT count(*) FROM (SELECT s.time_ns - lag(s.time_ns) OVER (ORDER BY s.time_ns) AS step FROM sample s JOIN channel c USING (channel_id) WHERE c.name = 'pleth') WHERE step > 20000000" 0
so "nor was one late" is two "SELECT count(*) FROM (SELECT s.arrival_ns - lag(s.arrival_ns) OVER (ORDER BY s.arrival_ns) AS step FROM sample s JOIN channel c USING (channel_id) WHERE c.name = 'pleth') WHERE step > 200000000" 0
wait $never; so "a terminal that never reads again does not hold up the end" [ $? = 0 ]
sed 's/^/    /' never

# --- the same screen for the channels alone, and for a visit that is in the record
start monitor 100 30 "$soleus -C one monitor"
sees "soleus monitor"
sees "not recording"
sees "good"
press q
ends
start replay 80 24 "$soleus -C two show 1 --screen --speed 4"
sees "REPLAY"
sees "repetition 9 of"
press '>' '>'
sees "--- exercise"
press Space Left Left
sees "REPLAY 00:00"
press q
ends
so "the terminal is as it was after a replay" sane

echo "$passed passed, $failed failed"
[ $failed = 0 ]
