// The signalling protocol: requests, responses and notifications as JSON over a websocket.
'use strict';
const { WebSocketServer } = require('ws');

/** Calls `onPeer(peer, roomId)` for everybody who connects with the right subprotocol and says who and where. */
exports.acceptPeers = (server, onPeer) => {
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'protoo' });
  server.on('upgrade', (request, socket, head) => {
    const { searchParams } = new URL(request.url, 'https://localhost');
    const [roomId, peerId] = [searchParams.get('roomId'), searchParams.get('peerId')];
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(/,\s*/);
    if (!protocols.includes('protoo')) return refuse(socket, '403 Invalid/unsupported WebSocket subprotocol');
    if (!roomId || !peerId) return refuse(socket, '400 Connection request without roomId and/or peerId');
    return sockets.handleUpgrade(request, socket, head, (client) => onPeer(new Peer(peerId, client), roomId));
  });
};

function refuse(socket, status) {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

/** One connected person. */
class Peer {
  /** What the person told about itself when joining; a peer without it is not in the room yet. */
  joined = undefined;

  constructor(id, socket) {
    this.id = id;
    this.socket = socket;
  }

  onClose(listener) {
    this.socket.on('close', listener);
  }

  /** Calls `listener(method, data, accept, reject)` for each request; nothing prevents it from answering twice. */
  onRequest(listener) {
    this.socket.on('message', (text) => {
      const request = parsed(text);
      if (!request?.request) return;
      const { id, method, data = {} } = request;
      const accept = (answer = {}) => this.#send({ response: true, id, ok: true, data: answer });
      const reject = (errorCode, cause) =>
        this.#send({ response: true, id, errorCode, errorReason: cause === undefined ? undefined : String(cause) });
      listener(method, data, accept, reject);
    });
  }

  notify(method, data) {
    this.#send({ notification: true, method, data });
  }

  #send(message) {
    this.socket.send(JSON.stringify(message));
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
