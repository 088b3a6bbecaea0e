/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "catalog/http_url.h"

static const struct ta_http_host hosts[] = {
    {.name = "stac.example.org"},
    {.name = "*.files.example.org"},
    {.name = "127.0.0.1:8080", .plain = true},
};

static enum ta_status ask(const char *url, struct ta_error *err)
{
    const struct ta_http_rules rules = {.n_hosts = 3, .host = hosts};
    const struct ta_http_host *host = NULL;
    *err = (struct ta_error){0};
    enum ta_status rc = ta_http_allowed(&rules, url, &host, err);
    assert_true((rc == TA_OK) == (host != NULL));
    return rc;
}

static void asks_listed_hosts_only(void **state)
{
    (void)state;
    struct ta_error err;
    assert_int_equal(ask("https://stac.example.org/search?x=1", &err), TA_OK);
    assert_int_equal(ask("https://STAC.example.ORG/", &err), TA_OK);
    assert_int_equal(ask("https://a.files.example.org/x.tif", &err), TA_OK);
    assert_int_equal(ask("http://127.0.0.1:8080/x", &err), TA_OK);

    static const char *const refused[] = {
        "https://files.example.org/",         /* the star stands for something */
        "https://evil-files.example.org/",    /* and a dot before the rest */
        "https://stac.example.org.evil.net/", /* not a beginning */
        "https://evil.net/stac.example.org",  /* nor a path */
        "https://stac.example.org@evil.net/", /* nor a user */
        "https://stac.example.org:8443/",     /* another port is another host */
        "http://127.0.0.1:8081/",             /* so is this */
        "http://127.0.0.1/",
        "https://[::1]/",
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_int_equal(ask(refused[i], &err), TA_E_PERMISSION);
        assert_non_null(strstr(err.text, "not listed"));
        assert_non_null(strstr(err.mend, "terrassay.yaml"));
    }
}

static void sends_nobody_s_name_or_password(void **state)
{
    (void)state;
    struct ta_error err;
    static const char *const refused[] = {"https://u@stac.example.org/x",
                                          "https://u:hush@stac.example.org/x",
                                          "https://:hush@stac.example.org/x"};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(ask(refused[i], &err), TA_E_PERMISSION);
        assert_non_null(strstr(err.text, "user or password"));
        assert_null(strstr(err.text, "hush"));
    }
}

static void asks_by_https_unless_told(void **state)
{
    (void)state;
    struct ta_error err;
    static const char *const refused[] = {"http://stac.example.org/",
                                          "ftp://stac.example.org/x",
                                          "gopher://stac.example.org/"};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(ask(refused[i], &err), TA_E_PERMISSION);
    assert_int_equal(ask("https://", &err), TA_E_DATA);
    assert_int_equal(ask("", &err), TA_E_DATA);
    assert_int_not_equal(ask("file:///etc/passwd", &err), TA_OK);
}

static void shows_no_secrets(void **state)
{
    (void)state;
    char out[80];
    ta_http_public("https://u:p@h.org/a/b.tif?sig=abc%2F&se=2026#x", out, sizeof out);
    assert_string_equal(out, "https://h.org/a/b.tif?sig&se");
    ta_http_public("https://h.org/a", out, sizeof out);
    assert_string_equal(out, "https://h.org/a");
    ta_http_public("https://u:p@q@h.org/a", out, sizeof out); /* the last one ends it */
    assert_string_equal(out, "https://h.org/a");
    ta_http_public("https://h.org/a?secret", out, sizeof out);
    assert_string_equal(out, "https://h.org/a?");
    ta_http_public("https://h.org/a?secret&x=1#frag?b=2", out, sizeof out);
    assert_string_equal(out, "https://h.org/a?&x");
    ta_http_public("https://h.org/a#frag?b=2", out, sizeof out);
    assert_string_equal(out, "https://h.org/a");
    ta_http_public("x.tif?sig=s&of=https://h.org/y", out, sizeof out);
    assert_string_equal(out, "x.tif?sig&of");
    ta_http_public("https://h.org?token=1", out, sizeof out);
    assert_string_equal(out, "https://h.org?token");
    ta_http_public("https://h.org/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa?sig=b", out,
                   20);
    assert_int_equal(strlen(out), 19);
}

static void resolves_references(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"https://h.org/a/catalog.json", "./b/item.json",
         "https://h.org/a/b/item.json"},
        {"https://h.org/a/b/item.json", "../x.tif", "https://h.org/a/x.tif"},
        {"https://h.org/a/b", "/c?d=1", "https://h.org/c?d=1"},
        {"https://h.org/a", "https://i.org/x", "https://i.org/x"},
        {"https://h.org/search?a=1", "?b=2", "https://h.org/search?b=2"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *got = ta_http_resolve(rows[i][0], rows[i][1]);
        assert_non_null(got);
        assert_string_equal(got, rows[i][2]);
        ta_free(got);
    }
    assert_null(ta_http_resolve("nonsense", "x"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_listed_hosts_only),
        cmocka_unit_test(sends_nobody_s_name_or_password),
        cmocka_unit_test(asks_by_https_unless_told),
        cmocka_unit_test(shows_no_secrets),
        cmocka_unit_test(resolves_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
