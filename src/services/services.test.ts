import { describe, expect, it } from 'vitest';
import { stackValues } from '../../test/helpers/stack-values.ts';
import type { Lan } from '../model/lan.ts';
import type { StackValues } from '../model/stack-values.ts';
import { dialog } from './dialog.ts';
import { hubsAdmin } from './hubs-admin.ts';
import { hubs } from './hubs.ts';
import { reticulum } from './reticulum.ts';
import { spoke } from './spoke.ts';

const services = [reticulum, dialog, hubs, hubsAdmin, spoke];
const values = stackValues('/world');

describe('the services of a Hubs stack', () => {
  it.each(services)('$name waits for certificates, and never for a page server', ({ needs }) => {
    expect(needs).toContainEqual({ service: 'certificates', until: 'completed' });
    expect(needs.map(({ service }) => service)).not.toContain('hubs');
  });

  it.each(services)('$name proves its certificate under the name and the number', ({ proofs }) => {
    expect(proofs?.(values)[0]).toMatchObject({ kind: 'tls', names: ['localhost', '127.0.0.1'] });
  });

  it.each(services)('$name lays keys where only the user reads them', ({ copies }) => {
    const modes = copies?.(values).map(({ to, mode }) => [/(?:key|privkey)\.pem$/.test(to), mode]);
    expect(modes?.every(([isKey, mode]) => mode === (isKey === true ? 0o600 : 0o644))).toBe(true);
  });

  it.each([hubs, hubsAdmin, spoke])('$name is asked through reticulum as well, if it runs', ({ readiness }) => {
    const alone: StackValues = { ...values, runs: (name) => name !== 'reticulum' };
    expect(readiness?.(values).probes).toHaveLength(3);
    expect(readiness?.(alone).probes).toHaveLength(2);
  });

  it.each([hubs, hubsAdmin, spoke])('$name listens on loopback only', ({ launch }) => {
    const spec = launch?.(values);
    expect(spec?.kind === 'command' ? spec.command.args.join(' ') : '').toContain('--host 127.0.0.1');
  });

  it.each([
    ['reticulum', reticulum, undefined],
    ['dialog', dialog, '192.168.1.5:4443'],
    ['hubs', hubs, '192.168.1.5:8080'],
    ['hubs-admin', hubsAdmin, '192.168.1.5:8989'],
    ['spoke', spoke, '192.168.1.5:9090'],
  ])('%s is open to other devices at one address and port, and only when that is wished for', (_, service, at) => {
    const lan: Lan = { host: 'world.lan', address: '192.168.1.5', hasOwnAuthority: true };
    expect(service.environment?.({ ...values, lan })['METATON_LAN']).toBe(at);
    expect(service.environment?.(values)).not.toHaveProperty('METATON_LAN');
    expect(service.exposure?.(values) ?? []).toEqual([]);
    // Left in a terminal since the stack was open, it would open the service still.
    if (at !== undefined) expect(service.scrub).toContain('METATON_LAN');
  });

  it('hands reticulum its key as a file, never as text', () => {
    expect(reticulum.environment?.(values)).toMatchObject({ PERMS_KEY: { file: '/world/certs/perms.pem' } });
  });

  it('judges dialog by what it says first to a good and to a forged token', () => {
    const joins = dialog.proofs?.(values).flatMap((proof) => (proof.kind === 'websocket' ? [proof] : [])) ?? [];
    const first = joins.filter(({ among }) => among === 'the first');
    const accepted = '{"response":true,"id":1,"ok":true,"data":{"peers":[]}}';
    const refused = '{"response":true,"id":1,"errorCode":500,"errorReason":"JsonWebTokenError: invalid signature"}';
    expect(
      first.slice(0, 2).map(({ expectAnswer }) => [expectAnswer.test(accepted), expectAnswer.test(refused)]),
    ).toEqual([
      [true, false],
      [false, true],
    ]);
    const [message = ''] = joins[0]?.messages('signed') ?? [];
    expect(JSON.parse(message)).toMatchObject({ method: 'join', data: { token: 'signed' } });
  });

  it('finds the secret of logins in the shape that dev.exs has, and no other', () => {
    const keys = reticulum
      .proofs?.(values)
      .flatMap((proof) => (proof.kind === 'http' && proof.token ? [proof.token.key] : []));
    const [key] = keys?.filter((one) => typeof one === 'object' && 'pattern' in one) ?? [];
    const devExs = [
      'config :ret, RetWeb.Endpoint,',
      '  secret_key_base: "another"',
      '',
      'config :ret, Ret.Guardian,',
      '  issuer: "ret",',
      '  ttl: {12, :weeks},',
      '  secret_key: "the right one"',
      '',
    ].join('\n');
    expect(typeof key === 'object' && 'pattern' in key && key.pattern.exec(devExs)?.[1]).toBe('the right one');
  });

  it('proves nothing of services that take no part', () => {
    const alone: StackValues = { ...values, runs: (name) => name === 'reticulum' };
    const claims = reticulum
      .proofs?.(alone)
      .map(({ claim }) => claim)
      .join(', ');
    expect(claims).not.toMatch(/spoke|hubs|dialog|PostgREST/);
  });
});
