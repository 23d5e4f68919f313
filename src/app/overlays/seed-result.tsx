import type { FoundSeed, SeedAnswer, SeedPlan } from '../../engine/protocol/seed.ts';
import { useApp } from '../../store/use-app.ts';
import { Button, count, counted } from '../../views/ui/index.ts';
import styles from '../reading.module.css';
import { duration, hex, xorText } from './seed-text.ts';

/** More seeds than these are counted, not shown. */
const SHOWN = 5;

interface SeedResultProps {
  answer: SeedAnswer;
  plan: SeedPlan | null;
  profile: string;
}

/** The seed, how sure it is, and the way to use it; or why there is none. */
export function SeedResult({ answer, plan, profile }: SeedResultProps) {
  const { found, more, stopped } = answer;
  const effort = `${count(answer.tried)} seeds tried in ${duration(answer.seconds)}.`;
  if (found.length === 0)
    return stopped ? (
      <section className={styles.section} role="status">
        <h3>Stopped</h3>
        <p>{effort} None of them explains the order.</p>
      </section>
    ) : (
      <NoSeed effort={effort} profile={profile} sizes={plan?.jobs.length ?? 1} />
    );
  const many = `${more ? 'More than ' : ''}${counted(found.length, 'seed')} explain the order`;
  const explaining = found.length === 1 ? 'One seed explains the order' : many;
  const headline = answer.certain ? 'Found' : `${explaining}${stopped ? ' so far' : ''}`;
  return (
    <section className={styles.section} role="status">
      <h3>{headline}</h3>
      {found.slice(0, SHOWN).map((fit) => (
        <Fit
          key={`${fit.bits} ${fit.seed}`}
          fit={fit}
          profile={profile}
          only={found.length === 1 && !stopped}
        />
      ))}
      <p className={styles.after}>
        {found.length > 1
          ? 'Only one of them is the kernel\u2019s: a listing with more entries tells which. '
          : ''}
        {stopped ? 'The search was stopped before all seeds were tried. ' : ''}
        {effort}
      </p>
    </section>
  );
}

function Fit({ fit, profile, only }: { fit: FoundSeed; profile: string; only: boolean }) {
  const take = useApp((state) => state.takeSeed);
  const { refutedBy } = fit;
  return (
    <>
      <dl className={styles.facts}>
        <dt>Seed</dt>
        <dd>
          <code>{hex(fit.seed, 8)}</code>
        </dd>
        <dt>Namespace's part</dt>
        <dd>{xorText(fit, profile)}</dd>
        <dt>Confirmed by</dt>
        <dd>
          {count(fit.inOrder)} of {counted(fit.of, 'entry', 'entries')} in order, {count(2 ** fit.bits)}{' '}
          buckets
          {refutedBy
            ? `. Entries ${count(refutedBy.first + 1)} and ${count(refutedBy.second + 1)} are the first that are not: entries come and go while a listing is read.`
            : ''}
        </dd>
      </dl>
      <div className={styles.buttons}>
        <Button look={only ? 'primary' : 'default'} onClick={() => void take(fit)}>
          Use this seed
        </Button>
        <span className={styles.hint}>the case is opened once more, with these buckets</span>
      </div>
    </>
  );
}

function NoSeed({ effort, profile, sizes }: { effort: string; profile: string; sizes: number }) {
  return (
    <section className={styles.section} role="status">
      <h3>No seed of jhash explains this order</h3>
      <p>{effort} One of these is the reason:</p>
      <ul className={styles.assumed}>
        <li>
          The kernel is another one than {profile}. Newer kernels hash with siphash, whose key is too large to
          be found.
        </li>
        {sizes === 1 ? (
          <li>The table has another number of buckets: choose it above, or try all sizes.</li>
        ) : null}
        <li>The listing was sorted, or put together from several.</li>
      </ul>
    </section>
  );
}
