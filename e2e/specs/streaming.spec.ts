import { RULES as TRAFFIC_RULES } from '../../bench/traffic/services.ts';
import { trafficBytes } from '../../bench/traffic/traffic.ts';
import { parseAddr } from '../../src/base/inet.ts';
import { buildFrame, buildIp } from '../../src/packet/build.ts';
import { writePcap } from '../../src/packet/write.ts';
import { expect, test } from '../fixtures.ts';
import { type DroppedFile, textFile } from '../support/recorded.ts';

const CLIENT = parseAddr('172.16.0.9') as number;
const VIP = parseAddr('10.0.0.100') as number;

/** A capture of connection requests, at milliseconds. */
function requests(name: string, at: readonly number[]): DroppedFile {
  const frames = at.map((ms) => {
    const transport = { kind: 'tcp', sport: 20_000 + ms, dport: 80, flags: 2 } as const;
    const packet = buildIp({ saddr: CLIENT, daddr: VIP, transport });
    const bytes = buildFrame({ kind: 'sll2', packetType: 0, ifindex: 2, srcMac: '020000000001' }, packet);
    return { sec: 1_762_000_000, nsec: ms * 1e6, bytes };
  });
  return { name, bytes: writePcap(frames, { linktype: 276 }) };
}

const RULES = textFile('rules.txt', TRAFFIC_RULES);

test.describe('captures that are dropped together', () => {
  test('are one trace by time, and each packet keeps its own number', async ({ app }) => {
    await app.drop(requests('b.pcap', [20, 40, 41]), requests('a.pcap', [10, 30, 40]), RULES);
    await expect(app.readout).toContainText('packet 1 of 5');
    await expect(app.caseButton).toContainText('b.pcap and a.pcap');
    const files = await app.aboutTheCase();
    expect(files).toContain('Its time overlaps with a.pcap');
    expect(files).toContain('1 packet of it is in another file too');
    expect(files).toContain('2 captures are one trace');
    const origins = ['1 of a.pcap', '1 of b.pcap', '2 of a.pcap', '2 of b.pcap', '3 of b.pcap'];
    for (const [i, origin] of origins.entries()) {
      await app.goToPacket(i + 1);
      await expect(app.page.locator('[data-panel-id=path]')).toContainText(`packet ${origin}`);
    }
  });
});

test.describe('opening a large capture', () => {
  const large = () => [
    { name: 'crowd.pcap', bytes: trafficBytes({ packets: 50_000, seed: 1, snaplen: 96, payload: 32 }) },
    RULES,
  ];

  test('waits when it is told to, and goes on', async ({ app }) => {
    await app.dropAndPress('W', ...large());
    await expect(app.opening).toContainText('Paused.');
    await app.opening.getByRole('button', { name: /Go on/ }).click();
    await app.settled(60_000);
    await expect(app.opening).toHaveCount(0);
    await expect(app.readout).toContainText('packet 1 of 50,000');
  });

  test('is cancelled while it waits: the case before stays and works', async ({ app }) => {
    await app.drop(requests('small.pcap', [10, 20, 30]), RULES);
    await app.dropAndPress('W', ...large());
    await expect(app.opening).toContainText('Paused.');
    await app.opening.getByRole('button', { name: /Cancel/ }).click();
    await app.settled();
    await expect(app.opening).toHaveCount(0);
    await expect(app.failure).toHaveCount(0);
    await expect(app.caseButton).toContainText('small');
    await app.goToPacket(3);
    await expect(app.readout).toContainText('packet 3 of 3');

    await app.dropAndPress('W', ...large());
    await expect(app.opening).toContainText('Paused.');
    await app.press('Escape');
    await expect(app.opening).toHaveCount(0);
    await app.drop(...large());
    await app.settled(60_000);
    await expect(app.readout).toContainText('packet 1 of 50,000');
  });
});
