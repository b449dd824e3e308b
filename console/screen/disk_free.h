/* disk_free.h - how much room is left where the record lies */
#ifndef SOLEUS_CONSOLE_SCREEN_DISK_FREE_H
#define SOLEUS_CONSOLE_SCREEN_DISK_FREE_H

/* NAN: not known. */
double disk_free_bytes(const char *folder);

#endif
