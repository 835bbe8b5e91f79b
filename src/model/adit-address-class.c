/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-address-class.h"

#include <string.h>

typedef struct
{
  guint8 network[16];
  guint prefix;
  AditAddressClass klass;
} Range;

/* The first that holds the address decides. */
static const Range ranges4[] = {
  { { 168, 63, 129, 16 }, 32, ADIT_ADDRESS_METADATA },   /* Azure */
  { { 169, 254, 169, 254 }, 32, ADIT_ADDRESS_METADATA }, /* nearly all */
  { { 169, 254, 170, 0 }, 24, ADIT_ADDRESS_METADATA },   /* Amazon's containers */
  { { 100, 100, 100, 200 }, 32, ADIT_ADDRESS_METADATA }, /* Alibaba */
  { { 192, 0, 0, 192 }, 32, ADIT_ADDRESS_METADATA },     /* Oracle */
  { { 0 }, 8, ADIT_ADDRESS_ANY },
  { { 127 }, 8, ADIT_ADDRESS_LOOPBACK },
  { { 169, 254 }, 16, ADIT_ADDRESS_LINK_LOCAL },
  { { 10 }, 8, ADIT_ADDRESS_PRIVATE },
  { { 100, 64 }, 10, ADIT_ADDRESS_PRIVATE },
  { { 172, 16 }, 12, ADIT_ADDRESS_PRIVATE },
  { { 192, 168 }, 16, ADIT_ADDRESS_PRIVATE },
  { { 192, 0, 2 }, 24, ADIT_ADDRESS_DOCUMENTATION },
  { { 198, 51, 100 }, 24, ADIT_ADDRESS_DOCUMENTATION },
  { { 203, 0, 113 }, 24, ADIT_ADDRESS_DOCUMENTATION },
  { { 192, 0, 0 }, 24, ADIT_ADDRESS_RESERVED },
  { { 192, 88, 99 }, 24, ADIT_ADDRESS_RESERVED }, /* 6to4 relays, RFC 7526 */
  { { 198, 18 }, 15, ADIT_ADDRESS_RESERVED },     /* benchmarks, RFC 2544 */
  { { 224 }, 4, ADIT_ADDRESS_MULTICAST },
  { { 255, 255, 255, 255 }, 32, ADIT_ADDRESS_BROADCAST },
  { { 240 }, 4, ADIT_ADDRESS_RESERVED },
  { { 0 }, 0, ADIT_ADDRESS_PUBLIC },
};

/* What only wraps an IPv4 address is public here: that address decides. */
static const Range ranges6[] = {
  { { [0] = 0xfd, 0x00, 0x0e, 0xc2, [14] = 0x02, 0x54 }, 128, ADIT_ADDRESS_METADATA }, /* Amazon */
  { { [0] = 0xfd, 0x20, 0x00, 0xce, [14] = 0x02, 0x54 }, 128, ADIT_ADDRESS_METADATA }, /* Google */
  { { 0 }, 128, ADIT_ADDRESS_ANY },
  { { [15] = 1 }, 128, ADIT_ADDRESS_LOOPBACK },
  { { 0xfe, 0x80 }, 10, ADIT_ADDRESS_LINK_LOCAL },
  { { 0xfe, 0xc0 }, 10, ADIT_ADDRESS_PRIVATE }, /* site-local, RFC 3879 */
  { { 0xfc }, 7, ADIT_ADDRESS_PRIVATE },
  { { 0xff }, 8, ADIT_ADDRESS_MULTICAST },
  { { [10] = 0xff, 0xff }, 96, ADIT_ADDRESS_PUBLIC },          /* IPv4-mapped */
  { { 0, 0x64, 0xff, 0x9b }, 96, ADIT_ADDRESS_PUBLIC },        /* NAT64 */
  { { 0, 0x64, 0xff, 0x9b, 0, 1 }, 48, ADIT_ADDRESS_PRIVATE }, /* NAT64 of one's own */
  { { 0x20, 0x01, 0, 0 }, 32, ADIT_ADDRESS_PUBLIC },           /* Teredo */
  { { 0x20, 0x01, 0x0d, 0xb8 }, 32, ADIT_ADDRESS_DOCUMENTATION },
  { { 0x3f, 0xff }, 20, ADIT_ADDRESS_DOCUMENTATION }, /* RFC 9637 */
  { { 0x20, 0x01 }, 23, ADIT_ADDRESS_RESERVED },      /* RFC 2928 */
  { { 0x20 }, 3, ADIT_ADDRESS_PUBLIC },               /* 6to4 is in there */
  { { 0 }, 0, ADIT_ADDRESS_RESERVED },
};

static const char *const words[ADIT_N_ADDRESS_CLASSES] = {
  [ADIT_ADDRESS_PUBLIC] = "public",
  [ADIT_ADDRESS_DOCUMENTATION] = "documentation",
  [ADIT_ADDRESS_RESERVED] = "reserved",
  [ADIT_ADDRESS_PRIVATE] = "private",
  [ADIT_ADDRESS_MULTICAST] = "multicast",
  [ADIT_ADDRESS_BROADCAST] = "broadcast",
  [ADIT_ADDRESS_LINK_LOCAL] = "link-local",
  [ADIT_ADDRESS_METADATA] = "metadata",
  [ADIT_ADDRESS_ANY] = "any",
  [ADIT_ADDRESS_LOOPBACK] = "loopback",
};

