/** All failures of the services that are known. Written by `npm run generate`: do not edit. */
import type { KnownFailure } from '../model/failure.ts';
import { addressNotHere } from './address-not-here.ts';
import { airplayHoldsPort } from './airplay-holds-port.ts';
import { anonymousRoleMisspelled } from './anonymous-role-misspelled.ts';
import { audienceWrong } from './audience-wrong.ts';
import { browserAuthorityUnknown } from './browser-authority-unknown.ts';
import { browserDoesNotTrust } from './browser-does-not-trust.ts';
import { browserNameDiffers } from './browser-name-differs.ts';
import { certificateExpired } from './certificate-expired.ts';
import { certificateFileMissing } from './certificate-file-missing.ts';
import { certificateKeyMisfit } from './certificate-key-misfit.ts';
import { certificateOfAnother } from './certificate-of-another.ts';
import { certificateStale } from './certificate-stale.ts';
import { chromiumNotDownloaded } from './chromium-not-downloaded.ts';
import { compileNotes } from './compile-notes.ts';
import { corsProxyBlocks } from './cors-proxy-blocks.ts';
import { databaseConnectionLost } from './database-connection-lost.ts';
import { databaseConnectionsUsedUp } from './database-connections-used-up.ts';
import { databaseMissing } from './database-missing.ts';
import { databaseStarting } from './database-starting.ts';
import { dialogHostDefault } from './dialog-host-default.ts';
import { dialogKnowsNoKey } from './dialog-knows-no-key.ts';
import { dialogPortEmpty } from './dialog-port-empty.ts';
import { dialogWithoutKey } from './dialog-without-key.ts';
import { diskFull } from './disk-full.ts';
import { elixirDependencyNotCompiled } from './elixir-dependency-not-compiled.ts';
import { elixirTooNew } from './elixir-too-new.ts';
import { elixirTooOld } from './elixir-too-old.ts';
import { erlangNodeNameTaken } from './erlang-node-name-taken.ts';
import { erlangTooNew } from './erlang-too-new.ts';
import { fileWatchesUsedUp } from './file-watches-used-up.ts';
import { filesOpenTooMany } from './files-open-too-many.ts';
import { gitDependencyUnreachable } from './git-dependency-unreachable.ts';
import { githubKeyRefused } from './github-key-refused.ts';
import { glibcTooOld } from './glibc-too-old.ts';
import { guideFlagsUnknown } from './guide-flags-unknown.ts';
import { healthCheckWaits } from './health-check-waits.ts';
import { heapOutOfMemory } from './heap-out-of-memory.ts';
import { hexMissing } from './hex-missing.ts';
import { hostHeaderRefused } from './host-header-refused.ts';
import { hostsEntryMissing } from './hosts-entry-missing.ts';
import { inotifyToolsMissing } from './inotify-tools-missing.ts';
import { itaAbsent } from './ita-absent.ts';
import { itaRefused } from './ita-refused.ts';
import { jwkMalformed } from './jwk-malformed.ts';
import { jwkMismatch } from './jwk-mismatch.ts';
import { latin1Names } from './latin1-names.ts';
import { liveReloadDisconnected } from './live-reload-disconnected.ts';
import { mediaAddressNotHere } from './media-address-not-here.ts';
import { mediasoupNotBuilt } from './mediasoup-not-built.ts';
import { mediasoupSocketTaken } from './mediasoup-socket-taken.ts';
import { mediasoupWorkerDied } from './mediasoup-worker-died.ts';
import { mediasoupWorkerMissing } from './mediasoup-worker-missing.ts';
import { migrationsBehind } from './migrations-behind.ts';
import { migrationsInPublic } from './migrations-in-public.ts';
import { mixDependenciesMissing } from './mix-dependencies-missing.ts';
import { noTerminalForDialog } from './no-terminal-for-dialog.ts';
import { nodeModuleMissing } from './node-module-missing.ts';
import { nodeOfWrongVersion } from './node-of-wrong-version.ts';
import { nodeOptionUnknown } from './node-option-unknown.ts';
import { npmLockDiffers } from './npm-lock-differs.ts';
import { npmPeersConflict } from './npm-peers-conflict.ts';
import { npmVersionInvalid } from './npm-version-invalid.ts';
import { oldServerSwitchedOff } from './old-server-switched-off.ts';
import { opensslOfOldWebpack } from './openssl-of-old-webpack.ts';
import { pageOriginDown } from './page-origin-down.ts';
import { pageServerOpenedDirectly } from './page-server-opened-directly.ts';
import { permsAlgorithmWrong } from './perms-algorithm-wrong.ts';
import { permsKeyEmpty } from './perms-key-empty.ts';
import { permsKeyMismatch } from './perms-key-mismatch.ts';
import { permsTokenExpired } from './perms-token-expired.ts';
import { permsTokenMissing } from './perms-token-missing.ts';
import { permsTokenNotYetValid } from './perms-token-not-yet-valid.ts';
import { phantomjsMissing } from './phantomjs-missing.ts';
import { policyBlocks } from './policy-blocks.ts';
import { portTaken } from './port-taken.ts';
import { postgresAlreadyRuns } from './postgres-already-runs.ts';
import { postgresAsRoot } from './postgres-as-root.ts';
import { postgresDataOfOtherVersion } from './postgres-data-of-other-version.ts';
import { postgresLoginByIdent } from './postgres-login-by-ident.ts';
import { postgresPasswordWrong } from './postgres-password-wrong.ts';
import { postgresPortTaken } from './postgres-port-taken.ts';
import { postgresRoleMissing } from './postgres-role-missing.ts';
import { postgresUnreachable } from './postgres-unreachable.ts';
import { postgrestDatabaseMissing } from './postgrest-database-missing.ts';
import { postgrestJwkMissing } from './postgrest-jwk-missing.ts';
import { postgrestLoginRefused } from './postgrest-login-refused.ts';
import { postgrestPortTaken } from './postgrest-port-taken.ts';
import { postgrestRoleClaimKey } from './postgrest-role-claim-key.ts';
import { postgrestRoleNotGranted } from './postgrest-role-not-granted.ts';
import { postgrestSchemaCacheFailed } from './postgrest-schema-cache-failed.ts';
import { postgrestSchemaStale } from './postgrest-schema-stale.ts';
import { postgrestSettingsMissing } from './postgrest-settings-missing.ts';
import { postgrestTokenExpired } from './postgrest-token-expired.ts';
import { postgrestWaitsForDatabase } from './postgrest-waits-for-database.ts';
import { programForOtherProcessor } from './program-for-other-processor.ts';
import { pythonMissing } from './python-missing.ts';
import { rebarMissing } from './rebar-missing.ts';
import { reticulumCannotSign } from './reticulum-cannot-sign.ts';
import { reticulumCertificateMissing } from './reticulum-certificate-missing.ts';
import { reticulumPortTaken } from './reticulum-port-taken.ts';
import { reticulumSignsWithOtherKey } from './reticulum-signs-with-other-key.ts';
import { roomNotJoined } from './room-not-joined.ts';
import { sharedMemoryShort } from './shared-memory-short.ts';
import { statisticsPartitionMissing } from './statistics-partition-missing.ts';
import { storageMissing } from './storage-missing.ts';
import { turnAbsent } from './turn-absent.ts';

