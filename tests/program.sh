#!/bin/sh
# program.sh SOLEUS - the program as its users meet it: commands, messages, exit statuses, files
completion=$(realpath "$(dirname "$0")/../console/soleus.bash-completion")
. "$(dirname "$0")/steps.sh"

sentence() { # the last message is one sentence of one line on stderr, and nothing else
	grep -v ': warning: ' err >sentences
	[ "$(wc -l <sentences)" = 1 ] && grep -qE '^soleus: .*[.)?]$' sentences && pass || fail "this is one finished sentence on stderr"
}

# --- words
expect 2 "Usage: soleus" "$soleus"
expect 0 "rehearse" "$soleus" --help
expect 0 "soleus 0." "$soleus" --version
expect 1 "Not all could be printed" sh -c '"$0" --help >/dev/full' "$soleus"; sentence
expect 2 "did you mean 'rehearse'?" "$soleus" reherse; sentence
expect 2 "did you mean 'participants'?" "$soleus" rehearse x --particpants 3; sentence
expect 2 "needs a value" "$soleus" rehearse x --seed; sentence
expect 2 "Usage: soleus init DIR" "$soleus" init; sentence
expect 2 "rehearse: --participants is '0', but a whole number from 1 to 9999" "$soleus" rehearse x --participants 0; sentence
expect 2 "run: --visit is '2nd', but a whole number" "$soleus" run x --participant P01 --visit 2nd; sentence
for command in $("$soleus" --help | sed -n "s/^  \([a-z]*\)  .*/\1/p"); do
	expect 0 "Usage: soleus [-C STUDY] $command" "$soleus" $command --help
done
expect 0 "" "$soleus" ports
expect 0 "[" "$soleus" ports --json

# offered WORD... WANTED: what Tab offers after the words.
offered() { bash -c '. "$0"; COMP_WORDS=("${@:1:$#-1}"); COMP_CWORD=$(($# - 2)); _soleus; [ "${COMPREPLY[*]}" = "${!#}" ]' "$completion" "$@"; }
so "Tab completes commands" offered "$soleus" reh rehearse
so "Tab completes options" offered "$soleus" -C . rehearse --pa --participants

