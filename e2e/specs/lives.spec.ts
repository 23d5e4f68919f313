import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import { barriers } from '../support/axe.ts';
import { recordedRun } from '../support/recorded.ts';

const FILES = ['any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt', 'run.json'];

async function openRun(app: App, run: string): Promise<void> {
  await app.drop(...recordedRun(run).files(...FILES));
}

test('the life of a template that its connection holds again and again', async ({ app }) => {
  await openRun(app, '006-template-held-by-connection');
  await app.press('p', 'y');
  await expect(app.life.lines.first()).toContainText('made in ip_vs_sched_persist: rr chose .11');
  await expect(app.life.panel).toContainText('7 packets in, 3 replies');
  await app.life.panel.getByRole('button', { name: '172.16.0.1:0' }).click();
  await app.settled();
  await expect(app.life.panel).toContainText('controlled 1 entry, its timer was held 4 times.');
  await expect(app.life.lines.filter({ hasText: 'fired, held, re-armed 60 s' })).toHaveCount(4);
  await expect(app.life.lines.last()).toContainText('fired, nothing holds it: released, lived 265.28 s');
});

test('the cursor walks along a life by keys alone, and back', async ({ app }) => {
  await openRun(app, '006-template-held-by-connection');
  await app.press('p', 'y', '4');
  await app.templates.family('172.16.0.1:0').click();
  await app.settled();
  await app.press('e');
  expect(await app.timeline.time()).toBeCloseTo(24.16);
  await expect(app.life.now).toContainText('fired, held, re-armed 60 s: asks 84.16, fires 84.96');
  await app.press('j');
  expect(await app.timeline.time()).toBeCloseTo(84.96);
  await expect(app.life.now).toContainText('asks 144.96, fires 146.40');
  await app.press('Shift+J');
  expect(await app.timeline.time()).toBeCloseTo(24.16);
  await app.press('y');
  await expect(app.life.panel).toHaveCount(0);
});

test('why was this packet sent there: one look, and one step to the evidence', async ({ app }) => {
  await app.openCase('The same with -p 360');
  await app.goToPacket(9);
  await expect(app.path.why).toContainText('because template 172.16.0.1:0 → 10.0.0.100:80 points there');
  await expect(app.path.why).toContainText('374.92 s were left on it. Without it wlc would now choose');
  await app.path.why.getByRole('button', { name: 'Packet 1', exact: true }).click();
  await app.settled();
  expect((await app.at()).packet).toBe(1);
});

test('why not another server, why no template: two actions', async ({ app }) => {
  await app.goToPacket(9);
  await app.press('q');
  await expect(app.life.whyNot).toContainText('Why not 192.168.1.12?');
  await expect(app.life.whyNot).toContainText('Its overhead is 1, that of the chosen one 0.');
  await expect(app.life.whyNot).toContainText('A tie: overhead 0, and 0 of the chosen one.');
  await expect(app.life.whyNot).toContainText('Why was no template made?');
  await app.press('p');
  await expect(app.life.whyNot).toContainText('Why were rules and templates not asked?');
});

test('why did this timer fire, and why is it still here: asked, rounded, held', async ({ app }) => {
  await openRun(app, '006-template-held-by-connection');
  await app.press('p', 'e');
  await expect(app.path.why).toContainText(
    'Packet 1 armed it for 20 s: it asked 24.00, and the wheel runs slots of 0.64 s that far ahead, so it fired at 24.16',
  );
  await expect(app.path.why).toContainText('1 entry alive and controlled by it (172.16.0.1:40001)');
  await app.press('q');
  await expect(app.life.whyNot).toContainText('Why was the template not released?');
});

test('where a client was sent over time, and where affinity was lost', async ({ app }) => {
  await app.press('y');
  await app.life.of('Client');
  await expect(app.life.panel).toContainText('12 connections to 3 real servers');
  await expect(app.life.moves).toHaveCount(11);
  await expect(app.life.moves.first()).toContainText('the service is not persistent');
  await app.life.moves.first().getByRole('button').click();
  await app.settled();
  expect((await app.at()).packet).toBe(9);
  await app.goToPacket(9);
  await app.life.of('Real server');
  await expect(app.life.panel.getByRole('region', { name: 'Bound to it now' })).toContainText(
    '1 entry points to it now: 1 SYN_RECV',
  );
});

test('a template that was put aside says so, and commands say what they left', async ({ app }) => {
  await openRun(app, '011-quiescent-template-1');
  await app.goToPacket(7);
  await app.press('.');
  await expect(app.path.why).toContainText('weight 1 → 0');
  await expect(app.path.why).toContainText('1 entry and 1 template still point to it');
  await app.goToPacket(8);
  await app.show('Templates');
  await app.page.getByRole('textbox', { name: 'Filter templates' }).fill('put aside');
  await app.settled();
  await expect(app.templates.family('172.16.0.1:0')).toHaveCount(1);
  await expect(app.page.getByText('It was put aside:')).toBeVisible();
});

test('the wheel shows the numbers of its rounding, and Enter goes to what becomes of a timer', async ({
  app,
}) => {
  await openRun(app, '006-template-held-by-connection');
  await app.press('p', '5');
  await app.timers.choose('172.16.0.1:0');
  await expect(app.timers.wheel).toContainText('was armed for 20.00 s and asks to fire at 24.00');
  await expect(app.timers.wheel).toContainText(
    'at 24.16, 0.16 s late. Asked for 20.00 s, it fires after 20.16 s.',
  );
  await expect(app.timers.wheel).toContainText('It fires, is held and armed anew by timer at 24.16.');
  await app.press('Enter');
  expect(await app.timeline.time()).toBeCloseTo(24.16);
  await app.page.getByRole('button', { name: /^Templates 1/ }).click();
  await app.settled();
  await expect(app.timers.rows).toHaveCount(1);
});

test('three hundred templates are listed, sorted and found', async ({ app }) => {
  await openRun(app, '0272-three-thousand-persistent');
  await app.goToPacket(2999);
  await app.show('Templates');
  await expect(app.page.getByText('300 templates control')).toBeVisible();
  await app.page.getByRole('combobox', { name: 'Order of templates' }).selectOption('client');
  await app.page.getByRole('textbox', { name: 'Filter templates' }).fill('172.16.1.42:0');
  await app.settled();
  await expect(app.templates.families.first()).toContainText('172.16.1.42:0');
});

for (const colorScheme of ['dark', 'light'] as const) {
  test(`the life and the questions have no barriers, ${colorScheme}`, async ({ app }) => {
    await app.page.emulateMedia({ colorScheme });
    await openRun(app, '011-quiescent-template-1');
    await app.goToPacket(9);
    await app.press('y', 'q');
    for (const whose of ['Entry', 'Client', 'Real server']) {
      await app.life.of(whose);
      expect.soft(await barriers(app.page, '[data-panel-id=life]'), whose).toEqual([]);
    }
    expect.soft(await barriers(app.page, '[data-panel-id=path]')).toEqual([]);
  });

  test(`templates and timers have no barriers, ${colorScheme}`, async ({ app }) => {
    await app.page.emulateMedia({ colorScheme });
    await openRun(app, '011-quiescent-template-1');
    await app.goToPacket(9);
    for (const view of ['Templates', 'Timers'] as const) {
      await app.show(view);
      expect.soft(await barriers(app.page, 'main'), view).toEqual([]);
    }
  });
}
