/** What a service's lines tell of its compiles. */
import type { CompileMarks } from '../model/readiness.ts';
import type { Happening } from './lifecycle.ts';
import { plainText } from './tail.ts';

type CompileHappening = Extract<Happening, { kind: 'compile-began' | 'compiled' }>;

/** In the order of the lines. */
export const compileLines = (marks: CompileMarks, block: Uint8Array): readonly CompileHappening[] =>
  plainText([block])
    .split(/\r?\n/)
    .flatMap((line) => happeningOf(line, marks) ?? []);

function happeningOf(line: string, { begins, ends, fails }: CompileMarks): CompileHappening | undefined {
  if (!ends.test(line)) return begins.test(line) ? { kind: 'compile-began' } : undefined;
  const failure = fails.exec(line);
  return { kind: 'compiled', errors: failure ? Number(failure[1] ?? 1) : 0 };
}
