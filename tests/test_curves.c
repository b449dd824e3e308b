/* test_curves.c - the shipped curves against what their sensors' makers publish */

#include "acquisition/curves.h"

#include <math.h>

#include "acquisition/conversion.h"
#include "base/sample.h"
#include "tests/suites.h"

static struct error error;
static bool beyond;

static double celsius(const char *name, double ohm)
{
	const struct curve *curve = curve_find(name, &error);
	struct conversion conversion = { .kind = CONVERSION_STEINHART_HART };
	uint32_t quality = 0;
	if (curve->points)
		return curve_celsius(curve, ohm, &beyond);
	for (int i = 0; i < 3; i++)
		conversion.p[i] = curve->steinhart_hart[i];
	return conversion_apply(&conversion, ohm, &quality);
}

/* How far the curve is at worst from the points: a printed number stands for all that are rounded to it. */
static double farthest(const char *name, double printed_to_ohm, const struct curve_point *points, size_t count)
{
	double most = 0;
	for (size_t i = 0; i < count; i++) {
		double low = celsius(name, points[i].ohm + printed_to_ohm / 2), high = celsius(name, points[i].ohm - printed_to_ohm / 2);
		most = fmax(most, fmax(low - points[i].celsius, points[i].celsius - high));
	}
	return most;
}
#define FARTHEST(name, printed_to_ohm, points) farthest(name, printed_to_ohm, points, sizeof (points) / sizeof (points)[0])

/* The points that the curves are made of. */

static const struct curve_point ysi400[] = {
	{ 0, 7352 }, { 5, 5719 }, { 10, 4482 }, { 15, 3539 }, { 20, 2814 }, { 25, 2252 }, { 30, 1814 }, { 32, 1667 },
	{ 34, 1533 }, { 35, 1470 }, { 36, 1411 }, { 37, 1354 }, { 38, 1300 }, { 40, 1199 }, { 45, 983 }, { 50, 811 },
};
static const struct curve_point amwei[] = {
	{ -40, 283381 }, { -20, 90931 }, { 0, 32580.7 }, { 5, 25468.7 }, { 10, 20000.3 }, { 15, 15785.0 },
	{ 20, 12526.6 }, { 25, 10000 }, { 30, 8033.8 }, { 35, 6497.6 }, { 80, 1243 }, { 100, 673 },
};
static const struct curve_point curve_j[] = {
	{ -40, 336103.2 }, { -20, 97006.9 }, { -10, 55303.9 }, { -5, 42316.7 }, { 0, 32650.9 }, { 1, 31030.8 },
	{ 10, 19903 }, { 20, 12492 }, { 25, 10000 }, { 30, 8057 }, { 40, 5327 }, { 50, 3603 },
};
static const struct curve_point ysi44005[] = { { 0, 9796 }, { 10, 5971 }, { 20, 3748 }, { 25, 3000 }, { 40, 1598 } };
static const struct curve_point ysi44006[] = { { 0, 29490 }, { 25, 10000 } };

static void published_points_come_back_exactly(void)
{
	CU_ASSERT_TRUE(FARTHEST("ysi400", 0, ysi400) < 1e-9);
	CU_ASSERT_TRUE(FARTHEST("10k_3950", 0, amwei) < 1e-9);
	CU_ASSERT_TRUE(FARTHEST("10k_j", 0, curve_j) < 1e-9);
	CU_ASSERT_TRUE(FARTHEST("10k_44006", 0, ysi44006) < 1e-9);
	CU_ASSERT_TRUE(FARTHEST("3k_44005", 0, ysi44005) < 0.001);      /* by coefficients */
}

static void no_curve_is_without_its_points_here(void)
{
	CU_ASSERT_EQUAL(curve_count, 5);
}

/* Points that are not among them: between two points the curve has to come upon these by itself. */

