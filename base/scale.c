/* scale.c - from which value to which a drawn axis goes */

#include "base/scale.h"

#include <math.h>

static double taken(double room, double wanted)
{
	return isnan(room) ? wanted : fmin(room, wanted);
}

void scale_widen(double *low, double *high, double by, double least, double most)
{
	if (*low < least || *high > most || least >= most)
		least = most = NAN;
	double above = taken(most - *high, by), below = taken(*low - least, 2 * by - above);
	above = taken(most - *high, 2 * by - below);
	*low -= below;
	*high += above;
}
