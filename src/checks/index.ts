/** All checks of the doctor, those that others rest on first. */
import type { Check } from '../model/check.ts';
import { certAuthority } from './cert-authority.ts';
import { certLeaf } from './cert-leaf.ts';
import { certTrustBrowser } from './cert-trust-browser.ts';
import { certTrustNode } from './cert-trust-node.ts';
import { certTrustOs } from './cert-trust-os.ts';
import { dbReachable } from './db-reachable.ts';
import { dbSchema } from './db-schema.ts';
import { keyPerms } from './key-perms.ts';
import { netExposure } from './net-exposure.ts';
import { netPorts } from './net-ports.ts';
import { patchState } from './patch-state.ts';
import { pgrstConfig } from './pgrst-config.ts';
import { pgrstEndToEnd } from './pgrst-end-to-end.ts';
import { repoPresent } from './repo-present.ts';
import { toolPrograms } from './tool-programs.ts';

/** Asked in this order, as far as they rest on each other. */
export const allChecks: readonly Check[] = [
  toolPrograms,
  repoPresent,
  patchState,
  netPorts,
  netExposure,
  certAuthority,
  certLeaf,
  certTrustOs,
  certTrustBrowser,
  certTrustNode,
  keyPerms,
  dbReachable,
  dbSchema,
  pgrstConfig,
  pgrstEndToEnd,
];
