// Reaches the database, with the patience and the words of the real server's driver.
'use strict';
const { Client } = require('pg');
const log = require('./log.js');

const CONDITIONS = {
  '28P01': 'invalid_password',
  '3D000': 'invalid_catalog_name',
  '42P04': 'duplicate_database',
  '42P07': 'duplicate_table',
  '53300': 'too_many_connections',
  '57P03': 'cannot_connect_now',
};

/** Waits as long as it takes and says at every attempt why it still waits: a server without its database never gives up. */
exports.connectPatiently = async (database) => {
  // The first attempts follow fast, since the database is often started in the same moment; the last ones a second apart.
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 1000)) {
    try {
      return await connectOnce(database);
    } catch (cause) {
      log.error(`Postgrex.Protocol (#PID<0.${400 + (process.pid % 100)}.0>) failed to connect: ${describe(cause, database)}`);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
};

/** A connection, or the driver's error. */
const connectOnce = async (database) => {
  const client = new Client({ ...database, host: ipv4(database.host) });
  client.on('error', () => {});
  await client.connect();
  return client;
};
exports.connectOnce = connectOnce;

/** One connection that is made again when it is lost, for a server that outlives its database. */
exports.keepConnected = (first, database) => {
  let current;
  const take = (client) => {
    current = client;
    client.once('end', async () => {
      current = undefined;
      log.error('Postgrex.Protocol (#PID<0.412.0>) disconnected: ** (DBConnection.ConnectionError) tcp recv (idle): closed');
      take(await exports.connectPatiently(database));
    });
  };
  take(first);
  return {
    query: async (...query) => {
      if (!current) throw new Error('** (DBConnection.ConnectionError) connection not available');
      return current.query(...query);
    },
  };
};

/** The driver's error in the words of the real one. */
const describe = (cause, database) => {
  const condition = CONDITIONS[cause.code];
  if (condition) return `** (Postgrex.Error) ${cause.severity} ${cause.code} (${condition}) ${cause.message}`;
  const at = `tcp connect (${database.host}:${database.port})`;
  if (cause.severity) return `** (Postgrex.Error) ${cause.severity} ${cause.code} ${cause.message}`;
  if (cause.code === 'ECONNREFUSED') return `** (DBConnection.ConnectionError) ${at}: connection refused - :econnrefused`;
  return `** (DBConnection.ConnectionError) ${at}: ${cause.message}`;
};
exports.describe = describe;

/** The real server's clients know IPv4 alone. */
const ipv4 = (host) => (host === 'localhost' ? '127.0.0.1' : host);
exports.ipv4 = ipv4;
