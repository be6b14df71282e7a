/** `npm run bench NAME`: measures beside a floor, in one run, and prints ratios. */
const benches = {
  certs: './certs.mjs',
  dashboard: './dashboard.mjs',
  demo: './demo.mjs',
  doctor: './doctor.mjs',
  failures: './failures.mjs',
  init: './init.mjs',
  patch: './patch.mjs',
  startup: './startup.mjs',
  supervise: './supervise.mjs',
};

const [, , name] = process.argv;
if (name in benches) await import(benches[name]);
else {
  console.error(`Usage: npm run bench ${Object.keys(benches).join('|')}`);
  process.exitCode = 2;
}
