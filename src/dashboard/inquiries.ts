/** What is asked only while somebody looks: what services take, what the doctor finds, what all of it was made from. */
import type { Clock } from '../model/machine.ts';
import type { DoctorCheck, WorkspaceInfo } from './page-state.ts';
import { isSafeFix } from './page-state.ts';
import type { Recorder, ServiceUsage } from './recorder.ts';
import { messageOf } from '../model/message-of.ts';

/** Whom to ask. */
export interface InquiryGround {
  readonly clock: Clock;
  /** What each service takes, over the time since it was last asked. */
  readonly usage: () => Promise<ReadonlyMap<string, ServiceUsage>>;
  /** Has the doctor look; rejects with words for people. */
  readonly examine: () => Promise<readonly DoctorCheck[]>;
  /** Has the doctor mend what one check found. */
  readonly mend: (id: string) => Promise<void>;
  readonly workspace: () => Promise<WorkspaceInfo | undefined>;
  /** Resolves when the start is over. */
  readonly begun: () => Promise<unknown>;
  /** Aborts when the stack has ended. */
  readonly ended: AbortSignal;
}

/** Often enough to see who is busy, and cheap enough for nobody to be, ms. */
const usageMs = 2_000;

/** Right after the start a machine is busy, and checks have little time, ms. */
const afterStartMs = 4_000;

/** Files change while somebody works on them, ms. */
const workspaceMs = 30_000;

/** Asks while there are viewers. */
export class Inquiries {
  readonly #ground: InquiryGround;
  readonly #recorder: Recorder;
  #viewers = 0;
  #isAsking = false;
  #workspaceAt = 0;

  constructor(ground: InquiryGround, recorder: Recorder) {
    this.#ground = ground;
    this.#recorder = recorder;
  }

  /** Somebody looks, until the answer is called. */
  look(): () => void {
    this.#viewers++;
    void this.#ask();
    if (this.#recorder.doctor.phase === 'unasked') void this.#firstExamination();
    let isHere = true;
    return () => {
      if (isHere) this.#viewers--;
      isHere = false;
    };
  }

  /** Has the doctor look again; false while it is at work. */
  examine(): boolean {
    if (this.#isBusy()) return false;
    void this.#work({ phase: 'asking' }, () => Promise.resolve());
    return true;
  }

  /** Has a defect mended; false while the doctor is at work, or where it is none that may be mended from here. */
  mend(id: string): boolean {
    const check = this.#recorder.doctor.checks.find((each) => each.id === id);
    if (this.#isBusy() || !check || !isSafeFix(check)) return false;
    void this.#work({ phase: 'mending', mending: id }, () => this.#ground.mend(id));
    return true;
  }

  #isBusy(): boolean {
    const { phase } = this.#recorder.doctor;
    return phase === 'asking' || phase === 'mending';
  }

  async #firstExamination(): Promise<void> {
    const { begun, clock, ended } = this.#ground;
    await begun();
    await clock.sleep(afterStartMs, ended);
    if (this.#recorder.doctor.phase === 'unasked' && !ended.aborted) this.examine();
  }

  async #work(
    now: { readonly phase: 'asking' | 'mending'; readonly mending?: string },
    before: () => Promise<void>,
  ): Promise<void> {
    const { clock, examine } = this.#ground;
    const { checks } = this.#recorder.doctor;
    this.#recorder.doctor = { ...now, checks };
    try {
      await before();
      this.#recorder.doctor = { phase: 'done', at: clock.now(), checks: await examine() };
      this.#workspaceAt = 0;
    } catch (error) {
      const failure = messageOf(error);
      this.#recorder.doctor = { phase: 'done', at: clock.now(), checks, failure };
    }
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { clock, usage, workspace, ended } = this.#ground;
    while (this.#viewers > 0 && !ended.aborted) {
      if (clock.now() - this.#workspaceAt >= workspaceMs) {
        this.#workspaceAt = clock.now();
        this.#recorder.workspace = await workspace();
      }
      this.#recorder.usage = await usage();
      await clock.sleep(usageMs, ended);
    }
    this.#isAsking = false;
  }
}
