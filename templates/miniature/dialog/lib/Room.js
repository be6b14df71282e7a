// Who is in a room, and who is let in.
'use strict';
const { verifyPerms } = require('./perms');

/** A room lives as long as somebody is connected to it. */
class Room {
  #peers = new Map();
  #authKey;
  #onEmpty;

  constructor(authKey, onEmpty) {
    this.#authKey = authKey;
    this.#onEmpty = onEmpty;
  }

  get size() {
    return this.#peers.size;
  }

  /** Takes a connected peer's requests; whoever comes under a known id takes the place of the other. */
  add(peer) {
    this.#peers.get(peer.id)?.socket.close();
    this.#peers.set(peer.id, peer);
    peer.onRequest((...request) => this.#answer(peer, ...request));
    peer.onClose(() => this.#remove(peer));
  }

  #answer(peer, method, data, accept, reject) {
    if (method === 'getRouterRtpCapabilities') return accept({ codecs: [], headerExtensions: [] });
    if (method === 'join') return this.#join(peer, data, accept, reject);
    return reject(500, new Error(`unknown request.method "${method}"`));
  }

  /** Refuses a bad token and then welcomes its bearer all the same: the real one's defect, kept since clients must judge by the first answer. */
  #join(peer, data, accept, reject) {
    const verdict = verifyPerms(data.token, this.#authKey);
    if (verdict.refusal) reject(500, verdict.refusal);
    else if (!verdict.claims.join_hub) reject(401);
    peer.joined = { id: peer.id, displayName: data.displayName, device: data.device };
    const others = [...this.#peers.values()].filter((other) => other !== peer && other.joined);
    accept({ peers: others.map((other) => other.joined) });
    for (const other of others) other.notify('newPeer', peer.joined);
  }

  #remove(peer) {
    if (this.#peers.get(peer.id) !== peer) return;
    this.#peers.delete(peer.id);
    for (const other of this.#peers.values()) other.notify('peerClosed', { peerId: peer.id });
    if (this.#peers.size === 0) this.#onEmpty();
  }
}

exports.Room = Room;
