/* scripts.c - load.R, load.py and load.sps: what reads the files with types and labels */

#include "export/scripts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "export/csv.h"
#include "export/export.h"
#include "export/levels.h"
#include "export/out.h"
#include "export/readstat.h"
#include "base/utf8.h"

/* A string of R and of Python alike. */
static void quote(struct out *out, const char *text)
{
	char *clean = utf8_clean(text, SIZE_MAX, "");
	out_text(out, "\"");
	for (const char *at = clean; *at; at++) {
		if (*at == '\n')
			out_text(out, "\\n");
		else
			out_format(out, "%s%c", *at == '"' || *at == '\\' ? "\\" : "", *at);
	}
	out_text(out, "\"");
	free(clean);
}

static const char *const type_names[] = {
	[CELL_TEXT] = "text", [CELL_INTEGER] = "integer", [CELL_NUMBER] = "number", [CELL_TIME] = "time",
};

/* Texts that stand for themselves and are few: a factor of R, a category of pandas. */
static bool is_categorical(const struct column *column)
{
	return column->type == CELL_TEXT && levels_are_words(column);
}

/* The table and the columns that a model begins with; NULL when this export has none. */
static const struct table *model_table(const struct export *export)
{
	static const char *const needed[] = { "participant_id", "condition", "channel", "phase", "counted", "trial_no", "delta", "mean" };
	size_t count, found = 0;
	const struct table *tables = export_tables(export, &count);
	for (size_t i = 0; i < count; i++, found = 0) {
		for (size_t n = 0; n < sizeof needed / sizeof needed[0]; n++)
			for (size_t c = 0; c < tables[i].column_count; c++)
				found += strcmp(tables[i].columns[c].name, needed[n]) == 0;
		if (found == sizeof needed / sizeof needed[0])
			return &tables[i];
	}
	return NULL;
}

static const char *model_channel(const struct export *export)
{
	const struct words *channels = &export->vocabulary.channels;
	for (size_t i = 0; i < channels->count; i++)
		if (strcmp(channels->items[i].quantity, "temperature") == 0)
			return channels->items[i].name;
	return channels->count ? channels->items[0].name : "toe";
}

/* The recovery when there is one of that name, else the last that was met. */
static const char *model_phase(const struct export *export)
{
	size_t count = export->vocabulary.phases.count;
	if (texts_has(&export->vocabulary.phases, "recovery"))
		return "recovery";
	return count ? export->vocabulary.phases.items[count - 1] : "recovery";
}

/* A model's text with the names of this export in it. */
static void tell_model(struct out *out, const struct export *export, const char *text, const struct table *table)
{
	const struct { const char *token, *name; } names[] = {
		{ "{table}", table->name }, { "{channel}", model_channel(export) }, { "{phase}", model_phase(export) },
	};
	while (*text) {
		size_t plain = strcspn(text, "{"), used = plain;
		out_bytes(out, text, plain);
		for (size_t i = 0; i < sizeof names / sizeof names[0] && used == plain; i++) {
			if (strncmp(text + plain, names[i].token, strlen(names[i].token)) != 0)
				continue;
			out_text(out, names[i].name);
			used += strlen(names[i].token);
		}
		if (used == plain && text[plain])
			out_bytes(out, text + used++, 1);
		text += used;
	}
}

/* What a script says once for each table: where, and its columns. */
struct language {
	const char *before_table, *before_bulk, *before_columns, *column_between, *after_table;
	const char *levels, *levels_end, *codes, *code_is, *codes_end;
};

static void tell_levels(struct out *out, const struct language *language, const struct column *column)
{
	const char *at = column->levels;
	bool first = true;
	bool coded = column_is_coded(column);
	out_text(out, coded ? language->codes : language->levels);
	for (struct level level; (coded || is_categorical(column)) && level_next(&at, &level); first = false) {
		out_text(out, first ? "" : ", ");
		if (coded) {
			quote(out, level.label);
			out_format(out, "%s%s", language->code_is, level.value);
		} else {
			quote(out, level.value);
		}
	}
	out_text(out, coded ? language->codes_end : language->levels_end);
}

