/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whom we believe when an origin says who it is: the system's authorities, loaded once and shared
 * by all connections, and those of a file beside them. Immutable, counted; any thread. */

#pragma once

#include "model/adit-cause.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _AditEngineTrust AditEngineTrust;

/* Loads them, which takes some ten milliseconds. @file: absolute path of a PEM file with more
 * authorities, or NULL. NULL, with the reason, when that cannot be used. (transfer full) */
AditEngineTrust *adit_engine_trust_new (const char *file, GError **error);
AditEngineTrust *adit_engine_trust_ref (AditEngineTrust *self);
void adit_engine_trust_unref (AditEngineTrust *self);

/* The system's authorities, for GTlsConnection to begin with; NULL where there are none. */
GTlsDatabase *adit_engine_trust_get_database (const AditEngineTrust *self);

/* What is wrong with @chain for @identity, given what the system's authorities found wrong: where
 * they do not know it, the file's are asked. */
GTlsCertificateFlags adit_engine_trust_judge (const AditEngineTrust *self,
                                              GTlsCertificate *chain,
                                              GSocketConnectable *identity,
                                              GTlsCertificateFlags system_flags);

/* The one cause to tell of all that is wrong; ADIT_CAUSE_NONE for no flag. */
AditCause adit_engine_trust_cause (GTlsCertificateFlags flags);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AditEngineTrust, adit_engine_trust_unref)

G_END_DECLS
