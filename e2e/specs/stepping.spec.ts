import { expect, test } from '../fixtures.ts';

test('a key and its button step alike: into, over, out, packet', async ({ app }) => {
  const pairs = [
    ['s', 'Step into'],
    ['n', 'Step over'],
    ['f', 'Step out'],
    ['p', 'Next packet'],
    ['Shift+S', 'Step back into'],
    ['Shift+N', 'Step back over'],
    ['Shift+F', 'Step back out'],
    ['Shift+P', 'Previous packet'],
  ] as const;
  for (const [key, button] of pairs) {
    await app.goToPacket(9);
    await app.path.goToStep('ip_vs_conn_new');
    const start = await app.momentText();
    await app.press(key);
    const byKey = await app.momentText();
    expect(byKey, `${key} moves`).not.toBe(start);
    await app.goToPacket(9);
    await app.path.goToStep('ip_vs_conn_new');
    expect(await app.momentText()).toBe(start);
    await app.step(button);
    expect(await app.momentText(), `${button} does what ${key} does`).toBe(byKey);
  }
});

test('into enters a call, over passes it, out leaves it', async ({ app }) => {
  await app.path.goToStep('ip_vs_conn_new');
  const { step } = await app.at();
  await app.press('s');
  expect((await app.at()).step).toBe(step + 1);
  await expect(app.path.now).toContainText('ip_vs_bind_dest');
  await app.press('n');
  await expect(app.path.now).toContainText('cp->packet_xmit');
  await app.press('Shift+N', 's');
  await expect(app.path.now).toContainText('dest->refcnt');
  await app.press('f');
  await expect(app.path.now).not.toContainText('dest->');
  expect((await app.at()).step).toBeGreaterThan(step + 5);
});

test('stepping into runs through all steps and on into the next packet', async ({ app }) => {
  await app.press('p', 'Shift+N');
  const { packet, step, steps } = await app.at();
  expect(packet).toBe(2);
  for (let at = step; at < steps; at++) {
    await app.press('s');
    expect(await app.at()).toEqual({ packet: 2, step: at + 1, steps });
  }
  await app.press('s');
  expect((await app.at()).packet).toBe(3);
  await app.press('Shift+S');
  expect(await app.at()).toEqual({ packet: 2, step: steps, steps });
});

test('going back gives exactly the moments that were there', async ({ app }) => {
  const seen: string[] = [];
  for (let i = 0; i < 12; i++) {
    seen.push(await app.momentText());
    await app.press(i % 3 === 2 ? 'p' : 's');
  }
  await app.goToPacket(96);
  await app.goToPacket(1);
  expect(await app.momentText()).toBe(seen[0]);
  for (let i = 1; i < 12; i++) {
    await app.press((i - 1) % 3 === 2 ? 'p' : 's');
    expect(await app.momentText()).toBe(seen[i]);
  }
});

test('to the start and to the end', async ({ app }) => {
  await app.press('End');
  await expect(app.stepButton('Continue to the end')).toHaveAttribute('aria-disabled', 'true');
  await expect(app.path.why).toContainText(/timer/i);
  await app.press('Home');
  await expect(app.stepButton('Back to the start')).toHaveAttribute('aria-disabled', 'true');
  await app.step('Continue to the end');
  const end = await app.momentText();
  await app.step('Back to the start');
  await app.press('c');
  expect(await app.momentText()).toBe(end);
});

test('expiries, decisions and trouble have keys of their own', async ({ app }) => {
  await app.press('d');
  expect((await app.at()).packet).toBe(9);
  await app.press('d', 'Shift+D');
  expect((await app.at()).packet).toBe(9);
  await app.press('e');
  await expect(app.readout).toContainText('timer');
  await app.press('Shift+P');
  expect((await app.at()).packet).toBe(96);
});

test('a click on a packet, on the timeline and on evidence goes there', async ({ app }) => {
  await app.packets.choose('172.16.0.1:41002');
  expect((await app.at()).packet).toBe(17);
  await expect(app.packets.now).toContainText('172.16.0.1:41002');

  await app.timeline.clickAt(0.6);
  const later = await app.timeline.time();
  await app.timeline.clickAt(0.3);
  const earlier = await app.timeline.time();
  expect(later).toBeGreaterThan(earlier);
  expect(earlier).toBeGreaterThan(0);

  await app.openCase('The same with -p 360');
  await app.press('d');
  expect((await app.at()).packet).toBe(9);
  await app.path.followEvidence(/./);
  expect((await app.at()).packet).toBe(1);
});

test('a field leads to the step that set it', async ({ app }) => {
  await app.goToPacket(8);
  await app.inspector.look('cp');
  await app.inspector.goWhereItWasSet('state');
  await expect(app.path.now).toContainText('cp->state');
  await expect(app.inspector.field('state')).toContainText('FIN_WAIT');
  expect((await app.at()).packet).toBe(7);
});

test('a line of the log leads to the step that printed it', async ({ app }) => {
  await app.log.lines.filter({ hasText: 'Bind-dest' }).first().click();
  await app.settled();
  await expect(app.path.now).toContainText('Bind-dest');
  await expect(app.log.now).toContainText('Bind-dest');
});
