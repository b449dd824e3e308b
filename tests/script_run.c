/* script_run.c - a script that is run for a participant, and what it is told */

#include "tests/script_run.h"

#include <stdio.h>
#include <string.h>

#define SCRIPT_SIZE 20000

void script_run_begin(struct script_run *run)
{
	static char barefoot[] = "barefoot", socks[] = "socks";
	static char *footwear[] = { barefoot, socks, NULL };
	static const struct factor factors[] = {{ "footwear", footwear }};
	static const struct named_value study[] = {{ "id", "calf" }, { "pace", "30" }};
	static const char *const covariates[] = { "age", "sex", "height", NULL };
	*run = (struct script_run){
		.participant = { .id = "P01", .number = 1, .group = "control",
			.covariates = {{ "age", "54" }, { "sex", "f" }}, .covariate_count = 2 },
		.context = { .participant = &run->participant, .visit = 2, .seed = 7, .study = study, .study_count = 2,
			.factors = factors, .factor_count = 1, .covariates = covariates },
	};
}

void script_run_end(struct script_run *run)
{
	plan_free(run->plan);
	run->plan = NULL;
	problems_free(&run->problems);
}

const char *told_bytes(struct script_run *run, const char *bytes, size_t size)
{
	static char text[SCRIPT_SIZE];
	size_t length = 0;
	script_run_end(run);
	scripts_write("script.lua", bytes, size);
	run->plan = script_plan(scripts_path("script.lua"), &run->context, &run->problems);
	text[0] = '\0';
	for (size_t i = 0; i < run->problems.count; i++) {
		const struct problem *problem = &run->problems.list[i];
		length += (size_t)snprintf(text + length, sizeof text - length, "%d: %s%s\n", problem->line,
		                           problem->warning ? "warning: " : "", problem->text);
	}
	return text;
}

const char *told_whole(struct script_run *run, const char *text)
{
	return told_bytes(run, text, strlen(text));
}

const char *told(struct script_run *run, const char *text)
{
	static char whole[SCRIPT_SIZE];
	snprintf(whole, sizeof whole, "protocol { id = 'pump', title = 'Pump', version = '1' }\n%s\nrest { 'last_phase', lasts = 60 * seconds }\n", text);
	return told_whole(run, whole);
}
