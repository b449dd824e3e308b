/* record_trial.c - a damaged or hostile study.db under every command */

#include "tests/record_trial.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "console/command.h"
#include "tests/record_damage.h"
#include "tests/record_forgery.h"
#include "tests/trial_study.h"

#define RECORD_MOST ((size_t)64 << 20)

/* In the study's folder; what they make, they make in `out`. `reads`: a failure leaves the record as it is. */
static const struct trial_command {
	const char *name, *words;
	bool        reads;
	const char *folder;         /* NULL: the damaged study's */
} trial_commands[] = {
	{ "sessions", "sessions", true, NULL },
	{ "sessions json", "sessions --json", true, NULL },
	{ "participants", "participants", true, NULL },
	{ "participants json", "participants --json", true, NULL },
	{ "show", "show 1", true, NULL },
	{ "show json", "show 3 --json", true, NULL },
	{ "verify", "verify", true, NULL },
	{ "verify json", "verify --json", true, NULL },
	{ "verify copy", "verify study.db", true, NULL },
	{ "audit", "audit", true, NULL },
	{ "audit json", "audit --json", true, NULL },
	{ "export xlsx", "export --format xlsx -o out", true, NULL },
	{ "export csv", "export --format csv -o out", true, NULL },
	{ "export sav", "export --format sav -o out", true, NULL },
	{ "export dta", "export --format dta -o out", true, NULL },
	{ "export bids", "export --format bids -o out", true, NULL },
	{ "export redcap", "export --format redcap -o out", true, NULL },
	{ "export sdtm", "export --format sdtm -o out", true, NULL },
	{ "export blind", "export --format csv --blind -o out", true, NULL },
	{ "export shifted", "export --format csv --shift-dates 7 -o out", true, NULL },
	{ "report", "report 1 -o out/report.pdf", true, NULL },
	{ "report running", "report 3 -o out/report.pdf", true, NULL },
	{ "report plot", "report 2 --plot toe --svg out/toe.svg", true, NULL },
	{ "amend list", "amend list", true, NULL },
	{ "plan", "plan short --participant P01", true, NULL },
	{ "check", "check short", true, NULL },
	{ "rehearse", "rehearse short --quiet -o .", true, NULL },
	{ "run", "run short --participant SIM01 --plain --operator OP1", false, NULL },
	{ "backup", "backup out/copy.db", true, NULL },
	{ "merge from", "merge study.db", false, "../other" },
	{ "merge into", "merge ../other/study.db", false, NULL },
	{ "resume", "resume --plain --operator OP1", false, NULL },
	{ "resume end", "resume --end tired --operator OP1", false, NULL },
	{ "enrol", "enrol P02 --set age=50", false, NULL },
	{ "amend answer", "amend answer 2 heaviness 4 --trial 1 --reason misheard --operator OP1", false, NULL },
	{ "amend covariate", "amend covariate P01 age 55 --reason typo --operator OP1", false, NULL },
	{ "amend factor", "amend factor 1 1 leg left --reason typo --operator OP1", false, NULL },
	{ "amend exclude", "amend exclude session 1 --reason bad --operator OP1", false, NULL },
	{ "amend include", "amend include trial 2 1 --reason sound --operator OP1", false, NULL },
	{ "amend deviation", "amend deviation 1 phase_short --reason coughed --operator OP1", false, NULL },
	{ "amend void", "amend void trial 1 1 --reason bad --operator OP1", false, NULL },
	{ "amend withdraw", "amend withdraw P01 --reason moved --operator OP1", false, NULL },
	{ "amend erase", "amend erase SIM02 --reason asked --operator OP1", false, NULL },
	{ "seal", "seal 2", false, NULL },
	{ "sign", "sign 2 --operator OP1 --meaning reviewed", false, NULL },
	{ "operator", "operator add OP2", false, NULL },
};
#define COMMANDS (sizeof trial_commands / sizeof trial_commands[0])

struct record_trial {
	char    *folder;
	int      study, came_from;  /* folders: of the study, and where we were before */
	uint8_t *sound, *loose;     /* study.db as it is; and without triggers, types and constraints */
	size_t   sound_size, loose_size;
	char    *schema;            /* SQL that gives these back, whatever the rows have become */
	int      failures;
	uint8_t *other;             /* of the other station */
	size_t   other_size;
	char     complaint[1024];
};

const char *record_trial_command(size_t number)
{
	return number < COMMANDS ? trial_commands[number].name : NULL;
}

