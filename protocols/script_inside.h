/*
 * script_inside.h - what the files script*.c share; nobody else includes this
 *
 *     script.c            the order of things: read, run, look at the whole
 *     script_problems.c   notes what is wrong
 *     script_message.c    turns Lua's messages into ours
 *     script_run.c        one protected call, with bounds on work and memory
 *     script_sandbox.c    which words a script knows, and what becomes of the others
 *     script_library.c    Lua's own functions, as far as they are safe and repeatable
 *     script_require.c    files beside the script
 *     script_fields.c     the table given to a verb, against what the verb expects
 *     script_units.c      numbers of seconds that were written without a unit
 *     script_visits.c     how many visits a script tells apart
 *     script_verbs.c      the list of the verbs, and the plainest of them
 *     script_questions.c  the verbs `ask` and `measure`
 *     script_phases.c     the verbs `rest` and `exercise`
 *     script_waits.c      the verbs `settle`, `sensor_check` and `checkpoint`
 *     script_trial.c      the verb `trial`, which groups the others
 *     script_conditions.c conditions on channels: `below`, `stable` ...
 *     script_chance.c     `order`, `shuffle` and `pick`
 *     prelude.lua         vocabulary that is better said in Lua
 *
 * Lua reports an error by longjmp. So nothing here owns memory while it calls a function of
 * Lua's that can fail: what is made belongs to the plan or to the script at once.
 */
#ifndef SOLEUS_PROTOCOLS_SCRIPT_INSIDE_H
#define SOLEUS_PROTOCOLS_SCRIPT_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocols/script.h"

typedef struct lua_State lua_State;

/* A line of a script. Files count from 0, the script itself, in the order in which they were read. */
struct place {
	int file;
	int line;       /* 0: of the whole file */
};

struct script {
	const struct script_context *context;
	struct problems             *problems;
	struct plan                 *plan;
	size_t                       need_capacity, step_capacity, trial_capacity, preset_capacity;
	const char                  *text;              /* of the script */

	char       **files;             /* paths; Lua knows their text as the chunk "@0", "@1" ... */
	size_t       file_count, file_capacity;
	char        *loading;           /* text of a required file while Lua compiles it */

	int          trial;             /* index of the open trial; -1: none */
	int          protocol_line;     /* 0: not yet */
	bool         needs_unsure;      /* there was a problem in needs or wants: nothing is held against them */
	bool         asked_visit;       /* which visit it is */
	int          longest_order;     /* of the lists given to order */
	uint64_t     chances;           /* calls of shuffle and pick so far: each has a stream of its own */
	const char  *first_verb;        /* the verb that came before `protocol`, or NULL */
	struct place first_verb_place;

	bool         misspelt;          /* the verb that is being read has an unknown field: nothing else of it is called missing */
	bool         broken;            /* the run ended before the script did */
	lua_State   *lua;
	int64_t      work_left;         /* instructions, more or less */
	int64_t      begun_ns;          /* by the processor's time */
	size_t       memory;            /* bytes in use */
	struct place refused_place;     /* where memory was refused */
	bool         refused_deep;      /* in a call within a call within ... */
};

/* --- problems --- */

