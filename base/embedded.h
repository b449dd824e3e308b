/*
 * embedded.h - text files that the program carries inside itself
 *
 * The Makefile turns each file of its list TEXTS into an array named after its
 * path, ended by a NUL: record/schema.sql becomes embedded_record_schema_sql.
 */
#ifndef SOLEUS_BASE_EMBEDDED_H
#define SOLEUS_BASE_EMBEDDED_H

#define EMBEDDED(name) extern const unsigned char embedded_##name[]
#define EMBEDDED_TEXT(name) ((const char *)embedded_##name)

#endif
