import { useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { HashView } from '../../../trace/views.ts';
import { Badge, bucketName, Empty, Section } from '../../ui/index.ts';
import { Chain } from './chain.tsx';
import { HashRows } from './hash-rows.tsx';
import { Lengths } from './lengths.tsx';
import { LookupField } from './lookup-field.tsx';
import styles from './table.module.css';

/** How one bucket is found, what hangs in it, and how long chains are in the whole table. */
export function ChainSide() {
  const moment = useApp((state) => state.moment);
  const seedKnown = useApp((state) => state.info?.seedFrom !== 'assumed');
  const [looked, setLooked] = useState<HashView | null>(null);
  if (!moment?.parts.includes('table')) return null;
  const { chain, table } = moment;
  const hash = looked && looked.bucket === chain?.bucket ? looked : (chain?.hash ?? null);
  return (
    <section className={styles.side} data-panel-id="chain" aria-label="Lookup and chain">
      <LookupField onLooked={setLooked} />
      {chain ? (
        <>
          <Section
            title="Bucket"
            facts={
              hash ? (
                looked && looked.bucket === chain.bucket ? (
                  'of what was looked up, words as the kernel holds them'
                ) : (
                  'of the first node, words as the kernel holds them'
                )
              ) : (
                <>
                  <code className={styles.loud}>{bucketName(chain.bucket, table.size)}</code>{' '}
                  {chain.bucket === table.lookup ? 'of this event, empty now' : 'chosen by hand'}
                </>
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
          <Section
            title="Chain"
            facts={
              <span>
                <code>c_list</code> of bucket <code>{bucketName(chain.bucket, table.size)}</code>
                {chain.walkedBy ? (
                  <>
                    , walked by <code>{chain.walkedBy}</code>
                  </>
                ) : null}
              </span>
            }
            actions={
              chain.outcome ? (
                <Badge tone={chain.outcome.startsWith('hit') ? 'now' : 'plain'}>{chain.outcome}</Badge>
              ) : null
            }
          >
            <Chain chain={chain} size={table.size} />
          </Section>
        </>
      ) : (
        <Empty headline="No bucket is looked up here">
          This event walks no chain. Choose a bucket in the map, or look one up above.
        </Empty>
      )}
      <Lengths table={table} />
    </section>
  );
}
