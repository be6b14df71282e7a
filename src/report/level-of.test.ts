import { describe, expect, it } from 'vitest';
import { levelOf } from './level-of.ts';

describe('the level of a line', () => {
  it.each([
    ['[error] Postgrex.Protocol (#PID<0.1.0>) failed to connect', 'error'],
    ['12:30:01.123 [warning] Deprecated', 'warn'],
    ['[warn] Deprecated', 'warn'],
    ['[notice] Application ret exited', 'notice'],
    ['[info] Running RetWeb.Endpoint', 'info'],
    ['[debug] QUERY ERROR: none', 'debug'],
    ['** (Mix) The database could not be created', 'error'],
    ['2027-03-01T12:00:00.000Z mediasoup:WARN:Worker worker died', 'warn'],
    ['  dialog:ERROR:Room failed +3ms', 'error'],
    ['2027-03-01T12:00:00.000Z mediasoup:Worker constructor()', 'info'],
    ['<e> [webpack-dev-server] Invalid options', 'error'],
    ['<w> [webpack-dev-middleware] slow', 'warn'],
    ['<i> [webpack-dev-server] Loopback: https://localhost:8080/', 'info'],
    ['ERROR in ./src/hub.js 1:1', 'error'],
    ['WARNING in asset size limit', 'warn'],
    ['✖ ｢wdm｣: Hash: 1', 'error'],
    ['2027-03-01 12:00:00.000 UTC [77] FATAL:  role "x" does not exist', 'error'],
    ['2027-03-01 12:00:00.000 UTC [77] ERROR:  relation "x" does not exist', 'error'],
    ['2027-03-01 12:00:00.000 UTC [77] WARNING:  there is no transaction', 'warn'],
    ['2027-03-01 12:00:00.000 UTC [77] LOG:  database system is ready', 'info'],
    ['connection to server at "localhost" failed: FATAL:  password authentication failed', 'error'],
    ['127.0.0.1 - ret_admin [01/Mar/2027:12:00:00 +0000] "GET /accounts HTTP/1.1" 503 - "" ""', 'error'],
    ['127.0.0.1 - - [01/Mar/2027:12:00:00 +0000] "GET /accounts HTTP/1.1" 401 12', 'warn'],
    ['127.0.0.1 - - [01/Mar/2027:12:00:00 +0000] "GET /accounts HTTP/1.1" 200 401', 'info'],
    ['TypeError: x is not a function', 'error'],
    ['Error [ERR_X]: no', 'error'],
    ['0 errors in 3 files', 'info'],
    ['hello', 'info'],
    ['', 'info'],
  ] as const)('of %j is %s', (line, level) => {
    expect(levelOf(line, 'notice')).toBe(level);
  });

  it.each(['    at readKey (/a/b.js:1:2)', '\tmore', '2027-03-01 12:00:00.000 UTC [77] DETAIL:  Key exists.'])(
    'of %j is that of the line before',
    (line) => {
      expect(levelOf(line, 'error')).toBe('error');
    },
  );
});
