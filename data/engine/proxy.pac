{{! SPDX-FileCopyrightText: 2026 The Adit authors
    SPDX-License-Identifier: GPL-3.0-or-later
    A proxy auto-configuration script in the language of its first readers: old systems run it. }}// Adit, the proxy at {{host}}
function FindProxyForURL(url, host) {
  var name = host.toLowerCase();

  // names without a dot, and what is always the asking device itself
  if (isPlainHostName(name) || name === "localhost" || /\.localhost\.?$/.test(name) ||
      /^127\.\d+\.\d+\.\d+$/.test(name) || name === "::1" || name === "[::1]")
    return "DIRECT";

  return "{{#encrypted}}HTTPS {{host}}; {{/encrypted}}{{#plain}}PROXY {{host}}; {{/plain}}DIRECT";
}
