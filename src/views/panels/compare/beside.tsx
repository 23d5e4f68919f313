import { useRef } from 'react';
import { useApp } from '../../../store/use-app.ts';
import { Button, Empty } from '../../ui/index.ts';
import styles from './compare.module.css';

/** Kernels that the model's inputs could be given to besides its own. */
function useOtherProfiles(): readonly string[] {
  const sides = useApp((state) => state.sides);
  const model = sides?.sides.find(({ name }) => name === 'model');
  if (!sides || !model) return [];
  return sides.profiles.filter((name) => !model.title.endsWith(name));
}

/** Puts another kernel or other files beside the case, or takes them away. */
export function BesideActions() {
  const profiles = useOtherProfiles();
  const picker = useRef<HTMLInputElement>(null);
  const putProfile = useApp((state) => state.putProfile);
  const putFiles = useApp((state) => state.putFiles);
  const takeAway = useApp((state) => state.takeAway);
  const hasOther = useApp((state) => state.sides?.sides.some(({ name }) => name === 'other') ?? false);
  return (
    <div className={styles.beside}>
      {profiles.length > 0 ? (
        <select
          value=""
          aria-label="Put another kernel beside"
          onChange={(event) => void putProfile(event.target.value)}
        >
          <option value="" disabled>
            Put a kernel beside
          </option>
          {profiles.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      ) : null}
      <Button onClick={() => picker.current?.click()}>Put files beside</Button>
      {hasOther ? <Button onClick={() => void takeAway()}>Take away</Button> : null}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label="Files to put beside"
        onChange={(event) => {
          const files = Array.from(event.target.files ?? [], (file) => ({ name: file.name, data: file }));
          event.target.value = '';
          if (files.length > 0) void putFiles(files);
        }}
      />
    </div>
  );
}

/** One kernel only: what to drop, and what could be put beside. */
export function NothingBeside() {
  return (
    <Empty headline="Nothing to compare with" action={<BesideActions />}>
      <p>Two kernels are held against each other here, message by message. Three ways to a second one:</p>
      <ul className={styles.ways}>
        <li>
          Drop a kernel log (<code>dmesg</code>, <code>journalctl -k</code>) and a capture of the same minutes
          on the window: what the kernel did stands beside what the model does.
        </li>
        <li>Put another kernel beside: the same packets run through another version of IPVS.</li>
        <li>Put other files beside: another capture, other rules, or a saved case.</li>
      </ul>
    </Empty>
  );
}