/** By name; no line shows two of them. */
export const allFailures: readonly KnownFailure[] = [
  addressNotHere,
  airplayHoldsPort,
  anonymousRoleMisspelled,
  audienceWrong,
  browserAuthorityUnknown,
  browserDoesNotTrust,
  browserNameDiffers,
  certificateExpired,
  certificateFileMissing,
  certificateKeyMisfit,
  certificateOfAnother,
  certificateStale,
  chromiumNotDownloaded,
  compileNotes,
  corsProxyBlocks,
  databaseConnectionLost,
  databaseConnectionsUsedUp,
  databaseMissing,
  databaseStarting,
  dialogHostDefault,
  dialogKnowsNoKey,
  dialogPortEmpty,
  dialogWithoutKey,
  diskFull,
  elixirDependencyNotCompiled,
  elixirTooNew,
  elixirTooOld,
  erlangNodeNameTaken,
  erlangTooNew,
  fileWatchesUsedUp,
  filesOpenTooMany,
  gitDependencyUnreachable,
  githubKeyRefused,
  glibcTooOld,
  guideFlagsUnknown,
  healthCheckWaits,
  heapOutOfMemory,
  hexMissing,
  hostHeaderRefused,
  hostsEntryMissing,
  inotifyToolsMissing,
  itaAbsent,
  itaRefused,
  jwkMalformed,
  jwkMismatch,
  latin1Names,
  liveReloadDisconnected,
  mediaAddressNotHere,
  mediasoupNotBuilt,
  mediasoupSocketTaken,
  mediasoupWorkerDied,
  mediasoupWorkerMissing,
  migrationsBehind,
  migrationsInPublic,
  mixDependenciesMissing,
  noTerminalForDialog,
  nodeModuleMissing,
  nodeOfWrongVersion,
  nodeOptionUnknown,
  npmLockDiffers,
  npmPeersConflict,
  npmVersionInvalid,
  oldServerSwitchedOff,
  opensslOfOldWebpack,
  pageOriginDown,
  pageServerOpenedDirectly,
  permsAlgorithmWrong,
  permsKeyEmpty,
  permsKeyMismatch,
  permsTokenExpired,
  permsTokenMissing,
  permsTokenNotYetValid,
  phantomjsMissing,
  policyBlocks,
  portTaken,
  postgresAlreadyRuns,
  postgresAsRoot,
  postgresDataOfOtherVersion,
  postgresLoginByIdent,
  postgresPasswordWrong,
  postgresPortTaken,
  postgresRoleMissing,
  postgresUnreachable,
  postgrestDatabaseMissing,
  postgrestJwkMissing,
  postgrestLoginRefused,
  postgrestPortTaken,
  postgrestRoleClaimKey,
  postgrestRoleNotGranted,
  postgrestSchemaCacheFailed,
  postgrestSchemaStale,
  postgrestSettingsMissing,
  postgrestTokenExpired,
  postgrestWaitsForDatabase,
  programForOtherProcessor,
  pythonMissing,
  rebarMissing,
  reticulumCannotSign,
  reticulumCertificateMissing,
  reticulumPortTaken,
  reticulumSignsWithOtherKey,
  roomNotJoined,
  sharedMemoryShort,
  statisticsPartitionMissing,
  storageMissing,
  turnAbsent,
];
