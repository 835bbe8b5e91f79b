/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine's configuration as a value, and its form on disk: a key file.
 *
 *     [engine]
 *     running=true
 *     system-proxy=false          (true: the desktop's proxy setting names this proxy)
 *     default-listeners=true      (false: none, where no listener is written down)
 *
 *     [limits]
 *     head-seconds=30
 *     connect-seconds=30
 *     idle-seconds=3600
 *     grace-seconds=5
 *     connections=0
 *
 *     [access]
 *     clients=local;192.0.2.0/24  (model/adit-clients.h)
 *     private=false               (true: other machines may reach private addresses)
 *     sign-in=elsewhere           (these three: model/adit-access.h)
 *     schemes=basic
 *     plain-basic=true
 *
 *     [tls]
 *     certificate=/etc/ssl/proxy.pem   (with key; without: the local authority's)
 *     key=/etc/ssl/private/proxy.pem
 *     trust=/etc/ssl/ours.pem
 *
 *     [forward]
 *     https-for-plain-clients=false
 *
 *     [page]
 *     enabled=true
 *
 *     [metrics]
 *     clients=192.0.2.9           (who may read /metrics; nobody else finds it)
 *     users=false                 (true: also what each user has carried)
 *
 *     [log]                       (these: model/adit-log-settings.h)
 *     access=off
 *     file=/var/log/adit/access.log
 *     size-mib=16
 *     keep=5
 *
 *     [listener-1]
 *     address=127.0.0.1:3128      (or %wlan0:3128: model/adit-place.h)
 *     enabled=true
 *     encryption=both             (or plain, or encrypted)
 *     public=false                (true: on an interface, its public addresses as well)
 *     proxy-protocol=192.0.2.1;198.51.100.0/24   (load balancers that name their clients)
 *
 * Everything may be missing and has a default then. Unknown groups and keys are kept. */

#pragma once

#include "model/adit-access.h"
#include "model/adit-clients.h"
#include "model/adit-listener.h"
#include "model/adit-log-settings.h"
#include "model/adit-place.h"

G_BEGIN_DECLS

typedef struct
{
  char *address; /* a place: adit-place.h */
  gboolean is_enabled;
  AditEncryption encryption;
  gboolean is_public_allowed; /* on an interface: at its public addresses as well */
  GArray *senders; /* AditNetwork: whose connections begin with a PROXY header; nobody else's may */
  gboolean is_lent; /* its socket was handed to this process: it is not written down */
  char *written_as; /* the address that the file has, where it was moved since; or NULL */
} AditListenerSettings;

typedef struct
{
  gboolean is_running;      /* accept connections when the engine starts */
  gboolean is_system_proxy; /* the desktop's proxy setting names this proxy while it serves */

  guint head_timeout_s;    /* to a complete request head; 1 to 600 */
  guint connect_timeout_s; /* name look-up and dialling together; 1 to 600 */
  guint idle_timeout_s;    /* a tunnel without a byte; 0 is never, at most a week */
  guint grace_s;           /* how long tunnels live on after a stop; 0 to 600 */
  guint connections_max;   /* 0: as many as there are descriptors for */

  char *certificate_path; /* PEM, absolute; NULL: what the local authority makes */
  char *key_path;         /* PEM, absolute; NULL together with the certificate's */
  char *trust_path;       /* PEM, absolute: authorities that origins may have their certificates
                           * from, besides those the system trusts; NULL: none */

  gboolean is_https_for_plain_clients; /* forward https:// for clients elsewhere, unencrypted */
  gboolean is_private_allowed;         /* other machines may reach private addresses */
  gboolean is_page_enabled;            /* answer a browser that asks the proxy itself */

  gboolean is_metrics_by_user; /* the metrics tell what each user has carried */

  AditAccess access;
  AditLogSettings log;

  AditClients clients;     /* who may use the proxy besides this computer */
  GArray *metrics_clients; /* AditNetwork: who may read the metrics; none: there are none */
  GPtrArray *listeners;    /* AditListenerSettings, in the order of the file */
  gboolean is_by_default;  /* the listeners are: none was written down */
} AditSettings;

/* The defaults: not running, 127.0.0.1:3128 and [::1]:3128. (transfer full) */
AditSettings *adit_settings_new (void);
void adit_settings_free (AditSettings *self);

/* Reads a key file's text. Sets ADIT_ERROR_INVALID_ARGUMENT or a GKeyFileError, with a message
 * that names group and key, when anything in it is not valid. (transfer full) */
AditSettings *adit_settings_parse (const char *text, GError **error);

/* The text to write, made from what the file held before so that comments and unknown keys stay;
 * @previous may be NULL, and is ignored when it does not parse. (transfer full) */
char *adit_settings_print (const AditSettings *self, const char *previous);

/* Both paths, or NULL twice. */
void adit_settings_set_certificate (AditSettings *self,
                                    const char *certificate_path,
                                    const char *key_path);

/* The listener with this exact address, or NULL. (transfer none) */
AditListenerSettings *adit_settings_find_listener (const AditSettings *self, const char *address);

/* A new one, plain and encrypted, without load balancers. (transfer none) */
AditListenerSettings *
adit_settings_add_listener (AditSettings *self, const char *address, gboolean is_enabled);

/* A listener's settings by themselves, as adit_settings_add_listener() has them; the settings take
 * it over. */
AditListenerSettings *adit_listener_settings_new (const char *address, gboolean is_enabled);
void adit_listener_settings_free (AditListenerSettings *listener);
void adit_settings_take_listener (AditSettings *self, AditListenerSettings *listener);

/* The listener has the address @to from now on, and all else as it was; in the file, too. */
void adit_listener_settings_move (AditListenerSettings *listener, const char *to);

/* The file has the addresses as they are now. */
void adit_settings_note_written (AditSettings *self);

/* Whether there was one to remove. */
gboolean adit_settings_remove_listener (AditSettings *self, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditListenerSettings, adit_listener_settings_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditSettings, adit_settings_free)

G_END_DECLS