static gboolean
has_prefix (const guint8 *bytes, const guint8 *network, guint prefix)
{
  guint n_bytes = prefix / 8;
  guint8 mask = (guint8) (0xff00 >> (prefix % 8));

  return memcmp (bytes, network, n_bytes) == 0 &&
         (prefix % 8 == 0 || ((bytes[n_bytes] ^ network[n_bytes]) & mask) == 0);
}

/* The last range holds everything. */
static AditAddressClass
look_up (const Range *range, const guint8 *bytes)
{
  while (!has_prefix (bytes, range->network, range->prefix))
    range++;

  return range->klass;
}

/* How an IPv4 address lies in one of IPv6. Layouts that reach over byte 8 leave it out: RFC 6052,
 * section 2.2. */
typedef struct
{
  guint8 network[16];
  guint8 mask[16];
  guint8 at[4]; /* where its bytes are */
  guint8 flip;  /* what they are XORed with */
} Layout;

#define FF4  0xff, 0xff, 0xff, 0xff
#define FF12 FF4, FF4, FF4
#define LAST                                                                                       \
  {                                                                                                \
    12, 13, 14, 15                                                                                 \
  }
#define OWN                                                                                        \
  { 0, 0x64, 0xff, 0x9b, 0, 1 },                                                                   \
  {                                                                                                \
    FF4, 0xff, 0xff                                                                                \
  }

/* In the order in which adit_address_unwrap() takes them; the rest only counts for the class. */
static const Layout layouts[] = {
  { { [10] = 0xff, 0xff }, { FF12 }, LAST, 0 },                         /* IPv4-mapped */
  { { 0 }, { FF12 }, LAST, 0 },                                         /* -compatible */
  { { [8] = 0xff, 0xff }, { FF12 }, LAST, 0 },                          /* -translated */
  { { 0, 0x64, 0xff, 0x9b }, { FF12 }, LAST, 0 },                       /* NAT64 */
  { OWN, LAST, 0 },                                                     /* RFC 8215, /96 */
  { { 0x20, 0x02 }, { 0xff, 0xff }, { 2, 3, 4, 5 }, 0 },                /* 6to4 */
  { { 0x20, 0x01 }, { FF4 }, LAST, 0xff },                              /* Teredo's client */
  { { [10] = 0x5e, 0xfe }, { [8] = 0xfd, 0xff, 0xff, 0xff }, LAST, 0 }, /* ISATAP */
  { { 0x20, 0x01 }, { FF4 }, { 4, 5, 6, 7 }, 0 },                       /* Teredo's server */
  { OWN, { 6, 7, 9, 10 }, 0 },                                          /* RFC 8215, /48 */
  { OWN, { 7, 9, 10, 11 }, 0 },                                         /* RFC 8215, /56 */
  { OWN, { 9, 10, 11, 12 }, 0 },                                        /* RFC 8215, /64 */
};

static gboolean
extract (const Layout *layout, const guint8 *bytes, guint8 *hidden)
{
  for (guint i = 0; i < 16; i++)
    if ((bytes[i] & layout->mask[i]) != layout->network[i])
      return FALSE;

  for (guint i = 0; i < 4; i++)
    hidden[i] = bytes[layout->at[i]] ^ layout->flip;

  return TRUE;
}

static gboolean
is_own_nat64 (const Layout *layout)
{
  return layout->network[5] == 1;
}

/* Where the layout is a guess, zeros mean that it is another one; no translator forwards them. */
static AditAddressClass
classify_hidden (const Layout *layout, const guint8 *hidden)
{
  AditAddressClass klass = look_up (ranges4, hidden);

  return klass == ADIT_ADDRESS_ANY && is_own_nat64 (layout) ? ADIT_ADDRESS_PUBLIC : klass;
}

static AditAddressClass
classify6 (const guint8 *bytes)
{
  AditAddressClass klass = look_up (ranges6, bytes);
  guint8 hidden[4];

  /* "::" and "::1" hide nothing. */
  if (klass >= ADIT_ADDRESS_ANY)
    return klass;

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (extract (&layouts[i], bytes, hidden))
      klass = MAX (klass, classify_hidden (&layouts[i], hidden));

  return klass;
}

AditAddressClass
adit_address_classify (const struct sockaddr *address)
{
  switch (address->sa_family)
    {
    case AF_INET:
      return look_up (ranges4, (const guint8 *) &((const struct sockaddr_in *) address)->sin_addr);
    case AF_INET6:
      return classify6 (((const struct sockaddr_in6 *) address)->sin6_addr.s6_addr);
    default:
      return ADIT_ADDRESS_RESERVED;
    }
}

AditAddressClass
adit_network_classify (const AditNetwork *network)
{
  return network->family == AF_INET ? look_up (ranges4, network->address)
                                    : classify6 (network->address);
}

gboolean
adit_address_unwrap (const struct sockaddr *address, struct sockaddr_in *hidden)
{
  const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *) address;
  guint8 bytes[4];

  if (address->sa_family != AF_INET6 ||
      look_up (ranges6, in6->sin6_addr.s6_addr) >= ADIT_ADDRESS_ANY)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (extract (&layouts[i], in6->sin6_addr.s6_addr, bytes))
      {
        *hidden = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = in6->sin6_port };
        memcpy (&hidden->sin_addr, bytes, sizeof bytes);
        return TRUE;
      }

  return FALSE;
}

const char *
adit_address_class_to_word (AditAddressClass klass)
{
  g_return_val_if_fail (klass < ADIT_N_ADDRESS_CLASSES, "reserved");

  return words[klass];
}
