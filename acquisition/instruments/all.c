/* all.c - every instrument that Soleus knows; a new one is one file and one line here */

#include "acquisition/instrument.h"

/* light14 stands for light14_driver in instruments/light14.c, or in whatever file holds a row for it. */
#define INSTRUMENTS(the) \
	the(bioprott) \
	the(dataq_di1100) \
	the(dcon) \
	the(dracal) \
	the(modbus_rtu) \
	the(nonin_df2) \
	the(omega_dp97) \
	the(omega_idrx) \
	the(openscale) \
	the(polled_text) \
	the(temperx232) \
	the(nonin_df7) \
	the(nonin_df1) \
	the(nonin_df8) \
	the(nonin_df13) \
	the(contec5) \
	the(contec5_4800) \
	the(bci) \
	the(contec7) \
	the(masimo) \
	the(nellcor) \
	the(nellcor_n200) \
	the(nonin_ascii) \
	the(text_lines) \
	the(ts125) \
	the(pm6750) \
	the(pulse_max30102) \
	the(afe4490) \
	the(healthypi4) \
	the(healthypi5) \
	the(sparkfun_spo2) \
	the(sparkfun_heart_rate) \
	the(sparkfun_raw) \
	the(max30100) \
	the(light_counts) \
	the(pulse_sensor) \
	the(vasoquant)

#define DECLARED(name) extern const struct instrument_driver name##_driver;
INSTRUMENTS(DECLARED)

#define LISTED(name) &name##_driver,
const struct instrument_driver *const instrument_drivers[] = { INSTRUMENTS(LISTED) NULL };

