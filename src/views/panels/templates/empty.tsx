import { useApp } from '../../../store/use-app.ts';
import { Button, Empty } from '../../ui/index.ts';
import styles from './templates.module.css';

/** Says why there is no template at this moment, and the way to the first. */
export function NoTemplates() {
  const moment = useApp((state) => state.moment);
  const first = useApp((state) => firstTemplate(state.overview?.lanes ?? []));
  const goTime = useApp((state) => state.goTime);
  const setView = useApp((state) => state.setView);
  if (!moment) return null;
  const service = moment.services.find((one) => one.persistent !== null);
  const where =
    moment.cursor.event < 0
      ? 'The cursor stands before packet 1.'
      : `The cursor stands at ${moment.time.toFixed(3)} s.`;
  const isLater = first !== null && first > moment.time;
  if (!service && first === null)
    return (
      <Empty
        headline="No templates here"
        action={<Button onClick={() => setView('services')}>Show the services</Button>}
        figure={<Figure />}
      >
        No service of this case is persistent (<code>ipvsadm -p</code>), so every connection is scheduled on
        its own and no template is made.
      </Empty>
    );
  return (
    <Empty
      headline={first !== null && !isLater ? 'No templates at this moment' : 'No templates yet'}
      action={
        first === null ? null : (
          <Button onClick={() => void goTime(first)}>Go to where the first is made</Button>
        )
      }
      figure={<Figure />}
    >
      {service ? (
        <>
          The service <code>{service.title.split(/\s+/)[1]}</code> is persistent, so{' '}
          {isLater ? 'the first connection will make one.' : 'a connection makes one.'}{' '}
        </>
      ) : (
        'No service is persistent at this moment. '
      )}
      {where}
      {first !== null && !isLater ? ' All that were made have been released.' : ''}
    </Empty>
  );
}

function firstTemplate(
  lanes: readonly { template: boolean; spans: readonly { from: number }[] }[],
): number | null {
  let first: number | null = null;
  for (const lane of lanes)
    if (lane.template && lane.spans[0] && (first === null || lane.spans[0].from < first))
      first = lane.spans[0].from;
  return first;
}

function Figure() {
  return (
    <div className={styles.figure} aria-hidden="true">
      <span>template, port 0</span>
      <span>entries it controls</span>
    </div>
  );
}
