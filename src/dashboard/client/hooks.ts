/** What components of the page share. */
import { useEffect, useReducer, useState } from 'preact/hooks';

/** Draws again when the subject says so, at most once a frame. */
export function useSubject(subject: { readonly subscribe: (listener: () => void) => () => void }): void {
  const [, draw] = useReducer<number, undefined>((count) => count + 1, 0);
  useEffect(() => {
    let frame = 0;
    const leave = subject.subscribe(() => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        draw(undefined);
      });
    });
    draw(undefined);
    return () => {
      leave();
      cancelAnimationFrame(frame);
    };
  }, [subject]);
}

const secondMs = 1_000;

/** The time, every second. */
export function useNow(): number {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      set(Date.now());
    }, secondMs);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
