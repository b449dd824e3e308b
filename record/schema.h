/*
 * schema.h - whether a record's tables, views and triggers are those that Soleus made
 *
 * Inside the room only. Every query is written for them: a table that became a view may never end, a trigger may swallow what
 * is written, and a column without its type holds anything. Tables, views and indexes that somebody has added hurt nobody
 * (but `verify` tells of them). What a record of another version consists of is not known here.
 */
#ifndef SOLEUS_RECORD_SCHEMA_H
#define SOLEUS_RECORD_SCHEMA_H

#include "record/database.h"

/* schema.sql. */
const char *schema_text(void);

/* *difference becomes NULL where all is as it was made, or says what is not ("the trigger x was added"), freed with free(). False
 * when that cannot be read. */
bool schema_compare(struct record *record, char **difference, struct error *error);

#endif
