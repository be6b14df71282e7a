/** Asks of all planned edits, before the first byte of any is written, whether they can be written and what they would make. */
import { join, relative, sep } from 'node:path';
import type { Files, Machine } from '../model/machine.ts';
import type { Problem } from '../model/problem.ts';
import {
  diskFull,
  fileBroken,
  fileNotOurs,
  fileOutsideCheckout,
  fileReadOnly,
  patchBreaksFile,
  patchPlanStale,
} from '../model/problems/patch.ts';
import type { PlannedFile, PlannedPatches } from '../model/step.ts';
import { filesNotOurs } from './patch-journal.ts';

/** Everything that stands in the way, of all checkouts. Reads only. */
export async function checkPatches(
  machine: Machine,
  patches: readonly PlannedPatches[],
  state: string,
): Promise<readonly Problem[]> {
  const found = await Promise.all(
    patches.map(async (planned) => [
      ...(await staleFiles(machine, planned)),
      ...(await badPlaces(machine, planned)),
      ...(await foreignFiles(machine, planned, state)),
      ...(await brokenFiles(machine, planned)),
    ]),
  );
  return [...found.flat(), ...(await fullDisks(machine, patches, state))];
}

async function staleFiles({ files }: Machine, planned: PlannedPatches): Promise<readonly Problem[]> {
  const stale: Problem[] = [];
  for (const { file, before, after } of [...planned.files, ...planned.withdrawn]) {
    const current = await files.read(join(planned.checkout, file));
    if (current !== before && current !== after) stale.push(patchPlanStale(planned.service, file));
  }
  return stale;
}

/** Certificates that are yet to be made, or are there already, may be laid by somebody else than who may edit. */
async function writtenPaths(files: Files, planned: PlannedPatches): Promise<readonly string[]> {
  const paths = [...planned.files, ...planned.withdrawn].map(({ file }) => join(planned.checkout, file));
  for (const { from, to } of planned.copies) {
    const [present, wanted] = [await files.read(to), await files.read(from)];
    if (present === undefined || (wanted !== undefined && wanted !== present)) paths.push(to);
  }
  return paths;
}

async function badPlaces({ files }: Machine, planned: PlannedPatches): Promise<readonly Problem[]> {
  const { service, checkout } = planned;
  const root = (await files.place(checkout)).real ?? checkout;
  const outside: Problem[] = [];
  const readOnly: string[] = [];
  for (const path of await writtenPaths(files, planned)) {
    const { real, isWritable } = await files.place(path);
    const isInside = real !== undefined && !relative(root, real).split(sep).includes('..');
    if (!isInside) outside.push(fileOutsideCheckout(service, relative(checkout, path), real));
    else if (!isWritable) readOnly.push(path);
  }
  return [...outside, ...(readOnly.length === 0 ? [] : [fileReadOnly(service, readOnly)])];
}

async function foreignFiles({ files }: Machine, planned: PlannedPatches, state: string): Promise<readonly Problem[]> {
  const [first, ...others] = await filesNotOurs(files, planned, state);
  return first === undefined ? [] : [fileNotOurs(planned.service, [first, ...others])];
}

async function brokenFiles({ syntax }: Machine, planned: PlannedPatches): Promise<readonly Problem[]> {
  const problems = await Promise.all(
    planned.files.map(async ({ file, before, after, patches }: PlannedFile): Promise<readonly Problem[]> => {
      const error = await syntax.firstError(file, after);
      if (!error) return [];
      const earlier = before === undefined ? undefined : await syntax.firstError(file, before);
      return [
        earlier ? fileBroken(planned.service, file, earlier) : patchBreaksFile(planned.service, file, patches, error),
      ];
    }),
  );
  return problems.flat();
}

/** A temporary file beside each, and what is kept of it, bytes. */
async function fullDisks(
  { files }: Machine,
  patches: readonly PlannedPatches[],
  state: string,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { service, checkout, files: edits } of patches) {
    const needed = edits.reduce((sum, { after, original = '' }) => sum + after.length + original.length, 0) * 3;
    if (needed === 0) continue;
    for (const folder of [checkout, state]) {
      const { freeBytes } = await files.place(folder);
      if (freeBytes < needed) problems.push(diskFull(service, folder, needed - freeBytes));
    }
  }
  return problems;
}
