#!/bin/sh
# faults.sh SOLEUS - real visits to which things happen: killed, stopped, hung up, a disk that fails, is full, is gone, is read-only
#
# Each visit has a study of its own, and all of them run at the same time.
. "$(dirname "$0")/steps.sh"

prepare() {
	"$soleus" init "$1" >/dev/null
	"$soleus" -C "$1" enrol P01 >/dev/null
	short_script "$1"
}
# Whatever is asked is answered, sooner or later; at other times it is a note.
keep_answering() { for _ in $(seq 30); do sleep 0.7; echo 4; done; }
# begin STUDY COMMAND...: a visit in the background, which heeds every signal even under nohup; its process is $visit, what it tells is
# in STUDY.told.
begin() {
	study=$1
	shift
	keep_answering 2>/dev/null | env --default-signal "$@" >>"$study.told" 2>&1 &
	visit=$!
}
told() { grep -qF -- "$2" "$1.told"; }
# soon WHAT COMMAND...: the command is true, or becomes so within ten seconds.
soon() {
	what=$1
	shift
	for _ in $(seq 100); do
		"$@" >out 2>err && { pass; return; }
		sleep 0.1
	done
	fail "$what"
}
seconds() { date +%s.%N; }
lost() { /usr/bin/python3 "$readers/lost.py" "$@"; }
is() { [ "$(ask "$1" "$2")" = "$3" ]; }
verified() { "$soleus" verify "$1/study.db" | grep -q "is whole"; }

for study in killed stopped hung_up ended full gone locked unplugged paused; do prepare $study; done
sed -i 's#^port     = sim:#port = /dev/ttyNOTHERE#' unplugged/station.ini

begin stopped "$soleus" -C stopped run short --participant P01; stopped=$visit
begin hung_up "$soleus" -C hung_up run short --participant P01; hung_up=$visit
begin ended "$soleus" -C ended run short --participant P01; ended=$visit
begin full "$soleus" -C full run short --participant P01; full=$visit
begin gone "$soleus" -C gone run short --participant P01; gone=$visit
begin unplugged "$soleus" -C unplugged run short --participant P01 --start-anyway "the probes come tomorrow"; unplugged=$visit
{ sleep 2.2; echo; sleep 0.3; echo "/pause now"; sleep 2; echo /go; keep_answering; } 2>/dev/null | \
	"$soleus" -C paused run short --participant P01 >paused.told 2>&1 &
paused=$!
soon "the visits have begun" told gone "The visit begins"
soon "all of them" told full "The visit begins"

# --- a program that is stopped, and continued
kill -STOP $stopped; sleep 1.5; kill -CONT $stopped
soon "that it stood still is told at once" told stopped "The program stood still for 1."

# --- a disk that is full, and a record that is taken away
soon "the full disk's visit" told full "--- baseline"
prlimit --pid $full --fsize="$(stat -c %s full/study.db-wal):"
mv gone/study.db gone/elsewhere.db
soon "a disk that fails is told at once" told full "study.db cannot be written: the disk"
soon "so is one that is gone" told gone "was moved or removed while it is recorded into; put it back"

# --- a closed terminal, and a computer that is shut down
soon "the hung up visit" told hung_up "--- exercise"
kill -HUP $hung_up; wait $hung_up
so "a closed terminal ends the program" [ $? = 1 ]
so "and is told" told hung_up "The visit is left as it stands (the program was asked to end (Hangup)); 'soleus resume' goes on with it."
kill -TERM $ended; wait $ended
so "so does SIGTERM" told ended "asked to end (Terminated)"
expect 0 "Session 1 is ended as interrupted" "$soleus" -C ended resume --end "she went home"
so "what was open is closed" is ended "SELECT count(*) FROM phase WHERE outcome IS NULL" 0
expect 0 "1 sealed of 1 session." "$soleus" -C ended verify
expect 0 "resumable" "$soleus" -C hung_up sessions
since=$(seconds)
begin hung_up "$soleus" -C hung_up resume
so "and the other one can be gone on with" wait $visit
so "within five seconds" lost hung_up/study.db resumed "$since"

