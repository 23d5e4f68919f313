import { useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { HashView, TableView } from '../../../trace/table-views.ts';
import type { ChainView } from '../../../trace/views.ts';
import { Badge, bucketName, Empty, OnItsWay, Section } from '../../ui/index.ts';
import { Chain } from './chain.tsx';
import { HashRows } from './hash-rows.tsx';
import { Lengths } from './lengths.tsx';
import { LookupField } from './lookup-field.tsx';
import styles from './table.module.css';
import { Walks } from './walks.tsx';

/** How one bucket is found, what hangs in it, and how long chains are in the whole table. */
export function ChainSide() {
  const moment = useApp((state) => state.moment);
  const [looked, setLooked] = useState<HashView | null>(null);
  if (!moment?.parts.includes('table')) return null;
  const { chain, table } = moment;
  return (
    <section className={styles.side} data-panel-id="chain" aria-label="Lookup and chain">
      <LookupField onLooked={setLooked} />
      {chain ? (
        <>
          <Bucket chain={chain} table={table} looked={looked} />
          <Section
            title="Chain"
            facts={<ChainFacts chain={chain} size={table.size} />}
            actions={
              chain.outcome ? (
                <Badge tone={chain.outcome.startsWith('hit') ? 'now' : 'plain'}>{chain.outcome}</Badge>
              ) : null
            }
          >
            <Walks table={table} chain={chain} />
            <Chain chain={chain} size={table.size} />
          </Section>
        </>
      ) : (
        <>
          <Walks table={table} chain={null} />
          {moment.sketch ? (
            <OnItsWay what="The chain, and how it was walked," />
          ) : (
            <Empty headline="No bucket is looked up here">
              This event walks no chain. Choose a bucket in the map, or look one up above.
            </Empty>
          )}
        </>
      )}
      <Lengths table={table} />
    </section>
  );
}

function ChainFacts({ chain, size }: { chain: ChainView; size: number }) {
  return (
    <span>
      <code>c_list</code> of bucket <code>{bucketName(chain.bucket, size)}</code>
      {chain.walkedBy ? (
        <>
          , walked by <code>{chain.walkedBy}</code>
        </>
      ) : null}
    </span>
  );
}

interface BucketProps {
  chain: ChainView;
  table: TableView;
  /** What a reader has looked up last. */
  looked: HashView | null;
}

function Bucket({ chain, table, looked }: BucketProps) {
  const seedKnown = useApp((state) => state.info?.seedFrom !== 'assumed');
  const isLooked = looked !== null && looked.bucket === chain.bucket;
  const hash = isLooked ? looked : chain.hash;
  const whose = isLooked
    ? 'looked up'
    : chain.hashOf === 'lookup'
      ? 'sought by this event'
      : 'the first node';
  return (
    <Section
      title="Bucket"
      facts={
        hash ? (
          <span>
            of <code>{hash.of}</code>, {whose}
            {chain.bucket === table.lookup || isLooked ? null : (
              <>
                ; <code>{bucketName(chain.bucket, table.size)}</code> chosen by hand
              </>
            )}
          </span>
        ) : (
          <span>
            <code className={styles.loud}>{bucketName(chain.bucket, table.size)}</code>{' '}
            {chain.bucket === table.lookup ? 'of this event, empty now' : 'chosen by hand'}
          </span>
        )
      }
    >
      <HashRows hash={hash} isNow={chain.bucket === table.lookup} />
      {seedKnown ? null : (
        <p className={styles.note}>
          The seed of this kernel is not known, 0 is taken: the bucket is not the kernel's own.
        </p>
      )}
    </Section>
  );
}
