import { expect, test } from '../fixtures.ts';
import { barriers } from '../support/axe.ts';
import { recordedRun, textFile } from '../support/recorded.ts';

test('a breakpoint with a condition stops a run forwards and backwards', async ({ app }) => {
  await app.press('Home');
  await expect(app.stepButton('Continue to the next stop')).toHaveAttribute('aria-disabled', 'true');
  await app.stops.stopAt('ip_vs_conn_new if pkt.sport == 41002 || pkt.sport == 41005');
  await expect(app.stops.breakpoint('ip_vs_conn_new')).toContainText('of 2');

  await app.stops.forward();
  expect(await app.at()).toMatchObject({ packet: 17 });
  const first = await app.momentText();
  await expect(app.path.now).toContainText('ip_vs_conn_new');
  await expect(app.status).toContainText(/Breakpoint ip_vs_conn_new, packet 17, step \d+/);
  await expect(app.stops.breakpoint('ip_vs_conn_new')).toContainText('1 of 2');
  await expect(app.stops.discs).toHaveCount(1);

  await app.stops.forward();
  expect(await app.at()).toMatchObject({ packet: 41 });
  await app.stops.back();
  expect(await app.momentText()).toBe(first);
  await app.stops.back();
  await expect(app.status).toContainText('No stop before: at the start');
  await app.press('F8');
  expect(await app.momentText()).toBe(first);
  await app.press('Shift+F8');
  await expect(app.readout).toContainText('before packet 1');
});

test('when did this weight become 0: a field leads to its changes, and a watchpoint stops at them', async ({
  app,
}) => {
  await app.drop(
    ...recordedRun('011-quiescent-template-1').files(
      'any.pcap',
      'ipvsadm-rules.txt',
      'actions.txt',
      'run.json',
    ),
  );
  await app.stops.stopAt('write dest.weight of 192.168.1.11:80 if dest.weight == 0');
  await app.press('Home');
  await app.stops.forward();
  await expect(app.path.now).toContainText(/dest->weight 1 \S+ 0/);
  await expect(app.readout).toContainText('command');
  await expect(app.status).toContainText('Watchpoint dest.weight of 192.168.1.11:80');
  const quiesced = await app.momentText();

  await app.inspector.look('dest');
  await app.stops.ask('weight', 'Next change');
  await expect(app.path.now).toContainText(/dest->weight 0 \S+ 1/);
  await app.stops.ask('weight', 'Previous change');
  await expect(app.inspector.field('weight')).toContainText('0');
  await expect(app.path.now).toContainText(/dest->weight 1 \S+ 0/);
  expect((await app.momentText()).split('\n')[1]).toBe(quiesced.split('\n')[1]);
});

test('back to when an address was set, and a stop wherever a field is written', async ({ app }) => {
  await app.goToPacket(8);
  await app.inspector.look('cp');
  await app.stops.ask('daddr:dport', 'Previous change');
  expect(await app.at()).toMatchObject({ packet: 1 });
  await app.stops.ask('daddr:dport', 'Next change');
  await expect(app.status).toContainText('No later change of daddr in this run');

  await app.stops.ask('state', 'Stop when it is written');
  await expect(app.stops.breakpoint('cp.state of tcp 172.16.0.1:41000')).toBeVisible();
  await expect(app.inspector.field('state').getByText('watched')).toBeAttached();
  await app.stops.forward();
  await expect(app.path.now).toContainText('cp->state NONE');
  await app.stops.forward();
  await expect(app.path.now).toContainText(/SYN_RECV \S+ ESTABLISHED/);
  expect(await app.at()).toMatchObject({ packet: 2 });
});

test('watches follow the cursor, say what changed and what is not in scope', async ({ app }) => {
  await app.press('Home');
  await app.stops.stopAt('state SYN_RECV -> ESTABLISHED');
  await app.stops.watch('cp.state');
  await app.stops.watch('ct.n_control');
  await app.stops.watch('conn_count');
  await app.stops.forward();
  await expect(app.stops.watched('cp.state')).toContainText('ESTABLISHED changed');
  await expect(app.stops.watched('ct.n_control')).toContainText('not in scope here');
  await expect(app.stops.watched('conn_count')).toContainText('1');
  await app.press('Shift+S');
  await expect(app.stops.watched('cp.state')).toContainText('SYN_RECV');
  await expect(app.stops.watched('cp.state')).not.toContainText('changed');
  await app.goToPacket(9);
  await expect(app.stops.watched('conn_count')).toContainText('2');
  await app.stops.watches.getByRole('button', { name: 'Stop watching conn_count' }).click();
  await expect(app.stops.watches).toHaveCount(2);
});

