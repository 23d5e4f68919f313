import { ABOUTS } from '../../analysis/findings/about/index.ts';
import styles from './overlays.module.css';

/** Every detector: what it reports, by which mechanism, what helps, and the report that motivated it. */
export function FindingsHelp() {
  return (
    <section className={styles.explained} id="help-findings" tabIndex={-1}>
      <h3>Findings</h3>
      <p>
        When a case is played, detectors look over its packets, entries and rules. A filled triangle is a
        finding that loses traffic or sessions in this case, an outlined one will when ordinary things happen,
        a circle is good to know. What was looked for and is not there is listed below the findings.
      </p>
      {ABOUTS.map(({ id, title, what, mechanism, remedy, reports }) => (
        <div key={id} id={`help-finding-${id}`} tabIndex={-1}>
          <h4 className={styles.sub}>{title}</h4>
          <p>{what}</p>
          <p>{mechanism}</p>
          <p>{remedy}</p>
          <p>
            Met in{' '}
            {reports.map((report, at) => (
              <span key={report.url}>
                {at > 0 ? ', ' : ''}
                <a href={report.url} target="_blank" rel="noreferrer">
                  {report.title}
                </a>
              </span>
            ))}
            .
          </p>
        </div>
      ))}
    </section>
  );
}
