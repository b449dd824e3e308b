/* sdtm.c - vital signs in the shape of CDISC's SDTM */

#include "export/sdtm.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/memory.h"
#include "export/export.h"
#include "export/fields.h"
#include "export/out.h"
#include "export/row.h"

static const struct dialect dialect_sdtm = {
	.name = "sdtm", .label = "CDISC SDTM", .separator = ',', .decimal = '.', .quoted = true, .defused = true,
	.missing = "", .line_end = "\r\n",
};

/* Units by CDISC's controlled terminology (codelist VSRESU). */
static const struct {
	const char *quantity, *code, *test, *unit;
	double      resolution;         /* of a mean: a tenth of what an instrument tells */
} tests[] = {
	{ "temperature", "SKTEMP", "Skin Temperature", "C", 0.001 },
	{ "spo2", "OXYSAT", "Oxygen Saturation", "%", 0.1 },
	{ "pulse_rate", "PULSE", "Pulse Rate", "beats/min", 0.1 },
};
#define TESTS (sizeof tests / sizeof tests[0])

static const char *const variables[] = {
	"STUDYID", "DOMAIN", "USUBJID", "VSSEQ", "VSTESTCD", "VSTEST", "VSCAT", "VSSCAT", "VSPOS", "VSORRES", "VSORRESU",
	"VSSTRESC", "VSSTRESN", "VSSTRESU", "VSSTAT", "VSREASND", "VSLOC", "VSLAT", "VSBLFL", "VISITNUM", "VSDTC", "VSTPT",
	"VSTPTNUM", "VSELTM", "VSTPTREF",
};

struct vitals {
	struct fields       fields;
	const struct table *table;
	const struct cell  *cells;
	struct texts        people;
	int64_t            *counts;
	size_t              capacity;
};

/* NULL when the table has no such column or the cell is missing. */
static const struct cell *cell_of(const struct vitals *vitals, const char *name)
{
	for (size_t i = 0; i < vitals->table->column_count; i++)
		if (strcmp(vitals->table->columns[i].name, name) == 0)
			return vitals->cells[i].missing ? NULL : &vitals->cells[i];
	return NULL;
}

static const char *text_of(const struct vitals *vitals, const char *name)
{
	const struct cell *cell = cell_of(vitals, name);
	return cell ? cell->text : "";
}

static void tell(struct vitals *vitals, const char *text)
{
	if (text[0])
		fields_text(&vitals->fields, text);
	else
		fields_missing(&vitals->fields);
}

static void tell_upper(struct vitals *vitals, const char *text)
{
	char *upper = xstrdup(text);
	for (char *at = upper; *at; at++)
		*at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
	tell(vitals, upper);
	free(upper);
}

static int64_t next_number(struct vitals *vitals, const char *person)
{
	for (size_t i = vitals->people.count; i-- > 0;)
		if (strcmp(vitals->people.items[i], person) == 0)
			return ++vitals->counts[i];
	array_reserve((void **)&vitals->counts, &vitals->capacity, vitals->people.count, sizeof *vitals->counts);
	vitals->counts[vitals->people.count] = 1;
	texts_copy(&vitals->people, person);
	return 1;
}

static void tell_result(struct vitals *vitals, const char *unit, double resolution)
{
	const struct cell *mean = cell_of(vitals, "mean");
	struct fields *fields = &vitals->fields;
	static const char *const not_done[] = { "", "", "", "", "", "NOT DONE" };
	if (mean) {
		double per_unit = round(1 / resolution), value = round(mean->number * per_unit) / per_unit;
		fields_number(fields, value);
		tell(vitals, unit);
		fields_number(fields, value);
		fields_number(fields, value);
		tell(vitals, unit);
		tell(vitals, "");
		tell(vitals, "");
	} else {
		for (size_t i = 0; i < sizeof not_done / sizeof not_done[0]; i++)
			tell(vitals, not_done[i]);
		tell(vitals, text_of(vitals, "missing_reason"));
	}
}

