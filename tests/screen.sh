#!/bin/sh
# screen.sh SOLEUS [PART...] - the live screen in a real terminal (tmux), operated by real keys
#
# Most of this is waiting for a visit's time to pass, so its parts stand side by side: each is a function, has a folder and a
# study of its own, named as itself, and waits for what it wants to see.
soleus=$(realpath "$1")
tests=$(realpath "$(dirname "$0")")
work=$(mktemp -d) || exit 1
socket="soleus$$"
tmux() { command tmux -L "$socket" -f /dev/null "$@"; }
trap 'tmux kill-server 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1

# --- words

pass() { passed=$((passed + 1)); }
fail() { failed=$((failed + 1)); echo "not so: $*"; cat "$window.err" 2>/dev/null; grep -v '^ *$' captured 2>/dev/null | sed 's/^/    |/'; }

see() { tmux capture-pane -p -t "$window" >captured; }
# sees TEXT: it is on the screen, or comes within fifteen seconds.
sees() {
	for _ in $(seq 150); do
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
	for _ in $(seq 150); do
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
	tmux new-session -d -s "$1" -x "$2" -y "$3" "TERM=tmux-256color; stty -a >before; $4 2>$1.err; echo \$? >$1.status; stty -a >$1.tmp; mv $1.tmp $1.stty; sleep 60"
}
# Of the part's own study: the process of `run`, and what SQL tells of the record.
program() { pgrep -f -x "$soleus -C $part run .*"; }
ask() { /usr/bin/python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1] + "/study.db").execute(sys.argv[2]).fetchone()[0])' "$part" "$1"; }
is() { [ "$(ask "$1")" = "$2" ]; }
# 75 samples come a second: how many are missing between the first and the last. Their stamps are some 10 ms unsure on a busy
# machine, which is less than two samples; what blocks acquisition costs many.
holes="SELECT max(0, CAST((max(s.time_ns) - min(s.time_ns)) * 75e-9 - count(*) - 1 AS INTEGER))
       FROM sample s JOIN channel c USING (channel_id) WHERE c.name = 'pleth'"
late="SELECT count(*) FROM (SELECT s.arrival_ns - lag(s.arrival_ns) OVER (ORDER BY s.arrival_ns) AS step
      FROM sample s JOIN channel c USING (channel_id) WHERE c.name = 'pleth') WHERE step > 200000000"
late_cues="SELECT count(*) FROM event WHERE kind = 'cue' AND time_ns - planned_ns > 20000000"

# study SECONDS [AFTER [TELL [BEFORE]]]: a study with a protocol `seen`, whose exercise lasts so long, and what stands around it
study() {
	"$soleus" init "$part" >/dev/null && "$soleus" -C "$part" enrol P01 >/dev/null
	cat >"$part/protocols/seen.lua" <<LUA
protocol { id = "seen", title = "A short visit", version = "1",
           needs = { toe = "temperature", spo2 = "spo2", pleth = "plethysmogram" } }
$3
trial({ condition = "spu", leg = "right" }, function()
  $4
  exercise { "exercise", lasts = $1 * seconds, reps_per_min = 120, cues = { "up" } }
  $2
end)
LUA
}
seen="run seen --participant P01"

# --- parts

# Everything an operator may need, by its keys; the participant's screen beside it.
whole_visit() {
	study 60 'ask { "heaviness", text = "How heavy?", scale = { 0, 10 } }
	  ask { "remarks", text = "Anything else?", words = true }
	  rest { "recovery", lasts = 60 * seconds }' 'tell "Sit down."'
	start cue 80 24 "$soleus -C $part cue"
	sees "waits for one"
	start visit 80 24 "$soleus -C $part $seen"
	sees "Sit down."
	read_it
	press Enter
	sees "--- exercise"
	sees "n note  m mark"
	press C-z
	sees "Ctrl-Z would stop the recording"
	kill -TSTP "$(program)"
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
	press w; sees ".png"
	press W; sees ".svg"
	for columns in 120 90 200 80 60 132 80 100 80; do tmux resize-window -t "$window" -x $columns -y 30; done
	tmux resize-window -t "$window" -x 70 -y 20; sees "it takes 80 x 24"
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
	so "the trial has two attempts" is "SELECT max(attempt) FROM trial" 2
	so "why the exercise was ended is in the record" is "SELECT text FROM event WHERE kind = 'exercise_end'" "fatigue: tired"
	so "the note is in the record" is "SELECT count(*) FROM event WHERE kind = 'note' AND text = 'moved the left foot'" 1
	so "so is the pause" is "SELECT count(*) FROM event WHERE kind = 'pause'" 1
	so "and the answer" is "SELECT value FROM answer WHERE question = 'heaviness' AND outcome = 'answered'" 5.0
	so "no cue was late by more than 20 ms" is "$late_cues" 0
	so "nor was a sample lost while the window changed its size" is "$holes" 0
	so "pictures were written" ls $part/exports/screen_*.svg $part/exports/screen_*.png
	so "for their owner only" sh -c "ls -l $part/exports/screen_* | grep -v '^-rw-------' | wc -l | grep -qx 0"
}

