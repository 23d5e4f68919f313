import type { ReactNode } from 'react';
import type { DifferencesView, SideMoment } from '../../../engine/protocol/differences.ts';
import { commandOf } from '../../../store/commands.ts';
import { useApp, useAppStore } from '../../../store/use-app.ts';
import type { MomentText } from '../../../trace/difference-views.ts';
import { Button, count, packetTime } from '../../ui/index.ts';
import styles from './differences.module.css';
import { betweenText, momentName, SIDE_NAMES } from './words.ts';

/** Ways to a moment A: the cursor itself, and moments before it. */
export function SetA({ first = false }: { first?: boolean }) {
  const store = useAppStore();
  const since = useApp((state) => state.compareSince);
  const withSide = useApp((state) => state.compareWithSide);
  const sides = useApp((state) => state.sides?.sides);
  const shown = useApp((state) => state.sides?.shown);
  const others = sides?.filter(({ name }) => name !== shown) ?? [];
  return (
    <>
      <Button
        keys="a"
        look={first ? 'primary' : 'default'}
        onClick={() => commandOf('mark-moment').run(store.getState())}
      >
        Mark the cursor as A
      </Button>
      <span className={styles.since}>
        <span className="label">or since</span>
        <Button look="quiet" onClick={() => void since('packet')}>
          the previous packet
        </Button>
        <Button look="quiet" onClick={() => void since('made')}>
          this entry was made
        </Button>
        <Button look="quiet" onClick={() => void since('start')}>
          the start
        </Button>
        {others.map(({ name }) => (
          <Button key={name} look="quiet" onClick={() => void withSide(name)}>
            on the {SIDE_NAMES[name]} at this time
          </Button>
        ))}
      </span>
    </>
  );
}

/** A, B, and what happened from one to the other. */
export function Moments({ view }: { view: DifferencesView }) {
  const held = useApp((state) => state.heldB !== null);
  const holdB = useApp((state) => state.holdB);
  const swap = useApp((state) => state.swapMoments);
  return (
    <section className={styles.top} aria-label="The two moments">
      <One name="A" moment={view.a} at={view.query.a}>
        <SetA />
      </One>
      <One name="B" moment={view.b} at={view.query.b} follows={!held}>
        <Button onClick={() => holdB(!held)}>{held ? 'Follow the cursor' : 'Hold B here'}</Button>
        <Button keys="=" onClick={() => void swap()}>
          Swap A and B
        </Button>
      </One>
      <Between view={view} />
    </section>
  );
}

interface OneProps {
  name: 'A' | 'B';
  moment: MomentText;
  at: SideMoment;
  follows?: boolean;
  children: ReactNode;
}

function One({ name, moment, at, follows = false, children }: OneProps) {
  const several = useApp((state) => (state.sides?.sides.length ?? 0) > 1);
  return (
    <div className={`${styles.moment} ${follows ? styles.cursor : ''}`}>
      <h2>
        <b>{name}</b> {momentName(moment)}
        <span className={styles.time}>
          {packetTime(moment.time)} s{name === 'A' ? '' : follows ? ', the cursor' : ', held'}
        </span>
      </h2>
      <p>
        {moment.what}
        {several ? `${moment.what ? ', ' : ''}${SIDE_NAMES[at.side]}` : ''}
      </p>
      <div className={styles.buttons}>{children}</div>
    </div>
  );
}

/** Kinds of happenings that are named before the rest is counted. */
const NAMED = 7;

function Between({ view: { between, across } }: { view: DifferencesView }) {
  const goBetween = useApp((state) => state.goBetween);
  if (!between)
    return (
      <div className={styles.moment}>
        <h2>{across ? 'Two sides' : ''}</h2>
        <p>
          Objects are told by protocol and ends, since each side numbers its own. A red sign is where they do
          not agree.
        </p>
      </div>
    );
  const named = between.happenings.slice(0, NAMED);
  const rest = between.happenings.length + between.omitted - named.length;
  return (
    <div className={styles.moment}>
      <h2>
        {between.backwards ? 'From B to A' : 'From A to B'}
        {between.backwards ? <span className={styles.time}>B is the earlier one</span> : null}
      </h2>
      <p>{betweenText(between)}</p>
      <ul className={styles.happenings} aria-label="What happened between">
        {named.map((happening) => (
          <li key={`${happening.kind} ${happening.what}`}>
            <button
              type="button"
              className={`plain-link ${happening.trouble ? styles.trouble : ''} ${happening.template ? styles.tpl : ''}`}
              aria-label={`${happening.what}, ${happening.count} times: go to the first`}
              onClick={() => void goBetween(happening.first)}
            >
              {happening.what}
            </button>{' '}
            {happening.count > 1 ? <span className="label">{count(happening.count)}</span> : null}
          </li>
        ))}
        {rest > 0 ? <li className="label">{count(rest)} more kinds</li> : null}
      </ul>
    </div>
  );
}