static void must(bool well, const char *what)
{
	if (well)
		return;
	perror(what);
	exit(2);
}

static uint8_t *read_whole(const char *path, size_t *size)
{
	struct error error;
	return (uint8_t *)file_read(path, RECORD_MOST, size, &error);
}

static void write_whole(const char *path, const uint8_t *bytes, size_t size)
{
	FILE *file = fopen(path, "w");
	must(file && (size == 0 || fwrite(bytes, size, 1, file) == 1) && fclose(file) == 0, path);
}

static int take_away(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status, (void)type, (void)walk;
	return remove(path);
}

static uint8_t *copy_of(const uint8_t *bytes, size_t size)
{
	uint8_t *copy = xcalloc(size, 1);
	memcpy(copy, bytes, size);
	return copy;
}

/* Runs SQL on these bytes as a file, come what may, and returns them anew. */
static uint8_t *forged(uint8_t *bytes, size_t *size, const char *sql)
{
	static const char path[] = "forged.db";
	size_t got = 0;
	write_whole(path, bytes, *size);
	record_forgery_run(path, sql);
	uint8_t *changed = read_whole(path, &got);
	unlink(path);
	if (!changed)
		return bytes;
	free(bytes);
	*size = got;
	return changed;
}

/* A nasty value in some column of some table. */
static uint8_t *nasty(uint8_t *bytes, size_t *size, struct random_source *chance)
{
	static const char path[] = "nasty.db";
	write_whole(path, bytes, *size);
	char *sql = record_forgery_nasty(path, chance);
	unlink(path);
	bytes = forged(bytes, size, sql);
	free(sql);
	return bytes;
}

struct record_trial *record_trial_new(void)
{
	struct record_trial *trial = xcalloc(1, sizeof *trial);
	const char *memory = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	trial->folder = xasprintf("%s/soleus-trial-XXXXXX", memory);
	must(mkdtemp(trial->folder), trial->folder);
	must(setenv("XDG_CONFIG_HOME", trial->folder, 1) == 0, "setenv");
	FILE *out = stdout;
	stdout = fopen("/dev/null", "w");
	trial_study_make(trial->folder);
	fclose(stdout);
	stdout = out;
	char *study = xasprintf("%s/study", trial->folder);
	trial->came_from = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	trial->study = open(study, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(trial->came_from >= 0 && trial->study >= 0 && fchdir(trial->study) == 0, study);
	free(study);
	trial->sound = read_whole("study.db", &trial->sound_size);
	trial->other = read_whole("../other/study.db", &trial->other_size);
	must(trial->sound && trial->other, "study.db");
	trial->loose = copy_of(trial->sound, trial->loose_size = trial->sound_size);
	trial->schema = record_forgery_schema("study.db");
	trial->loose = forged(trial->loose, &trial->loose_size, record_forgery_loosen);
	must(fchdir(trial->came_from) == 0, "the folder before");
	return trial;
}

void record_trial_free(struct record_trial *trial)
{
	close(trial->study);
	close(trial->came_from);
	nftw(trial->folder, take_away, 8, FTW_DEPTH | FTW_PHYS);
	free(trial->folder);
	free(trial->sound);
	free(trial->loose);
	free(trial->schema);
	free(trial->other);
	free(trial);
}

int record_trial_failures(const struct record_trial *trial)
{
	return trial->failures;
}

/* The study as the command finds it. */
static void set_up(const struct record_trial *trial, const uint8_t *bytes, size_t size)
{
	static const char *const beside[] = { "study.db-wal", "study.db-shm", "study.db-journal", "study.db.lock",
		"../other/study.db-wal", "../other/study.db-shm", "../other/study.db.lock" };
	for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++)
		unlink(beside[i]);
	nftw("out", take_away, 8, FTW_DEPTH | FTW_PHYS);
	must(mkdir("out", 0700) == 0, "out");
	write_whole("study.db", bytes, size);
	write_whole("../other/study.db", trial->other, trial->other_size);
}

static const struct trial_command *chosen(const char *line, size_t length, struct random_source *chance)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strlen(trial_commands[i].name) == length && memcmp(trial_commands[i].name, line, length) == 0)
			return &trial_commands[i];
	return &trial_commands[random_below(chance, COMMANDS)];
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static uint8_t *obeyed(uint8_t *bytes, size_t *size, const char *line)
{
	struct random_source chance = random_new(random_seed_of(1, line), 1);
	if (begins(line, "sql "))
		return forged(bytes, size, line + 4);
	if (begins(line, "set"))
		return nasty(bytes, size, &chance);
	if (strcmp(line, "resum") == 0)
		record_resum(bytes, *size);
	else if (*line && strcmp(line, "loose") != 0)
		record_damage(bytes, size, &chance);
	return bytes;
}

