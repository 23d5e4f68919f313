import { gzipSync } from 'node:zlib';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import {
  countersOf,
  cutAfter,
  entriesOf,
  type RecordedRun,
  recordedRun,
  serversOf,
  textFile,
} from '../support/recorded.ts';

const NAT = '001-nat-rr-one-connection';
const PERSISTENT = '003-dr-wlc-persistent-360';
const WHOLE = ['any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt', 'run.json'];

/** What the model has at the cursor is what the kernel printed at every snapshot. */
async function expectListings(app: App, run: RecordedRun): Promise<void> {
  const snapshots = Object.values(run.snapshots);
  for (const snapshot of snapshots) {
    await app.goToTime(run.uptime(snapshot.epoch));
    await app.show('Services');
    const figures = await app.services.servers('Forward', 'Weight', 'ActiveConn', 'InActConn');
    expect(figures).toEqual(serversOf(snapshot));
    await app.show('Table');
    await app.table.listEntries();
    expect(await app.table.entryTexts()).toEqual(entriesOf(snapshot));
  }
  // The kernel adds up its counters every two seconds: only those of the end are exact.
  await app.show('Services');
  const counters = await app.services.servers('Conns', 'InPkts', 'OutPkts', 'InBytes', 'OutBytes');
  expect(counters).toEqual(countersOf(snapshots[snapshots.length - 1]));
}

test('the files of a run give the listings of the recorded kernel at every snapshot', async ({ app }) => {
  const run = recordedRun(NAT);
  await app.drop(...run.files('any.pcap', 'ipvsadm-rules.txt', 'run.json'));
  await expect(app.caseButton).toContainText('any');
  await expect(app.readout).toContainText('packet 1 of 12');
  await expect(app.status).toContainText('seed 0x8b9ead6d');
  expect(await app.aboutTheCase()).toContain(run.about);
  await expectListings(app, run);
});

for (const name of [PERSISTENT, '014-udp-rr-timeouts', '0281-service-edited']) {
  test(`the listings of ${name}`, async ({ app }) => {
    const run = recordedRun(name);
    await app.drop(...run.files(...WHOLE).filter(({ bytes }) => bytes.length > 0));
    await expect(app.failure).toHaveCount(0);
    await expectListings(app, run);
  });
}

test('a capture first, packed, and the rules later', async ({ app }) => {
  const run = recordedRun(PERSISTENT);
  await app.drop(run.file('any.pcap.gz'));
  await expect(app.caseButton).toContainText('any');
  await expect(app.status).toContainText(/assumption/);
  expect(await app.aboutTheCase()).toContain('No rules are loaded');
  await app.show('Services');
  await expect(app.services.region).toContainText('No services');
  await app.drop(run.file('ipvsadm-rules.txt'));
  await expect(app.services.service(/10\.0\.0\.100:80 wlc persistent 360/)).toBeVisible();
  await app.drop(run.file('run.json'));
  await expect(app.status).toContainText('seed 0x8ca5f46f');
  const mid = run.snapshots.mid;
  await app.goToTime(run.uptime(mid.epoch));
  expect(await app.services.servers('Forward', 'Weight', 'ActiveConn', 'InActConn')).toEqual(serversOf(mid));
});

test('rules first, pasted, and a capture later', async ({ app }) => {
  const run = recordedRun(PERSISTENT);
  await app.press('o');
  const text = new TextDecoder().decode(run.file('ipvsadm-rules.txt').bytes);
  await app.dialog.getByRole('textbox', { name: /Text to open/ }).fill(text);
  await app.dialog.getByRole('button', { name: /Open the text/ }).click();
  await app.settled();
  await expect(app.packets.region).toContainText('No packets');
  await app.drop(run.file('any.pcap'));
  await expect(app.readout).toContainText('packet 1 of 96');
  await expect(app.path.why).toContainText('template');
});

