// Misbehaves on purpose when MINIATURE_FAULT says how, so that tests and curious people can watch a service fail.
'use strict';
const { spawn } = require('node:child_process');
const { createHash, generateKeyPairSync } = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const fault = process.env.MINIATURE_FAULT;

/** How long `slow-start` takes. */
const delayMs = Number(process.env.MINIATURE_FAULT_MS ?? 3000);

/** How many answers of `bad-then-good` are bad. */
const badAnswers = Number(process.env.MINIATURE_FAULT_COUNT ?? 3);

/** What happens after the first line of a service. */
const AFTER_FIRST_LINE = {
  crash,
  'crash-loop': crash,
  'crash-once': crashOnce,
  grandchildren: leaveGrandchildren,
  'half-lines': printHalfLines,
  flood,
  'closes-stdout': closeStreams,
};

/** True for a service that runs and talks but must never become ready. */
exports.neverReady = fault === 'never-ready';

let hasTalked = false;

/** Called after every log line; most faults begin after the first. */
exports.afterLine = () => {
  if (hasTalked) return;
  hasTalked = true;
  AFTER_FIRST_LINE[fault]?.();
};

/** Runs `stop` at SIGTERM, or not at all when the service is to be stubborn. */
exports.onSigterm = (stop) => {
  process.on('SIGTERM', fault === 'ignore-sigterm' ? () => {} : stop);
};

/** Leaves SIGTERM to the operating system, unless the service is to be stubborn. */
exports.defaultSigterm = () => {
  if (fault === 'ignore-sigterm') process.on('SIGTERM', () => {});
};

/** Keeps a process alive that has nothing to listen to. */
exports.hang = () => {
  setInterval(() => {}, 1 << 30);
};

/** The key that was given; with `wrong-key` another of its kind: `publicKey` or `privateKey`. */
exports.keyOr = (kind, given) => {
  if (fault !== 'wrong-key') return given;
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return pair[kind];
};

if (fault === 'slow-start') delayListening();
if (fault === 'stale-certificate') keepCertificate();
if (fault === 'bad-then-good') answerBadly();

function crash() {
  process.stderr.write("Error: Cannot read properties of undefined (reading 'miniature')\n");
  process.stderr.write(`    at boot (miniature.js:42:7): crashed because MINIATURE_FAULT=${fault}\n`);
  process.exit(3);
}

/** Whether it is the first time is told by a file: one for each service of each run. */
function crashOnce() {
  const run = process.env.METATON_RUN ?? String(process.ppid);
  const name = createHash('sha256').update(`${run} ${process.cwd()}`).digest('hex').slice(0, 16);
  const marker = path.join(os.tmpdir(), `miniature-crashed-${name}`);
  try {
    fs.writeFileSync(marker, '', { flag: 'wx' });
  } catch {
    return;
  }
  crash();
}

/** One stays in the group, one leaves it; both hold the pipe, and end only when they are killed. */
function leaveGrandchildren() {
  const deaf = "for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => {}); setInterval(() => {}, 1 << 30);";
  const [near, far] = [false, true].map((detached) => {
    const child = spawn(process.execPath, ['-e', deaf], { stdio: ['ignore', 'inherit', 'inherit'], detached });
    child.unref();
    return child.pid;
  });
  process.stdout.write(`grandchildren: ${near} in the group, ${far} outside\n`);
}

/** Nothing of its own comes between the halves: the service stands still. */
function printHalfLines() {
  process.stdout.write('half of a line, ');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  process.stdout.write('and the other half\n');
}

function flood() {
  for (let from = 0; from < 200_000; from += 1_000) {
    const lines = Array.from({ length: 1_000 }, (_, index) => `flood ${from + index + 1}\n`);
    process.stdout.write(lines.join(''));
  }
}

/** Something else takes their numbers, or the next connection would get what is printed. */
function closeStreams() {
  for (const descriptor of [1, 2]) {
    fs.closeSync(descriptor);
    fs.openSync(os.devNull, 'w');
  }
}

/** Counted from the start of the process: a service with two ports is not twice as slow. */
function delayListening() {
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function (...args) {
    setTimeout(() => listen.apply(this, args), Math.max(delayMs - process.uptime() * 1000, 0));
    return this;
  };
}

function answerBadly() {
  let left = badAnswers;
  for (const { prototype } of [http.Server, https.Server]) {
    const { emit } = prototype;
    prototype.emit = function (name, ...args) {
      if (name !== 'request' || left <= 0) return emit.call(this, name, ...args);
      left--;
      args[1].writeHead(500, { 'content-type': 'text/plain' }).end('MINIATURE_FAULT=bad-then-good\n');
      return true;
    };
  }
}

/** Serves what is in the folder MINIATURE_FAULT_CERTS, as a service does that was started before a renewal. */
function keepCertificate() {
  const read = (name) => fs.readFileSync(path.join(process.env.MINIATURE_FAULT_CERTS, name));
  const { createServer } = https;
  https.createServer = (options, ...rest) =>
    createServer({ ...options, cert: read('cert.pem'), key: read('key.pem') }, ...rest);
}
