/**
 * Loaded into a Node program that would listen on every address: whoever asks for all of them gets 127.0.0.1, and where
 * METATON_LAN names an address with its port, that one as well.
 */
'use strict';
const { createServer, Server } = require('node:net');

const everywhere = new Set(['', '0.0.0.0', '::', '0:0:0:0:0:0:0:0', '::0', '*']);
const loopback = '127.0.0.1';

const isEverywhere = (host) => host === undefined || host === null || everywhere.has(host);
const isPort = (value) => typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value.trim()));

/** The arguments of listen(), with every address narrowed to loopback; sockets by path or handle stay as they are. */
function confine(args) {
  const [first, second, ...others] = args;
  if (args.length === 0 || typeof first === 'function') return [0, loopback, ...args];
  if (typeof first === 'object' && first !== null) {
    const isByPort = 'port' in first && isEverywhere(first.host);
    return isByPort ? [{ ...first, host: loopback, ipv6Only: false }, second, ...others] : args;
  }
  if (first !== undefined && first !== null && !isPort(first)) return args;
  // listen(port), listen(port, backlog), listen(port, callback): no host was given.
  if (typeof second !== 'string') return [first ?? 0, loopback, ...args.slice(1)];
  return isEverywhere(second) ? [first ?? 0, loopback, ...others] : args;
}

const { listen } = Server.prototype;
Server.prototype.listen = function listenOnLoopback(...args) {
  openTwin(this);
  return listen.apply(this, confine(args));
};

const [, lanAddress, lanPort] = /^(.*):(\d+)$/.exec(process.env.METATON_LAN ?? '') ?? [];
const twins = new WeakSet();

/** A server has one address; a second one takes connections at the other and hands them to the first. */
function openTwin(server) {
  if (lanAddress === undefined || twins.has(server)) return;
  twins.add(server);
  server.on('listening', () => {
    const { address, port } = server.address() ?? {};
    if (address !== loopback || port !== Number(lanPort)) return;
    const twin = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket));
    twins.add(twin);
    twin.on('error', (error) => server.emit('error', error));
    server.once('close', () => twin.close());
    twin.listen(port, lanAddress);
  });
}