static void tell_tables(struct out *out, const struct export_target *target, const struct language *language)
{
	size_t count;
	const struct table *tables = export_tables(target->export, &count);
	for (size_t i = 0; i < count; i++) {
		char file[CSV_FILE_SIZE];
		csv_file_name(&tables[i], file);
		out_format(out, tables[i].bulk ? language->before_bulk : language->before_table, tables[i].name);
		quote(out, file);
		out_text(out, language->before_columns);
		for (size_t c = 0; c < tables[i].column_count; c++) {
			const struct column *column = &tables[i].columns[c];
			out_text(out, c ? language->column_between : "");
			quote(out, column->name);
			out_text(out, ", ");
			quote(out, type_names[column->type]);
			out_text(out, ", ");
			quote(out, column->label);
			tell_levels(out, language, column);
		}
		out_text(out, language->after_table);
	}
}

static const char r_reading[] =
	"# load.R - reads all tables of this folder: source(\"load.R\", chdir = TRUE)\n"
	"#\n"
	"# Every column has its type, its label (attr(x, \"label\")) and its levels; NA is missing; times are UTC.\n"
	"# The table of very many rows is read only when you say so: samples <- read_samples()\n"
	"# Research use only. Not for diagnosis or treatment.\n"
	"column <- function(name, type, label, levels) list(name = name, type = type, label = label, levels = levels)\n"
	"read_table <- function(file, ...) {\n"
	"  columns <- list(...)\n"
	"  classes <- c(text = \"character\", integer = \"integer\", number = \"numeric\", time = \"character\")\n"
	"  types <- vapply(columns, function(of) of$type, \"\")\n"
	"  data <- read.csv(file, colClasses = unname(classes[types]), na.strings = \"NA\", check.names = FALSE,\n"
	"                   encoding = \"UTF-8\", blank.lines.skip = FALSE)\n"
	"  stopifnot(identical(names(data), vapply(columns, function(of) of$name, \"\")))\n"
	"  for (of in columns) {\n"
	"    x <- data[[of$name]]\n"
	"    if (of$type == \"text\") x <- sub(\"^'\", \"\", x)     # what keeps spreadsheets from seeing a formula\n"
	"    if (of$type == \"time\") x <- as.POSIXct(x, format = \"%Y-%m-%dT%H:%M:%OSZ\", tz = \"UTC\")\n"
	"    if (is.character(of$levels) && all(x %in% c(of$levels, NA))) x <- factor(x, levels = of$levels)\n"
	"    if (is.numeric(of$levels)) attr(x, \"labels\") <- of$levels\n"
	"    attr(x, \"label\") <- of$label\n"
	"    data[[of$name]] <- x\n"
	"  }\n"
	"  data\n"
	"}\n\n";

static const struct language r_language = {
	.before_table = "%s <- read_table(", .before_bulk = "read_%s <- function() read_table(",
	 .before_columns = ",\n  column(", .column_between = "),\n  column(",
	.levels = ", c(", .levels_end = ")", .codes = ", c(", .code_is = " = ", .codes_end = ")", .after_table = "))\n\n",
};

static const char r_model[] =
	"# A starter model, not an analysis plan: settle yours before you look. The change from baseline of one channel\n"
	"# in one phase, by condition and period, people as random intercepts; or, under one condition, its mean by phase.\n"
	"starter_model <- function(of_channel = \"{channel}\", in_phase = \"{phase}\") {\n"
	"  d <- {table}[{table}$counted %in% 1 & {table}$channel == of_channel, ]\n"
	"  d$condition <- factor(d$condition)\n"
	"  d$phase <- factor(d$phase)\n"
	"  d$period <- factor(d$period)\n"
	"  d$visit <- factor(d$visit)\n"
	"  d$participant_id <- factor(d$participant_id)\n"
	"  if (nlevels(d$participant_id) < 2) stop(\"A mixed model needs more than one participant.\")\n"
	"  if (nlevels(d$condition) < 2)\n"
	"    return(nlme::lme(mean ~ phase, random = ~ 1 | participant_id, data = d, na.action = na.omit))\n"
	"  d <- droplevels(d[d$phase == in_phase & !is.na(d$delta), ])\n"
	"  # Period is a term where it can be told from condition: not when each period had but one.\n"
	"  both <- if (nlevels(d$period) > 1 && nlevels(d$condition) > 1) model.matrix(~ condition + period, d)\n"
	"  apart <- !is.null(both) && qr(both)$rank == ncol(both)\n"
	"  terms <- if (apart) delta ~ condition + period else delta ~ condition\n"
	"  # Visits are a term where somebody has several, and one has several trials.\n"
	"  visits <- nlevels(interaction(d$participant_id, d$visit, drop = TRUE))\n"
	"  random <- if (visits > nlevels(d$participant_id) && visits < nrow(d)) ~ 1 | participant_id/visit else ~ 1 | participant_id\n"
	"  model <- nlme::lme(terms, random = random, data = d, na.action = na.omit)\n"
	"  model$call$fixed <- terms\n"
	"  model$call$random <- random\n"
	"  model\n"
	"}\n"
	"if (!is.null(tryCatch(starter <- starter_model(), error = function(why) message(\"No starter model: \", conditionMessage(why)))))\n"
	"  print(summary(starter))\n";

