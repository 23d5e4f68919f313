import { useEffect, useState } from 'react';
import type { MadeLink } from '../../engine/protocol/links.ts';
import { FITS, fitOf } from '../../session/link/fragment.ts';
import { useApp } from '../../store/use-app.ts';
import { Button, count, counted, saveFile } from '../../views/ui/index.ts';
import { fileLink, linkTo } from '../link-address.ts';
import { LinkChoices } from './link-choices.tsx';
import styles from './share.module.css';

type Link = Extract<MadeLink, { ok: true }>;

/** The link of the moment: what is in it, how long it is and where it fits. */
export function LinkPart() {
  const link = useApp((state) => state.link);
  const making = useApp((state) => state.linkMaking);
  const makeLink = useApp((state) => state.makeLink);
  useEffect(() => {
    void makeLink();
  }, [makeLink]);
  return (
    <>
      <LinkChoices />
      <div className={styles.result} role="status" aria-busy={making}>
        {making ? <p>Making the link, and checking that it decides the same.</p> : null}
        {link && !link.ok ? <p>{link.message}</p> : null}
        {link?.ok ? <Result link={link} /> : null}
      </div>
    </>
  );
}

function Result({ link }: { link: Link }) {
  const url = linkTo(link.fragment);
  const fit = fitOf(url.length);
  return (
    <>
      {fit ? <Whole url={url} where={fit.where} link={link} /> : <TooLong length={url.length} link={link} />}
      <Proof link={link} />
      {link.notes.length > 0 ? (
        <ul className={styles.notes}>
          {link.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
      <Replaced link={link} />
    </>
  );
}

const packetsText = ({ packets, of }: Link): string =>
  packets === of ? counted(of, 'packet') : `${count(packets)} of ${counted(of, 'packet')}`;

function Whole({ url, where, link }: { url: string; where: string; link: Link }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      setSaid('Copied');
    } catch {
      setSaid('The browser does not allow copying: the link is selected, press Ctrl C');
    }
  };
  return (
    <>
      <div className={styles.row}>
        <Button look="primary" icon="copy" data-autofocus onClick={() => void copy()}>
          Copy link
        </Button>
        <input
          className={styles.url}
          aria-label="The link"
          readOnly
          value={url}
          onFocus={({ target }) => target.select()}
        />
        <FileButton link={link} />
      </div>
      <p>
        <b>{count(url.length)} characters</b> for {packetsText(link)}: fits {where}. {said}
      </p>
    </>
  );
}

/** Too long for any link: a file, and a link that asks for it. */
function TooLong({ length, link }: { length: number; link: Link }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    await navigator.clipboard.writeText(fileLink(link.name, link.sha256)).then(
      () => setSaid('Copied'),
      () => setSaid('The browser does not allow copying'),
    );
  };
  return (
    <>
      <p>
        <b>{count(length)} characters</b> for {packetsText(link)}: too long for a link, browsers take{' '}
        {count(FITS[FITS.length - 1].most)}. Keep fewer packets or coarser times, or send the file and a link
        that asks for it.
      </p>
      <div className={styles.row}>
        <FileButton link={link} />
        {link.sha256 ? (
          <Button icon="copy" onClick={() => void copy()}>
            Copy link to the file
          </Button>
        ) : null}
        <span>{said}</span>
      </div>
    </>
  );
}

function FileButton({ link }: { link: Link }) {
  return (
    <Button icon="file" onClick={() => saveFile(link.name, link.file)}>
      Save {link.name}
    </Button>
  );
}

function Proof({ link: { proof } }: { link: Link }) {
  if (!proof)
    return (
      <p>
        Addresses and names are in the link as they are in the case. Payload is, where the case holds any.
      </p>
    );
  if (proof.same)
    return (
      <p>
        Checked by replaying both: all <b>{count(proof.decisions)} decisions</b> of{' '}
        {counted(proof.events, 'event')} are the same with the replaced addresses.
      </p>
    );
  return (
    <p className={styles.differs}>
      With replaced addresses it decides otherwise: {proof.difference}. Share it without replacing, or cut it.
    </p>
  );
}

/** For the sender's eyes: it is in no link. */
function Replaced({ link: { replaced } }: { link: Link }) {
  if (replaced.length === 0) return null;
  return (
    <details className={styles.replaced}>
      <summary>What is replaced by what ({count(replaced.length)}), never shared</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col">in your case</th>
            <th scope="col">in the link</th>
          </tr>
        </thead>
        <tbody>
          {replaced.slice(0, SHOWN).map(({ kind, from, to }) => (
            <tr key={`${kind} ${from}`}>
              <td>{kind}</td>
              <td>{from}</td>
              <td>{to || 'dropped'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {replaced.length > SHOWN ? <p>and {count(replaced.length - SHOWN)} more</p> : null}
    </details>
  );
}

/** Rows of the table that are drawn. */
const SHOWN = 500;