# --- a study's folder
expect 1 "is not a study's folder" "$soleus" sessions; sentence
expect 0 "is a study's folder now" "$soleus" init study
expect 1 "There is no script sit_stil here, nor in study/protocols; did you mean 'sit_still'?" "$soleus" -C study plan sit_stil; sentence
expect 1 "There is no script zzz here, nor in study/protocols." "$soleus" -C study plan zzz; sentence
mkdir sit_still; expect 0 "" "$soleus" -C study plan sit_still; rmdir sit_still
for protocol in study/protocols/*.lua; do
	expect 0 "Nothing is wrong." "$soleus" -C study check "$protocol"
	expect 0 "Workbook" "$soleus" -C study rehearse "$protocol" --quiet -o "rehearsed-$(basename "$protocol" .lua)"
done
expect 1 "init overwrites nothing" "$soleus" init study; sentence
expect 1 "has no record yet" "$soleus" -C study sessions; sentence
expect 1 "has no record yet" "$soleus" -C study participants; sentence
expect 0 "P01 is enrolled as number 1" "$soleus" -C study enrol P01 --set age=54 --set sex=female
expect 0 "P02 is enrolled as number 2" "$soleus" -C study enrol P02
expect 1 "P01" "$soleus" -C study enrol P01; sentence
expect 1 "is not a participant's code" "$soleus" -C study enrol 'Anna B'; sentence
expect 1 "did you mean 'age'?" "$soleus" -C study enrol P03 --set aeg=54; sentence
"$soleus" init replaced >/dev/null
printf '[group control]\n[group spu]\n' >>replaced/study.ini
for i in 1 2 3; do "$soleus" -C replaced enrol P0$i --group control >/dev/null; done
order_of() { "$soleus" -C "$1" plan soleus_pushup --participant "$2" | awk '$3 == "baseline" { print $1 }' | tr '\n' ' '; }
expect 0 "P04 is enrolled in the place of P01, as number 1 of group control." "$soleus" -C replaced enrol P04 --replaces P01
so "who replaces another has the same order" [ "$(order_of replaced P01)/$(order_of replaced P02)/$(order_of replaced P04)" = "still spu /spu still /still spu " ]
expect 1 "P01 has been replaced already." "$soleus" -C replaced enrol P05 --replaces P01; sentence
expect 1 "did you mean" "$soleus" -C replaced enrol P05 --replaces P20; sentence
expect 1 "please leave --group away" "$soleus" -C replaced enrol P05 --replaces P03 --group spu; sentence
expect 0 "P05 is enrolled as number 5 of group control." "$soleus" -C replaced enrol P05 --group control
"$soleus" init drawn >/dev/null
printf '[group control]\n[group spu]\n[allocation]\nblocks = 4\nstrata = sex\n' >>drawn/study.ini
for i in 1 2 3 4; do expect 0 "of group" "$soleus" -C drawn enrol P0$i --set sex=female; done
so "a block holds each group twice" [ "$("$soleus" -C drawn enrol P05 --set sex=female | grep -c 'number 3 of group')" = 1 ]
expect 1 "so --group cannot be given" "$soleus" -C drawn enrol P06 --group spu --set sex=female; sentence
expect 0 "P07 is enrolled in the place of P01, as number 1 of group" "$soleus" -C drawn enrol P07 --set sex=female --replaces P01
so "a replacement has the number by which orders are chosen, and none twice" [ "$(ask drawn "SELECT count(DISTINCT group_name || number) || ' ' || min(order_number) FROM participant")" = "6 1" ]
so "and so the order of whom it replaces" [ "$(order_of drawn P07)" = "$(order_of drawn P01)" ]
expect 0 "It is amended" "$soleus" -C drawn amend withdraw P02 --reason "moved away" --operator OP1
expect 0 "of group" "$soleus" -C drawn enrol P08 --set sex=female
so "who withdraws leaves the list as it is" [ "$(ask drawn 'SELECT group_concat(number) FROM allocation')" = 1,2,3,4,5,1,6 ]
so "each drawing is in the audit" [ "$(ask drawn "SELECT count(*) FROM audit WHERE action = 'enrolled' AND detail = 'group drawn'")" = 7 ]
# listed WHAT STUDY EXPRESSION: what 'participants' lists makes it true; p has a participant by the code.
listed() { so "$1" sh -c '"$0" -C "$1" participants --json | python3 -c "import json, sys; p = {row[\"participant\"]: row for row in json.load(sys.stdin)}; assert $2"' "$soleus" "$2" "$3"; }
expect 0 "withdrawn" "$soleus" -C drawn participants
listed "whoever is enrolled is listed with group, numbers and whose place it is" drawn \
	"p['P07']['replaces'] == 'P01' and p['P07']['group'] == p['P01']['group'] and p['P07']['order_number'] == 1 < p['P07']['number']"
listed "with covariates, and the visit that comes first" drawn \
	"p['P08']['sex'] == 'female' and p['P08']['status'] == 'enrolled' and p['P08']['visits_done'] == 0 and p['P08']['next_visit'] == 1"
listed "and no visit is next of whoever has withdrawn" drawn "p['P02']['status'] == 'withdrawn' and p['P02']['next_visit'] is None"
expect 0 "every row is as it was written" "$soleus" -C drawn verify
expect 0 "No visit has been recorded yet." "$soleus" -C study sessions
so "the record is its owner's alone" [ "$(stat -c %a study/study.db)" = 600 ]
so "the folder is its owner's alone" [ "$(stat -c %a study)" = 700 ]

# --- scripts
expect 0 "Nothing is wrong." "$soleus" -C study check soleus_pushup sit_still
expect 0 "50/min, 500 cues" "$soleus" -C study plan soleus_pushup
expect 0 "6/min, 1 cue:" "$soleus" -C study plan tiptoe_standing
expect 0 '"steps"' "$soleus" -C study plan soleus_pushup --json --participant P02
expect 1 "did you mean" "$soleus" -C study plan soleus_pushup --participant P20; sentence
expect 2 "plan: --json has no place beside --svg." "$soleus" -C study plan soleus_pushup --svg pair.svg --json; sentence
expect 2 "plan: --columns has no place beside --svg." "$soleus" -C study plan soleus_pushup --svg pair.svg --columns; sentence
expect 2 "plan: --columns has no place beside --all." "$soleus" -C study plan soleus_pushup --all --columns; sentence
so "and wrong usage draws nothing" [ ! -e pair.svg ]
expect 1 "There is no script nothing" "$soleus" -C study check nothing; sentence
cat >study/protocols/broken.lua <<'LUA'
protocol { id = "broken", title = "Broken", version = "1", needs = { toes = "temperature" } }
rest { "baseline", lasts = 5 * minutes }
excercise { "pushups", lasts = 60 }
rest { "recovery", last = 5 * minutes }
LUA
expect 1 "broken.lua:3: " "$soleus" -C study check broken
expect 1 "did you mean 'exercise'?" "$soleus" -C study check broken
expect 1 "broken.lua:4: " "$soleus" -C study check broken
expect 1 "did you mean 'lasts'?" "$soleus" -C study check broken
expect 1 '"line": 3' "$soleus" -C study check broken --json
so "editors can read the settings that come with the protocols" python3 -m json.tool study/protocols/.luarc.json
so "and find the stub where they say" [ -f "study/protocols/$(sed -n 's/.*"workspace.library": \["\(.*\)"\].*/\1/p' study/protocols/.luarc.json)/soleus.d.lua" ]
"$soleus" init visits >/dev/null
cat >visits/protocols/branches.lua <<'LUA'
protocol { id = "branches", title = "Branches", version = "1" }
if participant.visit == 3 then rest { "third", last = 5 * minutes } end
local set = preset { standard = { pace = 50 }, older = { pase = 30 } }
if participant.age > 65 then rest { "old", lasts = 5 * minutes } end
if participant.sex == "other" then rest { "other", lasts = 5 * minuets } end
exercise { "raises", lasts = 5 * minutes, reps_per_min = set.pace, cues = { "up" } }
LUA
expect 1 "branches.lua:6: exercise: 'cues' need reps_per_min, which tells how often they come (with preset = older)" "$soleus" -C visits check branches
expect 1 "branches.lua:2: rest: unknown field 'last'; did you mean 'lasts'? (in visit 3)" "$soleus" -C visits check branches
expect 1 "branches.lua:4: cannot compare number with a value that was never set (when age is not known)" "$soleus" -C visits check branches
expect 1 "branches.lua:5: unknown word 'minuets'" "$soleus" -C visits check branches
sed -i 's/^; visits = 2$/visits = 2/' visits/study.ini
so "of two visits the third is not tried" [ "$("$soleus" -C visits check branches | grep -c 'in visit 3')" = 0 ]
expect 1 "study.ini says visits = 2" "$soleus" -C visits plan branches --visit 3; sentence
"$soleus" -C visits enrol P01 >/dev/null
expect 1 "study.ini says visits = 2" "$soleus" -C visits run branches --participant P01 --visit 3; sentence
so "plan --all shows each visit of each order" [ "$("$soleus" -C visits plan heel_raise_interrupted --all | grep -c 'heel_int\|still')" = 4 ]
cat >endless.lua <<'LUA'
protocol { id = "endless", title = "Endless", version = "1" }
local s = ("a"):rep(16000)
while true do s = s:gsub("a", "a") end
LUA
expect 1 "endless.lua:3: still running" "$soleus" -C visits check endless.lua branches
cp out told
so "a script that never ends is not run for everybody" grep -q "endless.lua: warning: this takes so long that not everybody's plan was tried" told
so "and the next one is tried all the same" grep -q "branches.lua:5: unknown word 'minuets'" told
{ echo 'if participant.visit == 2 then error("no second visit") end'; cat visits/protocols/sit_still.lua; } >visits/protocols/once.lua
sed -i 's/id = "sit_still"/id = "once", visits = 2/' visits/protocols/once.lua
expect 0 "sit" "$soleus" -C visits plan once
expect 1 "once.lua cannot be planned as it is; see above." "$soleus" -C visits plan once --all

