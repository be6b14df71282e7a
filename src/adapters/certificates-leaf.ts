/** Judges a leaf against its key, its authority and the names that are wanted. */
import type { KeyObject } from 'node:crypto';
import type { AuthorityPlace } from '../model/certificates.ts';
import type { Problem } from '../model/problem.ts';
import {
  leafExpired,
  leafKeyWrong,
  leafNamesMissing,
  leafNotYetValid,
  leafOfOtherAuthority,
} from '../model/problems/certificates.ts';
import { missingFrom, type Names } from './certificates-names.ts';
import {
  authorityFiles,
  isPair,
  isSignedBy,
  leafFiles,
  type ReadAuthority,
  type ReadCertificate,
} from './certificates-read.ts';

/** What a leaf is held against. */
interface LeafWish {
  readonly folder: string;
  readonly place: AuthorityPlace;
  readonly authority: ReadAuthority | undefined;
  readonly names: Names;
  readonly now: number;
  /** It must be good for longer than this. */
  readonly leastMs: number;
}

/** Why a leaf must be made anew; `undefined` when it serves. */
export function leafFault(leaf: ReadCertificate, key: KeyObject | undefined, wish: LeafWish): Problem | undefined {
  const { authority, names, now } = wish;
  const keyFile = leafFiles(wish.folder).key;
  if (!key) return leafKeyWrong(keyFile, leaf.file, 'missing');
  if (!isPair(leaf, key)) return leafKeyWrong(keyFile, leaf.file, 'other');
  if (!authority || !isSignedBy(leaf, authority)) {
    return leafOfOtherAuthority(leaf.file, authorityFiles(wish.place).certificate);
  }
  if (leaf.expiresAt <= now + wish.leastMs) return leafExpired(leaf.file, leaf.expiresAt, now);
  if (leaf.validFrom > now) return leafNotYetValid(leaf.file, leaf.validFrom, now);
  const missing = missingFrom(leaf.names, names);
  return missing.length > 0 ? leafNamesMissing(leaf.file, missing) : undefined;
}

/** The files that repeat a leaf or its authority, and what must be in them. */
export function companions(folder: string, leafPem: string, authorityPem: string) {
  const { fullchain, authority } = leafFiles(folder);
  return [
    { file: fullchain, text: `${leafPem.trimEnd()}\n${authorityPem}` },
    { file: authority, text: authorityPem },
  ] as const;
}
