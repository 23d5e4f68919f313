import type { ReactNode } from 'react';
import { useApp } from '../../store/use-app.ts';
import type { CaseInfo } from '../../trace/views.ts';
import { count, counted, Dialog } from '../../views/ui/index.ts';
import { FileList } from '../file-list.tsx';
import styles from '../reading.module.css';
import { CaseText } from './case-text.tsx';
import { KernelLogPart } from './kernel-log.tsx';

/** What was assumed, what was read, what became of the packets; the case as text. */
export function AboutCase({ onClose }: { onClose: () => void }) {
  const info = useApp((state) => state.info);
  if (!info) return null;
  return (
    <Dialog title={info.title} onClose={onClose}>
      {info.about ? (
        <section className={styles.section}>
          <p>{info.about}</p>
        </section>
      ) : null}
      <Part title="Assumed">
        {info.assumptions.length > 0 ? (
          <ul className={styles.assumed}>
            {info.assumptions.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        ) : (
          <p>Nothing: clock, seed, hooks and rules are all given.</p>
        )}
      </Part>
      {info.files.length > 0 ? (
        <Part title="Files">
          <FileList files={info.files} notes />
        </Part>
      ) : null}
      <KernelLogPart />
      <Part title="Packets">
        <Packets info={info} />
      </Part>
      <Part title="Kernel">
        <dl className={styles.facts}>
          <dt>Profile</dt>
          <dd>
            <code>{info.profile}</code>, HZ {info.hz}
            {info.observed ? '' : `, debug level ${info.debugLevel}`}
          </dd>
          <dt>Connection table</dt>
          <dd>
            {count(info.buckets)} buckets, seed <code>{info.seed}</code>
            {info.seedFrom === 'found' ? `, found from a listing: ${info.seedFit}` : ''}
            {info.seedFrom === 'assumed' ? ', assumed' : ''}
          </dd>
        </dl>
      </Part>
      <SetStops />
      <section className={styles.section}>
        <CaseText />
      </section>
    </Dialog>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** What the reader has set, which the text of the case keeps. */
function SetStops() {
  const breaks = useApp((state) => state.breakpoints.length);
  const watches = useApp((state) => state.watches.length);
  const bookmarks = useApp((state) => state.bookmarks.length);
  if (breaks + watches + bookmarks === 0) return null;
  return (
    <Part title="Stops">
      <p>
        {counted(breaks, 'breakpoint')}, {counted(watches, 'watch', 'watches')},{' '}
        {counted(bookmarks, 'bookmark')}: saved with the case.
      </p>
    </Part>
  );
}

function Packets({ info }: { info: CaseInfo }) {
  const isCapture =
    !info.observed &&
    (info.consequences + info.ignored > 0 || info.files.some(({ what }) => /capture/.test(what)));
  return (
    <dl className={styles.facts}>
      <dt>{counted(info.packets, 'input')}</dt>
      <dd>
        {info.observed
          ? 'Packets that the log tells of, as far as it does: lengths, payloads and most TCP flags are not in it; flags that are worked out stand in parentheses.'
          : 'Packets that reached the director. The model runs over these, and the list shows them.'}
      </dd>
      {isCapture ? (
        <>
          <dt>{counted(info.consequences, 'consequence')}</dt>
          <dd>
            Copies that the director sent on, and answers of its own. They are not run again; they show which
            real server the recorded kernel chose.
          </dd>
          <dt>{count(info.ignored)} ignored</dt>
          <dd>Packets that IPVS never sees: ARP, other protocols, traffic that is not the director's.</dd>
        </>
      ) : null}
    </dl>
  );
}
