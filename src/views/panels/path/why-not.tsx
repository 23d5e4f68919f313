import { useApp } from '../../../store/use-app.ts';
import { Button, Phrases } from '../../ui/index.ts';
import styles from './why-not.module.css';

/** What did not happen at this event, asked and answered: other servers, templates, services. */
export function WhyNot({ event }: { event: number }) {
  const open = useApp((state) => state.whyNotOpen);
  const toggle = useApp((state) => state.toggleWhyNot);
  const asked = useApp((state) => state.whyNot);
  const go = useApp((state) => state.go);
  const known = asked?.event === event ? asked.answers : null;
  return (
    <div className={styles.whyNot}>
      <Button look="quiet" keys="q" aria-expanded={open} onClick={toggle}>
        Why not otherwise?
      </Button>
      {open && known ? (
        <section aria-label="Why not">
          <dl className={styles.answers}>
            {known.map(({ question, answer }) => (
              <div key={question}>
                <dt>{question}</dt>
                <dd>
                  <Phrases phrases={answer} onGo={go} />
                </dd>
              </div>
            ))}
          </dl>
          {known.length === 0 ? (
            <p className={styles.nothing}>There is nothing more to ask of this event.</p>
          ) : null}
        </section>
      ) : null}
    </div>
  );
}
