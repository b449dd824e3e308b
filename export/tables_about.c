/* tables_about.c - where all this comes from: versions, hashes, parameters */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "export/columns.h"
#include "export/defined.h"
#include "export/export.h"
#include "export/row.h"
#include "export/session.h"
#include "record/reading.h"
#include "record/record.h"

static const struct column own_columns[] = {
	{ .name = "session_id", .label = "Session that the row is about", .type = CELL_INTEGER, .source = "recorded",
	  .formula = "Missing for what holds for all." },
	{ .name = "name", .label = "What is told", .type = CELL_TEXT, .source = "recorded" },
	{ .name = "value", .label = "What it is", .type = CELL_TEXT, .source = "recorded",
	  .formula = "Missing when it was not given." },
	{ .name = "note", .label = "What to know about it", .type = CELL_TEXT, .source = "derived",
	  .formula = "Missing when there is nothing to add." },
};

static void add_columns(struct columns *columns, struct export *export)
{
	(void)export;
	COLUMNS_ADD(columns, own_columns);
}

struct fact {
	const char *name, *value, *note;
};

static bool tell(struct row *row, int64_t session, const struct fact *fact, struct error *error)
{
	row_set(row, "session_id", session ? cell_integer(session) : cell_missing());
	row_set(row, "name", cell_text(fact->name));
	row_set(row, "value", cell_text(fact->value));
	row_set(row, "note", cell_text(fact->note));
	return row_send(row, error);
}

static bool tell_all(struct row *row, int64_t session, const struct fact *facts, size_t count, struct error *error)
{
	bool well = true;
	for (size_t i = 0; well && i < count; i++)
		well = tell(row, session, &facts[i], error);
	return well;
}
#define TELL_ALL(row, session, facts, error) tell_all((row), (session), (facts), sizeof (facts) / sizeof (facts)[0], (error))

static const struct fact rules[] = {
	{ "valid_sample", "value present, no flag but low_perfusion", "Only valid samples enter measures and 1-s means." },
	{ "mean_reach", "2.5 expected intervals", "How long a valid sample counts at most on each side in a mean over time." },
	{ "slope_minimum", "10 valid samples, 30 s", "A trend over less is missing." },
	{ "curve_filter", "centred moving mean, 1 pass for the peak, 3 for the curve",
	  "Of refill curves; its width is measures_refill_smooth_s." },
	{ "curve_baseline", "median of the rest before the exercise",
	  "Over measures_refill_base_s seconds. Column end_level of the table refills tells where the curve settled." },
	{ "missing_values", "empty cells; NA in CSV files, n/a in BIDS", "A column beside, or the column's formula in the codebook, tells why." },
	{ "times", "ISO 8601, UTC",
	  "UTC at the session's start plus time on the monotonic clock; columns ending in _s count from the session's start." },
	{ "long_texts", "cut at 32,767 characters in the workbook, at 32,758 bytes in SPSS files",
	  "The limits of Excel and SPSS: such a text ends with '\u2026 [cut]' and stands whole in study.db. What a workbook cannot "
	  "hold (control characters, broken UTF-8) is shown as \uFFFD." },
	{ "defused_texts", "a ' in front, in CSV files",
	  "Of a text that begins with = + - @ ' or a tab, which spreadsheets would take for a formula, and of the text NA. Taking "
	  "one ' off the front of a text gives it back." },
	{ "missing_codes", "-91 sensor fault, -92 artefact, -93 not done, -94 refused, -95 stopped early, -96 censored, -99 unknown",
	  "User-missing in SPSS files; .a to .f in Stata files, unknown is '.'. A column with values between -99 and -91 has none." },
	{ "long_tables", "continued in a sheet ending in _2, _3 ...", "Excel's limit is 1,048,576 rows a sheet." },
};

/* "events.text: 1, answers.text: 2", of the format that is being written. */
static bool tell_cuts(const struct export *export, struct row *row, struct error *error)
{
	struct texts columns = {0};
	for (size_t i = 0; i < export->cut_count; i++) {
		const struct cut *cut = &export->cuts[i];
		texts_take(&columns, xasprintf("%s.%s: %zu", cut->table->name, cut->table->columns[cut->column].name, cut->cells));
	}
	char *told = texts_join(&columns, ", ", SIZE_MAX);
	bool well = tell(row, 0, &(struct fact){ "cut_texts", told[0] ? told : "none",
		"Cells of this export whose text was too long for its format; study.db and the CSV files have them whole." }, error);
	free(told);
	texts_free(&columns);
	return well;
}

/* Every figure that a measure depends on, as it held for this export. */
static bool tell_parameters(struct export *export, struct row *row, struct error *error)
{
	bool well = true;
	for (int i = 0; well && i < PARAMETER_COUNT; i++) {
		const struct parameter_kind *kind = parameter_kind((enum parameter)i);
		char *name = xasprintf(PARAMETER_PREFIX "%s", kind->name);
		char *value = xasprintf("%.9g %s", export->parameters.values[i], kind->unit);
		char *note = xasprintf("%s%s", kind->meaning, export_study_value(export, name)[0] ? "" :
		                       " The record does not say; this is the value of this version.");
		well = tell(row, 0, &(struct fact){ name, value, note }, error);
		free(name);
		free(value);
		free(note);
	}
	return well;
}

