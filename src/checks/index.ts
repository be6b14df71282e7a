/** All checks of the doctor, those that others rest on first. */
import type { Check } from '../model/check.ts';
import { certCa } from './cert-ca.ts';
import { certLeaf } from './cert-leaf.ts';
import { dbReachable } from './db-reachable.ts';
import { dbSchema } from './db-schema.ts';
import { keyPerms } from './key-perms.ts';
import { netExposure } from './net-exposure.ts';
import { netPorts } from './net-ports.ts';
import { patchState } from './patch-state.ts';
import { pgrstConfig } from './pgrst-config.ts';
import { pgrstE2e } from './pgrst-e2e.ts';
import { repoPresent } from './repo-present.ts';
import { toolPrograms } from './tool-programs.ts';

/** Asked in this order, as far as they rest on each other. */
export const allChecks: readonly Check[] = [
  toolPrograms,
  repoPresent,
  patchState,
  netPorts,
  netExposure,
  certCa,
  certLeaf,
  keyPerms,
  dbReachable,
  dbSchema,
  pgrstConfig,
  pgrstE2e,
];
