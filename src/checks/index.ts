/** All checks of the doctor, those that others rest on first. */
import type { Check } from '../model/check.ts';
import { certAuthority } from './cert-authority.ts';
import { certLeaf } from './cert-leaf.ts';
import { certTrustBrowser } from './cert-trust-browser.ts';
import { certTrustNode } from './cert-trust-node.ts';
import { certTrustOs } from './cert-trust-os.ts';
import { dbReachable } from './db-reachable.ts';
import { dbRole } from './db-role.ts';
import { dbSchema } from './db-schema.ts';
import { hostDisk } from './host-disk.ts';
import { hostMemory } from './host-memory.ts';
import { hostRoot } from './host-root.ts';
import { keyPerms } from './key-perms.ts';
import { netExposure } from './net-exposure.ts';
import { netPorts } from './net-ports.ts';
import { netReach } from './net-reach.ts';
import { patchState } from './patch-state.ts';
import { pathBearable } from './path-bearable.ts';
import { pathCase } from './path-case.ts';
import { pathLength } from './path-length.ts';
import { pathWindows } from './path-windows.ts';
import { pgrstBinary } from './pgrst-binary.ts';
import { pgrstConfig } from './pgrst-config.ts';
import { pgrstEndToEnd } from './pgrst-end-to-end.ts';
import { repoPresent } from './repo-present.ts';
import { toolFetch } from './tool-fetch.ts';
import { toolPrograms } from './tool-programs.ts';

/** What is asked before anything is fetched, too. */
export const preflightChecks: readonly Check[] = [
  hostMemory,
  hostDisk,
  hostRoot,
  pathCase,
  pathLength,
  pathWindows,
  pathBearable,
  toolFetch,
  netPorts,
  netReach,
];

/** Asked in this order, as far as they rest on each other. */
export const allChecks: readonly Check[] = [
  ...preflightChecks,
  toolPrograms,
  repoPresent,
  patchState,
  netExposure,
  certAuthority,
  certLeaf,
  certTrustOs,
  certTrustBrowser,
  certTrustNode,
  keyPerms,
  dbReachable,
  dbRole,
  dbSchema,
  pgrstBinary,
  pgrstConfig,
  pgrstEndToEnd,
];
