/* order.c - which condition comes first: Williams squares */

#include "protocols/order.h"

#include <assert.h>
#include <stdbool.h>

size_t williams_sequences(size_t k)
{
	return k % 2 == 0 || k == 1 ? k : 2 * k;
}

/*
 * The first sequence goes from both ends towards the middle: 0, 1, k-1, 2, k-2 ...
 * Its neighbours differ by 1, k-2, 3 ...: for even k by every difference once, so
 * that turning it gives every ordered pair once. For odd k the differences come
 * in pairs, and the mirrored sequences supply the missing halves.
 */
static size_t first_sequence(size_t k, size_t place)
{
	size_t half = (place + 1) / 2;
	return place % 2 ? half : (k - half) % k;
}

void williams_order(size_t k, int number, size_t order[static ORDER_MAX])
{
	assert(k > 0 && k <= ORDER_MAX);
	size_t row = number < 1 ? 0 : ((size_t)number - 1) % williams_sequences(k);
	bool mirrored = row >= k;
	for (size_t place = 0; place < k; place++) {
		size_t from = mirrored ? k - 1 - place : place;
		order[place] = (first_sequence(k, from) + row) % k;
	}
}