/* Campbell Scientific, 109SS, table C-1, to a tenth of an ohm. */
static const struct curve_point campbell_10k3[] = {
	{ -39, 314558 }, { -38, 294529.1 }, { -37, 275900.8 }, { -36, 258567 }, { -34, 227400.9 }, { -33, 213396.6 },
	{ -32, 200341.4 }, { -31, 188165.5 }, { -29, 166199.8 }, { -28, 156296.1 }, { -27, 147043.2 }, { -26, 138394.7 },
	{ -24, 122742.3 }, { -23, 115662.2 }, { -22, 109033.4 }, { -21, 102824.6 }, { -19, 91553.3 }, { -18, 86439.2 },
	{ -17, 81641.4 }, { -16, 77138.6 }, { -14, 68940.4 }, { -13, 65209.7 }, { -12, 61702.9 }, { -11, 58405.5 },
	{ -9, 52385.2 }, { -8, 49637.8 }, { -7, 47050.6 }, { -6, 44613.4 }, { -4, 40151.6 }, { -3, 38110 },
	{ -2, 36184 }, { -1, 34366.6 },
};
/* Building Automation Products, 10K-2 (H8, 10/16/12), every other degree Fahrenheit. */
static const struct curve_point bapi_10k2[] = {
	{ -39.44, 323839 }, { -38.33, 300974 }, { -37.22, 279880 }, { -36.11, 260410 }, { -33.89, 225809 },
	{ -32.78, 210443 }, { -31.67, 196227 }, { -30.56, 183068 }, { -29.44, 170775 }, { -28.33, 159488 },
	{ -27.22, 149024 }, { -26.11, 139316 }, { -23.89, 121939 }, { -22.78, 114165 }, { -21.67, 106939 },
	{ -20.56, 100218 }, { -19.44, 93909 }, { -18.33, 88090 }, { -17.22, 82670 }, { -16.11, 77620 },
	{ -13.89, 68518 }, { -12.78, 64419 }, { -11.67, 60592 }, { -10.56, 57017 }, { -9.44, 53647 }, { -8.33, 50526 },
	{ -7.22, 47606 }, { -6.11, 44874 }, { -3.89, 39921 }, { -2.78, 37676 }, { 2.78, 28365 }, { 3.89, 26834 },
	{ 5, 25395 }, { 6.11, 24042 }, { 7.22, 22770 }, { 8.33, 21573 }, { 9.44, 20446 }, { 10.56, 19376 },
	{ 11.67, 18378 }, { 12.78, 17437 }, { 13.89, 16550 }, { 15, 15714 }, { 16.11, 14925 }, { 17.22, 14180 },
	{ 18.33, 13478 }, { 19.44, 12814 }, { 20.56, 12182 }, { 21.67, 11590 }, { 22.78, 11030 }, { 23.89, 10501 },
	{ 26.11, 9526 }, { 27.22, 9078 }, { 28.33, 8653 }, { 29.44, 8251 }, { 30.56, 7866 }, { 31.67, 7505 },
	{ 32.78, 7163 }, { 33.89, 6838 }, { 35, 6530 }, { 36.11, 6238 }, { 37.22, 5960 }, { 38.33, 5697 },
	{ 39.44, 5447 },
};
/* Geokon, 8002-4-1, table 16: US Sensor's 103JL1A. */
static const struct curve_point geokon_103jl1a[] = { { 5, 25392 }, { 15, 15712 }, { 35, 6531 }, { 45, 4368 } };
/* Building Automation Products, 2.2K (H4, 10/16/12). */
static const struct curve_point bapi_2k2[] = {
	{ 0.56, 7146 }, { 1.67, 6755 }, { 2.78, 6388 }, { 3.89, 6043 }, { 6.11, 5414 }, { 7.22, 5128 }, { 8.33, 4858 },
	{ 9.44, 4605 }, { 10.56, 4364 }, { 11.67, 4139 }, { 12.78, 3927 }, { 13.89, 3727 }, { 16.11, 3361 },
	{ 17.22, 3194 }, { 18.33, 3035 }, { 19.44, 2886 }, { 20.56, 2743 }, { 21.67, 2610 }, { 22.78, 2484 },
	{ 23.89, 2365 }, { 26.11, 2145 }, { 27.22, 2044 }, { 28.33, 1949 }, { 29.44, 1858 }, { 30.56, 1771 },
	{ 31.67, 1690 }, { 32.78, 1613 }, { 33.89, 1540 }, { 36.11, 1405 }, { 37.22, 1342 }, { 38.33, 1283 },
	{ 39.44, 1226 }, { 40.56, 1172 }, { 41.67, 1122 }, { 42.78, 1073 }, { 43.89, 1027 }, { 46.11, 942 },
	{ 47.22, 902 }, { 48.33, 864 }, { 49.44, 828 },
};
/* Advanced Industrial Systems, YSI 400 series probes, R against T. */
static const struct curve_point advanced_400[] = {
	{ 11, 4273 }, { 12, 4074 }, { 13, 3886 }, { 14, 3708 }, { 16, 3378 }, { 17, 3226 }, { 18, 3081 }, { 19, 2944 },
	{ 21, 2690 }, { 22, 2572 }, { 23, 2460 }, { 24, 2354 }, { 26, 2156 }, { 27, 2064 }, { 28, 1977 }, { 29, 1894 },
	{ 31, 1739 }, { 33, 1599 }, { 39, 1249 }, { 41, 1152 }, { 42, 1107 }, { 43, 1064 }, { 44, 1023 },
};
/* Building Automation Products, 10K-3 (H9, 10/16/12). */
static const struct curve_point bapi_10k3[] = {
	{ -33.89, 168275 }, { -32.78, 158013 }, { -31.67, 148442 }, { -30.56, 139511 }, { -29.44, 131100 },
	{ -28.33, 123317 }, { -27.22, 116045 }, { -26.11, 109247 }, { -23.89, 96941 }, { -22.78, 91374 },
	{ -21.67, 86160 }, { -20.56, 81276 }, { -19.44, 76659 }, { -18.33, 72371 }, { -17.22, 68348 }, { -16.11, 64574 },
	{ -13.89, 57703 }, { -12.78, 54578 }, { -11.67, 51641 }, { -10.56, 48879 }, { -9.44, 46259 }, { -8.33, 43817 },
	{ -7.22, 41519 }, { -6.11, 39354 }, { -3.89, 35395 }, { -2.78, 33585 }, { -1.67, 31878 }, { -0.56, 30267 },
	{ 0.56, 28735 }, { 1.67, 27302 }, { 2.78, 25948 }, { 3.89, 24670 }, { 6.11, 22320 }, { 7.22, 21241 },
	{ 8.33, 20220 }, { 9.44, 19254 }, { 10.56, 18332 }, { 11.67, 17467 }, { 12.78, 16648 }, { 13.89, 15872 },
	{ 16.11, 14439 }, { 17.22, 13778 }, { 18.33, 13151 }, { 19.44, 12556 }, { 20.56, 11987 }, { 21.67, 11451 },
	{ 22.78, 10942 }, { 23.89, 10459 }, { 26.11, 9564 }, { 27.22, 9149 }, { 28.33, 8754 }, { 29.44, 8379 },
	{ 30.56, 8019 }, { 31.67, 7679 }, { 32.78, 7355 }, { 33.89, 7047 }, { 36.11, 6474 }, { 37.22, 6208 },
	{ 38.33, 5954 }, { 39.44, 5712 }, { 40.56, 5479 }, { 41.67, 5258 }, { 42.78, 5048 }, { 43.89, 4847 },
	{ 46.11, 4473 }, { 47.22, 4298 }, { 48.33, 4131 }, { 49.44, 3971 }, { 50.56, 3817 }, { 51.67, 3671 },
	{ 52.78, 3532 }, { 53.89, 3398 }, { 56.11, 3149 }, { 57.22, 3032 }, { 58.33, 2920 }, { 59.44, 2812 },
	{ 60.56, 2709 }, { 61.67, 2610 }, { 62.78, 2516 }, { 63.89, 2425 }, { 66.11, 2256 }, { 67.22, 2176 },
	{ 68.33, 2099 }, { 69.44, 2026 }, { 70.56, 1955 }, { 71.67, 1887 }, { 72.78, 1822 }, { 73.89, 1760 },
	{ 76.11, 1642 }, { 77.22, 1587 }, { 78.33, 1534 }, { 79.44, 1483 }, { 80.56, 1433 }, { 81.67, 1386 },
	{ 82.78, 1341 }, { 83.89, 1297 },
};