# --- a rehearsal, twice
expect 0 "Workbook" "$soleus" -C study rehearse soleus_pushup --participants 2 --seed 7 -o one
expect 0 "Workbook" "$soleus" -C study rehearse soleus_pushup --participants 2 --seed 7 -o two
expect 0 "P09 is enrolled in the place of SIM02, as number 2." "$soleus" -C two enrol P09 --replaces SIM02
so "who takes the place of somebody rehearsed has the order that was rehearsed" [ "$("$soleus" -C two plan ../study/protocols/soleus_pushup.lua --participant P09 |
	awk '$3 == "baseline" { printf "%s ", $1 }')" = "$(ask two "SELECT group_concat(condition, ' ') || ' ' FROM (SELECT condition FROM trial JOIN session USING (session_id)
	JOIN participant USING (participant_id) WHERE id = 'SIM02' ORDER BY trial.number)")" ]
so "two rehearsals of one seed export the same bytes" cmp one/exports/calf_pump.xlsx two/exports/calf_pump.xlsx
expect 0 "Workbook" "$soleus" -C study rehearse soleus_pushup --participants 2 --seed 8 -o two
so "another seed gives another record" [ "$(cmp -s one/exports/calf_pump.xlsx two/exports/calf_pump.xlsx; echo $?)" = 1 ]
expect 0 "Workbook" "$soleus" -C study rehearse soleus_pushup --participants 2 --seed 7 -o warmer --effect toe:spu=2
so "an effect shows as large as it is" python3 -c "
import sqlite3
def toe(record):
    return sqlite3.connect(record).execute('SELECT avg(value) FROM samples_readable JOIN phases_readable USING (session_id) '
        'WHERE channel = \'toe\' AND phase = \'exercise\' AND condition = \'spu\' AND time_s BETWEEN began_s + 120 AND ended_s').fetchone()[0]
assert abs(toe('warmer/study.db') - toe('one/study.db') - 2) < 0.02"
expect 1 "No trial had the condition 'spx'" "$soleus" -C study rehearse soleus_pushup -o warmer --effect toe:spx=2; sentence
expect 1 "is not of the form channel:condition=delta" "$soleus" -C study rehearse soleus_pushup -o warmer --effect toe=2; sentence
expect 0 "Workbook" "$soleus" -C study rehearse refill_test --quiet -o slower --effect refill_time:vrt=15
for record in slower rehearsed-refill_test; do expect 0 "" "$soleus" -C $record export --format csv; done
so "veins that fill 15 s more slowly do so in the export" python3 -c "
import csv
def t95(record):
    values = [float(row['t95_s']) for row in csv.DictReader(open(record + '/exports/csv/refills.csv')) if row['t95_s'] != 'NA']
    assert max(values) - min(values) > 0.5      # no two refills of a person are alike
    return sum(values) / len(values)
