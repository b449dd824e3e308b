/* export_fixture.h - a record with visits in it, and with contents that try a spreadsheet */
#ifndef SOLEUS_TESTS_EXPORT_FIXTURE_H
#define SOLEUS_TESTS_EXPORT_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "record/record.h"
#include "tests/record_fixture.h"

/*
 * Participants 1E5 (group control), 007 (control), MARCH1 (cvi) and -A (cvi), none with a session. The
 * covariates age (54, 61, 70, -), girth (35.5, 36, -, -), code (007, 12, 12, NA), dose (1E5, 5, -, -) and group
 * (a, b, c, -) are theirs. Defined are age (years, once more with a label and a range), girth (cm) and group (c b a).
 */
struct record *fixture_study(const struct record_fixture *fixture);

/*
 * A visit of two trials, still and spu (leg = right), each of the phases baseline, exercise and
 * recovery of `phase_s` seconds; after the first stands a pause of 5 s. The first trial begins at 10.25 s.
 * Channels: toe (degC, every second), spo2 (%, every second; no finger in the first recovery), pleth
 * (a waveform, `pleth_hz` a second). With notes, answers and settings that try a spreadsheet.
 * The last phase is left without an end when not `whole`.
 */
void fixture_visit(struct record *record, const char *participant, int visit, double phase_s, double pleth_hz,
                   bool whole);

/*
 * A visit with the manoeuvres of air plethysmography, of trial 1, tiptoe; the channel `volume` (limb_volume, mL, ten a
 * second) is 20 while the leg is raised, 120 standing still, 60 after one tiptoe and 50 after ten. It fills again with
 * a time constant of 20 s:
 *     raised 0-60 s, standing 60-150, one (a cue at 150) 150-155, between 155-275, ten (cues at 275 .. 284) 275-285, recovery 285-465
 * From 300 to 320 s the visit is paused, and what the channel then gives, 500, is of somebody who walks about.
 */
void fixture_tiptoes(struct record *record, const char *participant, int visit);

/* A visit of one phase of 60 s and one channel, toe, that is silent from 10 s on: a deviation with a long reason, and a question
 * and an answer of many words. */
void fixture_troubled(struct record *record, const char *participant, int visit);

/* A visit of one trial of that condition, in which `effort` is asked in those words and answered with 3, and into which a
 * recording was imported from effort_CONDITION.bin. */
void fixture_asked(struct record *record, const char *participant, int visit, const char *condition, const char *wording);

/* A visit of one trial of condition still, in which the plan asks for `skin` (dry, moist or wet), and dry (1) is answered. */
void fixture_chosen(struct record *record, const char *participant, int visit);

/* A visit of that plan: of its trial 1, still, the channel toe is seen for a phase of 10 s, baseline, and it completed. Nothing
 * else came about. */
void fixture_planned(struct record *record, const char *participant, int visit, const char *plan);

#endif
