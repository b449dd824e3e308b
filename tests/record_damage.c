/* record_damage.c - what may become of a file of pages */

#include "tests/record_damage.h"

#include <string.h>

#include "record/page_sum.h"

#define HEADER_BYTES 100

static void flip_bits(uint8_t *file, size_t *size, struct random_source *chance)
{
	for (uint32_t count = 1 + random_below(chance, 4); count > 0; count--)
		file[random_below(chance, (uint32_t)*size)] ^= (uint8_t)(1u << random_below(chance, 8));
}

static void write_garbage(uint8_t *file, size_t *size, struct random_source *chance)
{
	static const uint8_t likely[] = { 0x00, 0x01, 0x7f, 0x80, 0xff, 0x0d, 0x05, '\'', 0xc3 };
	size_t at = random_below(chance, (uint32_t)*size);
	for (uint32_t count = 1 + random_below(chance, 16); count > 0 && at < *size; count--)
		file[at++] = random_below(chance, 2) ? likely[random_below(chance, sizeof likely)] : (uint8_t)random_u32(chance);
}

/* Of a page's own header and the places of its first cells. */
static void lie_about_cells(uint8_t *file, size_t *size, struct random_source *chance)
{
	size_t page = random_below(chance, (uint32_t)(*size / PAGE_BYTES));
	file[page * PAGE_BYTES + (page == 0 ? HEADER_BYTES : 0) + random_below(chance, 24)] = (uint8_t)random_u32(chance);
}

static void lie_in_header(uint8_t *file, size_t *size, struct random_source *chance)
{
	if (*size >= HEADER_BYTES)
		file[random_below(chance, HEADER_BYTES)] = (uint8_t)random_u32(chance);
}

static void cut(uint8_t *file, size_t *size, struct random_source *chance)
{
	(void)file;
	size_t pages = *size / PAGE_BYTES;
	*size = random_below(chance, 2) ? random_below(chance, (uint32_t)pages) * (size_t)PAGE_BYTES : random_below(chance, (uint32_t)*size);
}

static uint8_t *some_page(uint8_t *file, size_t size, struct random_source *chance)
{
	return file + random_below(chance, (uint32_t)(size / PAGE_BYTES)) * (size_t)PAGE_BYTES;
}

static void swap_pages(uint8_t *file, size_t *size, struct random_source *chance)
{
	uint8_t *a = some_page(file, *size, chance), *b = some_page(file, *size, chance), kept[PAGE_BYTES];
	memcpy(kept, a, PAGE_BYTES);
	memmove(a, b, PAGE_BYTES);
	memcpy(b, kept, PAGE_BYTES);
}

static void double_page(uint8_t *file, size_t *size, struct random_source *chance)
{
	memmove(some_page(file, *size, chance), some_page(file, *size, chance), PAGE_BYTES);
}

static void blank_page(uint8_t *file, size_t *size, struct random_source *chance)
{
	memset(some_page(file, *size, chance), random_below(chance, 2) ? 0 : 0xff, PAGE_BYTES);
}

void record_damage(uint8_t *file, size_t *size, struct random_source *chance)
{
	static void (*const damages[])(uint8_t *, size_t *, struct random_source *) = {
		flip_bits, flip_bits, write_garbage, write_garbage, lie_about_cells, lie_about_cells, lie_in_header, cut,
		swap_pages, double_page, blank_page,
	};
	if (*size >= PAGE_BYTES)
		damages[random_below(chance, sizeof damages / sizeof damages[0])](file, size, chance);
}

void record_resum(uint8_t *file, size_t size)
{
	struct page_sums sums;
	page_sums_make(&sums);
	for (size_t at = 0; at + PAGE_BYTES <= size; at += PAGE_BYTES)
		page_sum_put(&sums, file + at);
}
