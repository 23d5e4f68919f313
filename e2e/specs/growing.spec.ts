import { RULES } from '../../bench/traffic/services.ts';
import { trafficBytes } from '../../bench/traffic/traffic.ts';
import { expect, test } from '../fixtures.ts';
import { textFile } from '../support/recorded.ts';

/** More inputs than a run may have whose every step is indexed. */
const PACKETS = 260_000;

test('a long run can be used from its first screen on, and stays where it is when all of it is there', async ({
  app,
}) => {
  test.slow();
  const { page } = app;
  const running = page.getByRole('progressbar', { name: 'running the model' });
  const files = await app.prepare(
    {
      name: 'long.pcap',
      bytes: trafficBytes({ packets: PACKETS, seed: 1, snaplen: 96, payload: 32 }),
    },
    textFile('rules.txt', RULES),
  );
  await app.letGo(files);
  await expect(app.readout).toContainText('of 260,000', { timeout: 60_000 });
  await expect(app.packets.region).toContainText('172.16.');
  await page.keyboard.press('p');
  await expect(app.readout).toContainText('packet 2 of 260,000');
  await page.keyboard.press('3');
  await expect(page.getByRole('tab', { name: 'Table' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('1');

  await app.settled(60_000);
  await expect(running).toBeHidden();
  await expect(app.readout).toContainText('packet 2 of 260,000');
  await app.goToPacket(259_999);
  expect((await app.at()).packet).toBe(259_999);
});