static bool tell_study(struct export *export, struct row *row, struct error *error)
{
	char *schema = xasprintf("%d", RECORD_SCHEMA_VERSION);
	const struct fact facts[] = {
		{ "use", "Research use only. Not for diagnosis or treatment.", "" },
		{ "software", export->options.software, "What made this export." },
		{ "schema_version", schema, "Of the record study.db, as this software writes it." },
	};
	const struct fact blinded = { "blinded", "yes", "Conditions are letters whose key stands elsewhere; what would tell which is "
	                              "which was left out: kinds and paces of phases, cues, instructions, notes, seeds, and whatever was not "
	                              "found under every condition." };
	bool well = TELL_ALL(row, 0, facts, error) && (!export->blinding || tell(row, 0, &blinded, error));
	free(schema);
	for (size_t i = 0; well && i < export->study_count; i++) {
		bool tells = export->blinding && defines_treatment(export->study[i].name);
		if (tells || strncmp(export->study[i].name, PARAMETER_PREFIX, strlen(PARAMETER_PREFIX)) == 0)
			continue;
		char *name = xasprintf("study_%s", export->study[i].name);
		bool hidden = export->options.shift_seed && strcmp(export->study[i].name, "created_utc") == 0;
		well = tell(row, 0, &(struct fact){ name, hidden ? "" : export->study[i].value, "Of the study, as the record keeps it." }, error);
		free(name);
	}
	return well && TELL_ALL(row, 0, rules, error) && tell_cuts(export, row, error) && tell_parameters(export, row, error);
}

static bool tell_instrument(const struct instrument_row *instrument, struct row *row, int64_t session,
                            struct error *error)
{
	char *value = xasprintf("%s at %s%s", instrument->driver, instrument->port, instrument->simulated ? ", simulated" : "");
	char *identity = xasprintf("%s_identity", instrument->name);
	char *settings = xasprintf("%s_settings", instrument->name);
	const struct fact facts[] = {
		{ instrument->name, value, "Instrument: the driver and the port." },
		{ identity, instrument->identity, "What was found there." },
		{ settings, instrument->settings, "Its sections of station.ini." },
	};
	bool well = TELL_ALL(row, session, facts, error);
	free(value);
	free(identity);
	free(settings);
	return well;
}

#define NUMBER_SIZE 32
static const char *number_or_none(double number, char text[static NUMBER_SIZE])
{
	snprintf(text, NUMBER_SIZE, "%.9g", number);
	return isnan(number) ? "none" : text;
}

static bool tell_channel(const struct channel_row *row_of, struct row *row, int64_t session, struct error *error)
{
	const struct channel *channel = &row_of->channel;
	char *name = xasprintf("channel_%s", channel->name);
	char *value = xasprintf("%s in %s%s%s%s", channel->quantity, channel->unit, channel->site[0] ? ", " : "",
	                        channel->site, channel->waveform ? ", waveform" : "");
	char low[NUMBER_SIZE], high[NUMBER_SIZE], interval[NUMBER_SIZE];
	char *note = xasprintf("By instrument %s; lowest value in range %s, highest %s; expected interval in s: %s.",
	                       row_of->instrument, number_or_none(channel->low, low),
	                       number_or_none(channel->high, high), number_or_none(channel->interval_s, interval));
	bool well = tell(row, session, &(struct fact){ name, value, note }, error);
	free(name);
	free(value);
	free(note);
	return well;
}

static bool tell_session(struct export *export, const struct session *session, struct row *row, struct error *error)
{
	const struct session_row *s = &session->row;
	char offset[32];
	snprintf(offset, sizeof offset, "%d min", s->utc_offset_min);
	const struct fact facts[] = {
		{ "participant", s->participant, "" },
		{ "status", s->status, "completed, interrupted, failed, or running: no end is in the record." },
		{ "start_utc", s->start_utc, "Zero of the session's clock." },
		{ "utc_offset", offset, "Of local time at the start, east positive." },
		{ "operator", s->operator_id, "" },
		{ "station", s->station, "" },
		{ "protocol", s->protocol_id, s->protocol_title },
		{ "protocol_version", s->protocol_version, "" },
		{ "script_file", s->script_file, "The script itself stands in study.db." },
		{ "script_sha256", s->script_sha256, "Of the script's bytes." },
		{ "seed", s->seed, "Of all that was left to chance." },
		{ "recorded_by", s->software_version, "The software that recorded the session." },
		{ "simulated", s->simulated ? "yes" : "no", "Whether any instrument was." },
		{ "virtual_clock", s->virtual_clock ? "yes" : "no", "Whether time was simulated too." },
	};
	bool well = TELL_ALL(row, s->session, facts, error);

	struct rows *instruments = record_instruments(export->record, s->session);
	for (struct instrument_row instrument; well && rows_next_instrument(instruments, &instrument);)
		well = tell_instrument(&instrument, row, s->session, error);
	well = rows_done(instruments, well, error);
	for (size_t i = 0; well && i < session->channel_count; i++)
		well = tell_channel(&session->channels[i], row, s->session, error);
	return well;
}

static bool rows(struct export *export, const struct table *table, const struct row_sink *sink, struct error *error)
{
	struct row row = row_open(table, sink);
	bool well = tell_study(export, &row, error);
	row_close(&row);
	return well && export_each_session(export, table, sink, tell_session, error);
}

const struct table_kind about_table = {
	.name = "about",
	.title = "One row per fact about this export, the study and its sessions",
	.prose = true,
	.columns = add_columns,
	.rows = rows,
};
