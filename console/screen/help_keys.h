/*
 * help_keys.h - the keys of the screen, as --help lists them: for struct command's more_help
 */
#ifndef SOLEUS_CONSOLE_SCREEN_HELP_KEYS_H
#define SOLEUS_CONSOLE_SCREEN_HELP_KEYS_H

void help_keys_of_visit(void);
void help_keys_of_channels(void);
void help_keys_of_replay(void);

#endif