/* Notes a problem once; a second one of the same place and text adds nothing. */
void problem_at(struct script *script, struct place place, bool warning, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The same for the line of the script that is running now. */
#define problem_here(script, ...)  problem_at(script, script_place((script)->lua), false, __VA_ARGS__)
#define warning_here(script, ...)  problem_at(script, script_place((script)->lua), true, __VA_ARGS__)

/* The same for what a verb lacks: it may be there under a misspelt name. */
#define absence_here(script, ...) \
	do { \
		if (!(script)->misspelt) \
			problem_here(script, __VA_ARGS__); \
	} while (0)

/* A file of the script; the path is copied. Returns its place's `file`. */
int script_add_file(struct script *script, const char *path);

/* --- messages --- */

#define MESSAGE_SIZE 512

/*
 * Takes a message of Lua's apart: "3:14: unexpected symbol near 'x'" is line 14 of file 3. A
 * message without a position leaves *place as it was. What is left is written into
 * `text` as one sentence without a full stop. While a script runs it may have raised any text itself: L is
 * asked whether it really stands there; NULL for a message of Lua's compiler.
 */
void message_read(lua_State *L, const char *message, struct place *place, char text[static MESSAGE_SIZE]);

/* script_meant.c: "; did you mean 'minutes'?" for min, and for what is spelt nearly like one of `known`, ended by NULL; else "". */
const char *meant_by(const char *word, const char *const *known, char *buffer, size_t size);
/* Whether participant.WORD is something, and whether the protocol needs or wants a channel of that name. */
bool is_of_participant(const struct script *script, const char *word);
bool is_channel(const struct script *script, const char *word);
/* "; there are id, title, version"; "" where that is longer than the buffer. */
const char *all_known(const char *const *known, char *buffer, size_t size);

/* --- running --- */

/* Runs the text as the main script; notes what goes wrong. */
void script_run(struct script *script, const char *text, size_t size);

struct script *script_of(lua_State *L);

/* The innermost line that belongs to a file of the script; {0, 0} where none does. */
struct place script_place(lua_State *L);

/* True when one of the calls under way stands there. */
bool script_stands_at(lua_State *L, struct place place);

/* The innermost line of the main script, for what the plan keeps. */
int script_main_line(lua_State *L);

/* Counts work done outside Lua's own instructions; raises an error when it was too much. */
void script_spend(lua_State *L, int64_t work);

/* Loads a text as a function in the sandbox and leaves it on the stack. False when it is not
 * Lua: the problem is noted, and nothing is on the stack. */
bool script_load(lua_State *L, int file, const char *text, size_t size);

/* --- the sandbox --- */

/* Makes everything a script can see. */
void sandbox_open(lua_State *L);

/* Pushes what a script sees of the world: the value of _ENV. */
void sandbox_push_globals(lua_State *L);

/*
 * The unknown: what a wrong word is worth, so that the script can go on to its next
 * problem. It can be called, indexed and reckoned with, and is always itself again.
 */
void unknown_push(lua_State *L);
bool unknown_is(lua_State *L, int index);

/* Gives the table on top of the stack a tongue: reading what is not in it notes a problem and
 * is worth the unknown. `name` is "math", "participant" ... and lives as long as the program. */
void sandbox_guard(lua_State *L, const char *name);

void library_open(lua_State *L, int words);     /* words: index of the table of known words */
int  script_require(lua_State *L);

/* --- verbs and their fields --- */

enum field_type {
	FIELD_NAME,         /* a text by the rule of names */
	FIELD_LINE,         /* a text of one line */
	FIELD_TEXT,         /* a text */
	FIELD_NUMBER,       /* low..high */
	FIELD_WHOLE,        /* a whole number, low..high */
	FIELD_SECONDS,      /* a duration; one shorter than low or longer than high gives a warning (0: none) */
	FIELD_TRUTH,        /* true or false */
	FIELD_PAIR,         /* two numbers, each low..high, the first smaller */
	FIELD_LINES,        /* a list of low..high texts of one line, all different */
	FIELD_NAMES,        /* a list of low..high names */
	FIELD_TABLE,        /* the verb looks at it */
	FIELD_ANY,          /* the verb looks at it, whatever it is */
	FIELD_WORD,         /* one of `words` */
};

struct field {
	const char     *name;
	enum field_type type;
	bool            first;      /* may stand first, without its name */
	bool            required;
	double          low, high;
	const char     *example;    /* of its value */
	const char *const *words;   /* of FIELD_WORD, ended by NULL */
	const char     *if_true;    /* of FIELD_TEXT: what it is, for somebody who wrote true; NULL: nobody would */
};

/* What a script gave for a field. Texts live as long as the table that holds them. */
struct value {
	bool        given, good;    /* good: as the field says, so that the rest may be used */
	double      number;         /* also of FIELD_TRUTH: 0 or 1, of a list: how many, of FIELD_WORD: its place from 0 */
	double      low, high;      /* of FIELD_PAIR */
	const char *text;
	int         at;             /* a table's place on the stack */
};

#define FIELDS_MAX 12

struct verb {
	const char         *name;
	const char         *usage;          /* an example, for messages */
	const struct field *fields;         /* NULL: the verb reads its arguments itself */
	size_t              field_count;
	size_t              positional;     /* so many fields stand as arguments before the table: below("spo2", 88, { ... }) */
	bool                takes_factors;  /* beside its fields, the factors of a trial */
	bool                takes_list;     /* a list with fields beside it, which the verb reads itself */
	bool                takes_nothing;  /* no table at all is an empty one */
	bool                plans_nothing;  /* may stand before `protocol` */
	/* Called with the arguments at 1, 2 ... Returns how many results it left on the stack. */
	int (*plan)(struct script *script, lua_State *L, const struct value *values);
};

/* The verbs of a file, gathered in script_verbs.c: ended by a row without a name. */
extern const struct verb question_verbs[], phase_verbs[], wait_verbs[], condition_verbs[], chance_verbs[];
extern const struct verb trial_verbs[];

void verbs_open(lua_State *L, int words);

/* Reads the table (or, for a first field, the plain text) at stack index 1 into values, in the order of
 * the verb's fields; notes every problem. False when there was no table at all. */
bool fields_read(struct script *script, lua_State *L, const struct verb *verb, struct value *values);

/* Checks one value apart from any field; notes its problem under `what`. */
bool value_is_name(struct script *script, lua_State *L, int index, const char *what, const char **name);
bool value_is_line(struct script *script, lua_State *L, int index, const char *what, const char **line);

/* What stands at the index, in words: "the number 5", "the text 'x'", "a table", "nothing". */
#define DESCRIPTION_SIZE 96
const char *value_describe(lua_State *L, int index, char text[static DESCRIPTION_SIZE]);

/* The texts of a list that has been found good, ended by NULL. */
char **value_copy_list(lua_State *L, const struct value *list);

/* A text that has been found good; NULL for one that has not. Freed with free(). */
char *value_copy(const struct value *value);

bool value_is_true(const struct value *value);

/* True when the field's value stands in the script as a plain number: lasts = 300. `line` is where
 * the verb stands. */
bool number_is_bare(const char *text, int line, const char *verb, const char *field, double number);

/* The highest visit that the text speaks of, by a number beside the word: participant.visit == 3; 0: none. */
int visits_written(const char *text);

/* The next step of the plan: its kind, line and trial are filled in. It stays where it is until
 * the next call. */
struct step *script_add_step(struct script *script, enum step_kind kind);

int64_t script_ns(double seconds);

/* --- conditions --- */

/* Whether the channel may be used by a verb: it must be one of the protocol's needs. Notes what is wrong. */
bool channel_is_needed(struct script *script, struct place place, const char *verb, const char *channel);

#define ALLOW(kind) (1u << CONDITION_##kind)

/* Where a verb takes conditions. */
struct condition_slot {
	const char             *what;           /* for messages: "trial: 'redo_if'" */
	unsigned                allowed;        /* kinds, by ALLOW */
	const struct condition *plain;          /* what a mere channel's name stands for; NULL: nothing */
	struct condition      **to;             /* empty before, and belongs to the plan already */
	size_t                 *count;
};

/* Reads what stands at the index, a condition or a list of them. */
void conditions_read(struct script *script, lua_State *L, int index, const struct condition_slot *slot);

/* The factors a trial may carry. At most FACTORS_MAX + 1 names, ended by NULL. */
void trial_factor_names(const struct script_context *context, const char *names[static FACTORS_MAX + 1]);

#endif