test('what is set travels with the text of the case', async ({ app }) => {
  await app.stops.stopAt('state SYN_RECV -> ESTABLISHED hit 3 as "third one"');
  await app.stops.watch('cp.timer.expires');
  await app.stops.forward();
  const stopped = await app.at();
  await app.stops.mark('here # it is answered');
  await app.press('Home');

  await app.press('i');
  const download = app.page.waitForEvent('download');
  await app.dialog.getByRole('button', { name: 'Save case' }).click();
  const stream = await (await download).createReadStream();
  let text = '';
  for await (const part of stream) text += part;
  await app.press('Escape');
  expect(text).toContain('break state SYN_RECV -> ESTABLISHED hit 3 as "third one"');
  expect(text).toMatch(/^bookmark @\d+\.\d+\/1\.\d+ here # it is answered$/m);

  await app.openCase('The same with -p 360');
  await expect(app.page.getByRole('button', { name: /^Stops/ }).or(app.stops.stopField)).toBeVisible();
  await expect(app.stops.breakpoints).toHaveCount(0);
  await app.drop(textFile('case.txt', text));
  await expect(app.stops.breakpoint('third one')).toContainText('state SYN_RECV -> ESTABLISHED');
  await expect(app.stops.watched('cp.timer.expires')).toBeVisible();
  await app.stops.bookmarks.getByRole('button', { name: /^Go to the bookmark/ }).click();
  await app.settled();
  expect(await app.at()).toEqual(stopped);
});

test('a problem stands at its character, and what was written stays', async ({ app }) => {
  await app.stops.stopAt('ip_vs_conn_new if cp.stat == TIME_WAIT');
  await expect(app.stops.problem).toContainText('no field cp.stat');
  await expect(app.stops.problem).toContainText('character 19');
  await expect(app.stops.stopField).toHaveValue('ip_vs_conn_new if cp.stat == TIME_WAIT');
  await expect(app.stops.stopField).toHaveAttribute('aria-invalid', 'true');
  const selected = await app.stops.stopField.evaluate((field: HTMLInputElement) =>
    field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0),
  );
  expect(selected).toBe('cp.stat');
  await app.stops.stopField.fill('ip_vs_conn_new if cp.state == NONE');
  await app.press('Enter');
  await expect(app.stops.problem).toBeHidden();
  await expect(app.stops.breakpoints).toHaveCount(1);
});

test('everything by keyboard: set, run, switch off, run to a row, take away', async ({ app }) => {
  await app.goToPacket(1);
  await app.path.goToStep('tcp_state_transition');
  await app.press('Shift+T');
  await expect(app.stops.discs).toHaveCount(1);
  await app.press('r');
  expect(await app.at()).toMatchObject({ packet: 2 });
  await app.press('Shift+R');
  expect(await app.at()).toMatchObject({ packet: 1 });

  await app.press('F9');
  await app.page.keyboard.type('verd');
  const list = app.page.getByRole('listbox', { name: /^Stop at/ });
  await expect(list.getByRole('option', { name: /^verdict/ })).toBeVisible();
  await app.press('ArrowDown', 'Tab');
  await expect(app.stops.stopField).toHaveValue('verdict ');
  await app.page.keyboard.type('NF_DROP');
  await app.press('Escape', 'Enter', 'Escape');
  await expect(app.stops.breakpoint('NF_DROP')).toContainText('0');

  const first = app.stops.breakpoints.first();
  await first.getByRole('switch').focus();
  await app.press('Space');
  await expect(first.getByRole('switch')).not.toBeChecked();

  await app.path.tree.focus();
  await app.press('Home', 'ArrowDown', 'F4');
  await expect(app.path.now).toContainText('ip_vs_');
  const { step } = await app.at();
  expect(step).toBeLessThan(10);
  await app.press('Shift+F10');
  await expect(app.page.getByRole('menu').getByRole('menuitem', { name: 'Run to here' })).toBeFocused();
  await app.press('Escape');
  await expect(app.path.tree).toBeFocused();

  await first.getByRole('button', { name: /^Remove/ }).focus();
  await app.press('Enter');
  await expect(app.stops.breakpoints).toHaveCount(1);
});

test('other views have the stops in a window of their own; other files keep what is set', async ({ app }) => {
  await app.stops.stopAt('ip_vs_conn_new');
  await app.goToPacket(20);
  await app.stops.mark('gone with its case');
  await app.show('Services');
  await app.press('Shift+F9');
  await expect(app.dialog).toContainText('ip_vs_conn_new');
  await app.press('Escape');
  await app.drop(...recordedRun('011-quiescent-template-1').files('any.pcap', 'ipvsadm-rules.txt'));
  await app.show('Path');
  await expect(app.stops.breakpoint('ip_vs_conn_new')).toBeVisible();
  await expect(app.stops.bookmarks).toHaveCount(0);
  await expect(app.page.getByText('1 bookmark was taken away')).toBeVisible();
});

for (const scheme of ['dark', 'light'] as const) {
  test(`axe finds nothing in the stops, ${scheme}`, async ({ app, page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: scheme });
    await app.stops.stopAt('ip_vs_conn_new if pkt.tcp.syn');
    await app.stops.stopAt('event timer off');
    await app.stops.watch('cp.state');
    await app.stops.watch('ct.n_control');
    await app.stops.mark('here');
    await app.stops.forward();
    await app.stops.stopAt('call 5');
    await expect(app.stops.problem).toBeVisible();
    expect(await barriers(page)).toEqual([]);
    await app.stops.stopField.press('Escape');
    await app.inspector
      .field('refcnt')
      .getByRole('button', { name: /refcnt/ })
      .first()
      .click();
    expect(await barriers(page)).toEqual([]);
  });
}
