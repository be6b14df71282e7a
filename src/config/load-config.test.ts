import { it } from 'vitest';
import { fakeMachine } from '../../test/helpers/fake-machine.ts';
import { loadConfig } from './load-config.ts';
it('x', async () => {
  for (const t of ['host: 5','preset: x','services:\n  a:\n    command: 5','services:\n  a:\n    ready: {http: nope}','services:\n  a:\n    ports: {x: 70000}','services:\n  a:\n    ports: {x: 1.5}','services:\n  a:\n    readyWithin: -1','host: *nope','services:\n','services:\n  a:\n','services:\n  a:\n    env: {A: {b: 1}, C: , D: true}','services:\n  a:\n    command: []','host: "a b"','1: 2\nhots: x', 'services:\n  a:\n    needs: x', 'services:\n  a:\n    needs: [1]', 'services:\n  a:\n    ready: {log: "["}', 'services:\n  a:\n    ready: {foo: "["}', '? [a]\n: b']) {
    try { const r = await loadConfig(fakeMachine({files:{'/w/metaton.yaml':t}}).files,'/w',{});
    console.log(JSON.stringify(t), r.ok ? JSON.stringify(r.value.config.services) : r.problems.map(p=>p.summary+' | '+p.evidence+' | '+p.fixes[0])); } catch (e) { console.log(JSON.stringify(t), 'THROWN', String(e)); }
  }
});