assert abs(t95('slower') - t95('rehearsed-refill_test') - 15) < 1.5"
expect 0 "Workbook" "$soleus" -C study rehearse sit_still --quiet -o cold --fault thermistors:probe_off@15+120
so "a sensor that nothing warms fails its check" [ "$(ask cold "SELECT text LIKE 'failed: rose by %' FROM event WHERE kind = 'checked'")" = 1 ]
so "which is a deviation" [ "$(ask cold "SELECT severity FROM deviation WHERE kind = 'sensor_check'")" = major ]
so "one that is warmed passes it" [ "$(ask rehearsed-sit_still "SELECT text LIKE 'passed: rose by %' FROM event WHERE kind = 'checked'")" = 1 ]
expect 0 "ends 09:50:00 at the earliest, 10:02:00 as expected" "$soleus" -C study plan soleus_pushup --start 09:00
expect 0 "spu-still" "$soleus" -C study plan soleus_pushup --all
expect 0 "begin_late_ms" "$soleus" -C study plan soleus_pushup --columns
expect 0 "typed twice, within 0.2" "$soleus" -C study plan heel_raise_interrupted
expect 2 "is not a time of day" "$soleus" -C study plan soleus_pushup --start 25:00; sentence
expect 0 "plan.svg" "$soleus" -C study plan soleus_pushup --all --svg plan.svg
so "the picture is well-formed and has a lane for each order" python3 -c "
import xml.dom.minidom
texts = [t.firstChild.data for t in xml.dom.minidom.parse('plan.svg').getElementsByTagName('text')]
assert 'order 2' in texts and 'exercise' in texts"
"$soleus" -C study plan soleus_pushup --columns >columns
so "the columns foretold are those of the workbook" /usr/bin/python3 -c "
import openpyxl
book = openpyxl.load_workbook('one/exports/calf_pump.xlsx', read_only=True)
told = [line.split()[:2] for line in open('columns').readlines()[1:]]
for sheet in ('trials', 'measures', 'wide', 'answers', 'events', 'participants', 'samples_1hz'):
    real = [c.value for c in next(book[sheet].iter_rows(max_row=1))]
    assert real == [name for table, name in told if table == sheet], sheet"
expect 1 "is a real study's record" "$soleus" -C study rehearse soleus_pushup -o study; sentence
expect 0 "completed" "$soleus" -C one sessions
expect 0 "recovery" "$soleus" -C one show 1
expect 1 "There is no session 99" "$soleus" -C one show 99; sentence
expect 2 "seal: 'last' is not the number of a session" "$soleus" -C one seal last; sentence
expect 2 "--speed has no place without --screen" "$soleus" -C one show 1 --speed 4; sentence
expect 2 "--json has no place beside --screen" "$soleus" -C one show 1 --screen --json; sentence
expect 0 "again/calf_pump.xlsx" env LC_ALL=de_DE.UTF-8 TZ=Asia/Kathmandu "$soleus" -C one export -o again
so "an export made again has the same bytes, at any locale" cmp one/exports/calf_pump.xlsx again/calf_pump.xlsx
so "every cell of the workbook equals the record" /usr/bin/python3 "$readers/compare_xlsx.py" one/study.db again/calf_pump.xlsx

# --- refill curves, and pages to print
for protocol in refill_test tiptoe_standing; do
	so "every figure of $protocol is what an independent program finds" /usr/bin/python3 "$readers/compare_xlsx.py" \
		rehearsed-$protocol/study.db rehearsed-$protocol/exports/calf_pump.xlsx
done
expect 0 "rehearsed-refill_test/exports/session_1.pdf" "$soleus" -C rehearsed-refill_test report 1
expect 0 "twice.pdf" env LC_ALL=de_DE.UTF-8 TZ=Asia/Kathmandu "$soleus" -C rehearsed-refill_test report 1 -o twice.pdf
so "a report made again has the same bytes, at any locale" cmp rehearsed-refill_test/exports/session_1.pdf twice.pdf
expect 0 "reported" "$soleus" -C rehearsed-refill_test audit
pdftotext twice.pdf twice.txt
for words in T50 "Refill of the calf" "For research use only" Signature; do
	so "the report says $words" grep -q "$words" twice.txt
done
expect 0 "light.svg" "$soleus" -C rehearsed-refill_test report 1 --plot light --svg light.svg
expect 1 "did you mean 'light'?" "$soleus" -C rehearsed-refill_test report 1 --plot ligth --svg light.svg; sentence
expect 2 "--plot needs" "$soleus" -C rehearsed-refill_test report 1 --plot light; sentence
expect 1 "no session 7" "$soleus" -C rehearsed-refill_test report 7; sentence

# --- the channels without a protocol
expect 0 "toe" "$soleus" -C study monitor --seconds 1
expect 0 "1 s" sh -c '"$0" -C study monitor --plain --seconds 4 2>told | head -n 1' "$soleus"
so "whoever reads no further need not be told" [ "$(grep -c printed told)" = 0 ]
expect 0 '"quality": "good"' "$soleus" -C study monitor --seconds 1 --json
cp study/station.ini kept
sed -i 's/^port   = sim:$/port   = sim:silence@0.5/' study/station.ini
expect 0 "-  %       stale" "$soleus" -C study monitor --seconds 2
mv kept study/station.ini

# --- two visits whose instrument is not there; they wait for it beside what comes next
for folder in absent anyway; do
	"$soleus" init $folder >/dev/null && "$soleus" -C $folder enrol P01 >/dev/null && short_script $folder
	sed -i 's#^port     = sim:#port = /dev/ttyNOTHERE#' $folder/station.ini
done
"$soleus" -C absent run short --participant P01 >absent.out 2>absent.err </dev/null &
absent=$!
{ sleep 11; echo; sleep 4.5; echo 4; } | "$soleus" -C anyway run short --participant P01 --start-anyway "the probe is broken" >anyway.told 2>&1 &
anyway=$!
ended() { wait "$1"; ended=$?; cat "$2.out"; cat "$2.err" >&2; return $ended; }

