/** The page of a running stack. */
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageService, ServiceAction } from '../page-state.ts';
import { DoctorPanel } from './doctor-panel.tsx';
import { useNow, useSubject } from './hooks.ts';
import { LogPanel } from './log-panel.tsx';
import { PageHeader, SignInLinks } from './page-header.tsx';
import { PageModel } from './page-model.ts';
import { sendAction } from './send-action.ts';
import { ServicesTable } from './services-table.tsx';
import { overall } from './standing.ts';
import { SaidPanel } from './said-panel.tsx';
import { StartTimeline } from './start-timeline.tsx';
import { WorkspacePanel } from './workspace-panel.tsx';

function Page({ model }: { readonly model: PageModel }) {
  useSubject(model);
  const now = useNow();
  const { state, connection, logs } = model;
  const { services = [], timeline = [], links = [], said = [], doctor, workspace } = state;
  const [trouble, setTrouble] = useState('');
  const isLive = connection === 'live';
  const ask = async (path: string): Promise<void> => {
    setTrouble((await sendAction(path)) ?? '');
  };
  const { text } = overall(services);
  useEffect(() => {
    document.title = `${text} · metaton`;
  }, [text]);
  return (
    <>
      <a class="skip" href="#services">
        Skip to the services
      </a>
      <PageHeader state={state} connection={connection} now={now} />
      <main>
        <News services={services} />
        <p role="alert" class="bad">
          {trouble}
        </p>
        <SignInLinks links={links} now={now} />
        <ServicesTable
          services={services}
          now={now}
          isLive={isLive}
          onAction={(action: ServiceAction, service: string) =>
            void ask(`/api/services/${encodeURIComponent(service)}/${action}`)
          }
        />
        <LogPanel logs={logs} services={services.map(({ service }) => service)} />
        <SaidPanel said={said} />
        {doctor && (
          <DoctorPanel
            doctor={doctor}
            isLive={isLive}
            onExamine={() => void ask('/api/doctor')}
            onMend={(id) => void ask(`/api/doctor/${encodeURIComponent(id)}/mend`)}
          />
        )}
        <StartTimeline steps={timeline} now={now} />
        {workspace && <WorkspacePanel workspace={workspace} />}
      </main>
    </>
  );
}

/** Worth interrupting somebody who listens. */
const toldPhases = ['ready', 'crashed', 'unready', 'stopped'];

/** Tells those who listen to the page what changes; not what is so when it is opened. */
function News({ services }: { readonly services: readonly PageService[] }) {
  const before = useRef(new Map<string, string>());
  const [news, setNews] = useState('');
  useEffect(() => {
    const fresh = services.filter(({ service, life }) => {
      const known = before.current.get(service);
      return known !== undefined && known !== life.phase && toldPhases.includes(life.phase);
    });
    before.current = new Map(services.map(({ service, life }) => [service, life.phase]));
    if (fresh.length > 0) setNews(fresh.map(({ service, life }) => `${service} is ${life.phase}`).join(', '));
  }, [services]);
  return (
    <p role="status" class="unseen">
      {news}
    </p>
  );
}

const root = document.getElementById('page');
if (root) {
  const model = new PageModel();
  root.replaceChildren();
  render(<Page model={model} />, root);
  model.connect();
}
