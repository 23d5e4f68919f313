import { expect, test } from '../fixtures.ts';
import { barriers } from '../support/axe.ts';
import { recordedRun } from '../support/recorded.ts';

const FILES = ['any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt'];

test('marks are reached by keys, say what they are and lead there', async ({ app }) => {
  await app.drop(...recordedRun('0907-random').files(...FILES));
  const command = await app.timeline.findMark(/ipvsadm|sysctl/);
  await app.press('Enter');
  expect(await app.timeline.time()).toBeCloseTo(Number.parseFloat(command), 3);
  await expect(app.readout).toContainText('command');
  const dropped = await app.timeline.findMark(/drop, no destination/);
  expect(dropped).toMatch(/packet \d+, drop, no destination/);
  await app.press('Enter');
  await expect(app.packets.now).toContainText('drop, no destination');
  await app.press('End');
  expect(Number.parseFloat((await app.timeline.mark.getAttribute('aria-label')) ?? '')).toBeGreaterThan(
    Number.parseFloat(dropped),
  );
});

test('a gap is unfolded and folded again by keys and by clicks', async ({ app }) => {
  const gap = await app.timeline.findMark(/s idle, folded/);
  await app.press('Enter');
  await expect(app.timeline.mark).toHaveAccessibleName(/s idle: Enter or a click folds it/);
  await app.press('Enter');
  await expect(app.timeline.mark).toHaveAccessibleName(gap);
});

test('Shift and dragging shows a stretch, dragging the strip moves it, 0 shows all', async ({ app }) => {
  expect(await app.timeline.shown()).toBeNull();
  await app.timeline.drag(0.3, 0.4, { shift: true });
  const first = await app.timeline.shown();
  expect(first).not.toBeNull();
  const length = (part: typeof first) => (part ? part.to - part.from : 0);
  await app.timeline.axis.focus();
  await app.press('+');
  expect(length(await app.timeline.shown())).toBeLessThan(length(first));
  const near = await app.timeline.shown();
  await app.press('PageDown');
  expect((await app.timeline.shown())?.from).toBeGreaterThan(near?.from ?? 0);
  await app.press('0');
  expect(await app.timeline.shown()).toBeNull();
});

test('arrows go from lane to lane and choose its entry, a filter leaves the lanes of a client', async ({
  app,
}) => {
  const { page, timeline } = app;
  await app.drop(...recordedRun('0287-persistent-many-clients-weight-edit').files(...FILES));
  const lanes = page.getByText(/^([\d,]+ of )?[\d,]+ lanes?$/);
  const all = await lanes.textContent();
  await app.goToPacket(1);
  await app.show('Templates');
  const first = await app.templates.families.first().textContent();
  await app.show('Path');
  await timeline.lanesOf.fill('172.16.0.1:');
  await app.settled();
  await expect(lanes).not.toHaveText(all ?? '');
  await timeline.axis.focus();
  await app.press('ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp');
  await app.show('Templates');
  expect(first).toBeTruthy();
  await expect(app.page.getByRole('treeitem', { selected: true })).toContainText('172.16.0.1');
  await app.show('Path');
  await timeline.lanesOf.press('Escape');
  await app.settled();
  await expect(timeline.lanesOf).toHaveValue('');
});

for (const theme of ['dark', 'light'] as const)
  test(`axe finds no barrier on the timeline, ${theme}`, async ({ app }) => {
    await app.page.emulateMedia({ colorScheme: theme });
    await app.drop(...recordedRun('0907-random').files(...FILES));
    await app.timeline.drag(0.3, 0.5, { shift: true });
    await app.timeline.findMark(/drop/);
    expect(await barriers(app.page)).toEqual([]);
  });