# --- they come to their ends
mv gone/elsewhere.db gone/study.db
soon "the visit on a full disk is over" told full "The visit is over"
so "and waits for whoever makes room" kill -0 $full
prlimit --pid $full --fsize=unlimited:
so "with room it comes to its end" wait $full
so "with a disk that is back too" wait $gone
so "and so does the one that stood still" wait $stopped
for study in full gone stopped hung_up; do
	so "the visit '$study' is completed" is $study "SELECT status FROM session" completed
	so "and whole" verified $study
done
so "what was on no disk for a while is there: no hole in the pleth" is full \
	"SELECT count(*) FROM gaps_readable WHERE channel = 'pleth' AND lasted_s > 0.5" 0
so "that it could not be written is in the record" is full "SELECT count(*) FROM event WHERE kind = 'trouble' AND text LIKE '%nothing could be written%'" 1
so "that it stood still is in the record" is stopped "SELECT count(*) FROM event WHERE name = 'stood_still' AND value BETWEEN 0.8 AND 10" 1
so "and is why channels gave nothing" is stopped "SELECT count(*) > 0 AND count(*) = sum(cause = 'overrun') FROM gaps_readable WHERE lasted_s > 1" 1

# --- kill -9, three times in one visit
begin killed "$soleus" -C killed run short --participant P01
for moment in "Sit down" "--- exercise" "--- recovery"; do
	soon "the visit comes to $moment" told killed "$moment"
	sleep 0.4
	so "kill -9 loses at most a second" lost killed/study.db kill $visit
	cat killed.told >>killed.all; : >killed.told
	since=$(seconds)
	begin killed "$soleus" -C killed resume
	soon "it is shown what was interrupted" told killed ": interrupted for"
	soon "the visit goes on" told killed "The visit goes on: "
done
so "and it comes to its end" wait $visit
so "within five seconds" lost killed/study.db resumed "$since"
so "each channel has a gap for each time" lost killed/study.db gaps 3
so "and the record says so" lost killed/study.db interrupted 3
so "which is whole" verified killed
so "going on is in the audit" is killed "SELECT count(*) FROM audit WHERE action = 'resumed'" 3

# --- a pause, and a visit that begins without its instruments
so "a visit that was paused is completed" wait $paused
so "how long it stood still is no part of its phase" is paused "SELECT count(*) FROM phases_readable
	WHERE paused_s BETWEEN 1 AND 10 AND abs(lasted_s - iif(phase = 'exercise', 2, 1)) < 0.1" 1
so "and show says so" sh -c '"$0" -C paused show 1 | grep -qE "(baseline +rest +[0-9.]+ +[0-9.]+ +1\.0|exercise +exercise +[0-9.]+ +[0-9.]+ +2\.0)[0-9]+ +[1-9][0-9]*\.[0-9]+ +completed"' "$soleus"
wait $unplugged
so "a visit without its instruments says why it began" is unplugged "SELECT reason || ', ' || severity FROM deviation WHERE kind = 'no_preflight'" \
	"the probes come tomorrow, major"
expect 0 "It is amended" "$soleus" -C unplugged amend deviation 1 no_preflight --reason "the courier was late"
expect 0 "the courier was late" "$soleus" -C unplugged show 1

# --- a folder in which nobody may write; who may write everywhere becomes somebody else for that
as_another() { "$@"; }
if [ "$(id -u)" = 0 ]; then
	chmod 711 "$work"
	as_another() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
	mkdir another && chown 65534 another && chown -R 65534 locked
fi
chmod 500 locked && chmod 400 locked/study.db
expect 1 "write-protected; look at the rights of the file and of its folder" \
	as_another env XDG_CONFIG_HOME="$work/another" "$soleus" -C locked run short --participant P01
expect 0 "No visit has been recorded yet." as_another "$soleus" -C locked sessions
chmod 700 locked

# --- all that was written is its owner's alone
for study in killed stopped hung_up ended full gone; do
	"$soleus" -C $study export >/dev/null
	so "all of '$study' is its owner's alone" others_cannot_read $study
done

summary