static void between_its_points_a_curve_finds_those_that_were_held_back(void)
{
	CU_ASSERT_TRUE(FARTHEST("10k_j", 0, campbell_10k3) < 0.001);
	CU_ASSERT_TRUE(FARTHEST("10k_j", 0, bapi_10k2) < 0.01);
	CU_ASSERT_TRUE(FARTHEST("10k_j", 0, geokon_103jl1a) < 0.01);
	CU_ASSERT_TRUE(FARTHEST("10k_44006", 0, bapi_10k3) < 0.01);
	CU_ASSERT_TRUE(FARTHEST("ysi400", 1, bapi_2k2) < 0.01);
	CU_ASSERT_TRUE(FARTHEST("ysi400", 1, advanced_400) < 0.01);
}

/* 10k_3950 was published with few points: each is found by its neighbours, where they are no more than 65 degC apart. */
static void each_point_of_the_3950_curve_is_where_its_neighbours_say(void)
{
	for (size_t left_out = 3; left_out + 1 < sizeof amwei / sizeof amwei[0]; left_out++) {
		struct curve_point others[sizeof amwei / sizeof amwei[0]];
		size_t count = 0;
		for (size_t i = 0; i < sizeof amwei / sizeof amwei[0]; i++)
			if (i != left_out)
				others[count++] = amwei[i];
		const struct curve curve = { .name = "others", .points = others, .count = count };
		CU_ASSERT_DOUBLE_EQUAL(curve_celsius(&curve, amwei[left_out].ohm, &beyond), amwei[left_out].celsius, 0.01);
	}
}