# An emergency ends a visit at once.
abort() {
	study 60
	start abort 80 24 "$soleus -C $part $seen"
	sees "--- exercise"
	press s; sees "! stop"
	write "pain in the calf"; press Enter
	ends
	so "the terminal is as it was after an emergency" sane
	so "the visit was not completed" is "SELECT status FROM session" interrupted
	so "and why is in the record" is "SELECT count(*) FROM event WHERE kind = 'emergency' AND text LIKE '%pain in the calf%'" 1
}

# No colours with NO_COLOR, and the words are the same; a crash gives the terminal back.
crash() {
	study 60
	start mono 80 24 "env NO_COLOR=1 $soleus -C $part $seen"
	sees "--- exercise"
	so "NO_COLOR is heeded" sh -c '! tmux -L "$0" capture-pane -e -p -t mono | grep -qE "\[(3[0-7]|9[0-7]|38;)"' "$socket"
	kill -SEGV "$(program)"
	ends
	so "the terminal is as it was after a crash" sane
	so "and out of the other screen" is_plain
	so "the crash is told by the status" [ "$(cat mono.status)" != 0 ]
	so "and the record is whole" "$soleus" -C $part verify
}

# A closed window leaves a visit that can be gone on with; its screen then shows what was before.
closed() {
	study 60 'rest { "recovery", lasts = 60 * seconds }'
	start ascii 80 24 "env LC_ALL=C $soleus -C $part $seen"
	sees "--- exercise"
	see
	so "in the C locale the screen is ASCII" sh -c '! LC_ALL=C grep -q "[^ -~]" captured'
	press n; write "a cold room"; press Enter
	sees "note: a cold room"
	tmux kill-session -t ascii
	for _ in $(seq 100); do program >/dev/null || break; sleep 0.1; done
	so "the program has ended" sh -c "! pgrep -f -x '$soleus -C $part run .*' >/dev/null"
	so "and its visit waits" sh -c '"$0" -C closed sessions | grep -q resumable' "$soleus"
	so "no sample was lost" is "$holes" 0
	start resumed 80 40 "$soleus -C $part resume"
	sees "--- recovery"
	sees "note: a cold room"
	press s; write "seen enough"; press Enter
	ends
}

# A terminal that stops reading for ten seconds harms nothing.
stopped() {
	study 13
	so "a terminal may stop reading for ten seconds" /usr/bin/python3 "$tests/stalled_terminal.py" comes-back "$soleus" -C $part $seen
	so "no cue was late by more than 20 ms meanwhile" is "$late_cues" 0
	so "all cues were given" is "SELECT count(*) FROM event WHERE kind = 'cue'" 26
	so "no sample was lost: the pleth has no hole" is "$holes" 0
	so "nor was one late" is "$late" 0
}

# Nor does one that never reads again, or keys that want to be drawn a hundred times a second.
unread() {
	study 13
	so "a terminal that never reads again does not hold up the end" /usr/bin/python3 "$tests/stalled_terminal.py" never "$soleus" -C $part $seen
}
storm() {
	study 13
	so "nothing is drawn more than 20 times a second" /usr/bin/python3 "$tests/stalled_terminal.py" storm "$soleus" -C $part $seen
}