static struct out *open_script(const char *folder, const char *name, struct error *error)
{
	char *path = xasprintf("%s/%s", folder, name);
	struct out *out = out_open(path, false, error);
	free(path);
	return out;
}

bool scripts_write_r(const struct export_target *target, const char *folder, struct error *error)
{
	struct out *out = open_script(folder, "load.R", error);
	if (!out)
		return false;
	out_text(out, r_reading);
	tell_tables(out, target, &r_language);
	const struct table *table = model_table(target->export);
	if (table)
		tell_model(out, target->export, r_model, table);
	return out_close(out, true, error);
}

static const char python_reading[] =
	"\"\"\"load.py - reads all tables of this folder with pandas: from load import *\n\n"
	"Every column has its type and levels; df.attrs[\"labels\"] says what each one holds, df.attrs[\"codes\"] what the\n"
	"numbers of coded ones stand for. <NA> is missing; times are UTC. The table of very many rows is read only when you\n"
	"say so: samples = read_samples()\n"
	"Research use only. Not for diagnosis or treatment.\n"
	"\"\"\"\n"
	"import os\n\n"
	"import pandas as pd\n\n"
	"FOLDER = os.path.dirname(os.path.abspath(__file__))\n"
	"TYPES = {\"text\": \"string\", \"integer\": \"Int64\", \"number\": \"float64\", \"time\": \"string\"}\n\n\n"
	"def read_table(file, *columns):\n"
	"    data = pd.read_csv(os.path.join(FOLDER, file), dtype={name: TYPES[kind] for name, kind, *_ in columns},\n"
	"                       keep_default_na=False, na_values=[\"NA\"], float_precision=\"round_trip\")\n"
	"    assert list(data.columns) == [name for name, *_ in columns], file\n"
	"    for name, kind, label, levels in columns:\n"
	"        if kind == \"text\":     # the ' keeps spreadsheets from seeing a formula\n"
	"            data[name] = data[name].str.replace(\"^'\", \"\", regex=True)\n"
	"        if kind == \"time\":\n"
	"            data[name] = pd.to_datetime(data[name], utc=True)\n"
	"        if isinstance(levels, list) and levels and data[name].dropna().isin(levels).all():\n"
	"            data[name] = pd.Categorical(data[name], categories=levels)\n"
	"    data.attrs[\"labels\"] = {name: label for name, _, label, _ in columns}\n"
	"    data.attrs[\"codes\"] = {name: levels for name, _, _, levels in columns if isinstance(levels, dict)}\n"
	"    return data\n\n\n";

static const struct language python_language = {
	.before_table = "%s = read_table(", .before_bulk = "def read_%s():\n    return read_table(",
	 .before_columns = ",\n    (", .column_between = "),\n    (",
	.levels = ", [", .levels_end = "]", .codes = ", {", .code_is = ": ", .codes_end = "}", .after_table = "))\n\n",
};

