import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import { recordedRun } from '../support/recorded.ts';

const LOOKUP = 'ct = ip_vs_ct_in_get';
const PERSIST = 'ip_vs_sched_persist';

/** A service with persistence, wlc and direct routing: packet 9 begins the client's second connection. */
async function openPersistent(app: App): Promise<void> {
  const run = recordedRun('003-dr-wlc-persistent-360');
  await app.drop(...run.files('any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt', 'run.json'));
  await app.goToPacket(9);
  await app.show('Flow');
}

test('the way of a packet is lit: the template is hit, the scheduler is not asked', async ({ app }) => {
  await openPersistent(app);
  await expect(app.flow.panel).toContainText('Packet 9');
  await app.flow.goToCall('ip_vs_ct_in_get');
  await expect(app.flow.now).toHaveAccessibleName(
    /^ct = ip_vs_ct_in_get, in ip_vs_sched_persist, here, step 20, bucket 0xc95, node 1, hit/,
  );
  await expect(app.flow.now).toBeInViewport();
  await expect(app.flow.outcome(LOOKUP, 'hit')).toHaveAccessibleName(/has a template, taken/);
  await expect(app.flow.outcome(LOOKUP, 'not hit')).toHaveAccessibleName(/not taken/);
  await expect(app.flow.node(PERSIST, 'dst_port == svc->port')).toHaveAttribute('data-state', 'past');
  await expect(app.flow.node(PERSIST, 'ip_vs_control_add')).toHaveAttribute('data-state', 'ahead');
  await expect(app.flow.node(PERSIST, 'scheduler->schedule')).toHaveAttribute('data-state', 'none');
});

test('stepping moves the node of the cursor, forwards and backwards', async ({ app }) => {
  await openPersistent(app);
  await app.flow.goToCall('dst_port == svc->port');
  await expect(app.flow.now).toHaveAccessibleName(/^dst_port == svc->port.*80 == 80/);
  await app.press('n');
  await expect(app.flow.now).toHaveAccessibleName(/^ct = ip_vs_ct_in_get/);
  await app.press('n');
  await expect(app.flow.now).toHaveAccessibleName(/^ip_vs_check_template/);
  await expect(app.flow.now).toBeInViewport();
  await app.press('N');
  await expect(app.flow.now).toHaveAccessibleName(/^ct = ip_vs_ct_in_get/);
});

test('an outcome counts its packets, lists them and leads to them', async ({ app }) => {
  await openPersistent(app);
  const hit = app.flow.outcome(LOOKUP, 'hit');
  const events = await app.flow.count(hit);
  await app.show('Path');
  await app.packets.filterBy('template hit');
  await expect(app.packets.rows).toHaveCount(events);
  await app.packets.filterBy('');
  await app.show('Flow');
  await app.flow.goToCall('ip_vs_ct_in_get');
  await app.flow.list(hit);
  await expect(app.flow.throughRows).toHaveCount(events);
  await expect(app.flow.through).toContainText(`${events} events of`);
  await app.flow.throughRows.nth(2).click();
  await app.settled();
  await expect(app.readout).toContainText('packet 25');
  await expect(app.flow.now).toHaveAccessibleName(/^ct = ip_vs_ct_in_get/);
  await app.press('}');
  await expect(app.readout).toContainText('packet 33');
  await app.press('{', '{');
  await expect(app.readout).toContainText('packet 17');
  await expect(app.flow.throughRows.nth(1)).toHaveAttribute('aria-current', 'true');
});

test('the chart is walked, enlarged and asked by keys alone', async ({ app }) => {
  await openPersistent(app);
  await app.flow.now.focus();
  await app.press('Home');
  await expect(app.flow.node('netfilter hooks', 'ip_vs_out_hook')).toBeFocused();
  await app.press('ArrowDown');
  await expect(app.page.locator(':focus')).toHaveAccessibleName(/in ip_vs_out_hook, taken/);
  await app.press('ArrowUp', 'ArrowRight');
  await expect(app.flow.node('netfilter hooks', 'ip_vs_in_hook')).toBeFocused();
  await expect(app.page.locator(':focus')).toBeInViewport();
  await app.press('Enter');
  const rows = await app.flow.count(app.flow.node('netfilter hooks', 'ip_vs_in_hook'));
  await expect(app.flow.through).toContainText(`${rows} events of`);
  const width = async () => (await app.flow.now.boundingBox())?.width ?? 0;
  const readable = await width();
  await app.press('+');
  expect(await width()).toBeGreaterThan(readable);
  await app.press('g');
  expect(await width()).toBeLessThan(readable / 2);
  await app.press('g');
  expect(await width()).toBeCloseTo(readable, 0);
  await app.press('G');
  await expect(app.page.getByRole('button', { name: 'Heat' })).toHaveAttribute('aria-pressed', 'true');
  await expect(app.flow.node('ip_vs_in_hook', 'cp->packet_xmit')).toContainText('96 of ');
});

test('timers, other kernels and logs have their ways too', async ({ app }) => {
  await openPersistent(app);
  await app.press('e');
  await expect(app.flow.panel).toContainText('Timer');
  await expect(app.flow.node('timers', 'ip_vs_conn_expire')).toHaveAttribute('data-state', 'past');
  await app.press('C');
  await expect(app.flow.panel).toContainText('Before the first event.');
  await app.drop(...recordedRun('003-dr-wlc-persistent-360').files('dmesg.txt'));
  await app.press('K');
  await app.goToPacket(10);
  await expect(app.flow.panel).toContainText('functions that its lines tell of');
  await expect(app.flow.node('ip_vs_in_hook', 'cp = ip_vs_conn_in_get')).toHaveAttribute(
    'data-state',
    'past',
  );
});

test('functions link to their source in the version of the kernel', async ({ app }) => {
  await openPersistent(app);
  const link = app.flow.chart.getByRole('link', { name: `Source of ${PERSIST} on another site` });
  await expect(link).toHaveAttribute(
    'href',
    'https://elixir.bootlin.com/linux/v6.12/A/ident/ip_vs_sched_persist',
  );
  await expect(link).toHaveAttribute('target', '_blank');
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
  await app.flow.goToCall('ip_vs_in_hook');
  const inTree = app.flow.calls.getByRole('link', { name: 'Source of ip_vs_in_hook on another site' });
  await expect(inTree).toBeVisible();
});

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test('the view is accessible', async ({ app }) => {
      await openPersistent(app);
      await app.flow.goToCall('ip_vs_ct_in_get');
      await app.flow.list(app.flow.outcome(LOOKUP, 'hit'));
      // The contrast of hundreds of like nodes takes axe most of a minute: one lane stands for all.
      const axe = () => new AxeBuilder({ page: app.page });
      const results = [
        await axe().include('[id=flow]').disableRules('color-contrast').analyze(),
        await axe()
          .include(`[data-place^="${PERSIST}"]`)
          .include('[data-panel-id=flow] > header')
          .include('[data-panel-id=flow] > footer')
          .include('[data-panel-id=flow-through]')
          .withRules('color-contrast')
          .analyze(),
      ];
      const found = results.flatMap(({ violations }) => violations);
      expect(found.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    });
  });
}
