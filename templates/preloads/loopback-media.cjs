/** Loaded into dialog: its config names 0.0.0.0 to the media worker as well, which a listen() of Node never sees. */
'use strict';
const Module = require('node:module');

const everywhere = new Set(['0.0.0.0', '::']);
const loopback = '127.0.0.1';

/** Narrows every address to listen on, however deep; `ip` and `listenIp` are what mediasoup calls them. */
function confine(options) {
  if (typeof options !== 'object' || options === null) return;
  for (const [key, value] of Object.entries(options)) {
    if ((key === 'ip' || key === 'listenIp') && everywhere.has(value)) options[key] = loopback;
    else confine(value);
    if (key === 'listenIps' && Array.isArray(value)) options[key] = differing(value);
  }
}

/** Narrowed, several entries say the same: each address is offered once. */
function differing(entries) {
  const offered = (entry) => entry.announcedIp ?? entry.ip ?? entry;
  return entries.filter((entry, index) => entries.findIndex((other) => offered(other) === offered(entry)) === index);
}

const { _load } = Module;
Module._load = function loadConfined(request, ...others) {
  const exported = _load.call(this, request, ...others);
  if (/(?:^|[\\/])config(?:\.js)?$/.test(request)) confine(exported?.mediasoup);
  return exported;
};