# --- what hangs on a port: a simulated instrument, served to other programs
expect 2 "only with --identify" "$soleus" ports --write; sentence
expect 1 "no port that anybody could listen on" "$soleus" ports --identify sim:; sentence
expect 1 "no device answers there" "$soleus" ports --identify /dev/ttyNOTHERE
expect 1 "no [instrument nobody]" "$soleus" -C study simulate nobody; sentence
"$soleus" -C study simulate oximeter --seconds 30 --json >served &
simulating=$!
while ! grep -q tcp: served; do sleep 0.1; done
served=$(sed -n 's/.*"\(tcp:[^"]*\)".*/\1/p' served)
expect 0 "is a study's folder now" "$soleus" init found
expect 0 "nonin_df2: Nonin serial data format 2" "$soleus" -C found ports --identify "$served"
expect 0 'port = '"$served"'\n\n[channel spo2_2]\ninstrument = nonin_df2\noutput = spo2\n' \
	"$soleus" -C found ports --identify --write --json "$served"
cp out said
so "and it is sure" grep -q '"sure": "yes"' said
expect 1 "is [instrument nonin_df2] in" "$soleus" -C found ports --identify --write "$served"; sentence
expect 0 '"channel": "spo2_2"' "$soleus" -C found monitor --seconds 1 --json
kill $simulating
wait $simulating
cat >>found/station.ini <<'END'
[instrument bath]
driver = polled_text
port = sim:
ask = T?\r
pattern = bath {bath}
interval = 0.2
ask_to_identify = yes
[channel bath]
instrument = bath
quantity = temperature
END
expect 2 "from 2 to 600" "$soleus" ports --identify --listen 1 tcp:127.0.0.1:1; sentence
"$soleus" -C found simulate bath --seconds 30 --json >served &
simulating=$!
while ! grep -q tcp: served; do sleep 0.1; done
served=$(sed -n 's/.*"\(tcp:[^"]*\)".*/\1/p' served)
expect 0 "as [instrument bath] of station.ini describes it, when it was asked" "$soleus" -C found ports --identify "$served"
cp out said
so "and the one line that it needs is told" grep -q "Write 'port = $served' into \[instrument bath\]" said
kill $simulating
wait $simulating

# --- what goes wrong, by a script
expect 1 "did you mean 'finger_off'?" "$soleus" -C study rehearse soleus_pushup --fault finger_of@3; sentence
expect 1 "did you mean 'oximeter'?" "$soleus" -C study rehearse soleus_pushup --fault oximetr:drop=0.1; sentence
expect 0 "1 visit is rehearsed." "$soleus" -C study rehearse soleus_pushup --fault oximeter:finger_off@60+10 --fault silence@90+5 -o wrong
so "what went wrong is in the record" [ "$(/usr/bin/python3 -c 'import sqlite3; print(sqlite3.connect("wrong/study.db").execute("SELECT count(*) > 500 FROM samples_readable WHERE quality LIKE \"%no_finger%\"").fetchone()[0])')" = 1 ]

# --- a real visit on simulated instruments
short_script study
expect 2 "--participant" "$soleus" -C study run short; sentence
(sleep 4; echo) | "$soleus" -C study run short --participant P02 --visit 8 >/dev/null 2>&1 &
sleep 1
expect 1 "process $!" "$soleus" -C study run short --participant P02 --visit 9; sentence
wait $!
expect 0 "This is kept with the next session." "$soleus" -C study selftest
expect 0 '"what": "fsync"' "$soleus" -C study selftest --json
expect 1 "is not a serial device" "$soleus" selftest --port /dev/null; sentence
answers() { echo; sleep 5; printf '11\n4\n'; }
answers | so "a visit is run in real time" "$soleus" -C study run short --participant P01 --operator op1
expect 0 "completed" "$soleus" -C study sessions
so "the session tells of its clock and its computer" [ "$(ask study "SELECT group_concat(name, ' ') FROM (SELECT name FROM event
	WHERE kind IN ('clock', 'system') AND session_id = (SELECT max(session_id) FROM session) ORDER BY event_id)")" = "ntp priority memory timer selftest" ]
so "and the report waits no longer" [ ! -e study/selftest.txt ]
cp study/station.ini station.kept
sed 's#^port     = sim:#port = /dev/null#' station.kept >study/station.ini
expect 0 "kept with the next session" "$soleus" -C study selftest
expect 1 "is not a serial device" "$soleus" -C study run short --participant P01 --visit 2; sentence
so "a script that is as it was is not warned of" [ "$("$soleus" -C study check short | grep -c 'changed since')" = 0 ]
cp study/protocols/short.lua as_it_was.lua
sed -i 's/lasts = 2 /lasts = 3 /' study/protocols/short.lua
expect 0 "short.lua:1: warning: the script has been changed since session" "$soleus" -C study check short
expect 1 "is version 1 still; give it a new version" "$soleus" -C study run short --participant P01 --visit 2
sed -i 's/version = "1"/version = "2"/' study/protocols/short.lua
so "nor is one with a new version" [ "$("$soleus" -C study check short | grep -c 'changed since')" = 0 ]
echo 'x = |' >study/protocols/short.lua
expect 1 "short.lua:1: unexpected symbol near '|'" "$soleus" -C study run short --participant P01 --visit 2
expect 1 "short.lua cannot be carried out as it is; see above." "$soleus" -C study run short --participant P01 --visit 2
expect 1 "short.lua cannot be planned as it is; see above." "$soleus" -C study plan short
cp as_it_was.lua study/protocols/short.lua
so "a report waits on where no session began" [ -e study/selftest.txt ]
expect 1 "is no terminal" "$soleus" -C study run short --participant P01 --visit 2 --cue /dev/null; sentence
so "nor where the participant's terminal was none" [ -e study/selftest.txt ]
rm study/selftest.txt

