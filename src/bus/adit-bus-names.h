/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The names of Adit on the session bus. Other programs rely on them: they never change. */

#pragma once

#define ADIT_APP_ID                "io.github.aditproxy.Adit"
#define ADIT_ENGINE_BUS_NAME       "io.github.aditproxy.Adit.Engine"
#define ADIT_ENGINE_OBJECT_PATH    "/io/github/aditproxy/Adit/Engine"
#define ADIT_ENGINE_INTERFACE      "io.github.aditproxy.Adit.Engine"
#define ADIT_ACCESS_INTERFACE      "io.github.aditproxy.Adit.Access"
#define ADIT_CERTIFICATE_INTERFACE "io.github.aditproxy.Adit.Certificate"
#define ADIT_LOGIN_INTERFACE       "io.github.aditproxy.Adit.Login"
#define ADIT_RULES_INTERFACE       "io.github.aditproxy.Adit.Rules"
#define ADIT_TUNNELS_INTERFACE     "io.github.aditproxy.Adit.Tunnels"
#define ADIT_USERS_INTERFACE       "io.github.aditproxy.Adit.Users"
#define ADIT_ERROR_PREFIX          "io.github.aditproxy.Adit.Error."

/* Values of the certificate's Source. */
#define ADIT_CERTIFICATE_LOCAL      "local"
#define ADIT_CERTIFICATE_FROM_FILES "files"

/* The local authority's own certificate, in the folder of CertificatePath. */
#define ADIT_AUTHORITY_FILE "authority.pem"

/* Values of the engine's SystemProxyState. */
#define ADIT_SYSTEM_PROXY_OFF       "off"
#define ADIT_SYSTEM_PROXY_SET       "set"
#define ADIT_SYSTEM_PROXY_CHANGED   "changed"
#define ADIT_SYSTEM_PROXY_WAITING   "waiting"
#define ADIT_SYSTEM_PROXY_SANDBOXED "sandboxed"
#define ADIT_SYSTEM_PROXY_MISSING   "missing"

/* Values of the login's Background. */
#define ADIT_BACKGROUND_UNASKED "unasked"
#define ADIT_BACKGROUND_ALLOWED "allowed"
#define ADIT_BACKGROUND_REFUSED "refused"

/* A user's schemes. */
#define ADIT_SCHEME_BASIC  "basic"
#define ADIT_SCHEME_DIGEST "digest"

/* Bounds of a subscription's interval. */
#define ADIT_SUBSCRIPTION_MIN_MS 100
#define ADIT_SUBSCRIPTION_MAX_MS 60000
