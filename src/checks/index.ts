/** All checks of the doctor, those that others rest on first: they are asked, shown and mended in this order. */
import type { Check } from '../model/check.ts';
import { adminAccount } from './admin-account.ts';
import { certCa } from './cert-ca.ts';
import { certCopies } from './cert-copies.ts';
import { certLeaf } from './cert-leaf.ts';
import { certServed } from './cert-served.ts';
import { certTrustBrowser } from './cert-trust-browser.ts';
import { certTrustNode } from './cert-trust-node.ts';
import { certTrustOs } from './cert-trust-os.ts';
import { dbOrphan } from './db-orphan.ts';
import { dbReachable } from './db-reachable.ts';
import { dbRole } from './db-role.ts';
import { dbSchema } from './db-schema.ts';
import { dbStrayMigrations } from './db-stray-migrations.ts';
import { depsMix } from './deps-mix.ts';
import { depsNodeModules } from './deps-node-modules.ts';
import { dialogConfig } from './dialog-config.ts';
import { dialogSocket } from './dialog-socket.ts';
import { envLeaks } from './env-leaks.ts';
import { hostClock } from './host-clock.ts';
import { hostDisk } from './host-disk.ts';
import { hostInotify } from './host-inotify.ts';
import { hostLocale } from './host-locale.ts';
import { hostMemory } from './host-memory.ts';
import { hostNofile } from './host-nofile.ts';
import { hostRoot } from './host-root.ts';
import { keyModeAlg } from './key-mode-alg.ts';
import { keyPerms } from './key-perms.ts';
import { netExposure } from './net-exposure.ts';
import { netFirewall } from './net-firewall.ts';
import { netHosts } from './net-hosts.ts';
import { netLanIp } from './net-lan-ip.ts';
import { netLocalhost } from './net-localhost.ts';
import { netPorts } from './net-ports.ts';
import { netReach } from './net-reach.ts';
import { patchForeign } from './patch-foreign.ts';
import { patchState } from './patch-state.ts';
import { pathBearable } from './path-bearable.ts';
import { pathCase } from './path-case.ts';
import { pathLength } from './path-length.ts';
import { pathWindows } from './path-windows.ts';
import { pgrstBinary } from './pgrst-binary.ts';
import { pgrstConfig } from './pgrst-config.ts';
import { pgrstE2e } from './pgrst-e2e.ts';
import { repoDirty } from './repo-dirty.ts';
import { repoPresent } from './repo-present.ts';
import { retConfig } from './ret-config.ts';
import { retHealth } from './ret-health.ts';
import { runCrashloop } from './run-crashloop.ts';
import { runOrphans } from './run-orphans.ts';
import { toolBuild } from './tool-build.ts';
import { toolCertutil } from './tool-certutil.ts';
import { toolErlangElixir } from './tool-erlang-elixir.ts';
import { toolFetch } from './tool-fetch.ts';
import { toolGit } from './tool-git.ts';
import { toolHexRebar } from './tool-hex-rebar.ts';
import { toolNode } from './tool-node.ts';
import { toolNpmYarn } from './tool-npm-yarn.ts';
import { toolOpenssl } from './tool-openssl.ts';
import { toolPrograms } from './tool-programs.ts';
import { toolXz } from './tool-xz.ts';

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

/** Groups stand where their first check stands. */
export const allChecks: readonly Check[] = [
  toolGit,
  toolOpenssl,
  toolCertutil,
  toolXz,
  toolFetch,
  hostMemory,
  hostDisk,
  hostRoot,
  hostInotify,
  hostNofile,
  hostClock,
  hostLocale,
  envLeaks,
  pathCase,
  pathLength,
  pathWindows,
  pathBearable,
  netLocalhost,
  netHosts,
  netPorts,
  netReach,
  netExposure,
  repoPresent,
  repoDirty,
  toolPrograms,
  toolNode,
  toolNpmYarn,
  toolErlangElixir,
  toolHexRebar,
  toolBuild,
  depsNodeModules,
  depsMix,
  runOrphans,
  dbOrphan,
  certCa,
  certLeaf,
  certTrustOs,
  certTrustBrowser,
  certTrustNode,
  keyPerms,
  keyModeAlg,
  patchState,
  patchForeign,
  certCopies,
  certServed,
  dbReachable,
  dbRole,
  dbSchema,
  dbStrayMigrations,
  adminAccount,
  pgrstBinary,
  pgrstConfig,
  pgrstE2e,
  dialogConfig,
  dialogSocket,
  netLanIp,
  netFirewall,
  retConfig,
  retHealth,
  runCrashloop,
];