mv station.kept study/station.ini
expect 1 "has completed short in visit 1 already" "$soleus" -C study run short --participant P01; sentence
expect 1 "no such participant" "$soleus" -C study run short --participant P09; sentence

# --- a visit that is interrupted
expect 0 "Session 1 is ended as interrupted" "$soleus" -C study resume --end "nobody there"
expect 1 "No visit waits" "$soleus" -C study resume; sentence
expect 1 "is left as it stands" "$soleus" -C study run short --participant P02
cp out said
so "and how to go on with it is the last word" sh -c "tail -n 1 said | grep -q \"'soleus resume 3' goes on with it\""
expect 0 "resumable" "$soleus" -C study sessions
expect 1 "'soleus resume 3' goes on with it" "$soleus" -C study run short --participant P02; sentence
cp study/study.db whole.db
/usr/bin/python3 - study/study.db <<'CODE'
import sqlite3, sys
record = sqlite3.connect(sys.argv[1])
triggers = record.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
for name, _ in triggers:
    record.execute(f'DROP TRIGGER "{name}"')
record.execute("UPDATE session SET script_text = script_text || '|' WHERE session_id = 3")
for _, sql in triggers:
    record.execute(sql)
record.commit()
CODE
expect 1 "kept with session 3 is not the one with which the visit began" "$soleus" -C study resume; sentence
mv whole.db study/study.db
answers | so "it goes on where it was" "$soleus" -C study resume --operator op2
so "and comes to its end" [ "$("$soleus" -C study sessions | grep -c completed)" = 2 ]
so "who went on with it stands in the audit" [ "$(ask study "SELECT operator FROM audit WHERE action = 'resumed'")" = op2 ]

# --- what an operator may do
cat >typed <<'LINES'

/redo cable
n
/skip cable

/mark cough
/pause now
/go
/finish tired
y
LINES
while IFS= read -r line; do echo "$line"; sleep 0.3; done <typed | \
	"$soleus" -C study run short --participant P02 --visit 5 >told 2>&1
for words in "/redo is taken back" "baseline is left out: cable" "* cough" "Paused (at once)" "The pause lasted" "ended early: tired"; do
	so "a visit tells '$words'" grep -qF -- "$words" told
done
expect 1 "No visit waits" "$soleus" -C study resume; sentence
expect 0 "exports/calf_pump.xlsx" "$soleus" -C study export
so "and its workbook equals the record" /usr/bin/python3 "$readers/compare_xlsx.py" study/study.db study/exports/calf_pump.xlsx
expect 0 "is a verified copy" "$soleus" -C study backup real.db
# --- a channel that gives nothing: nobody begins without a reason, and the reason is kept
expect 2 "--start-anyway" "$soleus" -C study run short --participant P02 --visit 2 --start-anyway " "; sentence
expect 2 "--start-anyway" "$soleus" -C study resume --start-anyway ""; sentence
expect 1 "/dev/ttyNOTHERE" ended $absent absent; sentence
so "what was not plugged in has gaps that say so" [ "$(ask absent "SELECT group_concat(DISTINCT cause) FROM gaps_readable")" = unplugged ]
so "a visit begins without data where somebody says why" wait $anyway
so "which is an event" [ "$(ask anyway "SELECT count(*) FROM event WHERE kind = 'preflight'
	AND text LIKE 'begun without data: % gave nothing (%); reason: the probe is broken'")" = 1 ]
so "and a deviation from the plan" [ "$(ask anyway "SELECT group_concat(severity || ': ' || reason) FROM deviation
	WHERE kind = 'no_preflight'")" = "major: the probe is broken" ]
sed 's#^port     = sim:#prot = sim:#' study/station.ini >new && mv new study/station.ini
expect 1 "did you mean 'port'?" "$soleus" -C study run short --participant P02 --visit 2; sentence
echo "not a database" >study/study.db
expect 1 "study.db" "$soleus" -C study sessions; sentence

# --- finished recordings: one that comes during the visit, and one from a file
expect 0 "is a study's folder now" "$soleus" init recordings
cat >>recordings/station.ini <<'INI'

[instrument dppg]
driver = vasoquant
port   = sim:

[channel curve]
instrument = dppg
output     = right_ppg

