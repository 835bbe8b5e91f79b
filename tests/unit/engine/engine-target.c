/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The forms of a request target. Sections are those of RFC 9112 unless they name another. */

#include "engine/parse/adit-engine-target.h"

#include <string.h>

typedef struct
{
  const char *section;
  const char *target;
  const char *verdict; /* "http host:port path", "https host:port path", "origin path", or "!" and
                        * the cause's word */
} Row;

#define BAD   "!bad-target"
#define OTHER "!scheme-not-served"

static const Row rows[] = {
  { "3.2.1 path", "/", "origin /" },
  { "3.2.1 query", "/a/b?c=d/e", "origin /a/b?c=d/e" },
  { "3.2.1 two slashes", "//a.example/", "origin //a.example/" },
  { "3.2.1 a URI in the path", "/http://a.example/", "origin /http://a.example/" },
  { "3.2.1 fragment", "/a#b", BAD },

  { "3.2.2 http", "http://a.example/b", "http a.example:80 /b" },
  { "3.2.2 https", "https://a.example/b", "https a.example:443 /b" },
  { "3.2.2 port", "http://a.example:8080/b", "http a.example:8080 /b" },
  { "3.2.2 the other's port", "https://a.example:80/b", "https a.example:80 /b" },
  { "3.2.2 scheme's case", "HTTP://a.example/", "http a.example:80 /" },
  { "3.2.2 scheme's case, https", "hTTpS://a.example/", "https a.example:443 /" },
  { "3.2.2 host's case", "http://A.Example/", "http A.Example:80 /" },
  { "3.2.2 empty path", "http://a.example", "http a.example:80 " },
  { "3.2.2 empty path, port", "http://a.example:81", "http a.example:81 " },
  { "3.2.2 query without a path", "http://a.example?b/c", "http a.example:80 ?b/c" },
  { "3.2.2 query without a path, port", "http://a.example:81?b", "http a.example:81 ?b" },
  { "3.2.2 IPv4", "http://192.0.2.1/", "http 192.0.2.1:80 /" },
  { "3.2.2 IPv6", "http://[2001:db8::1]/", "http [2001:db8::1]:80 /" },
  { "3.2.2 IPv6, port", "https://[2001:db8::1]:81/x", "https [2001:db8::1]:81 /x" },
  { "3.2.2 IPv6, empty path", "http://[::1]", "http [::1]:80 " },
  { "3.2.2 IPv6, query", "http://[::1]?x:1", "http [::1]:80 ?x:1" },
  { "3.2.2 final dot", "http://a.example./", "http a.example.:80 /" },
  { "3.2.2 at in the path", "http://a.example/@b", "http a.example:80 /@b" },
  { "3.2.2 at in the query", "http://a.example?@b", "http a.example:80 ?@b" },
  { "3.2.2 colon in the path", "http://a.example/b:c", "http a.example:80 /b:c" },
  { "3.2.2 URI in the query", "http://a.example/?http://b/", "http a.example:80 /?http://b/" },
  { "3.2.2 path is not touched", "http://a.example/%2e/../b//%00?{|}^\\\"",
    "http a.example:80 /%2e/../b//%00?{|}^\\\"" },
  { "RFC 3986 3.2.3 empty port", "http://a.example:/", "http a.example:80 /" },
  { "RFC 3986 3.2.3 empty port, https", "https://[::1]:", "https [::1]:443 " },
  { "RFC 3986 3.2.3 zeros in front", "http://a.example:00080/", "http a.example:80 /" },
  { "RFC 3986 3.2.3 port 0", "http://a.example:0/", BAD },
  { "RFC 3986 3.2.3 port 65535", "http://a.example:65535/", "http a.example:65535 /" },
  { "RFC 3986 3.2.3 port 65536", "http://a.example:65536/", BAD },
  { "RFC 3986 3.2.3 long port", "http://a.example:000080/", BAD },
  { "RFC 3986 3.2.3 port of letters", "http://a.example:http/", BAD },
  { "RFC 3986 3.2.3 signed port", "http://a.example:+80/", BAD },
  { "RFC 3986 3.2.3 two ports", "http://a.example:80:81/", BAD },
  { "RFC 3986 3.2.3 only a port", "http://:80/", BAD },
  { "RFC 9110 4.2.1 empty host", "http:///a", BAD },
  { "RFC 9110 4.2.1 nothing behind", "http://", BAD },
  { "RFC 9110 4.2.1 only a query", "https://?a", BAD },
  { "RFC 9110 4.2.4 userinfo", "http://me@a.example/", BAD },
  { "RFC 9110 4.2.4 userinfo, password", "http://me:x@a.example/", BAD },
  { "RFC 9110 4.2.4 userinfo, empty", "http://@a.example/", BAD },
  { "RFC 9110 4.2.4 userinfo, escaped", "http://me%40a.example/", BAD },
  { "RFC 9110 4.2.5 fragment", "http://a.example/#b", BAD },
  { "RFC 9110 4.2.5 fragment, no path", "http://a.example#b", BAD },
  { "RFC 9110 4.2.5 fragment in the query", "http://a.example/?b#", BAD },
  { "RFC 3986 3.2.2 escape", "http://%61.example/", BAD },
  { "RFC 3986 3.2.2 backslash", "http://a.example\\b/", BAD },
  { "RFC 3986 3.2.2 backslash and at", "http://a.example\\@b.example/", BAD },
  { "RFC 3986 3.2.2 asterisk", "http://*/", BAD },
  { "RFC 3986 3.2.2 IPv6, bare", "http://2001:db8::1/", BAD },
  { "RFC 3986 3.2.2 IPv6, open", "http://[::1/", BAD },
  { "RFC 3986 3.2.2 IPv6, zone", "http://[fe80::1%25lo]/", BAD },
  { "RFC 3986 3.2.2 IPv6, text behind", "http://[::1]a/", BAD },
  { "RFC 3986 3.2.2 IPv6, twice", "http://[::1]:80]/", BAD },
  { "RFC 3986 3.2.2 empty brackets", "http://[]/", BAD },
  { "RFC 3986 3.2.2 address in disguise", "http://127.1/", BAD },
  { "RFC 3986 3.2.2 number", "http://2130706433/", BAD },
  { "RFC 3986 3.2.2 hexadecimal", "http://0x7f000001/", BAD },

  { "RFC 3986 3.1 ftp", "ftp://a.example/", OTHER },
  { "RFC 3986 3.1 ws", "ws://a.example/", OTHER },
  { "RFC 3986 3.1 file", "file:///etc/passwd", OTHER },
  { "RFC 3986 3.1 longer", "httpss://a.example/", OTHER },
  { "RFC 3986 3.1 shorter", "htt://a.example/", OTHER },
  { "RFC 3986 3.1 symbols", "a+b-c.d://a.example/", OTHER },
  { "RFC 3986 3.1 two", "http+https://a.example/", OTHER },
  { "RFC 3986 3.1 digit first", "1http://a.example/", BAD },
  { "RFC 3986 3.1 empty", "://a.example/", BAD },
  { "RFC 3986 3.1 one slash", "http:/a.example/", BAD },
  { "RFC 3986 3.1 no slash", "http:a.example", BAD },
  { "RFC 3986 3.1 only a scheme", "http:", BAD },
  { "RFC 3986 3.1 backslashes", "http:\\\\a.example\\", BAD },
  { "RFC 3986 3.1 no scheme", "a.example/b", BAD },
  { "RFC 3986 3.1 quoted", "\"http://a.example/\"", BAD },
  { "RFC 3986 3.1 mailto", "mailto:a@b.example", BAD },

  { "3.2.3 authority", "a.example:443", BAD },
  { "3.2.3 name", "a.example", BAD },
  { "3.2.4 asterisk", "*", BAD },
  { "3.2 asterisk and more", "*/", BAD },
  { "3.2 query", "?a", BAD },
  { "3.2 dot", ".", BAD },
  { "3.2 letter", "x", BAD },
};

