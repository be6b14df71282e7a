/** The text of a price list → a Catalogue, or a Problem for each thing wrong with it. */
import Big from 'big.js';
import * as z from 'zod';
import type { Problem, Result } from '../model/problem.ts';
import { failed, ok, okUnless } from '../model/problem.ts';
import { costPricesMalformed } from '../model/problems/cost.ts';
import type { Catalogue, Ccu, Instance } from './catalogue.ts';
import { findInstance } from './catalogue.ts';

const users = z.int().positive().max(1_000_000);
const ccu = z
  .strictObject({ min: users, max: users })
  .refine(({ min, max }) => min <= max, { message: 'min must not be above max' })
  .nullable();
const price = z.number().positive().max(10_000);
const vcpu = z.int().positive().max(10_000);

const row = z.strictObject({
  instance: z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'must be a server type such as c5.xlarge'),
  pricePerHour: price,
  vcpu: vcpu.optional(),
  ccu: ccu.optional(),
  four: z.strictObject({ vcpu: vcpu.optional(), pricePerHour: price.optional(), ccu: ccu.optional() }).optional(),
  notRecommended: z.string().min(1).optional(),
});

const figures = z.strictObject({
  minimumTopCapacity: z.string(),
  maximumTopCapacity: z.string(),
  development: z.string(),
  base: z.string(),
  minimumTotal: z.string(),
  maximumTotal: z.string(),
});

const priceList = z.strictObject({
  title: z.string().min(1).default('your price list'),
  source: z.string().min(1),
  date: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, 'must be a date such as 2027-01-31'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters such as USD'),
  region: z.string().min(1),
  rows: z.array(row).min(1),
  workedExample: z
    .strictObject({
      users,
      hoursADay: z.int().positive(),
      days: z.int().positive(),
      setupHours: z.int(),
      instance: z.string(),
      setupInstance: z.string(),
      layout: z.string(),
      printed: figures,
      remark: z.string(),
    })
    .optional(),
});

type Row = z.infer<typeof row>;

/** A row of a server type that `guide` has may leave out all but the price; any other needs its vCPUs at least. */
export function parseCatalogue(file: string, text: string, guide?: Catalogue): Result<Catalogue> {
  const json = parseJson(file, text);
  if (!json.ok) return json;
  const parsed = priceList.safeParse(json.value);
  if (!parsed.success) return okUnless<never>(shapeProblems(file, parsed.error, json.value), undefined as never);
  const { rows, workedExample, ...rest } = parsed.data;
  const problems = rows.flatMap((entry, index) => rowProblems(file, entry, index, rows, guide));
  const instances = rows.map((entry) => toInstance(entry, guide && findInstance(guide, entry.instance)));
  return okUnless(problems, { ...rest, instances, workedExample });
}

function parseJson(file: string, text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return failed(costPricesMalformed(file, 'the text as a whole', `not JSON: ${(error as Error).message}`));
  }
}

const shapeProblems = (file: string, error: z.ZodError, json: unknown): readonly Problem[] =>
  error.issues.map((issue) => costPricesMalformed(file, placeOf(issue.path, json), issue.message));

/** `row 4 (c5.xlarge), key pricePerHour`: rows count from 1, as an editor's reader counts them. */
function placeOf(path: readonly PropertyKey[], json: unknown): string {
  const [first, index, ...keys] = path;
  if (first === undefined) return 'the top level';
  if (first !== 'rows' || typeof index !== 'number') return `key ${path.map(String).join('.')}`;
  const key = keys.length > 0 ? `, key ${keys.map(String).join('.')}` : '';
  return `row ${index + 1}${nameOfRow(json, index)}${key}`;
}

const namedRows = z.object({ rows: z.array(z.unknown()) });
const namedRow = z.object({ instance: z.string() });

function nameOfRow(json: unknown, index: number): string {
  const rows = namedRows.safeParse(json);
  const named = namedRow.safeParse(rows.data?.rows[index]);
  return named.success ? ` (${named.data.instance})` : '';
}

function rowProblems(file: string, entry: Row, index: number, rows: readonly Row[], guide?: Catalogue): Problem[] {
  const at = (key: string, what: string): Problem =>
    costPricesMalformed(file, `row ${index + 1} (${entry.instance}), key ${key}`, what);
  const problems: Problem[] = [];
  if (rows.findIndex(({ instance }) => instance === entry.instance) !== index) {
    problems.push(at('instance', `${entry.instance} stands in an earlier row already`));
  }
  if (entry.vcpu === undefined && !(guide && findInstance(guide, entry.instance))) {
    problems.push(
      at(
        'instance',
        `${entry.instance} is not in the guide's charts: add its vcpu, from which its users are estimated`,
      ),
    );
  }
  const four = entry.four?.pricePerHour;
  if (four !== undefined && !new Big(entry.pricePerHour).times(4).eq(four)) {
    problems.push(at('four.pricePerHour', `${four} is not 4 × ${entry.pricePerHour}`));
  }
  return problems;
}

function toInstance(entry: Row, known: Instance | undefined): Instance {
  const cpus = entry.vcpu ?? known?.vcpu ?? 0;
  const single = entry.ccu === undefined ? (known ? known.ccu : perVcpu(cpus, 20, 40)) : entry.ccu;
  const four = entry.four?.ccu === undefined ? (known ? known.four.ccu : perVcpu(4 * cpus, 30, 50)) : entry.four.ccu;
  const pricePerHour = new Big(entry.pricePerHour);
  return {
    name: entry.instance,
    vcpu: cpus,
    pricePerHour,
    ccu: single ?? undefined,
    four: { vcpu: entry.four?.vcpu ?? 4 * cpus, pricePerHour: pricePerHour.times(4), ccu: four ?? undefined },
    notRecommended: entry.notRecommended ?? known?.notRecommended,
  };
}

/** From t3.large on, the guide's charts have 20 to 40 users per vCPU on a single server, 30 to 50 on four. */
const perVcpu = (cpus: number, min: number, max: number): Ccu => ({ min: cpus * min, max: cpus * max });
