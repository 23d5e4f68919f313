import { type ReactNode, useId } from 'react';
import type { CutChoice, CutFigure, CutView } from '../../engine/protocol/cut.ts';
import { useApp } from '../../store/use-app.ts';
import { Button, count, counted, Dialog } from '../../views/ui/index.ts';
import styles from '../reading.module.css';
import own from './cut-capture.module.css';
import { CutTime } from './cut-time.tsx';

const MB = 1e6;

function megabytes(bytes: number): string {
  return `${count(Math.max(1, Math.round(bytes / MB)))} MB`;
}

/** What of a capture is played: asked when the whole needs too much, or because the reader wants less. */
export function CutCapture() {
  const view = useApp((state) => state.cutView);
  const leave = useApp((state) => state.leaveCut);
  return (
    <Dialog title="Cut the capture" look="wide" onClose={leave}>
      {view ? <Parts view={view} /> : <p className={own.wait}>Looking through the capture.</p>}
    </Dialog>
  );
}

function Parts({ view }: { view: CutView }) {
  const cut = useApp((state) => state.cut);
  const figure = useApp((state) => state.cutFigure);
  const open = useApp((state) => state.openCut);
  const leave = useApp((state) => state.leaveCut);
  const isCut = cut.from !== null || cut.until !== null || cut.clients !== '' || cut.services !== '';
  return (
    <>
      <section className={styles.section}>
        <Lead view={view} />
      </section>
      <section className={styles.section}>
        <CutTime view={view} />
      </section>
      <section className={styles.section}>
        <Ends field="clients" title="Clients" example="172.16.0.1, 10.1.0.0/16" choices={view.clients}>
          With all their packets on both sides of the director, and ICMP errors about these.
        </Ends>
        <Ends field="services" title="Services" example="TCP 10.0.0.100:80, FWM 1" choices={view.services}>
          Everything to and from them, that of their masqueraded real servers included.
        </Ends>
      </section>
      <section className={styles.section}>
        <div role="status">
          <Kept view={view} figure={figure} />
        </div>
        <div className={styles.buttons}>
          <Button
            look="primary"
            disabled={!isCut || !figure || figure.problem !== null || figure.packets === 0}
            onClick={() => void open(cut)}
          >
            Open the cut
          </Button>
          {view.asked || view.cut ? (
            <Button onClick={() => void open(null)}>
              {view.asked ? 'Open all the same' : 'Open the whole capture'}
            </Button>
          ) : null}
          <Button onClick={leave}>Cancel</Button>
          <MemoryLimit />
        </div>
      </section>
    </>
  );
}

function Lead({ view }: { view: CutView }) {
  const { title, whole, asked, budget } = view;
  const amount = `${counted(whole.packets, 'packet')}, ${counted(whole.entries, 'connection')}`;
  return asked ? (
    <p>
      <b>
        This capture needs about {megabytes(whole.bytes)}; more than {megabytes(budget)} may be too much for a
        window of a browser.
      </b>{' '}
      {title}: {amount}. Nothing has been played yet. Open a part of it, or all of it all the same.
    </p>
  ) : (
    <p>
      {title}: {amount}, about {megabytes(whole.bytes)} when all of it is played. The rest of the case (rules,
      log, stops) stays as it is, and the whole can be opened again.
    </p>
  );
}

interface EndsProps {
  field: 'clients' | 'services';
  title: string;
  example: string;
  choices: readonly CutChoice[];
  children: ReactNode;
}

function listed(text: string): string[] {
  return text.split(/\s*,\s*/).filter((part) => part !== '');
}

/** A field with addresses, and the busiest ones to choose from. */
function Ends({ field, title, example, choices, children }: EndsProps) {
  const id = useId();
  const text = useApp((state) => state.cut[field]);
  const setCut = useApp((state) => state.setCut);
  const chosen = listed(text.trim());
  const toggle = (end: string) => {
    const rest = chosen.filter((other) => other !== end);
    void setCut({ [field]: (rest.length < chosen.length ? rest : [...chosen, end]).join(', ') });
  };
  return (
    <div className={own.ends}>
      <label htmlFor={id}>{title}</label>
      <input
        id={id}
        className={own.field}
        value={text}
        placeholder={`all, or ${example}`}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => void setCut({ [field]: event.target.value })}
      />
      <p className={styles.hint}>{children}</p>
      <ul className={own.choices} aria-label={`Busiest ${title.toLowerCase()}`}>
        {choices.map(({ text: end, packets, bytes }) => (
          <li key={end}>
            <button
              type="button"
              className={own.choice}
              aria-pressed={chosen.includes(end)}
              onClick={() => toggle(end)}
            >
              <code>{end}</code>
              <span>{counted(packets, 'packet')}</span>
              <span>about {megabytes(bytes)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Kept({ view, figure }: { view: CutView; figure: CutFigure | null }) {
  if (!figure) return <p>Counting what it keeps.</p>;
  if (figure.problem) return <p className={own.bad}>{figure.problem}</p>;
  const { packets, entries, bytes } = figure;
  if (packets === 0) return <p className={own.bad}>No packet is of these: nothing would be left.</p>;
  return (
    <p>
      <b>
        {count(packets)} of {counted(view.whole.packets, 'packet')}
      </b>
      , {counted(entries, 'connection')}, about {megabytes(bytes)}
      {bytes > view.budget ? `: still more than ${megabytes(view.budget)}` : ''}.
    </p>
  );
}

/** From which need on it is asked. */
function MemoryLimit() {
  const id = useId();
  const limit = useApp((state) => state.memoryLimit);
  const setLimit = useApp((state) => state.setMemoryLimit);
  return (
    <span className={own.limit}>
      <label htmlFor={id}>Ask before opening more than</label>
      <input
        id={id}
        type="number"
        min={10}
        step={100}
        className={own.number}
        defaultValue={limit}
        onChange={(event) => setLimit(event.target.valueAsNumber)}
      />
      MB
    </span>
  );
}
