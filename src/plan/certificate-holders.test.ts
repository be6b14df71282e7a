import { expect, it } from 'vitest';
import { stackValues } from '../../test/helpers/stack-values.ts';
import { allServices } from '../services/index.ts';
import { certificateHolders } from './certificate-holders.ts';

it('finds who holds what by what the services say of themselves', () => {
  const values = stackValues('/world', { template: () => 'jwt-secret = "@{{jwk}}"' });
  const { certificate, permsKey } = values;
  const held = certificateHolders(allServices, values);
  const holders = (file: string): readonly string[] =>
    [...held].flatMap(([service, files]) => (files.includes(file) ? [service] : [])).sort();
  expect(holders(permsKey.privatePem)).toEqual(['reticulum']);
  expect(holders(permsKey.publicPem)).toEqual(['dialog']);
  expect(holders(certificate.fullchain)).toEqual(['dialog']);
  expect(holders(certificate.leaf)).toEqual(['hubs', 'hubs-admin', 'reticulum', 'spoke']);
  expect(holders(certificate.key)).toEqual(['dialog', 'hubs', 'hubs-admin', 'reticulum', 'spoke']);
});