[channel refill_time]
instrument = dppg
output     = right_to_s
INI
cat >recordings/protocols/dppg.lua <<'LUA'
protocol { id = "dppg", title = "Eight dorsiflexions", version = "1", needs = { curve = "light_reflection" } }
trial({ condition = "dorsiflexion", leg = "right" }, function()
  rest { "baseline", lasts = 10 * seconds }
  exercise { "exercise", lasts = 16 * seconds, reps_per_min = 30, cues = { "up" } }
  rest { "refill", lasts = 80 * seconds }
end)
LUA
expect 0 "Workbook" "$soleus" -C recordings rehearse dppg --participants 1 --seed 3 -o dppg
samples() { # of a channel within one phase, in the views that a person reads
	/usr/bin/python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM samples_readable AS s JOIN phases_readable AS p USING (session_id) WHERE channel = ? AND phase = ? AND time_s >= began_s AND time_s < p.ended_s", sys.argv[2:]).fetchone()[0])' "$@"
}
so "a recording that comes at its end has samples in the phases before" [ "$(samples dppg/study.db curve exercise)" = 64 ]
so "the device's own refill time stands in the phase in which the refill ended" [ "$(samples dppg/study.db refill_time refill)" = 1 ]
printf '\020\033\114\341\004\001\035\000\004\000\304\011\316\011\050\012\366\011\035\304\011\000\000\000\035\115\000\050\020\144\000\240\017\000\014\200\004' >dppg.bin
expect 2 "--instrument" "$soleus" -C dppg import dppg.bin --session 1; sentence
expect 1 "did you mean 'dppg'?" "$soleus" -C dppg import dppg.bin --instrument dpgp --session 1; sentence
expect 1 "There is no session 2" "$soleus" -C dppg import dppg.bin --instrument dppg --session 2; sentence
expect 1 "no trial 7" "$soleus" -C dppg import dppg.bin --instrument dppg --session 1 --trial 7; sentence
expect 1 "no trial at that time" "$soleus" -C dppg import dppg.bin --instrument dppg --session 1 --at 107; sentence
expect 2 "--at is '1e300'" "$soleus" -C dppg import dppg.bin --instrument dppg --session 1 --trial 1 --at 1e300; sentence
expect 1 "lasts 0.8 s and would lie from -0.2 s" "$soleus" -C dppg import dppg.bin --instrument dppg --session 1 --at 0.5; sentence
expect 1 "has samples between" "$soleus" -C dppg import dppg.bin --instrument dppg --session 1 --at 20; sentence
expect 1 "There is no recording 2" "$soleus" -C dppg import dppg.bin --instrument dppg --session 1 --recording 2; sentence
expect 1 "could have sent" "$soleus" -C dppg import dppg/study.ini --instrument dppg --session 1; sentence
before=$(samples dppg/study.db curve refill)
expect 0 '"samples": 5' "$soleus" -C dppg import dppg.bin --instrument dppg --session 1 --operator mk --json
so "imported samples lie in the trial, at its end" [ "$(samples dppg/study.db curve refill)" = $((before + 3)) ]
expect 1 "is in the record already" "$soleus" -C dppg import dppg.bin --instrument dppg --session 1; sentence
expect 0 "calf_pump.xlsx" "$soleus" -C dppg export
so "and the workbook with the imported recording equals the record" /usr/bin/python3 "$readers/compare_xlsx.py" dppg/study.db dppg/exports/calf_pump.xlsx

# --- the pace that was kept: whoever does what "up" and "down" say moves once in both
so "a repetition is one stroke, and each of them was followed" /usr/bin/python3 -c "
import openpyxl, statistics
rows = openpyxl.load_workbook('rehearsed-refill_test/exports/calf_pump.xlsx', read_only=True)['phases'].iter_rows(values_only=True)
names = next(rows)
seen = [row for row in (dict(zip(names, r)) for r in rows) if row['strokes_from'] == 'light' and row['cadence_per_min']]
assert seen and all(row['reps_per_min'] == 30 and row['cue_per_min'] > 55 for row in seen)
assert abs(statistics.median(row['cadence_per_min'] for row in seen) - 30) < 3
assert statistics.median(row['cues_followed_pct'] for row in seen) > 80"

