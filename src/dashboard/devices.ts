/** Hands the authority's certificate to other devices, for as long as somebody at the page wants it. */
import type { Result } from '../model/problem.ts';
import type { CodedUrl, DevicesInfo } from './page-state.ts';
import type { Recorder } from './recorder.ts';

/** How it is handed out. */
export interface DevicesGround {
  readonly world: CodedUrl;
  /** Until the signal aborts. */
  readonly offer: (signal: AbortSignal) => Promise<Result<NonNullable<DevicesInfo['offered']>>>;
  /** Aborts when the stack has ended. */
  readonly ended: AbortSignal;
}

/** One page at most. */
export class Devices {
  readonly #ground: DevicesGround;
  readonly #recorder: Recorder;
  #wish: AbortController | undefined;

  constructor(ground: DevicesGround, recorder: Recorder) {
    this.#ground = ground;
    this.#recorder = recorder;
    recorder.devices = { world: ground.world };
  }

  /** What comes of it is seen on the page. */
  async offer(): Promise<void> {
    if (this.#wish) return;
    const wish = new AbortController();
    this.#wish = wish;
    const { world, offer, ended } = this.#ground;
    const offered = await offer(AbortSignal.any([wish.signal, ended]));
    if (wish.signal.aborted) return;
    if (offered.ok) this.#recorder.devices = { world, offered: offered.value };
    else {
      this.#wish = undefined;
      for (const problem of offered.problems) this.#recorder.tellProblem(problem);
    }
  }

  /** The page is there no more. */
  withdraw(): void {
    this.#wish?.abort();
    this.#wish = undefined;
    this.#recorder.devices = { world: this.#ground.world };
  }
}
