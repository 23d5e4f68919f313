import type { OpenedFile } from '../trace/views.ts';
import { Icon, whereOf } from '../views/ui/index.ts';
import styles from './reading.module.css';

/** Files with what they turned out to be, and the notes about each. */
export function FileList({ files, notes = false }: { files: readonly OpenedFile[]; notes?: boolean }) {
  return (
    <ul style={{ padding: '6px 0' }}>
      {files.map((file) => (
        <li key={file.name}>
          <div className={`${styles.file} ${file.ok ? '' : styles.unread}`} title={file.what}>
            <Icon name={file.ok ? 'check' : 'cross'} />
            <code>{file.name}</code>
            <span className={styles.summary}>{notes ? `${file.what}, ${file.summary}` : file.summary}</span>
          </div>
          {notes
            ? file.problems.map((problem) => (
                <p key={`${problem.code} ${whereOf(problem)} ${problem.message}`} className={styles.problem}>
                  {whereOf(problem) ? `${whereOf(problem)}: ` : ''}
                  {problem.message}
                </p>
              ))
            : null}
        </li>
      ))}
    </ul>
  );
}
