/* scale.h - from which value to which a drawn axis goes */
#ifndef SOLEUS_BASE_SCALE_H
#define SOLEUS_BASE_SCALE_H

/* Widens an axis by `by` at both ends, but not beyond what its values can be (NAN: no bound): what one end cannot take, the
 * other takes. Bounds outside which there are values already bind nothing. */
void scale_widen(double *low, double *high, double by, double least, double most);

#endif
