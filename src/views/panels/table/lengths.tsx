import { useApp } from '../../../store/use-app.ts';
import type { TableView } from '../../../trace/table-views.ts';
import { count, Section, tip } from '../../ui/index.ts';
import { type Fairness, fairnessOf, figuresOf, statusLines } from './figures.ts';
import { lengthRows } from './poisson.ts';
import styles from './table.module.css';

/** How many buckets have chains of which length beside what a random hash would give, and what follows from it. */
export function Lengths({ table }: { table: TableView }) {
  const { lengths, size, entries } = table;
  const figures = figuresOf(lengths, size, entries);
  return (
    <Section title="Chain lengths" facts={`load ${figures.load.toFixed(3)}, longest ${figures.longest}`}>
      <Distribution table={table} />
      <Verdict fairness={fairnessOf(lengths, size, entries)} />
      <Comparisons figures={figures} />
      <Status table={table} />
    </Section>
  );
}

const oneDigit = (value: number): string =>
  value.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A bar for each length, and the tick where a random hash would put it. */
function Distribution({ table }: { table: TableView }) {
  const rows = lengthRows(table.lengths, table.size, table.entries);
  const most = Math.max(1, ...rows.map((row) => Math.max(row.buckets, row.expected)));
  return (
    <table className={styles.lengths}>
      <thead>
        <tr>
          <th scope="col">Length</th>
          <td />
          <th scope="col">buckets</th>
          <th scope="col">
            <span {...tip('What a random hash would give: Poisson with mean entries / buckets.')}>
              <i className={styles.tickKey} /> expected (Poisson)
            </span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.label}>
            <th scope="row">{row.label}</th>
            <td>
              <div className={styles.track}>
                <i className={styles.bar} style={{ width: `${(row.buckets / most) * 100}%` }} />
                <i className={styles.tick} style={{ left: `${(row.expected / most) * 100}%` }} />
              </div>
            </td>
            <td>{count(row.buckets)}</td>
            <td>{oneDigit(row.expected)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const VERDICTS: Readonly<Record<Fairness['verdict'], readonly [says: string, why: string]>> = {
  few: ['Too few entries to judge the hash.', ''],
  fair: ['The hash is fair here.', ''],
  doubtful: ['A little off, as one random table in twenty is.', ''],
  uneven: ['The hash is not fair here.', ' Chains are longer than chance makes them.'],
  'too even': [
    'More even than chance.',
    ' Clients with consecutive ports or a hash that only counts would do that.',
  ],
};

function Verdict({ fairness }: { fairness: Fairness }) {
  const { verdict, pairs, chiSquare, freedom } = fairness;
  const [says, why] = VERDICTS[verdict];
  const digits = pairs.expected < 100 ? 1 : 0;
  const numbers = `${count(pairs.here)} pairs of entries share a bucket; a random hash gives ${pairs.expected.toFixed(digits)}, give or take ${pairs.deviation.toFixed(digits)}.`;
  return (
    <p className={styles.verdict} data-verdict={verdict}>
      <b>{says}</b>
      {why} {fairness.entries > 1 ? numbers : null}
      {verdict === 'few' ? null : (
        <span
          {...tip(
            'Sum of (length - load)^2 / load over all buckets. A random hash gives about the degrees of freedom.',
          )}
        >
          {' '}
          Chi-square {count(Math.round(chiSquare))}, {count(freedom)} degrees of freedom.
        </span>
      )}
    </p>
  );
}

function Comparisons({ figures }: { figures: ReturnType<typeof figuresOf> }) {
  if (figures.entries === 0) return null;
  return (
    <dl className={styles.figures}>
      <div {...tip('Nodes compared until an entry is found, the average over all entries.')}>
        <dt>Comparisons of a hit</dt>
        <dd>
          {figures.hit.here.toFixed(3)} <span>expected {figures.hit.expected.toFixed(3)}</span>
        </dd>
      </div>
      <div
        {...tip(
          'Nodes compared when there is no such entry, the average over all buckets: the load, whatever the hash.',
        )}
      >
        <dt>Comparisons of a miss</dt>
        <dd>
          {figures.miss.toFixed(3)} <span>expected {figures.miss.toFixed(3)}</span>
        </dd>
      </div>
    </dl>
  );
}

/** The figures of newer kernels' /proc/net/ip_vs_status, for kernels that have no such file. */
function Status({ table }: { table: TableView }) {
  const profile = useApp((state) => state.info?.profile ?? '');
  const lines = statusLines(table.lengths, table.size, table.entries);
  return (
    <>
      <p className={styles.note}>
        As newer kernels print it in <code>/proc/net/ip_vs_status</code>; {profile || 'this kernel'} has no
        such file, so it is computed here. Its table never grows.
      </p>
      <pre className={styles.status} data-ip-vs-status>
        {lines.map(([name, value]) => `${name}:\t${value}\n`).join('')}
      </pre>
    </>
  );
}
