/** `metaton cost`, `cost charts`, `cost plan`: what an event costs on AWS, on which servers, and what to switch when. */
import path from 'node:path';
import { answerCost } from '../cost/answer-cost.ts';
import type { PlanFlags } from '../cost/answer-plan.ts';
import { answerPlan } from '../cost/answer-plan.ts';
import type { Catalogue } from '../cost/catalogue.ts';
import { chartsOf, readOrder } from '../cost/chart-rows.ts';
import { estimateDocument } from '../cost/estimate-document.ts';
import { parseCatalogue } from '../cost/parse-catalogue.ts';
import type { Picture } from '../cost/picture.ts';
import { chartPicture, eventPicture } from '../cost/picture.ts';
import type { EventFlags } from '../cost/read-event.ts';
import { chartsCsv, chartsDocument, renderCharts } from '../cost/render-charts.ts';
import { renderEstimate } from '../cost/render-estimate.ts';
import { renderSchedule, scheduleDocument } from '../cost/render-schedule.ts';
import type { Result } from '../model/problem.ts';
import { failed, ok } from '../model/problem.ts';
import { costFileUnusable, costPricesMissing } from '../model/problems/cost.ts';
import type { Session } from '../model/session.ts';

export type { PlanFlags };

/** Where prices come from, and where a picture goes. */
interface FileFlags {
  readonly prices?: string;
  readonly svg?: string;
}

/** The flags of `metaton cost`. */
export type CostFlags = EventFlags & FileFlags & { readonly asPublished?: boolean };

/** The flags of `metaton cost charts`. */
export type ChartFlags = FileFlags & { readonly sort?: string; readonly csv?: boolean };

/** Works out an event. */
export async function cost(flags: CostFlags, session: Session): Promise<Result<void>> {
  const catalogue = await readCatalogue(session, flags.prices);
  if (!catalogue.ok) return catalogue;
  const answer = answerCost(flags, catalogue.value);
  if (!answer.ok) return answer;
  const drawn = await draw(session, flags.svg, () => eventPicture(answer.value));
  if (!drawn.ok) return drawn;
  session.report.text(renderEstimate(answer.value, flags.asPublished === true ? 'shown' : 'hidden'));
  session.report.document(estimateDocument(answer.value));
  return ok(undefined);
}

/** Shows what there is to rent. */
export async function costCharts(flags: ChartFlags, session: Session): Promise<Result<void>> {
  const order = readOrder(flags.sort);
  if (!order.ok) return order;
  const catalogue = await readCatalogue(session, flags.prices);
  if (!catalogue.ok) return catalogue;
  const drawn = await draw(session, flags.svg, () => chartPicture(catalogue.value));
  if (!drawn.ok) return drawn;
  const charts = chartsOf(catalogue.value, order.value);
  session.report.text((flags.csv === true ? chartsCsv : renderCharts)(charts, catalogue.value));
  session.report.document(chartsDocument(charts, catalogue.value));
  return ok(undefined);
}

/** Says what to switch when. */
export async function costPlan(flags: PlanFlags, session: Session): Promise<Result<void>> {
  const catalogue = await readCatalogue(session, undefined);
  if (!catalogue.ok) return catalogue;
  const plan = answerPlan(flags, catalogue.value);
  if (!plan.ok) return plan;
  const { event, entries } = plan.value;
  session.report.text(renderSchedule(event, entries));
  session.report.document(scheduleDocument(event, entries));
  const [first] = entries;
  if (first && first.at.ms < session.machine.clock.now())
    session.report.note('Note: this schedule begins in the past.');
  return ok(undefined);
}

/** The guide's charts, or the user's price list read with their help. */
async function readCatalogue({ machine, installation, directory }: Session, own?: string): Promise<Result<Catalogue>> {
  const guideFile = path.join(installation.root, 'templates', 'cost', 'guide-2022.json');
  const guide = parseCatalogue(guideFile, (await machine.files.read(guideFile)) ?? '');
  if (own === undefined || !guide.ok) return guide;
  try {
    const text = await machine.files.read(path.resolve(directory, own));
    return text === undefined ? failed(costPricesMissing(own)) : parseCatalogue(own, text, guide.value);
  } catch (error) {
    return failed(costFileUnusable('--prices', own, error));
  }
}

/** The plotting library is loaded only here. */
async function draw(session: Session, file: string | undefined, picture: () => Picture): Promise<Result<void>> {
  if (file === undefined) return ok(undefined);
  if (session.options.dryRun) {
    session.report.note(`Would write ${file}.`);
    return ok(undefined);
  }
  const { renderSvg } = await import('../cost/render-svg.ts');
  try {
    await session.machine.files.write(path.resolve(session.directory, file), renderSvg(picture()));
  } catch (error) {
    return failed(costFileUnusable('--svg', file, error));
  }
  session.report.note(`Wrote ${file}.`);
  return ok(undefined);
}
