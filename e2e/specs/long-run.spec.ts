import { RULES } from '../../bench/traffic/services.ts';
import { trafficBytes } from '../../bench/traffic/traffic.ts';
import { expect, test } from '../fixtures.ts';
import { ExpressionField } from '../pages/search.ts';
import { textFile } from '../support/recorded.ts';

/** More inputs than a run may have whose every step is indexed. */
const PACKETS = 260_000;

test('a run too long for every step says what is not kept, and shows the rest', async ({ app }) => {
  test.slow();
  await app.drop(
    { name: 'long.pcap', bytes: trafficBytes({ packets: PACKETS, seed: 1, snaplen: 96, payload: 32 }) },
    textFile('rules.txt', RULES),
  );
  await app.settled(60_000);
  await expect(app.readout).toContainText('packet 1 of 260,000');
  expect(await app.aboutTheCase()).toContain('its single steps are not');
  await app.press('Escape');

  await app.goToPacket(200_001);
  const there = await app.at();
  expect(there.packet).toBe(200_001);
  expect(there.steps).toBeGreaterThan(5);
  await app.press('Shift+S');
  expect((await app.at()).step).toBeLessThan(there.steps);
  await expect(app.page.locator('[data-panel-id=log]')).toContainText('of this event');
  await app.press('s');
  expect(await app.at()).toEqual(there);
  await app.press('s');
  expect((await app.at()).packet).not.toBe(there.packet);

  const filter = new ExpressionField(app.page, 'Filter packets');
  await app.press('/');
  await app.page.keyboard.type('ipvs.fn == ip_vs_conn_new');
  await expect(filter.problem).toContainText('are not kept');
  await app.packets.filterBy('tcp.flags.syn && !tcp.flags.ack');
  await expect(app.packets.region).toContainText('of 260,000');

  await app.stops.stopAt('ip_vs_conn_new');
  await expect(app.stops.breakpoint('ip_vs_conn_new')).toContainText('not counted');
  await app.stops.forward();
  await expect(app.status).toContainText(/Breakpoint ip_vs_conn_new, packet \d+, step \d+/);
  await expect(app.path.now).toContainText('ip_vs_conn_new');
  await app.goToPacket(1);
  await app.press('y');
  await expect(app.life.lines.first()).toContainText('made in ip_vs_');
  await app.press('y');

  await app.show('Flow');
  await expect(app.page.getByText('a run this long is not counted')).toBeVisible();
});