# Seven channels, one of them a trace of 75 samples a second, at 120 by 40: all threads together, by the kernel's own account.
cpu_ns() { cat /proc/"$(program)"/task/*/schedstat | awk '{ sum += $1 } END { printf "%.0f\n", sum }'; }
processor() {
	study 60
	start busy 120 40 "$soleus -C $part $seen"
	sees "--- exercise"
	sleep 1
	before_ns=$(cpu_ns) from_ns=$(date +%s%N)
	sleep 8
	after_ns=$(cpu_ns) until_ns=$(date +%s%N)
	permille=$((1000 * (after_ns - before_ns) / (until_ns - from_ns)))
	echo "screen and recording at 120 x 40: $permille per mille of one core"
	# Sanitizers look at every access.
	case $soleus in */san/*) most=150 ;; *) most=30 ;; esac
	so "screen and recording take less than 3 % of one core" [ $permille -lt $most ]
	press s; write "seen enough"; press Enter
	ends
}

# The same screen for the channels alone, and for a visit that is in the record.
looking() {
	study 60 "" "" 'rest { "baseline", lasts = 20 * seconds }'
	sed -i 's/reps_per_min = 120/reps_per_min = 20/' $part/protocols/seen.lua
	"$soleus" -C $part rehearse seen -o rehearsed >/dev/null 2>&1
	start monitor 100 30 "$soleus -C $part monitor"
	sees "soleus monitor"
	sees "not recording"
	sees "good"
	press q
	ends
	start replay 80 24 "$soleus -C rehearsed show 1 --screen --speed 8"
	sees "REPLAY"
	sees "20/min wanted, 20.0 given, 20.0 kept (light)"
	press '>' '>'
	sees "REPLAY 01:21"
	press Space; press -N 10 Left
	sees "REPLAY 00:00"
	press q
	ends
	so "the terminal is as it was after a replay" sane
}

# Tones where ALSA plays into a pipe instead of a loudspeaker, on a terminal that is the participant's.
sound() {
	study 5
	tmux new-session -d -s participant -x 80 -y 24 'tty >tty.new; mv tty.new tty; exec sleep 60'
	for _ in $(seq 50); do [ -s tty ] && break; sleep 0.1; done
	sed "s,FILE,|/usr/bin/python3 $tests/screens/heard.py write $PWD/heard,; s,|,\"|,; s,heard\$,heard\"," >asound.conf <<-'ALSA'
		pcm.nothing { type null }
		pcm.!default {
			type file
			slave.pcm nothing
			format raw
			file FILE
		}
	ALSA
	ALSA_CONFIG_PATH=$PWD/asound.conf "$soleus" -C $part $seen --plain --cue "$(cat tty)" </dev/null >told 2>&1 &
	window=participant
	sees "███████"
	wait $!
	so "the participant's terminal is given back" is_plain
	[ -s heard ] || { echo "No tone could be listened to: ALSA's library is not there."; return; }
	so "each cue is heard in its moment" /usr/bin/python3 "$tests/screens/heard.py" compare heard $part/study.db
	so "what is no terminal is refused" sh -c "'$soleus' -C $part $seen --visit 2 --cue /dev/null 2>&1 | grep -q 'no terminal'"
}

# Without a screen: what it shows is told on request, and now and then.
plain() {
	study 60
	{ sleep 4; echo /status; sleep 8; echo /leave; echo; } | "$soleus" -C $part $seen --plain >told 2>&1
	so "plain lines tell the step" grep -q "^exercise, 00:5[0-9] left; repetition [0-9]* of 120, 120/min wanted" told
	so "and what comes next" grep -q "^next: the end of the visit" told
	so "and each signal" grep -qE "^ +pleth: [0-9]+ counts, [0-9.]+ s old, [0-9.]+/s" told
	so "and the recorder" grep -qE "^recording for 00:0[0-9], .*disk [0-9.]+ GB" told
	so "and all ten seconds how it goes" grep -qE "^ 00:00:1[0-9]  now: exercise, 00:[45][0-9] left; repetition" told
}

# --- all at once

export LC_ALL=C.UTF-8
unset NO_COLOR
shift
parts=${*:-"stopped whole_visit plain processor sound abort crash closed unread storm looking"}
for part in $parts; do
	mkdir "$part.here"
	(
		cd "$part.here" || exit 1
		passed=0 failed=0 window=$part
		"$part"
		echo "$passed $failed" >../"$part.counts"
	) >"$part.told" 2>&1 &
done
wait
for part in $parts; do sed "s/^/$part: /" "$part.told"; done
cat ./*.counts | awk '{ passed += $1; failed += $2 } END { print passed " passed, " failed " failed"; exit failed > 0 || NR != '"$(echo $parts | wc -w)"' }'
