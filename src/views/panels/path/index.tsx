import { useApp } from '../../../store/use-app.ts';
import { CallTree } from '../../charts/call-tree/call-tree.tsx';
import { Button, count, Empty, OnItsWay, PanelFrame, Phrases } from '../../ui/index.ts';
import styles from './path.module.css';
import { WhyNot } from './why-not.tsx';

/** Why the event ended as it did, and the kernel's way there. */
export function PathPanel() {
  const moment = useApp((state) => state.moment);
  const go = useApp((state) => state.go);
  return (
    <PanelFrame id="path" labelledBy="path-title" menu="corner">
      <h2 id="path-title" className="visually-hidden">
        Path
      </h2>
      {moment && moment.why.length > 0 ? (
        <div className={styles.why}>
          <p>
            <Phrases phrases={moment.why} onGo={go} />
          </p>
          <WhyNot event={moment.cursor.event} />
        </div>
      ) : null}
      <Origin />
      <div className={styles.tree}>
        {moment && moment.steps.length > 0 ? (
          <CallTree steps={moment.steps} cursor={moment.cursor} />
        ) : moment?.sketch ? (
          <OnItsWay what="Its steps" />
        ) : (
          <NoSteps before={moment?.cursor.event === -1} />
        )}
      </div>
    </PanelFrame>
  );
}

/** The packet's own file, where several captures were opened together. */
function Origin() {
  const origin = useApp((state) => state.moment?.row?.origin ?? null);
  if (!origin) return null;
  return (
    <p className={styles.origin}>
      packet {count(origin.number)} of <code>{origin.file}</code>
    </p>
  );
}

function NoSteps({ before }: { before: boolean }) {
  const move = useApp((state) => state.move);
  const shown = useApp((state) => state.moment !== null);
  const services = useApp((state) => state.moment?.services.length ?? 0);
  const events = useApp((state) => state.overview?.events ?? 0);
  const setOverlay = useApp((state) => state.setOverlay);
  if (!shown) return null;
  if (!before && services === 0)
    return (
      <Empty
        headline="No virtual service at this moment"
        action={
          <Button keys="o" onClick={() => setOverlay('open')}>
            Add the rules
          </Button>
        }
      >
        <p>
          Without a service IPVS does not hook into netfilter, so no packet reaches it. Drop the output of{' '}
          <code>ipvsadm -Sn</code> on the window, or paste it.
        </p>
      </Empty>
    );
  if (!before)
    return (
      <Empty headline="No function of IPVS ran">
        <p>This event did not enter IPVS, so there is no path to show.</p>
      </Empty>
    );
  if (events === 0)
    return (
      <Empty
        headline="Nothing happens in this case"
        action={
          <Button keys="o" onClick={() => setOverlay('open')}>
            Add a capture
          </Button>
        }
      >
        <p>The kernel is set up with these rules, but there is no packet to follow.</p>
      </Empty>
    );
  return (
    <Empty
      headline="Before the first event"
      action={
        <Button keys="p" onClick={() => move('next-packet')}>
          Go to the first packet
        </Button>
      }
    >
      <p>The kernel is set up and no packet has arrived.</p>
    </Empty>
  );
}
