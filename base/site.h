/*
 * site.h - where a channel measures, as far as its name tells
 *
 * toe, toe_left, left_foot, calf, ambient, room_2: the words may stand anywhere in the name. The room goes before
 * a part of the leg, a toe before the foot, and that before the calf.
 */
#ifndef SOLEUS_BASE_SITE_H
#define SOLEUS_BASE_SITE_H

enum site { SITE_TOE, SITE_FOOT, SITE_CALF, SITE_ROOM, SITE_OTHER };
enum side { SIDE_NONE, SIDE_LEFT, SIDE_RIGHT };

enum site site_of(const char *channel);
enum side side_of(const char *channel);

#endif
