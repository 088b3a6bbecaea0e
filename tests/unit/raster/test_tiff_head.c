/* SPDX-License-Identifier: Apache-2.0 */
/* Heads of GeoTIFFs that GDAL wrote: their CRS, known again, is what GDAL says; masks are found. */
#include "ta_raster.h"
#include "ta_test_folder.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "raster/open.h"
#include "raster/tiff_head.h"

#define FOLDER TA_BINARY_DIR "/test-tiff-head"

/* Files of one kind, by GDAL's own Python. */
static const char script[] =
    "import sys\n"
    "from osgeo import gdal, osr\n"
    "gdal.UseExceptions()\n"
    "def make(name, crs, options=(), bands=1, mask=False, gcps=False, item=None):\n"
    "    d = gdal.GetDriverByName('GTiff').Create(name, 4, 4, bands, gdal.GDT_Byte,\n"
    "                                             list(options))\n"
    "    s = osr.SpatialReference()\n"
    "    s.SetFromUserInput(crs)\n"
    "    if gcps:\n"
    "        points = [gdal.GCP(10 * x, 10 * y, 0, x, y)\n"
    "                  for x, y in ((0, 0), (4, 0), (0, 4), (4, 4.5))]\n"
    "        d.SetGCPs(points, s)\n"
    "    else:\n"
    "        d.SetSpatialRef(s)\n"
    "        d.SetGeoTransform((10, 1, 0, 20, 0, -1))\n"
    "    if item: d.SetMetadataItem(*item)\n"
    "    if mask: d.CreateMaskBand(gdal.GMF_PER_DATASET)\n"
    "gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', 'YES')\n"
    "make('utm.tif', 'EPSG:32650')\n"
    "make('utm-again.tif', 'EPSG:32650', ['COMPRESS=DEFLATE'])\n"
    "make('big.tif', 'EPSG:32650', ['BIGTIFF=YES'])\n"
    "make('motorola.tif', 'EPSG:32650', ['ENDIANNESS=BIG'])\n"
    "make('laea.tif', 'EPSG:3035')\n"
    "make('own.tif', '+proj=laea +lat_0=12 +lon_0=34 +ellps=GRS80')\n"
    "make('own-again.tif', '+proj=laea +lat_0=12 +lon_0=34 +ellps=GRS80')\n"
    "make('own-other.tif', '+proj=laea +lat_0=12.5 +lon_0=34 +ellps=GRS80')\n"
    "make('points.tif', 'EPSG:32650', gcps=True)\n"
    "make('masked.tif', 'EPSG:32650', mask=True)\n"
    "make('masked-big.tif', 'EPSG:32650', ['BIGTIFF=YES'], mask=True)\n"
    "make('alpha.tif', 'EPSG:32650', ['ALPHA=YES'], bands=4)\n"
    "make('values.tif', 'EPSG:32650', item=('NODATA_VALUES', '0'))\n";

static int make_files(void **state)
{
    struct ta_error err = {0};
    char command[1024];
    (void)state;
    if (ta_test_folder(FOLDER) != 0) return -1;
    if (ta_file_write(FOLDER "/make.py", script, strlen(script), 0644, &err) != TA_OK)
        return -1;
    (void)snprintf(command, sizeof command, "cd '%s' && '%s' make.py", FOLDER,
                   TA_PYTHON);
    return system(command); /* allow(system): GDAL's Python, a command of our own */
}

struct seen {
    char crs[2048];
    bool masked;
};

static struct seen open_file(const char *name)
{
    struct ta_error err = {0};
    struct ta_raster *raster = NULL;
    struct ta_raster_band band;
    struct seen seen;
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", FOLDER, name);
    if (ta_raster_open(path, &raster, &err) != TA_OK) fail_msg("%s", err.text);
    assert_int_equal(ta_raster_band(raster, 1, &band, &err), TA_OK);
    const char *crs = ta_raster_grid(raster)->crs;
    (void)snprintf(seen.crs, sizeof seen.crs, "%s", crs != NULL ? crs : "none");
    seen.masked = band.has_mask;
    ta_raster_close(raster);
    return seen;
}

