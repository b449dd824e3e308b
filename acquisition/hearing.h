/*
 * hearing.h - which instrument sends these bytes?
 *
 * Every driver hears the same bytes. One that knows them makes frames of nearly all; the others
 * drop them. So the judgement is the share of bytes that became frames, once there are
 * enough for chance to be out of question: each byte of a frame keeps some rule of its format. Formats that
 * look alike are told apart by how often frames come and by the line's settings.
 *
 * A driver that is `loose` knows its lines by so little that other boards send the same: it is a
 * possibility, never a certainty. For lines of text that nobody knows a pattern is proposed (text/proposal.h).
 *
 * What a driver cannot know by itself, a pattern or a question or a module's address, a study's station.ini may
 * say: its instruments are sought as their sections describe them, whatever port they had.
 *
 * Pure: bytes and their times in, findings out. What is sent by a driver that asks is the caller's
 * business (identify.h).
 */
#ifndef SOLEUS_ACQUISITION_HEARING_H
#define SOLEUS_ACQUISITION_HEARING_H

#include "acquisition/instrument.h"
#include "acquisition/text/shape.h"

/* One driver, with one set of keys. */
struct candidate {
	const struct instrument_driver *driver;
	const char    *keys;            /* "addresses = 01\n"; "" for none */
	const struct section *section;  /* that describes it, in place of keys; NULL: none */
	void          *state;
	bool           asks;            /* it may be asked, by these keys */
	bool           asked;           /* and was: see candidate_begin_asking */
	bool           other_line;      /* the line's settings are not those of the factory */
	size_t         frames, framed;  /* how many, and their bytes */
	size_t         lost;            /* bytes that became none */
	size_t         plausible, implausible;      /* values */
	int64_t        first_ns, last_ns;           /* when the first and the newest frame came */
	struct reading newest[OUTPUTS_MAX];         /* of each output; its output is -1 where there was none */

	size_t        pending;          /* bytes since the last frame */
	bool          begun;            /* a line ended, a frame came: from here on bytes are judged */
};

struct hearing;

/* At that line; NULL: its settings mean nothing, as behind a device server. `station` is a study's
 * station.ini, which has to outlive the hearing, or NULL. Freed with hearing_free, which accepts NULL. */
struct hearing *hearing_new(const struct line_settings *line, const struct settings *station);
void hearing_free(struct hearing *hearing);

void hearing_push(struct hearing *hearing, int64_t now_ns, const uint8_t *bytes, size_t size);
size_t hearing_bytes(const struct hearing *hearing);

/* The candidates: some may be asked. Those that ask at another line than the factory's are not among these. */
size_t hearing_count(const struct hearing *hearing);
struct candidate *hearing_candidate(struct hearing *hearing, size_t index);

/* What came before was not sent to this one: it begins anew, and is judged by what it is answered. */
void candidate_begin_asking(struct candidate *candidate);

/* Of the bytes from its first frame on, those that became frames: 0 to 1. */
double candidate_share(const struct candidate *candidate);

/* One candidate, no loose one, convinces, and so clearly that listening on would change nothing. */
bool hearing_is_settled(const struct hearing *hearing);

/* Those that convince, at most `most` of them, best first. Those behind the first are of another driver each,
 * and as good as it by all that was heard. */
size_t hearing_found(const struct hearing *hearing, const struct candidate **found, size_t most);

/* The driver whose call these bytes are, again and again, and nothing else; NULL: none. */
const struct instrument_driver *hearing_caller(const struct hearing *hearing);

/* A pattern for the lines of text that came, and how many of how many it fits; false when there is none. */
bool hearing_pattern(const struct hearing *hearing, char pattern[static PATTERN_SIZE], size_t *fit, size_t *of);

/* The newest line of text, or "", and the seconds between two lines; NAN: not known. */
const char *hearing_line(const struct hearing *hearing, double *interval_s);

/* The driver of a section of station.ini that has to be asked or heard by its description, and its line; NULL: the
 * section describes none, or nothing that the driver does not know by itself. */
const struct instrument_driver *hearing_described(const struct section *section, struct line_settings *line);

/* A section of that name from a text "key = value\n..."; freed with settings_free. */
struct settings *hearing_section(const char *name, const char *keys);

#endif