test('a capture that is cut is loaded up to the cut and says so', async ({ app }) => {
  const run = recordedRun(NAT);
  const cut = { name: 'cut.pcap', bytes: cutAfter(run.file('client.pcap').bytes, 5) };
  await app.drop(cut, run.file('ipvsadm-rules.txt'), run.file('run.json'));
  await expect(app.caseButton).toContainText('cut');
  await expect(app.failure).toHaveCount(0);
  await expect(app.status).toContainText('1 note on the files');
  const about = await app.aboutTheCase();
  expect(about).toContain('5 packets');
  expect(about).toMatch(/byte 0x[0-9a-f]{8}/);
  await expect(app.packets.region).toContainText(/cut|truncated|ends/i);
});

test('a packed capture that is cut is loaded up to the cut', async ({ app }) => {
  const run = recordedRun('0801-web-nat-wlc');
  const packed = run.file('client.pcap.gz');
  await app.drop({ name: 'half.pcap.gz', bytes: packed.bytes.slice(0, packed.bytes.length >> 1) });
  await expect(app.caseButton).toContainText('half');
  await expect(app.status).toContainText('note');
  await expect(app.packets.region).toContainText('No packet of the capture was for IPVS');
  await app.drop(run.file('ipvsadm-rules.txt'));
  await expect(app.packets.rows.first()).toBeVisible();
  await expect(app.status).toContainText('note');
});

const UNREADABLE = [
  { name: 'shot.png', bytes: Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), says: /PNG/ },
  { name: 'files.zip', bytes: Buffer.from('504b0304140000000800', 'hex'), says: /zip/i },
  {
    name: 'director.pcap',
    bytes: Uint8Array.from({ length: 400 }, (_, i) => (i * 151 + 7) & 255),
    says: /director\.pcap is not a capture/,
  },
  { name: 'packed.pcap.gz', bytes: gzipSync('hello, this is not a capture at all'), says: /not a capture/i },
  {
    name: 'letter.txt',
    bytes: Buffer.from('Dear all,\nplease find attached nothing.\n'),
    says: /letter\.txt/,
  },
  { name: 'empty.pcap', bytes: new Uint8Array(0), says: /empty/ },
];

for (const { name, bytes, says } of UNREADABLE) {
  test(`${name} is refused in words and what was open stays`, async ({ app }) => {
    await app.press('p', 's');
    const before = await app.momentText();
    await app.drop({ name, bytes });
    await expect(app.failure).toContainText(says);
    await expect(app.failure.getByRole('heading')).toContainText(name);
    await expect(app.failure).toContainText('Session loss under wlc is still open');
    await app.press('Escape');
    await expect(app.failure).toHaveCount(0);
    expect(await app.momentText()).toBe(before);
    await app.press('s');
    expect((await app.at()).packet).toBeGreaterThan(1);
  });
}

test('a bad line of the rules is named by its number', async ({ app }) => {
  const run = recordedRun(NAT);
  const rules = textFile(
    'rules.txt',
    '-A -t 10.0.0.100:80 -s rr\n-a -t 10.0.0.100:80 -r 192.168.1.10:80 -m -w many\n',
  );
  await app.drop(run.file('any.pcap'), rules);
  await expect(app.failure).toContainText('rules.txt has a line that cannot be read');
  await expect(app.failure).toContainText('line 2');
  await expect(app.failure).toContainText('-w many');
  await expect(app.page.getByRole('region', { name: 'Opened' })).toContainText('any.pcap');
  await app.page.getByRole('button', { name: /Back to Session loss under wlc/ }).click();
  await expect(app.readout).toContainText('packet 1 of 96');
});

test('the case as text opens again as the same case', async ({ app }) => {
  const run = recordedRun(NAT);
  await app.drop(...run.files('any.pcap', 'ipvsadm-rules.txt', 'run.json'));
  await app.goToPacket(3);
  const why = (await app.path.why.textContent()) ?? '';
  await app.press('i');
  const download = app.page.waitForEvent('download');
  await app.dialog.getByRole('button', { name: 'Save case' }).click();
  const stream = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  await app.press('Escape');
  await app.openCase('Session loss under wlc');
  await app.drop({ name: 'saved.txt', bytes: Buffer.concat(chunks) });
  await expect(app.failure).toHaveCount(0);
  await expect(app.readout).toContainText('of 12');
  await app.goToPacket(3);
  await expect(app.path.why).toHaveText(why);
});
