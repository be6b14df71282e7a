/** The merged log: only the lines in view are in the document, so that a hundred thousand of them scroll as ten do. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Level, levels } from '../../model/log.ts';
import { useSubject } from './hooks.ts';
import { type LogRow, type LogStore, missingService, patternOf } from './log-store.ts';

/** Lines, and the services that print them. */
export interface LogProps {
  readonly logs: LogStore;
  readonly services: readonly string[];
}

/** Height of a line in the stylesheet, rem. */
const lineRem = 1.25;

/** Lines beyond the edges of the view that are there already when it moves. */
const overscan = 20;

/** What is not further from the end than this is at the end, lines. */
const nearEnd = 1.5;

/** Filters above, lines below. */
export function LogPanel({ logs, services }: LogProps) {
  useSubject(logs);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [level, setLevel] = useState<Level | undefined>(undefined);
  const [words, setWords] = useState('');
  const [isRegex, setIsRegex] = useState(false);
  const pattern = useMemo(() => (words === '' ? undefined : patternOf(words, isRegex)), [words, isRegex]);
  const isWrong = words !== '' && pattern === undefined;
  useEffect(() => {
    logs.filter = { hidden, level, pattern };
  }, [logs, hidden, level, pattern]);

  const toggle = (service: string): void => {
    const next = new Set(hidden);
    if (!next.delete(service)) next.add(service);
    setHidden(next);
  };
  return (
    <section aria-labelledby="logs">
      <h2 id="logs">Logs</h2>
      <div class="tools">
        <fieldset>
          <legend>Services</legend>
          {services.map((service, index) => (
            <label key={service}>
              <input
                type="checkbox"
                checked={!hidden.has(service)}
                onChange={() => {
                  toggle(service);
                }}
              />
              <span class={`tone${index % tones}`}>{service}</span>
            </label>
          ))}
        </fieldset>
        <label>
          Level{' '}
          <select
            value={level ?? ''}
            onChange={({ currentTarget }) => {
              setLevel(levels.find((each) => each === currentTarget.value));
            }}
          >
            <option value="">all</option>
            {levels.slice(0, -1).map((each) => (
              <option key={each} value={each}>
                {each === 'error' ? each : `${each} and worse`}
              </option>
            ))}
          </select>
        </label>
        <label class="search">
          Search{' '}
          <input
            type="search"
            value={words}
            aria-invalid={isWrong}
            aria-describedby="search-state"
            onInput={({ currentTarget }) => {
              setWords(currentTarget.value);
            }}
          />
        </label>
        <label>
          <input
            type="checkbox"
            checked={isRegex}
            onChange={() => {
              setIsRegex(!isRegex);
            }}
          />
          Regular expression
        </label>
        <Buttons logs={logs} />
        <p id="search-state" data-lines={logs.size}>
          {isWrong ? 'This is no regular expression.' : `${logs.shown.length} of ${logs.size} lines`}
          {logs.isPaused && `, ${logs.waiting} new since the pause`}
        </p>
      </div>
      <Lines logs={logs} services={services} pattern={pattern} />
    </section>
  );
}

/** Colours that tell services apart. */
const tones = 7;

function Buttons({ logs }: { readonly logs: LogStore }) {
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    const isDone = await navigator.clipboard.writeText(textOf(logs.shown)).then(
      () => true,
      () => false,
    );
    setSaid(isDone ? `Copied ${logs.shown.length} lines.` : 'The browser does not let it be copied.');
  };
  return (
    <>
      <button
        type="button"
        aria-pressed={logs.isPaused}
        onClick={() => {
          if (logs.isPaused) logs.resume();
          else logs.pause();
        }}
      >
        Pause
      </button>
      <button type="button" onClick={() => void copy()}>
        Copy<span class="unseen"> the lines shown</span>
      </button>
      <button
        type="button"
        onClick={() => {
          download(textOf(logs.shown));
        }}
      >
        Download<span class="unseen"> the lines shown</span>
      </button>
      <button
        type="button"
        onClick={() => {
          logs.clear();
        }}
      >
        Clear<span class="unseen"> the lines of this page</span>
      </button>
      <span role="status" class="unseen">
        {said}
      </span>
    </>
  );
}

const textOf = (rows: readonly LogRow[]): string =>
  rows.map(({ at, service, text }) => `${at === 0 ? '' : new Date(at).toISOString()} ${service}  ${text}\n`).join('');

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: 'metaton.log' });
  link.click();
  URL.revokeObjectURL(url);
}

const hashMark = '#line-';

const lineInHash = (): string | undefined =>
  location.hash.startsWith(hashMark) ? location.hash.slice(hashMark.length) : undefined;