static const char python_model[] =
	"\ndef starter_model(of_channel=\"{channel}\", in_phase=\"{phase}\"):\n"
	"    \"\"\"A starter model, not an analysis plan: settle yours before you look.\n\n"
	"    The change from baseline of one channel in one phase, by condition and period, people as random\n"
	"    intercepts; or, under one condition, its mean by phase.\n"
	"    \"\"\"\n"
	"    import numpy\n"
	"    import patsy\n"
	"    import statsmodels.formula.api as smf\n"
	"    d = {table}[({table}[\"counted\"] == 1).fillna(False) & ({table}[\"channel\"].astype(\"object\") == of_channel)]\n"
	"    d = pd.DataFrame({name: d[name].astype(\"object\") for name in (\"participant_id\", \"condition\", \"phase\")}).assign(\n"
	"        period=d[\"period\"].astype(\"float64\"), visit=d[\"visit\"].astype(\"float64\"),\n"
	"        delta=d[\"delta\"], mean_value=d[\"mean\"])\n"
	"    if d[\"participant_id\"].nunique() < 2:\n"
	"        raise ValueError(\"a mixed model needs more than one participant\")\n"
	"    if d[\"condition\"].nunique() < 2:\n"
	"        d = d.dropna(subset=[\"mean_value\"])\n"
	"        return smf.mixedlm(\"mean_value ~ C(phase)\", d, groups=d[\"participant_id\"]).fit()\n"
	"    d = d[d[\"phase\"] == in_phase].dropna(subset=[\"delta\"])\n"
	"    # Period is a term where it can be told from condition: not when each period had but one.\n"
	"    both = patsy.dmatrix(\"C(condition) + C(period)\", d)\n"
	"    apart = d[\"period\"].nunique() > 1 and numpy.linalg.matrix_rank(both) == both.shape[1]\n"
	"    terms = \"delta ~ C(condition)\" + (\" + C(period)\" if apart else \"\")\n"
	"    # Visits are a term where somebody has several, and one has several trials.\n"
	"    visits = len(d[[\"participant_id\", \"visit\"]].drop_duplicates())\n"
	"    several = d[\"participant_id\"].nunique() < visits < len(d)\n"
	"    of_visit = {\"vc_formula\": {\"visit\": \"0 + C(visit)\"}, \"re_formula\": \"1\"} if several else {}\n"
	"    return smf.mixedlm(terms, d, groups=d[\"participant_id\"], **of_visit).fit()\n\n\n"
	"if __name__ == \"__main__\":\n"
	"    print(starter_model().summary())\n";

bool scripts_write_python(const struct export_target *target, const char *folder, struct error *error)
{
	struct out *out = open_script(folder, "load.py", error);
	if (!out)
		return false;
	out_text(out, python_reading);
	tell_tables(out, target, &python_language);
	const struct table *table = model_table(target->export);
	if (table)
		tell_model(out, target->export, python_model, table);
	return out_close(out, true, error);
}

static const char spss_model[] =
	"* model.sps - a starter mixed model, not an analysis plan: settle yours before you look.\n"
	"* The change from baseline of one channel in one phase, by condition and period, people as random intercepts.\n"
	"GET FILE='{table}.sav'.\n"
	"SELECT IF counted = 1 AND channel = '{channel}' AND phase = '{phase}'.\n"
	"AUTORECODE VARIABLES=condition participant_id /INTO condition_code person_code.\n"
	"MEANS TABLES=delta BY condition /CELLS=COUNT MEAN STDDEV.\n\n"
	"* People as blocks, without periods: for a design in which each has every condition.\n"
	"GLM delta BY condition_code person_code\n"
	"  /INTERCEPT=INCLUDE\n"
	"  /DESIGN=condition_code person_code.\n\n"
	"* For SPSS alone: PSPP 1.6.2 says that it has no MIXED yet, and ends here.\n"
	"* Several visits of several trials each want a term of their own: /RANDOM=INTERCEPT | SUBJECT(person_code*visit).\n"
	"MIXED delta BY condition_code period\n"
	"  /FIXED=condition_code period | SSTYPE(3)\n"
	"  /RANDOM=INTERCEPT | SUBJECT(person_code)\n"
	"  /METHOD=REML\n"
	"  /EMMEANS=TABLES(condition_code) COMPARE.\n";

bool scripts_write_spss(const struct export_target *target, const char *folder, struct error *error)
{
	size_t count;
	const struct table *tables = export_tables(target->export, &count), *table = model_table(target->export);
	struct out *out = open_script(folder, "load.sps", error);
	if (!out)
		return false;
	out_text(out, "* load.sps - opens all tables of this folder; types, labels and missing values are in the files.\n"
	              "* Change to this folder first: CD 'where/it/is'. model.sps has a starter mixed model.\n"
	              "* Research use only. Not for diagnosis or treatment.\n");
	for (size_t i = 0; i < count; i++)
		if (!tables[i].bulk)
			out_format(out, "GET FILE='%s.sav'.\nDATASET NAME t_%s.\n", tables[i].name, tables[i].name);
	if (!out_close(out, true, error))
		return false;
	if (!table)
		return true;
	out = open_script(folder, "model.sps", error);
	if (!out)
		return false;
	tell_model(out, target->export, spss_model, table);
	return out_close(out, true, error);
}
