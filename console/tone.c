/* tone.c - a short tone through ALSA, where there is a sound device */

#include "console/tone.h"

#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"

#define RATE 48000
#define TONE_SAMPLES (RATE / 12)
#define FADE_SAMPLES (RATE / 200)
#define PITCH_HZ 880
#define LATENCY_US 20000

/* From alsa-lib's <alsa/pcm.h>, whose values are part of its binary interface. */
enum { STREAM_PLAYBACK = 0, FORMAT_S16_LE = 2, ACCESS_RW_INTERLEAVED = 3, MODE_NONBLOCK = 1 };

struct tone {
	void    *library, *pcm;
	int     (*open)(void **pcm, const char *name, int stream, int mode);
	int     (*close)(void *pcm);
	int     (*set_params)(void *pcm, int format, int access, unsigned channels, unsigned rate, int resample, unsigned latency_us);
	long    (*write)(void *pcm, const void *samples, unsigned long count);
	int     (*prepare)(void *pcm);
	int     (*delay)(void *pcm, long *samples);
	const char *(*explain)(int code);
	int     (*forget)(void);
	int     (*on_error)(void (*handler)(const char *file, int line, const char *function, int code, const char *format, ...));
	int16_t  samples[TONE_SAMPLES];
};

/* The library's own complaints would stand on the screen. */
static void say_nothing(const char *file, int line, const char *function, int code, const char *format, ...)
{
	(void)file, (void)line, (void)function, (void)code, (void)format;
}

/* Object pointers become function pointers as POSIX wants of dlsym. */
static bool find(struct tone *tone, void *function, const char *name)
{
	*(void **)function = dlsym(tone->library, name);
	return *(void **)function != NULL;
}

static void make_tone(struct tone *tone)
{
	for (int i = 0; i < TONE_SAMPLES; i++) {
		double fade = fmin(1, fmin(i, TONE_SAMPLES - i) / (double)FADE_SAMPLES);
		tone->samples[i] = (int16_t)lround(12000 * fade * sin(2 * 3.14159265358979 * PITCH_HZ * i / RATE));
	}
}

struct tone *tone_open(struct error *error)
{
	struct tone *tone = xcalloc(1, sizeof *tone);
	tone->library = dlopen("libasound.so.2", RTLD_NOW | RTLD_LOCAL);
	int code;
	if (!tone->library || !find(tone, &tone->open, "snd_pcm_open") || !find(tone, &tone->close, "snd_pcm_close")
	    || !find(tone, &tone->set_params, "snd_pcm_set_params") || !find(tone, &tone->write, "snd_pcm_writei")
	    || !find(tone, &tone->prepare, "snd_pcm_prepare") || !find(tone, &tone->delay, "snd_pcm_delay")
	    || !find(tone, &tone->explain, "snd_strerror") || !find(tone, &tone->forget, "snd_config_update_free_global")
	    || !find(tone, &tone->on_error, "snd_lib_error_set_handler")) {
		error_set(error, ERROR_ABSENT, "There is no tone: ALSA's library (libasound.so.2) is not installed.");
		goto fail;
	}
	tone->on_error(say_nothing);
	if ((code = tone->open(&tone->pcm, "default", STREAM_PLAYBACK, MODE_NONBLOCK)) < 0
	    || (code = tone->set_params(tone->pcm, FORMAT_S16_LE, ACCESS_RW_INTERLEAVED, 1, RATE, 1, LATENCY_US)) < 0) {
		error_set(error, ERROR_ABSENT, "There is no tone: no sound device can be opened (%s).", tone->explain(code));
		goto fail;
	}
	make_tone(tone);
	return tone;
fail:
	tone_close(tone);
	return NULL;
}

void tone_close(struct tone *tone)
{
	if (!tone)
		return;
	if (tone->pcm)
		tone->close(tone->pcm);
	/* What the library read of its configuration it keeps otherwise. */
	if (tone->forget)
		tone->forget();
	if (tone->library)
		dlclose(tone->library);
	free(tone);
}

/* Between two tones the device runs dry, and has to be prepared anew. */
bool tone_play(struct tone *tone, int64_t *delay_ns)
{
	long waiting = 0;
	tone->prepare(tone->pcm);
	if (tone->delay(tone->pcm, &waiting) < 0 || waiting < 0)
		waiting = 0;
	*delay_ns = waiting * NS_PER_S / RATE;
	return tone->write(tone->pcm, tone->samples, TONE_SAMPLES) > 0;
}
