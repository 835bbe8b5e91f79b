/* SPDX-FileCopyrightText: 2026 The Adit authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/adit-cause.h"

#include <glib/gi18n-lib.h>

#define CLOSE 0, NULL, NULL

static const AditCauseRow rows[ADIT_N_CAUSES] = {
  [ADIT_CAUSE_NONE] = { "none", CLOSE, FALSE, N_ ("Open") },

  [ADIT_CAUSE_FINISHED] = { "finished", CLOSE, FALSE, N_ ("Both sides were done") },
  [ADIT_CAUSE_CLIENT_RESET] = { "client-reset", CLOSE, TRUE, N_ ("The client broke off") },
  [ADIT_CAUSE_ORIGIN_RESET] = { "origin-reset", CLOSE, TRUE, N_ ("The destination broke off") },
  [ADIT_CAUSE_IDLE] = { "idle", CLOSE, FALSE, N_ ("Nothing was sent for too long") },
  [ADIT_CAUSE_CLOSED] = { "closed", CLOSE, FALSE, N_ ("Closed by hand") },
  [ADIT_CAUSE_STOPPED] = { "stopped", CLOSE, FALSE, N_ ("Adit was stopped") },
  [ADIT_CAUSE_USER_REMOVED] = { "user-removed", CLOSE, FALSE,
                                N_ ("The user may not use the proxy any more") },

  [ADIT_CAUSE_SILENT] = { "silent", CLOSE, FALSE, N_ ("The client asked for nothing") },
  [ADIT_CAUSE_CLIENT_GONE] = { "client-gone", CLOSE, TRUE,
                               N_ ("The client left before the tunnel was made") },
  [ADIT_CAUSE_TLS_NOT_SERVED] = { "tls-not-served", CLOSE, TRUE,
                                  N_ ("This listener takes no encrypted connections") },
  [ADIT_CAUSE_TLS_FAILED] = { "tls-failed", CLOSE, TRUE,
                              N_ ("The client and Adit could not agree on encryption") },
  [ADIT_CAUSE_TLS_TIMEOUT] = { "tls-timeout", CLOSE, TRUE,
                               N_ ("Agreeing on encryption took the client too long") },
  [ADIT_CAUSE_TLS_TRUNCATED] = { "tls-truncated", CLOSE, TRUE,
                                 N_ ("The encrypted connection was cut off") },
  [ADIT_CAUSE_TLS_REQUIRED] = { "tls-required", 400, "Bad Request", "http_request_error", TRUE,
                                N_ ("This proxy address takes encrypted connections only: "
                                    "it is an https proxy") },
  [ADIT_CAUSE_SOCKS_NOT_SERVED] = { "socks-not-served", CLOSE, TRUE,
                                    N_ ("The client wanted to speak SOCKS") },
  [ADIT_CAUSE_BAD_PROXY_HEADER] = { "bad-proxy-header", CLOSE, TRUE,
                                    N_ ("The load balancer did not say validly who its client "
                                        "is") },

  [ADIT_CAUSE_BAD_REQUEST] = { "bad-request", 400, "Bad Request", "http_request_error", TRUE,
                               N_ ("The request is not valid HTTP") },
  [ADIT_CAUSE_BAD_FIELD] = { "bad-field", 400, "Bad Request", "http_request_error", TRUE,
                             N_ ("A header field of the request is not valid") },
  [ADIT_CAUSE_BAD_TARGET] = { "bad-target", 400, "Bad Request", "http_request_error", TRUE,
                              N_ ("The request names no valid host and port") },
  [ADIT_CAUSE_BAD_FRAMING] = { "bad-framing", 400, "Bad Request", "http_request_error", TRUE,
                               N_ ("A request for a tunnel cannot have a body") },
  [ADIT_CAUSE_BAD_VERSION] = { "bad-version", 505, "HTTP Version Not Supported",
                               "proxy_internal_response", TRUE,
                               N_ ("Only HTTP/1.0 and HTTP/1.1 are spoken here") },
  [ADIT_CAUSE_HEAD_TIMEOUT] = { "head-timeout", 408, "Request Timeout", "http_request_error", TRUE,
                                N_ ("The request took too long to arrive") },
  [ADIT_CAUSE_REQUEST_LINE_TOO_LONG] = { "request-line-too-long", 414, "URI Too Long",
                                         "http_request_error", TRUE,
                                         N_ ("The request line is too long") },
  [ADIT_CAUSE_HEAD_TOO_LARGE] = { "head-too-large", 431, "Request Header Fields Too Large",
                                  "http_request_error", TRUE,
                                  N_ ("The request's header is too large") },
  [ADIT_CAUSE_TOO_MANY_FIELDS] = { "too-many-fields", 431, "Request Header Fields Too Large",
                                   "http_request_error", TRUE,
                                   N_ ("The request has too many header fields") },
  [ADIT_CAUSE_BAD_LENGTH] = { "bad-length", 400, "Bad Request", "http_request_error", TRUE,
                              N_ ("The request does not say clearly where it ends") },
  [ADIT_CAUSE_BAD_CONTENT] = { "bad-content", 400, "Bad Request", "http_request_error", TRUE,
                               N_ ("The request's chunks are not valid") },
  [ADIT_CAUSE_CODING_NOT_SERVED] = { "coding-not-served", 501, "Not Implemented",
                                     "http_request_error", TRUE,
                                     N_ ("The request uses an unknown transfer coding") },
  [ADIT_CAUSE_SCHEME_NOT_SERVED] = { "scheme-not-served", 400, "Bad Request", "http_request_error",
                                     TRUE, N_ ("Only http:// and https:// are forwarded") },
  [ADIT_CAUSE_NO_SUCH_PAGE] = { "no-such-page", 404, "Not Found", "http_request_error", TRUE,
                                N_ ("Adit has no such page") },

  [ADIT_CAUSE_CLIENT_NOT_ALLOWED] = { "client-not-allowed", 403, "Forbidden", "http_request_denied",
                                      TRUE, N_ ("This client may not use the proxy") },
  [ADIT_CAUSE_HTTPS_NOT_ALLOWED] = { "https-not-allowed", 403, "Forbidden", "http_request_denied",
                                     TRUE,
                                     N_ ("Only over an encrypted connection is https:// "
                                         "forwarded") },
#define SIGN_IN  407, "Proxy Authentication Required", "http_request_error", TRUE
#define DENIED   403, "Forbidden", "http_request_denied", TRUE
#define TOO_MANY 429, "Too Many Requests", "http_request_error", TRUE
  [ADIT_CAUSE_SIGN_IN_NEEDED] = { "sign-in-needed", SIGN_IN, N_ ("The client has to sign in") },
  [ADIT_CAUSE_SIGN_IN_FAILED] = { "sign-in-failed", SIGN_IN,
                                  N_ ("The user name or the password is wrong") },
  [ADIT_CAUSE_SIGN_IN_BLOCKED] = { "sign-in-blocked", TOO_MANY,
                                   N_ ("Too many attempts to sign in: try again later") },
  [ADIT_CAUSE_SIGN_IN_BUSY] = { "sign-in-busy", 503, "Service Unavailable",
                                "connection_limit_reached", TRUE,
                                N_ ("Too many are signing in at the moment") },
  [ADIT_CAUSE_PLAIN_SIGN_IN] = { "plain-sign-in", DENIED,
                                 N_ ("Passwords are taken over encrypted connections only: use "
                                     "an https proxy") },
  [ADIT_CAUSE_USER_DISABLED] = { "user-disabled", DENIED, N_ ("The user is switched off") },
  [ADIT_CAUSE_USER_EXPIRED] = { "user-expired", DENIED, N_ ("The user's time is over") },
  [ADIT_CAUSE_TUNNELS_REACHED] = { "tunnels-reached", TOO_MANY,
                                   N_ ("The user has as many tunnels as allowed") },
  [ADIT_CAUSE_QUOTA_REACHED] = { "quota-reached", TOO_MANY, N_ ("The user's quota is used up") },
  [ADIT_CAUSE_DENIED_BY_RULE] = { "denied-by-rule", DENIED, N_ ("A rule denies it") },
  [ADIT_CAUSE_DENIED_BY_SAFETY] = { "denied-by-safety", 403, "Forbidden",
                                    "destination_ip_prohibited", TRUE,
                                    N_ ("Other machines may not reach this destination") },
#undef SIGN_IN
#undef DENIED
#undef TOO_MANY
  [ADIT_CAUSE_LOOP] = { "loop", 502, "Bad Gateway", "proxy_loop_detected", TRUE,
                        N_ ("The destination is this proxy itself") },
  [ADIT_CAUSE_NAME_NOT_FOUND] = { "name-not-found", 502, "Bad Gateway", "dns_error", TRUE,
                                  N_ ("The destination's name was not found") },
  [ADIT_CAUSE_NAME_TIMEOUT] = { "name-timeout", 504, "Gateway Timeout", "dns_timeout", TRUE,
                                N_ ("Looking up the destination's name took too long") },
  [ADIT_CAUSE_REFUSED] = { "refused", 502, "Bad Gateway", "connection_refused", TRUE,
                           N_ ("The destination refused the connection") },
  [ADIT_CAUSE_UNREACHABLE] = { "unreachable", 502, "Bad Gateway", "destination_ip_unroutable", TRUE,
                               N_ ("The destination cannot be reached from here") },
  [ADIT_CAUSE_CONNECT_FAILED] = { "connect-failed", 502, "Bad Gateway", "destination_unavailable",
                                  TRUE, N_ ("The connection to the destination failed") },
  [ADIT_CAUSE_CONNECT_TIMEOUT] = { "connect-timeout", 504, "Gateway Timeout", "connection_timeout",
                                   TRUE, N_ ("The destination did not answer in time") },
  [ADIT_CAUSE_NO_DESCRIPTOR] = { "no-descriptor", 503, "Service Unavailable",
                                 "connection_limit_reached", TRUE,
                                 N_ ("Adit has no room for another connection") },
  [ADIT_CAUSE_ORIGIN_TLS_FAILED] = { "origin-tls-failed", 502, "Bad Gateway", "tls_protocol_error",
                                     TRUE,
                                     N_ ("Adit and the destination could not agree on "
                                         "encryption") },
  [ADIT_CAUSE_ORIGIN_TLS_TIMEOUT] = { "origin-tls-timeout", 504, "Gateway Timeout",
                                      "connection_timeout", TRUE,
                                      N_ ("Agreeing on encryption took the destination too "
                                          "long") },
#define BAD_CERTIFICATE 502, "Bad Gateway", "tls_certificate_error", TRUE
  [ADIT_CAUSE_CERTIFICATE_UNTRUSTED] = { "certificate-untrusted", BAD_CERTIFICATE,
                                         N_ ("The destination's certificate is from an unknown "
                                             "authority") },
  [ADIT_CAUSE_CERTIFICATE_WRONG_NAME] = { "certificate-wrong-name", BAD_CERTIFICATE,
                                          N_ ("The destination's certificate is for another "
                                              "name") },
  [ADIT_CAUSE_CERTIFICATE_EXPIRED] = { "certificate-expired", BAD_CERTIFICATE,
                                       N_ ("The destination's certificate has expired") },
  [ADIT_CAUSE_CERTIFICATE_NOT_YET_VALID] = { "certificate-not-yet-valid", BAD_CERTIFICATE,
                                             N_ ("The destination's certificate is not valid "
                                                 "yet") },
  [ADIT_CAUSE_CERTIFICATE_REVOKED] = { "certificate-revoked", BAD_CERTIFICATE,
                                       N_ ("The destination's certificate was revoked") },
  [ADIT_CAUSE_CERTIFICATE_INSECURE] = { "certificate-insecure", BAD_CERTIFICATE,
                                        N_ ("The destination's certificate is too weak") },
  [ADIT_CAUSE_CERTIFICATE_BAD] = { "certificate-bad", BAD_CERTIFICATE,
                                   N_ ("The destination's certificate is not valid") },
#undef BAD_CERTIFICATE
#define BAD_UPSTREAM(error) 502, "Bad Gateway", error, TRUE
  [ADIT_CAUSE_UPSTREAM_UNREACHABLE] = { "upstream-unreachable",
                                        BAD_UPSTREAM ("destination_unavailable"),
                                        N_ ("The upstream proxy cannot be reached") },
  [ADIT_CAUSE_UPSTREAM_TIMEOUT] = { "upstream-timeout", 504, "Gateway Timeout",
                                    "connection_timeout", TRUE,
                                    N_ ("The upstream proxy did not answer in time") },
  [ADIT_CAUSE_UPSTREAM_TLS_FAILED] = { "upstream-tls-failed", BAD_UPSTREAM ("tls_protocol_error"),
                                       N_ ("Adit and the upstream proxy could not agree on "
                                           "encryption") },
  [ADIT_CAUSE_UPSTREAM_UNTRUSTED] = { "upstream-untrusted", BAD_UPSTREAM ("tls_certificate_error"),
                                      N_ ("The upstream proxy's certificate cannot be trusted") },
  [ADIT_CAUSE_UPSTREAM_SIGN_IN] = { "upstream-sign-in", BAD_UPSTREAM ("proxy_configuration_error"),
                                    N_ ("The upstream proxy wants another user or password") },
  [ADIT_CAUSE_UPSTREAM_REFUSED] = { "upstream-refused", BAD_UPSTREAM ("connection_refused"),
                                    N_ ("The upstream proxy refused to connect to the "
                                        "destination") },
  [ADIT_CAUSE_UPSTREAM_BAD] = { "upstream-bad", BAD_UPSTREAM ("http_protocol_error"),
                                N_ ("The upstream proxy gave no valid answer") },
  [ADIT_CAUSE_UPSTREAM_TLS_IN_TLS] = { "upstream-tls-in-tls",
                                       BAD_UPSTREAM ("proxy_configuration_error"),
                                       N_ ("Requests for https:// cannot take an encrypted "
                                           "upstream proxy") },
#undef BAD_UPSTREAM

  [ADIT_CAUSE_ANSWERED] = { "answered", CLOSE, FALSE, N_ ("The request was answered") },
  [ADIT_CAUSE_NO_RESPONSE] = { "no-response", 502, "Bad Gateway", "connection_terminated", TRUE,
                               N_ ("The destination left without an answer") },
  [ADIT_CAUSE_RESPONSE_TIMEOUT] = { "response-timeout", 504, "Gateway Timeout",
                                    "http_response_timeout", TRUE,
                                    N_ ("The destination's answer took too long") },
  [ADIT_CAUSE_RESPONSE_INCOMPLETE] = { "response-incomplete", 502, "Bad Gateway",
                                       "http_response_incomplete", TRUE,
                                       N_ ("The destination broke off its answer") },
  [ADIT_CAUSE_BAD_RESPONSE] = { "bad-response", 502, "Bad Gateway", "http_protocol_error", TRUE,
                                N_ ("The destination's answer is not valid HTTP") },
  [ADIT_CAUSE_BAD_RESPONSE_LENGTH] = { "bad-response-length", 502, "Bad Gateway",
                                       "http_protocol_error", TRUE,
                                       N_ ("The destination's answer does not say clearly where "
                                           "it ends") },
  [ADIT_CAUSE_BAD_RESPONSE_CONTENT] = { "bad-response-content", 502, "Bad Gateway",
                                        "http_protocol_error", TRUE,
                                        N_ ("The chunks of the destination's answer are not "
                                            "valid") },
  [ADIT_CAUSE_RESPONSE_CODING] = { "response-coding", 502, "Bad Gateway",
                                   "http_response_transfer_coding", TRUE,
                                   N_ ("The destination's answer uses an unknown transfer "
                                       "coding") },
  [ADIT_CAUSE_RESPONSE_HEAD_TOO_LARGE] = { "response-head-too-large", 502, "Bad Gateway",
                                           "http_response_header_section_size", TRUE,
                                           N_ ("The header of the destination's answer is too "
                                               "large") },
};

const AditCauseRow *
adit_cause_row (AditCause cause)
{
  g_return_val_if_fail (cause < ADIT_N_CAUSES, &rows[ADIT_CAUSE_NONE]);

  return &rows[cause];
}

gboolean
adit_cause_from_word (const char *word, AditCause *cause)
{
  for (guint i = 0; i < ADIT_N_CAUSES; i++)
    if (g_str_equal (rows[i].word, word))
      {
        *cause = i;
        return TRUE;
      }

  return FALSE;
}
