/* version.h - what this program calls itself in the record and in every export */
#ifndef SOLEUS_BASE_VERSION_H
#define SOLEUS_BASE_VERSION_H

#define SOLEUS_VERSION "0.1.0"

#endif