/* From one end to the other without a step back, and back again to the same resistance. */
static void every_curve_falls_all_the_way_and_has_a_way_back(void)
{
	for (size_t i = 0; i < curve_count; i++) {
		double before = INFINITY;
		for (double t = -60.02; t <= 120 && curves[i].points; t += 0.05) {
			double ohm = curve_ohm(&curves[i], t);
			CU_ASSERT_TRUE(ohm < before);
			CU_ASSERT_DOUBLE_EQUAL(curve_celsius(&curves[i], ohm, &beyond), t, 1e-7);
			CU_ASSERT_EQUAL(beyond, t < curves[i].points[0].celsius || t > curves[i].points[curves[i].count - 1].celsius);
			before = ohm;
		}
	}
}

static void beyond_its_table_a_curve_goes_on_and_says_so(void)
{
	CU_ASSERT_DOUBLE_EQUAL(celsius("ysi400", 700), 53.9, 0.2);
	CU_ASSERT_TRUE(beyond);
	CU_ASSERT_DOUBLE_EQUAL(celsius("ysi400", 9000), -3.9, 0.1);
	CU_ASSERT_TRUE(beyond);
	celsius("ysi400", 7352);
	CU_ASSERT_FALSE(beyond);
}

static CU_TestInfo tests[] = {
	TEST(published_points_come_back_exactly),
	TEST(no_curve_is_without_its_points_here),
	TEST(between_its_points_a_curve_finds_those_that_were_held_back),
	TEST(each_point_of_the_3950_curve_is_where_its_neighbours_say),
	TEST(every_curve_falls_all_the_way_and_has_a_way_back),
	TEST(beyond_its_table_a_curve_goes_on_and_says_so),
	CU_TEST_INFO_NULL,
};
const CU_SuiteInfo curves_suite = { .pName = "curves", .pTests = tests };