/* LEFT or RIGHT when the site says so. */
static const char *side_of(const char *site)
{
	return strcasestr(site, "left") ? "LEFT" : strcasestr(site, "right") ? "RIGHT" : "";
}

static const char *place_of(const char *site)
{
	return strcasestr(site, "hallux") || strcasestr(site, "toe") ? "TOE" : strcasestr(site, "calf") ? "CALF" :
	       strcasestr(site, "finger") ? "FINGER" : strcasestr(site, "foot") ? "FOOT" : "";
}

static void tell_when(struct vitals *vitals)
{
	const struct cell *visit = cell_of(vitals, "visit"), *phase = cell_of(vitals, "phase_no"), *trial = cell_of(vitals, "trial_no");
	bool baseline = strcmp(text_of(vitals, "phase"), "baseline") == 0;
	char *point = xasprintf("%s: %s", text_of(vitals, "condition"), text_of(vitals, "phase"));
	tell(vitals, baseline ? "Y" : "");
	fields_integer(&vitals->fields, visit ? visit->integer : 0);
	tell(vitals, text_of(vitals, "phase_start_utc"));
	tell(vitals, point);
	fields_integer(&vitals->fields, 100 * (trial ? trial->integer : 0) + (phase ? phase->integer : 0));
	const struct cell *start = cell_of(vitals, "phase_start_s");
	char *elapsed = start ? xasprintf("PT%.0fS", start->number) : xstrdup("");
	tell(vitals, elapsed);
	tell(vitals, "SESSION START");
	free(elapsed);
	free(point);
}

static bool take_row(void *self, const struct cell *cells, struct error *error)
{
	struct vitals *vitals = self;
	vitals->cells = cells;
	const struct cell *counted = cell_of(vitals, "counted");
	size_t test = 0;
	while (test < TESTS && strcmp(tests[test].quantity, text_of(vitals, "quantity")) != 0)
		test++;
	if (test == TESTS || !counted || counted->integer != 1)
		return true;
	const char *study = text_of(vitals, "study_id"), *person = text_of(vitals, "participant_id"), *site = text_of(vitals, "site");
	char *subject = xasprintf("%s-%s", study, person);
	tell(vitals, study);
	tell(vitals, "VS");
	tell(vitals, subject);
	fields_integer(&vitals->fields, next_number(vitals, person));
	tell(vitals, tests[test].code);
	tell(vitals, tests[test].test);
	tell(vitals, text_of(vitals, "channel"));
	tell(vitals, text_of(vitals, "condition"));
	tell_upper(vitals, text_of(vitals, "posture"));
	tell_result(vitals, tests[test].unit, tests[test].resolution);
	tell(vitals, place_of(site));
	tell(vitals, side_of(site));
	tell_when(vitals);
	fields_end(&vitals->fields);
	free(subject);
	return out_well(vitals->fields.out, error);
}

static bool write_domain(const struct export_target *target, const char *folder, struct error *error)
{
	char *path = xasprintf("%s/vs.csv", folder);
	struct out *out = folder_make(folder, error) ? out_open(path, false, error) : NULL;
	free(path);
	if (!out)
		return false;
	const struct table *phases = export_table(target->export, "measures");
	struct vitals vitals = { .fields = fields_begin(out, &dialect_sdtm), .table = phases };
	for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
		fields_text(&vitals.fields, variables[i]);
	fields_end(&vitals.fields);
	const struct row_sink sink = { .self = &vitals, .row = take_row };
	bool well = phases->rows(target->export, phases, &sink, error);
	texts_free(&vitals.people);
	free(vitals.counts);
	return out_close(out, well, error);
}

const struct export_format sdtm_format = {
	.name = "sdtm",
	.label = "vital signs as CDISC's SDTM domain VS",
	.place = "sdtm",
	.write = write_domain,
};
