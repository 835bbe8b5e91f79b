{{! SPDX-FileCopyrightText: 2026 The Adit authors
    SPDX-License-Identifier: GPL-3.0-or-later
    A proxy auto-configuration script in the language of its first readers: old systems run it. }}// Adit, the proxy at {{host}}
function FindProxyForURL(url, host) {
  var name = host.toLowerCase();

  // names without a dot (which IPv6 addresses have none of either), and the asking device itself
  if ((isPlainHostName(name) && name.indexOf(":") < 0) || /\.localhost\.?$/.test(name) ||
      /^127\.\d+\.\d+\.\d+$/.test(name) || name === "::1" || name === "[::1]")
    return "DIRECT";

  return "{{#encrypted}}HTTPS {{host}}; {{/encrypted}}{{#plain}}PROXY {{host}}; {{/plain}}DIRECT";
}
