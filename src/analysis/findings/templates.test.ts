import { describe, expect, it } from 'vitest';
import { foundInCase, foundInRun, tcpConnection } from '../../testing/findings.ts';

const RULES = `
ipvsadm -A -t 10.0.0.100:80 -s rr -p 60
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 1
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1`;
const visit = (at: number, port: number): string => tcpConnection(at, '172.16.0.1', port);
/** Changes that the command needs at both servers: which one the client is at does not matter. */
const both = (at: number, words: string): string =>
  ['10', '11'].map((host) => `@${at} ${words.replace('HOST', `192.168.1.${host}:80`)}`).join('\n');

/** A detector's figures in a recorded run, whole and with facts only: they must be the same. */
function figures(id: string, run: string): readonly Readonly<Record<string, number>>[] {
  const [all, facts] = [true, false].map((detailed) =>
    foundInRun(id, run, detailed).map(({ figures: found }) => found),
  );
  expect(facts).toEqual(all);
  return all;
}

describe('a template pinned to a quiesced server', () => {
  const quiesce = both(3, 'ipvsadm -e -t 10.0.0.100:80 -r HOST -g -w 0');

  it('is new connections after the weight became 0', () => {
    const [found] = foundInCase(
      'template-quiesced',
      `${RULES}\n${visit(1, 41000)}\n${quiesce}\n${visit(5, 41001)}`,
    );
    expect(found.severity).toBe('risk');
    expect(found.headline).toMatch(/^172\.16\.0\.1 was sent to 192\.168\.1\.1[01]:80 2\.000 s after/);
    expect(found.figures).toEqual({ templates: 1, connections: 1, unanswered: 0 });
  });

  it('loses them when SYNs are repeated and nothing answers', () => {
    const syns = [5, 6, 8].map((at) => `@${at} tcp 172.16.0.1:41001 > 10.0.0.100:80 S`).join('\n');
    const [found] = foundInCase('template-quiesced', `${RULES}\n${visit(1, 41000)}\n${quiesce}\n${syns}`);
    expect(found.severity).toBe('loses');
    expect(found.figures.unanswered).toBe(1);
  });

  it('is none when the client did not come again, or its open connection only went on', () => {
    const goesOn = '@5 tcp 172.16.0.1:41000 > 10.0.0.100:80 A';
    expect(foundInCase('template-quiesced', `${RULES}\n${visit(1, 41000)}\n${quiesce}\n${goesOn}`)).toEqual(
      [],
    );
  });

  it('is found in the recorded run that shows it, and not with expire_quiescent_template', () => {
    expect(figures('template-quiesced', '011-quiescent-template-0')).toEqual([
      { templates: 1, connections: 1, unanswered: 0 },
    ]);
    expect(figures('template-quiesced', '011-quiescent-template-1')).toEqual([]);
  });
});

describe('a template of a removed server', () => {
  const removed = `@3 ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.12:80 -g -w 1\n${both(3, 'ipvsadm -d -t 10.0.0.100:80 -r HOST')}`;

  it('is a client that moved', () => {
    const [found] = foundInCase(
      'template-removed',
      `${RULES}\n${visit(1, 41000)}\n${removed}\n${visit(5, 41001)}`,
    );
    expect(found.figures).toEqual({ templates: 1, moved: 1 });
    expect(found.headline).toMatch(/which was removed, and moved to 192\.168\.1\.12:80$/);
  });

  it('is none when the client does not come again', () => {
    expect(foundInCase('template-removed', `${RULES}\n${visit(1, 41000)}\n${removed}`)).toEqual([]);
  });

  it('is found in the recorded runs, released or invalid, and not where servers only changed weight', () => {
    expect(figures('template-removed', '012-removed-dest-nodest-0')).toEqual([{ templates: 1, moved: 1 }]);
    expect(figures('template-removed', '012-removed-dest-nodest-1')).toEqual([{ templates: 1, moved: 1 }]);
    expect(figures('template-removed', '011-quiescent-template-1')).toEqual([]);
  });
});

describe('affinity longer than asked', () => {
  const rules = RULES.replace('-p 60', '-p 20');

  it('is a template that TIME_WAIT holds', () => {
    const [found] = foundInCase('affinity-longer', `${rules}\n${visit(1, 41000)}\n${visit(100, 41001)}`);
    expect(found.figures).toMatchObject({ templates: 1, asked: 20, kept: 1 });
  });

  it('is none when the capture ends with connections open', () => {
    const open = ['S', 'A'].map((flags, i) => `@${1 + i} tcp 172.16.0.1:41000 > 10.0.0.100:80 ${flags}`);
    expect(foundInCase('affinity-longer', `${rules}\n${open.join('\n')}`)).toEqual([]);
  });

  it('is 265.28 s for 20 s in the recorded run, and none where the capture ends', () => {
    expect(figures('affinity-longer', '006-template-held-by-connection')).toEqual([
      { templates: 1, held: 1, asked: 20, given: 265.28, kept: 0 },
    ]);
    expect(figures('affinity-longer', '009-fwmark-persistent')).toEqual([]);
    expect(figures('affinity-longer', '003-dr-wlc-persistent-360')).toEqual([]);
  });
});

describe('a timeout that templates did not get', () => {
  it('is a template that is used after the change', () => {
    const lines = `${RULES}\n${visit(1, 41000)}\n@3 ipvsadm -E -t 10.0.0.100:80 -s rr -p 600\n${visit(5, 41001)}`;
    const [found] = foundInCase('template-timeout-changed', lines);
    expect(found.severity).toBe('risk');
    expect(found.figures).toEqual({ templates: 1, before: 60, after: 600, used: 1 });
  });

  it('is none when another option changed, or templates are younger', () => {
    const scheduler = `@3 ipvsadm -E -t 10.0.0.100:80 -s wlc -p 60`;
    expect(foundInCase('template-timeout-changed', `${RULES}\n${visit(1, 41000)}\n${scheduler}`)).toEqual([]);
    const before = `@0.5 ipvsadm -E -t 10.0.0.100:80 -s rr -p 600`;
    expect(foundInCase('template-timeout-changed', `${RULES}\n${before}\n${visit(1, 41000)}`)).toEqual([]);
  });

  it('is found in the recorded run that edits its service', () => {
    expect(figures('template-timeout-changed', '0281-service-edited')).toEqual([
      { templates: 1, before: 50, after: 0, used: 0 },
    ]);
    expect(figures('template-timeout-changed', '003-dr-wlc-persistent-360')).toEqual([]);
  });
});