# --- amendments, signatures, backups, and the proof
expect 0 "is whole" "$soleus" -C one verify
expect 0 '"verdict": "whole"' "$soleus" -C one verify --json
so "the station's key is its owner's alone" [ "$(stat -c %a config/soleus/station.key)" = 600 ]
expect 2 "--reason" "$soleus" -C one amend void trial 1 1; sentence
expect 1 "no trial 9" "$soleus" -C one amend void trial 1 9 --reason "cable off"; sentence
expect 2 "--trial has no place here" "$soleus" -C one amend void trial 1 1 --trial 2 --reason "cable off"; sentence
expect 0 "It is amended" "$soleus" -C one amend void trial 1 1 --reason "cable off" --operator op1
expect 0 "looks like a person's name" "$soleus" -C one amend covariate SIM01 age 44 --reason "Anna Berger said so"
expect 0 "cable off" "$soleus" -C one amend list
# what could not have been given in the first place is no correction
expect 1 "age is 540, outside the study's range" "$soleus" -C one amend covariate SIM01 age 540 --reason "a slip"; sentence
expect 1 "sex has no level 'f'; there are female, male, other." "$soleus" -C one amend covariate SIM01 sex f --reason "a slip"; sentence
expect 1 "'44' is no answer to heaviness, which takes scale 0 to 10 from" "$soleus" -C two amend answer 1 heaviness 44 --trial 1 --reason "a slip"; sentence
expect 1 "'much' is no answer" "$soleus" -C two amend answer 1 heaviness much --trial 1 --reason "a slip"; sentence
expect 1 "outside its trials; say in which trial" "$soleus" -C two amend answer 1 heaviness 4 --reason "a slip"; sentence
expect 0 "It is amended" "$soleus" -C two amend answer 1 heaviness 4,5 --trial 1 --reason "a slip"
so "a corrected number is a number whatever its decimal point" [ "$(ask two "SELECT new FROM amendment")" = 4.5 ]
expect 0 "It is amended" "$soleus" -C two amend answer 1 heaviness - --trial 1 --reason "nobody had asked"
expect 0 "It is amended" "$soleus" -C one amend covariate SIM01 sex "" --reason "was never asked"
expect 1 "no covariate 'height'" "$soleus" -C one amend covariate SIM01 height 171 --reason "a slip"; sentence
sed 's/^\[covariate age\]/[covariate years]/' one/study.ini >renamed && mv one/study.ini kept && mv renamed one/study.ini
expect 0 "It is amended" "$soleus" -C one amend covariate SIM01 age 45 --reason "the covariate has gone from study.ini since"
mv kept one/study.ini
expect 1 "no deviation sensor_lost of session 1" "$soleus" -C one amend deviation 1 sensor_lost --reason "she spoke"; sentence
expect 0 "calf_pump.xlsx" "$soleus" -C one export -o amended --shift-dates 4711
so "an amended export differs" [ "$(cmp -s again/calf_pump.xlsx amended/calf_pump.xlsx; echo $?)" = 1 ]
expect 0 "dates shifted" "$soleus" -C one audit
expect 0 "is an operator now" "$soleus" -C one operator add OP1
printf '2468\n2468\n' | so "an operator has a PIN" "$soleus" -C one operator add OP2 --pin
expect 1 "nothing was given" "$soleus" -C one sign 1 --operator OP2 --meaning "I conducted it"; sentence
echo 1111 | so "a wrong PIN signs nothing" sh -c '! "$0" -C one sign 1 --operator OP2 --meaning "I conducted it"' "$soleus"
echo 2468 | so "the right one does" "$soleus" -C one sign 1 --operator OP2 --meaning "I conducted it"
expect 0 "a wrong PIN" "$soleus" -C one audit
expect 0 "is a verified copy" "$soleus" -C one backup copy.db
expect 0 "is whole" "$soleus" verify copy.db
expect 1 "is a copy of this very record" "$soleus" -C one merge copy.db; sentence
expect 1 "the code stands for two persons" "$soleus" -C two merge copy.db; sentence
expect 0 "is a study's folder now" "$soleus" init three
expect 1 "is a rehearsal, and one is never mixed with a real study. Nothing was merged." "$soleus" -C three merge copy.db; sentence
expect 0 "2 participants" "$soleus" -C three merge real.db
expect 0 "OP1" "$soleus" -C three operator add OP1
expect 0 "is whole" "$soleus" -C three verify
cp study/protocols/short.lua three/protocols
expect 0 "P07 is enrolled" "$soleus" -C three enrol P07
expect 1 "say with --operator who you are" "$soleus" -C three run short --participant P07; sentence
expect 1 "There is no operator OP3; did you mean 'OP1'?" "$soleus" -C three run short --participant P07 --operator OP3; sentence
answers | so "an operator runs a visit" "$soleus" -C three run short --participant P07 --operator OP1
expect 0 "is whole" "$soleus" -C three verify
/usr/bin/python3 -c 'import sys; f = open("copy.db", "r+b"); f.seek(70000); b = f.read(1); f.seek(70000); f.write(bytes([b[0] ^ 4]))'
expect 1 "page 18: Bit 2 of the file's byte 70000 is flipped." "$soleus" verify copy.db
expect 1 "copy.db is damaged" "$soleus" verify copy.db
expect 0 "is erased" "$soleus" -C one amend erase SIM02 --reason "asked for it" --operator OP1
listed "who was erased is listed so, with nothing that they gave" one "p['SIM02']['status'] == 'erased' and p['SIM02']['age'] == '' != p['SIM01']['age']"
listed "who has completed a visit has the next one before them" one "p['SIM01']['visits_done'] == 1 and p['SIM01']['next_visit'] == 2"
sed -i 's/^; visits = 2$/visits = 1/' one/study.ini
listed "and none where the study has no more" one "p['SIM01']['visits_done'] == 1 and p['SIM01']['next_visit'] is None"
expect 0 "is whole" "$soleus" -C one verify
expect 1 "cannot be read" "$soleus" verify nothing.db; sentence
# --- the other formats
expect 2 "did you mean 'csv'?" "$soleus" -C dppg export --format xlsx,cvs; sentence
expect 2 "did you mean 'excel-de'?" "$soleus" -C dppg export --dialect excel-ed; sentence
expect 2 "--dialect is of csv" "$soleus" -C dppg export --format xlsx --dialect excel-de; sentence
expect 0 "formats/sdtm" "$soleus" -C dppg export --format all -o formats
expect 0 "formats_again/dta" env LC_ALL=de_DE.UTF-8 TZ=Asia/Kathmandu "$soleus" -C dppg export --format all -o formats_again
so "every format has the same bytes again, at any locale" diff -r formats formats_again
so "every cell of the CSV files equals the record" /usr/bin/python3 "$readers/compare_files.py" dppg/study.db formats/csv csv
expect 0 "csv-excel-de" "$soleus" -C dppg export --dialect excel-de
so "a German spreadsheet gets commas in numbers" grep -q '^calf_pump;.*;[0-9]*,[0-9]*;' dppg/exports/csv-excel-de/measures.csv
expect 0 "blinding_key.csv" "$soleus" -C dppg export --format csv --blind
so "a blinded export knows conditions by letters" sh -c '! grep -q dorsiflexion dppg/exports/blinded/csv/*.csv'
so "the key is its owner's alone" [ "$(stat -c %a dppg/exports/blinding_key.csv)" = 600 ]

# --- all that was written is its owner's alone
chmod 600 recordings/protocols/dppg.lua
for folder in one two three dppg drawn recordings formats config; do
	so "all of '$folder' is its owner's alone" others_cannot_read $folder
done
so "so is the backup" [ "$(stat -c %a copy.db)" = 600 ]

summary