static void files_with_equal_tags_have_one_crs(void **state)
{
    (void)state;
    assert_string_equal(open_file("utm.tif").crs, "EPSG:32650");
    assert_string_equal(open_file("utm-again.tif").crs, "EPSG:32650");
    assert_string_equal(open_file("big.tif").crs, "EPSG:32650");
    assert_string_equal(open_file("motorola.tif").crs, "EPSG:32650");
    assert_string_equal(open_file("laea.tif").crs, "EPSG:3035");
    struct seen own = open_file("own.tif"), again = open_file("own-again.tif");
    assert_non_null(strstr(own.crs, "Lambert Azimuthal"));
    assert_string_equal(own.crs, again.crs);
    struct seen other = open_file("own-other.tif"); /* differs in tag 34736 alone */
    assert_string_not_equal(own.crs, other.crs);
    assert_non_null(strstr(other.crs, "12.5"));
    assert_string_equal(open_file("own.tif").crs, own.crs);
    assert_string_equal(open_file("utm.tif").crs, "EPSG:32650");
}

static void control_points_leave_a_file_without_crs(void **state)
{
    (void)state;
    assert_string_equal(open_file("utm.tif").crs, "EPSG:32650");
    assert_string_equal(open_file("points.tif").crs, "none");
}

static void masks_are_found(void **state)
{
    static const struct {
        const char *name;
        bool masked;
    } files[] = {{"utm.tif", false},      {"big.tif", false},  {"motorola.tif", false},
                 {"masked.tif", true},    {"alpha.tif", true}, {"values.tif", true},
                 {"masked-big.tif", true}};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (open_file(files[i].name).masked != files[i].masked)
            fail_msg("%s", files[i].name);
}

/* --- the head itself --------------------------------------------------------------- */

struct file {
    char *bytes;
    size_t size;
};

static bool read_file(void *self, uint64_t from, size_t n, void *out)
{
    const struct file *file = self;
    if (from > file->size || n > file->size - from) return false;
    memcpy(out, file->bytes + from, n);
    return true;
}

static enum ta_status head_of(struct file *file, struct ta_tiff_head *out)
{
    return ta_tiff_head_read(read_file, file, out);
}

static void heads_are_read_or_left_to_gdal(void **state)
{
    static const struct {
        const char *name;
        enum ta_status status;
    } files[] = {{"utm.tif", TA_OK},
                 {"big.tif", TA_OK},
                 {"masked.tif", TA_OK},
                 {"motorola.tif", TA_FINDING}};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct ta_error err = {0};
        struct file file = {NULL, 0};
        struct ta_tiff_head head;
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s", FOLDER, files[i].name);
        assert_int_equal(ta_file_read(path, 1 << 20, &file.bytes, &file.size, &err),
                         TA_OK);
        assert_int_equal(head_of(&file, &head), files[i].status);
        if (files[i].status == TA_OK) {
            assert_int_equal(head.geo[0].tag, 34735);
            assert_int_equal(head.geo[0].size, 2 * head.geo[0].count);
        }
        ta_tiff_head_free(&head);
        for (size_t size = 0; size < file.size; size++) { /* cut anywhere */
            struct file cut = {file.bytes, size};
            if (head_of(&cut, &head) == TA_OK) ta_tiff_head_free(&head);
            assert_null(head.geo[0].bytes);
        }
        ta_free(file.bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_with_equal_tags_have_one_crs),
        cmocka_unit_test(control_points_leave_a_file_without_crs),
        cmocka_unit_test(masks_are_found),
        cmocka_unit_test(heads_are_read_or_left_to_gdal),
    };
    return cmocka_run_group_tests(tests, make_files, NULL);
}