function Lines({ logs, services, pattern }: LogProps & { readonly pattern: RegExp | undefined }) {
  const view = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [size, setSize] = useState({ height: 0, line: 20 });
  const [isFollowing, setIsFollowing] = useState(true);
  const [selected, setSelected] = useState(lineInHash);
  const dropped = useRef(0);
  /** A line that was asked for before it had come. */
  const wanted = useRef(lineInHash());
  const { shown } = logs;
  const { line } = size;

  const showLine = (index: number): void => {
    setIsFollowing(false);
    view.current?.scrollTo({ top: Math.max(0, index * line - size.height / 2) });
  };

  useLayoutEffect(() => {
    const measure = (): void => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      setSize({ height: view.current?.clientHeight ?? 0, line: rem * lineRem });
    };
    measure();
    const look = (): void => {
      const id = lineInHash();
      setSelected(id);
      const index = id === undefined ? -1 : logs.indexOf(id);
      if (index >= 0) showLine(index);
    };
    window.addEventListener('resize', measure);
    window.addEventListener('hashchange', look);
    return () => {
      window.removeEventListener('resize', measure);
      window.removeEventListener('hashchange', look);
    };
  }, [line, size.height]);

  useLayoutEffect(() => {
    const element = view.current;
    if (!element) return;
    if (wanted.current !== undefined) {
      const index = logs.indexOf(wanted.current);
      if (index >= 0) {
        wanted.current = undefined;
        showLine(index);
        return;
      }
    }
    // What was cut off above must not move what is read.
    const gone = logs.droppedShown - dropped.current;
    dropped.current = logs.droppedShown;
    if (isFollowing) element.scrollTop = element.scrollHeight;
    else if (gone > 0) element.scrollTop -= gone * line;
  });

  const first = Math.max(0, Math.floor(top / line) - overscan);
  const last = Math.min(shown.length, Math.ceil((top + size.height) / line) + overscan);
  const move = (by: number): void => {
    const now = selected === undefined ? (isFollowing ? shown.length : first + overscan) : logs.indexOf(selected);
    const row = shown[Math.min(Math.max(now + by, 0), shown.length - 1)];
    if (!row) return;
    history.replaceState(undefined, '', `${hashMark}${row.id}`);
    setSelected(row.id);
    showLine(logs.indexOf(row.id));
  };
  const row = selected === undefined ? undefined : shown[logs.indexOf(selected)];
  return (
    <>
      <div
        ref={view}
        class="log"
        role="log"
        aria-live="off"
        aria-label="Lines of the services; the arrow keys choose one"
        tabIndex={0}
        onScroll={({ currentTarget }) => {
          setTop(currentTarget.scrollTop);
          const left = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight;
          setIsFollowing(left < nearEnd * line);
        }}
        onKeyDown={(event) => {
          const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          move(by);
        }}
      >
        <div style={{ height: `${shown.length * line}px` }}>
          <div style={{ transform: `translateY(${first * line}px)` }}>
            {shown.slice(first, last).map((each) => (
              <Line
                key={each.id}
                row={each}
                tone={services.indexOf(each.service)}
                pattern={pattern}
                isSelected={each.id === selected}
              />
            ))}
          </div>
        </div>
      </div>
      <p class="follow">
        <button
          type="button"
          aria-pressed={isFollowing}
          onClick={() => {
            setIsFollowing(!isFollowing);
          }}
        >
          Follow
        </button>{' '}
        {isFollowing ? 'The newest line stays in view.' : 'The view stays where it is.'}
      </p>
      {row && (
        <Whole
          row={row}
          onClose={() => {
            history.replaceState(undefined, '', location.pathname);
            setSelected(undefined);
            view.current?.focus();
          }}
        />
      )}
    </>
  );
}

interface LineProps {
  readonly row: LogRow;
  readonly tone: number;
  readonly pattern: RegExp | undefined;
  readonly isSelected: boolean;
}

function Line({ row: { id, at, service, level, text }, tone, pattern, isSelected }: LineProps) {
  const isMissing = service === missingService;
  return (
    <div class={`line ${level}${isSelected ? ' selected' : ''}${isMissing ? ' missing' : ''}`} data-line={id}>
      {!isMissing && (
        <>
          <a class="time" href={`${hashMark}${id}`} tabIndex={-1}>
            {timeOf(at)}
          </a>{' '}
          <span class={`who tone${Math.max(tone, 0) % tones}`}>{service}</span>{' '}
          {(level === 'error' || level === 'warn') && <span class="level">{level} </span>}
        </>
      )}
      <span class="text">{pattern ? marked(text, pattern) : text}</span>
    </div>
  );
}

/** What was searched for stands out. */
function marked(text: string, pattern: RegExp) {
  const found = pattern.exec(text);
  if (!found || found[0] === '') return text;
  const end = found.index + found[0].length;
  return (
    <>
      {text.slice(0, found.index)}
      <mark>{found[0]}</mark>
      {text.slice(end)}
    </>
  );
}

const timeOf = (at: number): string => {
  const time = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`;
};

/** One line, all of it. */
function Whole({ row, onClose }: { readonly row: LogRow; readonly onClose: () => void }) {
  const [said, setSaid] = useState('');
  const copy = (text: string, what: string): void => {
    void navigator.clipboard.writeText(text).then(
      () => {
        setSaid(`Copied ${what}.`);
      },
      () => {
        setSaid('The browser does not let it be copied.');
      },
    );
  };
  return (
    <section class="whole" aria-label="The line that is chosen">
      <p>
        {row.service} {timeOf(row.at)} {row.level}{' '}
        <button
          type="button"
          onClick={() => {
            copy(row.text, 'the line');
          }}
        >
          Copy line
        </button>{' '}
        <button
          type="button"
          onClick={() => {
            copy(`${location.origin}/${hashMark}${row.id}`, 'the link');
          }}
        >
          Copy link
        </button>{' '}
        <button type="button" onClick={onClose}>
          Close
        </button>{' '}
        <span role="status">{said}</span>
      </p>
      <pre tabIndex={0} role="region" aria-label="Its text">
        {row.text}
      </pre>
    </section>
  );
}