static char *
print (const AditEngineTarget *target, const char *bytes)
{
  g_autofree char *authority = NULL;

  if (target->form == ADIT_ENGINE_TARGET_ORIGIN)
    return g_strdup_printf ("origin %.*s", target->path.length, bytes + target->path.offset);

  authority = adit_authority_to_string (&target->authority);
  return g_strdup_printf ("http%s %s %.*s", target->is_secure ? "s" : "", authority,
                          target->path.length, bytes + target->path.offset);
}

/* In memory that ends where the target does, and not at its beginning. */
static char *
read_verdict (const char *text)
{
  AditEngineSlice slice = { 3, (guint16) strlen (text) };
  g_autofree char *bytes = g_malloc (slice.length + 3u);
  AditEngineTarget target, before;
  AditCause cause;

  memcpy (bytes, "xyz", 3);
  memcpy (bytes + slice.offset, text, slice.length);
  memset (&target, 0xa5, sizeof target);
  before = target;
  cause = adit_engine_target_read (&target, slice, bytes);
  if (cause == ADIT_CAUSE_NONE)
    return print (&target, bytes);

  g_assert_cmpmem (&target, sizeof target, &before, sizeof before);
  return g_strdup_printf ("!%s", adit_cause_row (cause)->word);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *verdict = read_verdict (row->target);

  g_assert_cmpstr (verdict, ==, row->verdict);
}

typedef struct
{
  const char *value;
  gboolean is_valid;
} Host;

/* RFC 9110, section 7.2 */
static const Host hosts[] = {
  { "", TRUE },
  { "a.example", TRUE },
  { "a.example:80", TRUE },
  { "a.example:", TRUE },
  { "192.0.2.1:80", TRUE },
  { "[2001:db8::1]", TRUE },
  { "[2001:db8::1]:80", TRUE },
  { "[::ffff:192.0.2.1]", TRUE },
  { "a_b.example", TRUE },
  { "%61.example", TRUE },
  { "a.example:80:80", FALSE },
  { "a.example:x", FALSE },
  { "a.example/", FALSE },
  { "a.example#", FALSE },
  { "a.example?", FALSE },
  { "me@a.example", FALSE },
  { "a example", FALSE },
  { "a\texample", FALSE },
  { "b\xc3\xbc"
    "cher.example",
    FALSE },
  { "http://a.example", FALSE },
  { "[", FALSE },
  { "[::1", FALSE },
  { "[::1]x", FALSE },
  { "[::1]80", FALSE },
  { "[::g]", FALSE },
  { "::1", FALSE },
  { "a]", FALSE },
  { "\"a\"", FALSE },
};

static void
test_hosts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      AditEngineSlice slice = { 0, (guint16) strlen (hosts[i].value) };
      g_autofree char *exact = g_malloc (slice.length + 1u);

      memcpy (exact, hosts[i].value, slice.length + 1u);
      g_test_message ("%s", exact);
      g_assert_cmpint (adit_engine_target_is_host (slice, exact), ==, hosts[i].is_valid);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/target/%u: %s", i, rows[i].section);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/engine/target/hosts", test_hosts);

  return g_test_run ();
}