/* Does what the lines say to a copy of the record, and returns it. A forger works without the triggers and puts them back. */
static uint8_t *damaged(const struct record_trial *trial, const char *lines, size_t *size)
{
	bool by_hand = begins(lines, "sql ") || begins(lines, "set") || strstr(lines, "\nsql ") || strstr(lines, "\nset");
	*size = by_hand ? trial->loose_size : trial->sound_size;
	uint8_t *bytes = copy_of(by_hand ? trial->loose : trial->sound, *size);
	bool loose = !by_hand;
	for (const char *line = lines; *line;) {
		size_t length = strcspn(line, "\n");
		char *text = xstrndup(line, length);
		if (!loose && !begins(text, "sql ") && !begins(text, "set")) {
			loose = true;
			if (strcmp(text, "loose") != 0)
				bytes = forged(bytes, size, trial->schema);
		}
		bytes = obeyed(bytes, size, text);
		free(text);
		line += length + (line[length] == '\n');
	}
	return loose ? bytes : forged(bytes, size, trial->schema);
}

/* "" when the last line of what was said is a finished sentence, or all of it JSON. */
static const char *last_sentence(const char *text)
{
	size_t length = strlen(text);
	while (length > 0 && text[length - 1] == '\n')
		length--;
	if (length == 0)
		return "it failed without a word";
	return strchr(".?)}]", text[length - 1]) ? "" : "its last words are no finished sentence";
}

static int count_file(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)path, (void)status, (void)walk;
	return type == FTW_F;
}

static bool is_changed(const uint8_t *bytes, size_t size)
{
	size_t now;
	uint8_t *is = read_whole("study.db", &now);
	bool changed = !is || now != size || memcmp(is, bytes, size) != 0;
	free(is);
	return changed;
}

static const char *judge(const struct trial_command *command, int status, const char *out, const char *err,
                         const uint8_t *bytes, size_t size)
{
	if (status == STATUS_WELL)
		return *err && !begins(err, "soleus: warning: ") ? "all is well, and yet there is a message" : "";
	if (status != STATUS_FAILED)
		return "its status is neither 0 nor 1";
	const char *said = last_sentence(*err ? err : out);
	if (*said)
		return said;
	if (nftw("out", count_file, 8, FTW_PHYS) != 0)
		return "it failed and left a file behind";
	if (command->reads && is_changed(bytes, size))
		return "it failed and changed the record";
	return "";
}

/* A visit that begins is asked to end at once. */
const char *record_trial_run(struct record_trial *trial, const uint8_t *recipe, size_t size)
{
	char *lines = xstrndup((const char *)recipe, size);
	size_t first = strcspn(lines, "\n"), damaged_size, out_size, err_size;
	struct random_source chance = random_new(random_seed_of(2, lines), 1);
	const struct trial_command *command = chosen(lines, first, &chance);
	must(fchdir(trial->study) == 0, "the study");
	uint8_t *bytes = damaged(trial, lines + first + (lines[first] == '\n'), &damaged_size);
	char *out = NULL, *err = NULL;
	sigset_t ending, before;
	sigemptyset(&ending);
	sigaddset(&ending, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &ending, &before);
	FILE *old_out = stdout, *old_err = stderr;
	set_up(trial, bytes, damaged_size);
	stdout = open_memstream(&out, &out_size);
	stderr = open_memstream(&err, &err_size);
	raise(SIGTERM);
	int status = trial_study_command(command->folder ? command->folder : ".", command->words);
	sigtimedwait(&ending, NULL, &(struct timespec){0});
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	fclose(stdout);
	fclose(stderr);
	stdout = old_out;
	stderr = old_err;
	trial->failures += status != STATUS_WELL;
	const char *wrong = judge(command, status, out, err, bytes, damaged_size);
	must(fchdir(trial->came_from) == 0, "the folder before");
	trial->complaint[0] = '\0';
	if (*wrong)
		snprintf(trial->complaint, sizeof trial->complaint, "%s: %s (status %d): %.300s%.300s",
		         command->name, wrong, status, err, out);
	free(out);
	free(err);
	free(bytes);
	free(lines);
	return trial->complaint;
}
