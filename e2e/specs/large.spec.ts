import { RULES } from '../../bench/traffic/services.ts';
import { trafficBytes } from '../../bench/traffic/traffic.ts';
import { expect, test } from '../fixtures.ts';
import { textFile } from '../support/recorded.ts';

const PACKETS = 100_000;

/** Starts to count the frames that are drawn while the engine works, and notes what they say about the progress. */
const WATCH = () => {
  const watch = { frames: 0, said: [] as string[], running: true };
  Object.assign(window, { watch });
  const frame = () => {
    const bar = document.querySelector('footer [role=progressbar]');
    const text = bar?.parentElement?.textContent ?? '';
    if (text) watch.frames++;
    if (text && text !== watch.said.at(-1)) watch.said.push(text);
    if (watch.running) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
};

interface Watched {
  frames: number;
  said: string[];
}

const STOP = () => {
  const { watch } = window as unknown as { watch: Watched & { running: boolean } };
  watch.running = false;
  return { frames: watch.frames, said: watch.said };
};

test.describe('a capture of 100,000 packets', () => {
  const files = () => [
    { name: 'crowd.pcap', bytes: trafficBytes({ packets: PACKETS, seed: 1, snaplen: 96, payload: 32 }) },
    textFile('rules.txt', RULES),
  ];

  test('says how far it is, keeps the window alive, and is stepped through', async ({ app }) => {
    const ready = await app.prepare(...files());
    await app.page.evaluate(WATCH);
    await app.letGo(ready);
    await app.settled(60_000);
    const { frames, said } = await app.page.evaluate(STOP);
    await expect(app.readout).toContainText('packet 1 of 100,000');
    const counts = said.filter((text) => /[\d,]+ of [\d,]+ (packets|bytes)/.test(text));
    expect(new Set(counts).size, said.join('\n')).toBeGreaterThan(4);
    expect(said.join('\n')).toContain('running the model');
    expect(frames, 'frames drawn while the engine worked').toBeGreaterThan(20);

    await app.press('s', 'n', 'p', 'p');
    expect((await app.at()).packet).toBeGreaterThan(2);
    await app.goToPacket(77_777);
    await expect(app.readout).toContainText('packet 77,777 of 100,000');
    const there = await app.momentText();
    await app.press('Shift+P', 'p');
    await app.goToPacket(12);
    await app.goToPacket(77_777);
    expect(await app.momentText()).toBe(there);
    await app.show('Table');
    await app.table.listEntries();
    await expect(app.table.entries.first()).toBeVisible();
  });

  test('Esc cancels the loading and the case before stays', async ({ app }) => {
    await app.press('p', 's');
    const before = await app.momentText();
    await app.letGo(await app.prepare(...files()));
    await expect(app.progress).toBeVisible();
    await app.page.keyboard.press('Escape');
    await expect(app.progress).toHaveCount(0);
    await app.settled();
    await expect(app.caseButton).toContainText('Session loss under wlc');
    await expect(app.failure).toHaveCount(0);
    expect(await app.momentText()).toBe(before);
    await app.press('s', 'Shift+S');
    expect(await app.momentText()).toBe(before);
  });
});
